package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histograms that are written; what uproot reads of them is in written-histograms.json, made by make_histograms.py --digest. */
class HistogramFilesTest {

    private static final double[] REGULAR = {50, 70, 90, 110, 130};
    private static final double[] VARIABLE = {-1.5, 0, 0.1, 7};
    private static final double[] ONE_BIN = {-1, 1};

    private final Path folder;

    HistogramFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Writes the file that the script reads. */
    public static void main(String[] file) {
        HistogramFiles.write(Path.of(file[0]), samples());
    }

    private static List<StoredHistogram> samples() {
        SplittableRandom random = new SplittableRandom(11);
        return List.of(
                histogram("4j1b_ttbar", List.of(REGULAR), random),
                histogram("variable", List.of(VARIABLE), random),
                histogram("plane", List.of(REGULAR, VARIABLE), random),
                histogram("space", List.of(VARIABLE, ONE_BIN, REGULAR), random));
    }

    private static StoredHistogram histogram(String name, List<double[]> edges, SplittableRandom random) {
        int cells = edges.stream().mapToInt(e -> e.length + 1).reduce(1, (a, b) -> a * b);
        double[] values = random.doubles(cells, -3, 9).toArray();
        double[] variances = random.doubles(cells, 0, 5).toArray();
        return new StoredHistogram(name, "of " + name, edges, values, variances, 100 + cells);
    }

    private static List<double[]> numbers(StoredHistogram histogram) {
        List<double[]> parts = new ArrayList<>(List.of(histogram.values(), histogram.variances()));
        for (int axis = 0; axis < histogram.dimensions(); axis++) {
            parts.add(histogram.edges(axis));
        }
        parts.add(new double[] {histogram.entries()});
        return parts;
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Path path = folder.resolve("h.root");
        HistogramFiles.write(path, samples());
        try (EventFile file = EventFile.open(path)) {
            assertThat(file.histograms()).containsExactly("4j1b_ttbar", "variable", "plane", "space");
            assertThat(file.tables()).isEmpty();
            for (StoredHistogram written : samples()) {
                StoredHistogram read = file.histogram(written.name());
                assertThat(read.name()).isEqualTo(written.name());
                assertThat(read.title()).isEqualTo(written.title());
                assertThat(numbers(read)).usingRecursiveComparison().isEqualTo(numbers(written));
            }
        }
    }

    @Test
    void uprootReadsWhatIsWritten() throws Exception {
        JsonNode expected = TestFiles.json(TestFiles.resource("written-histograms.json"));
        assertThat(expected).hasSize(samples().size());
        for (StoredHistogram written : samples()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            List<double[]> parts = numbers(written);
            for (double[] part : parts.subList(0, parts.size() - 1)) {
                ByteBuffer bytes = ByteBuffer.allocate(part.length * Double.BYTES);
                bytes.asDoubleBuffer().put(part);
                digest.update(bytes);
            }
            assertThat(HexFormat.of().formatHex(digest.digest()))
                    .as(written.name())
                    .isEqualTo(expected.get("written.root:" + written.name()).asText());
        }
    }

    @Test
    void aFileWithoutHistogramsIsOne() {
        Path path = folder.resolve("none.root");
        HistogramFiles.write(path, List.of());
        try (EventFile file = EventFile.open(path)) {
            assertThat(file.histograms()).isEmpty();
        }
    }

    private void assertRefused(String reason, StoredHistogram... histograms) {
        Path path = folder.resolve("h.root");
        assertThatThrownBy(() -> HistogramFiles.write(path, List.of(histograms)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(path + ": " + reason);
        assertThat(folder).isEmptyDirectory();
    }

    private static StoredHistogram flat(String name, double value, double... edges) {
        double[] values = new double[edges.length + 1];
        values[1] = value;
        return new StoredHistogram(name, "", List.of(edges), values, new double[edges.length + 1], 0);
    }

    @Test
    void whatNoHistogramMayHoldIsRefusedByName() {
        assertRefused("two histograms are named h", flat("h", 0, 0, 1), flat("h", 0, 0, 1));
        assertRefused("histogram a/b cannot be written: a name has no slash, and is not empty", flat("a/b", 0, 0, 1));
        assertRefused("histogram h: cell 1 holds NaN with the variance 0.0", flat("h", Double.NaN, 0, 1));
        assertRefused("histogram h: edge 1 of axis 0 is 0.0; edges are finite and ascend", flat("h", 0, 0, 0));
        assertRefused("histogram h: axis 0 has no bins", flat("h", 0, 0));
        assertRefused(
                "histogram h: its number of entries is Infinity",
                new StoredHistogram("h", "", List.of(ONE_BIN), new double[3], new double[3], Double.POSITIVE_INFINITY));
    }
}
