package org.diffhep.histogram.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Dimension;
import org.diffhep.histogram.Flow;
import org.diffhep.histogram.Histogram;
import org.diffhep.histogram.HistogramFill;
import org.diffhep.histogram.Smoothing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Histograms to and from other programs. The files {@code hist-*} are written by the Python package hist, {@code diffhep*} by this library and
 * read by hist and numpy: {@code src/test/scripts/uhi_histograms.py}.
 */
class InterchangeTest {

    /** The entries of the script, filled here. */
    private static Histogram filled() {
        EventBatch batch = EventBatch.of(9)
                .column("x", NumberColumn.of(-1.0, 0.0, 0.25, 0.5, 0.75, 1.5, 2.5, 3.0, 7.0))
                .column("y", NumberColumn.of(0.5, 1.5, 2.5, 0.5, 1.5, 2.5, 0.5, 9.0, -9.0))
                .column("w", NumberColumn.of(0.5, 1.5, -0.25, 2.0, 1.0, 0.125, 3.0, 1.0, 4.0))
                .build();
        Axis y = Axis.of(0, 1, 2, 3.5).flow(Flow.DROPPED, Flow.KEPT);
        HistogramFill fill = HistogramFill.of(
                "both",
                List.of(
                        new Dimension(column("x"), Axis.regular(4, 0, 2), Smoothing.NONE),
                        new Dimension(column("y"), y, Smoothing.NONE)),
                constant(1),
                List.of(column("w")));
        try (JvmEngine engine = new JvmEngine(1);
                BoundGraph bound = engine.bind(Graph.of(List.of(fill)), EventSource.of(batch))) {
            return fill.histogram(bound.forward(new double[0], Relaxation.HARD)[0], 0);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(InterchangeTest.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    private static String text(String name) throws IOException {
        return new String(resource(name), StandardCharsets.UTF_8);
    }

    private static void assertSame(Histogram actual, Histogram expected) {
        assertThat(actual.axes()).isEqualTo(expected.axes());
        assertThat(actual.slotValues()).containsExactly(expected.slotValues());
        assertThat(actual.slotVariances()).containsExactly(expected.slotVariances());
    }

    @Test
    void whatHistWroteIsWhatIsFilledHere() throws IOException {
        assertSame(UhiJson.read(text("hist-weighted.json")), filled());
        assertSame(UhiJson.read(text("hist-sparse.json")), filled());
        Histogram counts = UhiJson.read(text("hist-counts.json"));
        assertThat(counts.axis()).isEqualTo(Axis.regular(3, 0, 3).flow(Flow.KEPT, Flow.DROPPED));
        assertThat(counts.slotValues()).containsExactly(1, 4, 1, 2, 0);
        assertThat(counts.slotVariances()).containsExactly(1, 4, 1, 2, 0);
    }

    @Test
    void whatIsWrittenIsWhatHistAndNumpyRead() throws IOException {
        assertThat(UhiJson.write(filled())).isEqualTo(text("diffhep-weighted.json"));
        assertThat(HistogramNpz.write(filled())).containsExactly(resource("diffhep.npz"));
    }

    static Stream<Histogram> histograms() {
        Random random = new Random(3);
        return Stream.of(
                        List.of(Axis.regular(3, 0.1, 0.7)),
                        List.of(Axis.of(-1e300, 0.1, 1 / 3.0, 5e9).flow(Flow.KEPT, Flow.DROPPED)),
                        List.of(
                                Axis.of(0, 1).flow(Flow.DROPPED, Flow.FOLDED),
                                Axis.regular(2, 0, 1),
                                Axis.of(0, 2, 3).flow(Flow.FOLDED, Flow.KEPT)))
                .map(axes -> {
                    int slots = axes.stream().mapToInt(Axis::slots).reduce(1, (a, b) -> a * b);
                    double[] values = random.doubles(slots, -1, 1).toArray();
                    double[] variances = random.doubles(slots).toArray();
                    return new KeptSlots(axes)
                            .histogram(new KeptSlots(axes).of(values), new KeptSlots(axes).of(variances));
                });
    }

    @ParameterizedTest
    @MethodSource("histograms")
    void roundTripsAreExact(Histogram histogram) {
        Histogram read = UhiJson.read(UhiJson.write(histogram));
        assertSame(read, histogram);
        assertThat(read.axes().stream().map(Axis::isRegular))
                .containsExactlyElementsOf(
                        histogram.axes().stream().map(Axis::isRegular).toList());
        assertSame(HistogramNpz.read(HistogramNpz.write(histogram)), histogram);
        Histogram table = HistogramCsv.read(HistogramCsv.write(histogram));
        assertThat(table.slotValues()).containsExactly(histogram.slotValues());
        assertThat(table.slotVariances()).containsExactly(histogram.slotVariances());
        for (int d = 0; d < table.axes().size(); d++) {
            assertThat(table.axes().get(d).edges())
                    .containsExactly(histogram.axes().get(d).edges());
        }
    }

    @Test
    void tableIsReadable() {
        assertThat(HistogramCsv.write(new Histogram(
                        Axis.of(0, 0.5, 2).flow(Flow.KEPT, Flow.DROPPED),
                        new double[] {1, 2, 3, 0},
                        new double[] {4, 5, 6, 0})))
                .isEqualTo("""
                        low,high,value,variance
                        -inf,0.0,1.0,4.0
                        0.0,0.5,2.0,5.0
                        0.5,2.0,3.0,6.0
                        """);
        assertThat(HistogramCsv.write(filled()).lines().findFirst())
                .contains("low_0,high_0,low_1,high_1,value,variance");
    }

    @Test
    void severalHistogramsHaveNames() throws IOException {
        Map<String, Histogram> all = new LinkedHashMap<>();
        all.put("nominal", filled());
        all.put("a/b", filled().scaled(2));
        Map<String, Histogram> read = UhiJson.readAll(UhiJson.write(all));
        assertThat(read.keySet()).containsExactly("nominal", "a/b");
        assertSame(read.getOrDefault("a/b", filled()), filled().scaled(2));
        assertThat(UhiJson.readAll(text("hist-counts.json")).keySet()).containsExactly("");
        assertThatThrownBy(() -> UhiJson.read(UhiJson.write(all)))
                .isInstanceOf(InvalidHistogramException.class)
                .hasMessageContaining("/uhi_schema is missing");
        String broken = UhiJson.write(all).replaceFirst("(?s)(a/b.*?)\"circular\":false", "$1\"circular\":0");
        assertThatThrownBy(() -> UhiJson.readAll(broken))
                .hasMessage("/a~1b/axes/0/circular must be true or false, got 0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "uhi_schema": 1|"uhi_schema": 2|/uhi_schema must be 1, got 2
            "circular": false|"circular": true|/axes/0/circular: circular axes are not offered
            "overflow": false|"overflow": null|/axes/0/overflow must be true or false, got null
            "bins": 3|"bins": 0|/axes/0/bins must be an integer from 1, got 0
            "bins": 3|"bins": 2000000000|/axes/0/bins: 2000000000 bins are more than 67108864
            "bins": 3|"bins": 60000000, "x": 1|/storage/values must be a list of 60000001, the slots of axis 0, got [1,4,1,2]
            "lower": 0.0|"lower": 3.0|/axes/0: an axis of 3 bins from 3.0 to 3.0
            "lower": 0.0|"lower": 1e999|/axes/0/lower must be a number, got
            "regular"|"category_int"|/axes/0/type must be regular or variable, got "category_int"
            "regular"|"variable"|/axes/0/edges must be a list of numbers, got nothing
            "regular"|"variable", "edges": [0, 1, 1, 2]|/axes/0/edges: edges must be finite and ascend: [0.0, 1.0, 1.0, 2.0]
            "regular"|"variable", "edges": [0, "b"]|/axes/0/edges/1 must be a number, got "b"
            "int"|"mean"|/storage/type must be weighted, double or int, got "mean"
            [1, 4, 1, 2]|[1, 4, 1]|/storage/values must be a list of 4, the slots of axis 0, got [1,4,1]
            [1, 4, 1, 2]|[1, 4, 1, "2"]|/storage/values/3 must be a number, got "2"
            [1, 4, 1, 2]|"/some/path"|/storage/values must be a list of 4, the slots of axis 0, got "/some/path"
            "values"|"index": [[0]], "values"|/storage/values must be a list of 1 numbers, as many as /index has, got [1,4,1,2]
            "values"|"index": [[9]], "values"|/storage/index/0/0 must be a slot from 0 to 3, got 9
            "values"|"index": [], "values"|/storage/index must be 1 lists, one for each axis, got []
            "values"|"variances"|/storage/values is missing
            "int"|"weighted"|/storage/variances must be a list of 4, the slots of axis 0, got nothing
            "axes"|"axis"|/axes must be a list of one axis or more
            "storage"|"storage" 1|not JSON: Unexpected character
            """)
    void brokenJsonIsNamedByItsPath(String part, String by, String message) throws IOException {
        String json = text("hist-counts.json");
        assertThat(json).contains(part);
        assertThatThrownBy(() -> UhiJson.read(json.replace(part, by)))
                .isInstanceOf(InvalidHistogramException.class)
                .hasMessageContaining(message);
    }

    @Test
    void emptyStorageHoldsNothing() throws IOException {
        String json = text("hist-counts.json").replace(", \"values\": [1, 4, 1, 2]", "");
        assertThat(UhiJson.read(json).total()).isZero();
    }

    @Test
    void numbersThatJsonCannotSayAreRefused() {
        Histogram histogram = new Histogram(Axis.of(0, 1), new double[] {0, Double.NaN, 0}, new double[] {0, 1, 0});
        assertThatThrownBy(() -> UhiJson.write(histogram))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slot 1 of the histogram holds NaN, which JSON cannot");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            low,high,value|low,hi,value|line 1 must be low,high,value,variance
            0.0,1.0,2.0|0.0,1.0,x|line 3: x is no number
            0.0,1.0,2.0|0.0,1.0,NaN|line 3: NaN is no number
            0.0,1.0,2.0|0.0,1.0|line 3 must have 4 columns, has 3
            0.0,1.0,2.0|0.0,3.0,2.0|line 3: the slot from 0.0 ends at 1.0 on axis 0, not at 3.0
            0.0,1.0,2.0|1.0,3.0,2.0|line 4: the slot is there before
            0.0,1.0,2.0|0.0,0.5,2.0|the axes have 5 slots, the table has 4 lines of them
            """)
    void brokenTableIsNamedByItsLine(String part, String by, String message) {
        String table = HistogramCsv.write(
                new Histogram(Axis.of(0, 1, 3), new double[] {1, 2, 3, 4}, new double[] {1, 2, 3, 4}));
        assertThat(table).contains(part);
        assertThatThrownBy(() -> HistogramCsv.read(table.replace(part, by)))
                .isInstanceOf(InvalidHistogramException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anyBrokenArchiveIsAMessage() throws IOException {
        byte[] good = resource("diffhep.npz");
        assertSame(HistogramNpz.read(good), filled());
        assertThatThrownBy(() -> HistogramNpz.read(new byte[0])).hasMessage("the archive has no array flows, only []");
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] bad = i % 3 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int k = 0; k < 3 && bad.length > 0; k++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(HistogramNpz.read(bad).axes()).isNotEmpty();
            } catch (InvalidHistogramException e) {
                assertThat(e).hasMessageMatching("(?s).+");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }
}
