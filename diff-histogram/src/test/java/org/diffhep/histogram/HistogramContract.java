package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.math3.special.Erf;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.FiniteDifferences;
import org.diffhep.autodiff.engine.NonFiniteValueException;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.engine.TestEvents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How every engine fills histograms: values against {@link PlainFill}, gradients for the observable, the probability and the
 * weights against finite differences of it, conservation of the weights, edges and overflow. Extend it in the test sources
 * of an engine.
 */
public abstract class HistogramContract {

    private static final List<Parameter> PARAMETERS =
            List.of(Parameter.of("a", 0.9), Parameter.of("b", 0.45), Parameter.of("c", 1.2));
    private static final double[] AT = {0.9, 0.45, 1.2};
    private static final Relaxation SOFT = Relaxation.soft(1);
    private static final Axis AXIS = Axis.of(0.2, 0.5, 0.6, 1.1, 1.5);

    private Engine engine;

    /** A new engine of the kind under test. */
    protected abstract Engine engine();

    /** How far values may be off, relative to the sum of all weights. */
    protected double tolerance() {
        return 1e-13;
    }

    /** How many events there are in a batch where it should not matter; an engine for which each batch is dear may leave out the smallest. */
    protected int[] batchSizes() {
        return new int[] {1, 3, 511, 512, 513, 2047, 2048, 2049, 8191, 8192, 8193};
    }

    @BeforeEach
    void start() {
        engine = engine();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static HistogramFill fill(Axis axis, double bandwidth, boolean perObject) {
        Expr value = perObject ? collection("Jet").column("pt") : column("met");
        Expr weight = column("weight");
        return HistogramFill.of(
                "fill",
                axis,
                bandwidth,
                value.times(parameter(PARAMETERS.get(0))),
                value.above(parameter(PARAMETERS.get(1)), width(PlainFill.CUT_WIDTH)),
                List.of(weight, weight.times(parameter(PARAMETERS.get(2)))));
    }

    private static Graph graph(HistogramFill fill) {
        return Graph.withParameters(List.of(fill), PARAMETERS);
    }

    static Stream<PlainFill> fills() {
        EventBatch batch = TestEvents.random(21, 60).batch();
        return Stream.of(SOFT, Relaxation.soft(0.3), Relaxation.HARD, Relaxation.straightThrough(1))
                .flatMap(relaxation -> Stream.of(
                        new PlainFill(batch, AXIS, 0.15, false, relaxation),
                        new PlainFill(batch, AXIS, 0.15, true, relaxation),
                        new PlainFill(batch, AXIS.foldingOverflow(), 0.4, false, relaxation),
                        new PlainFill(batch, AXIS.foldingOverflow(), 0.06, true, relaxation),
                        new PlainFill(batch, Axis.regular(1, 0.5, 1), 0.1, true, relaxation),
                        new PlainFill(batch, AXIS, 0, false, relaxation)));
    }

    @ParameterizedTest
    @MethodSource("fills")
    void sumsAndGradientsAreThoseOfThePlainFill(PlainFill plain) {
        HistogramFill fill = fill(plain.axis(), plain.bandwidth(), plain.perObject());
        double[] cotangents = new Random(3).doubles(fill.size(), -1, 1).toArray();
        try (BoundGraph bound = engine.bind(graph(fill), EventSource.of(plain.batch()))) {
            double[] expected = plain.sums(AT, AT);
            double size = Arrays.stream(expected).sum();
            assertThat(bound.forward(AT, plain.relaxation())[0]).containsExactly(expected, within(tolerance() * size));
            double[] gradient = bound.pullBack(AT, plain.relaxation(), new double[][] {cotangents});
            for (int i = 0; i < AT.length; i++) {
                FiniteDifferences.Derivative derivative =
                        FiniteDifferences.partial(at -> dot(cotangents, plain.sums(at, AT)), AT, i, 0.005);
                assertThat(derivative.error()).isLessThan(1e-6);
                assertThat(gradient[i])
                        .as("d/d%s", PARAMETERS.get(i).name())
                        .isCloseTo(derivative.value(), within(1e-8 * size + derivative.error()));
            }
        }
    }

    /** Axes with bins far wider and far narrower than the kernel, evenly and unevenly, with one edge in reach, all and none. */
    static Stream<PlainFill> shapes() {
        EventBatch batch = TestEvents.random(25, 300).batch();
        List<Axis> axes = List.of(
                Axis.regular(25, 0.1, 1.6),
                Axis.regular(90, 0.5, 1),
                Axis.regular(3, -40, 50),
                Axis.of(0.3, 1),
                Axis.of(-5, 0.1, 0.100001, 0.3, 0.9, 1.3, 60),
                Axis.regular(7, 5, 6));
        return Stream.of(1e-4, 0.003, 0.05, 0.7, 20.0, 1e5)
                .flatMap(bandwidth -> axes.stream().flatMap(axis -> Stream.of(axis, axis.foldingOverflow())
                        .map(each -> new PlainFill(batch, each, bandwidth, false, SOFT))));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void anyAxisAndBandwidthGiveThePlainFill(PlainFill plain) {
        HistogramFill fill = fill(plain.axis(), plain.bandwidth(), false);
        double[] cotangents = new Random(6).doubles(fill.size(), -1, 1).toArray();
        try (BoundGraph bound = engine.bind(graph(fill), EventSource.of(plain.batch()))) {
            double[] expected = plain.sums(AT, AT);
            double size = Arrays.stream(expected).sum();
            assertThat(bound.forward(AT, SOFT)[0]).containsExactly(expected, within(tolerance() * size));
            double[] gradient = bound.pullBack(AT, SOFT, new double[][] {cotangents});
            for (int i = 0; i < AT.length; i++) {
                double step = i == 0 ? Math.min(0.005, plain.bandwidth() / 4) : 0.005;
                FiniteDifferences.Derivative derivative =
                        FiniteDifferences.partial(at -> dot(cotangents, plain.sums(at, AT)), AT, i, step);
                assertThat(gradient[i])
                        .as("d/d%s", PARAMETERS.get(i).name())
                        .isCloseTo(derivative.value(), within(1e-8 * size + 3 * derivative.error()));
            }
        }
    }

    @Test
    void cotangentsOfSquaresAloneOrOfNothingAreFollowed() {
        PlainFill plain = new PlainFill(TestEvents.random(26, 100).batch(), AXIS, 0.15, false, SOFT);
        HistogramFill fill = fill(AXIS, 0.15, false);
        double[] all = new Random(8).doubles(fill.size(), -1, 1).toArray();
        double[] squares = all.clone();
        double[] sums = all.clone();
        for (int v = 0; v < fill.weights(); v++) {
            Arrays.fill(squares, fill.position(v, 0), fill.position(v, 0) + AXIS.slots(), 0);
            Arrays.fill(sums, fill.position(v, 0) + AXIS.slots(), fill.position(v, 0) + 2 * AXIS.slots(), 0);
        }
        try (BoundGraph bound = engine.bind(graph(fill), EventSource.of(plain.batch()))) {
            double[] whole = bound.pullBack(AT, SOFT, new double[][] {all});
            double[] fromSquares = bound.pullBack(AT, SOFT, new double[][] {squares});
            double[] fromSums = bound.pullBack(AT, SOFT, new double[][] {sums});
            for (int i = 0; i < AT.length; i++) {
                assertThat(fromSquares[i] + fromSums[i]).isCloseTo(whole[i], within(1e-12 * plain.sumOfWeights()));
            }
            assertThat(bound.pullBack(AT, SOFT, new double[][] {new double[fill.size()]}))
                    .containsOnly(0);
        }
    }

    private static double dot(double[] a, double[] b) {
        double total = 0;
        for (int i = 0; i < a.length; i++) {
            total += a[i] * b[i];
        }
        return total;
    }

    @Test
    void sharesOfAllSlotsAddUpToTheWeight() {
        EventBatch batch = TestEvents.random(22, 3000).batch();
        for (double bandwidth : new double[] {0, 1e-6, 0.01, 0.3, 5, 1e4}) {
            for (Axis axis : List.of(AXIS, AXIS.foldingOverflow())) {
                HistogramFill fill =
                        HistogramFill.of("all", axis, bandwidth, column("met"), constant(1), List.of(column("weight")));
                try (BoundGraph bound = engine.bind(Graph.of(List.of(fill)), EventSource.of(batch))) {
                    Histogram histogram = fill.histogram(bound.forward(new double[0], SOFT)[0], 0);
                    double total = new PlainFill(batch, axis, 0, false, SOFT).sumOfWeights();
                    assertThat(histogram.total()).isEqualTo(total, within(1e-14 * total));
                    if (axis.overflow() == Flow.FOLDED) {
                        assertThat(histogram.overflow()).isZero();
                    }
                }
            }
        }
    }

    @Test
    void hardFillIsTheConventionalHistogramBitForBit() {
        EventBatch batch = TestEvents.random(23, 3000).batch();
        for (boolean perObject : new boolean[] {false, true}) {
            HistogramFill fill = fill(AXIS, 0.2, perObject);
            double[] at = {1, 0.45, 2};
            try (BoundGraph bound = engine.bind(graph(fill), EventSource.of(batch))) {
                // weights are eighths: all sums are exact
                assertThat(bound.forward(at, Relaxation.HARD)[0])
                        .containsExactly(new PlainFill(batch, AXIS, 0.2, perObject, Relaxation.HARD).sums(at, at));
                assertThat(bound.forward(at, Relaxation.straightThrough(1))[0])
                        .containsExactly(bound.forward(at, Relaxation.HARD)[0]);
            }
        }
    }

    private double[] filled(Axis axis, double bandwidth, Relaxation relaxation, double... x) {
        double[] ones = new double[x.length];
        Arrays.fill(ones, 1);
        EventBatch batch = EventBatch.of(x.length)
                .column("x", NumberColumn.of(x))
                .column("w", NumberColumn.of(ones))
                .build();
        HistogramFill fill = HistogramFill.of("x", axis, bandwidth, column("x"), constant(1), List.of(column("w")));
        try (BoundGraph bound = engine.bind(Graph.of(List.of(fill)), EventSource.of(batch))) {
            return Arrays.copyOf(bound.forward(new double[0], relaxation)[0], axis.slots());
        }
    }

    @Test
    void lowerEdgesBelongToTheirBin() {
        Axis axis = Axis.of(0, 1, 2);
        double below = Math.nextDown(2.0);
        assertThat(filled(axis, 1, Relaxation.HARD, -0.1, 0, 0.5, 1, below, 2, 3))
                .containsExactly(1, 2, 2, 2);
        assertThat(filled(axis.foldingOverflow(), 1, Relaxation.HARD, -0.1, 0, 0.5, 1, below, 2, 3))
                .containsExactly(1, 2, 4, 0);
        assertThat(filled(axis, 0, SOFT, -0.1, 0, 0.5, 1, below, 2, 3)).containsExactly(1, 2, 2, 2);
    }

    @Test
    void valuesFarAwayOverflowAndDoNoHarm() {
        Axis axis = Axis.of(0, 1, 2);
        double infinity = Double.POSITIVE_INFINITY;
        double[] far = {-1e300, 1e300, -infinity, infinity, infinity};
        assertThat(filled(axis, 1e-6, SOFT, far)).containsExactly(2, 0, 0, 3);
        assertThat(filled(axis, 0.5, SOFT, far)).containsExactly(2, 0, 0, 3);
        assertThat(filled(axis.foldingOverflow(), 0.5, SOFT, far)).containsExactly(2, 0, 3, 0);
        assertThat(filled(axis, 0.5, Relaxation.HARD, far)).containsExactly(2, 0, 0, 3);
    }

    @Test
    void valuesAtEdgesAndAtTheEndsOfTheKernelArePlain() {
        for (Axis axis : List.of(Axis.regular(4, 0, 2), Axis.of(0, 0.5, 2))) {
            for (double bandwidth : new double[] {0.01, 0.125, 0.3}) {
                for (double edge : axis.edges()) {
                    for (double away : new double[] {0, 0.125, 1, 8, 8.1, 8.2, 8.3, 9, 100}) {
                        for (double side : new double[] {-1, 1}) {
                            double x = edge + side * away * bandwidth;
                            for (double value : new double[] {Math.nextDown(x), x, Math.nextUp(x)}) {
                                assertThat(filled(axis, bandwidth, SOFT, value))
                                        .containsExactly(shares(axis, bandwidth, value), within(1e-14));
                            }
                        }
                    }
                }
            }
        }
    }

    private static double[] shares(Axis axis, double bandwidth, double x) {
        double[] shares = new double[axis.slots()];
        for (int slot = 0; slot < axis.slots(); slot++) {
            double upper = slot == axis.bins() + 1 ? 1 : below(axis.edge(slot), bandwidth, x);
            shares[slot] = upper - (slot == 0 ? 0 : below(axis.edge(slot - 1), bandwidth, x));
        }
        return shares;
    }

    private static double below(double edge, double bandwidth, double x) {
        return 0.5 * Erf.erfc((x - edge) / bandwidth * Math.sqrt(0.5));
    }

    @Test
    void narrowKernelIsAHardBin() {
        double[] x = new Random(4).doubles(500, -1, 3).toArray();
        Axis axis = Axis.of(0, 1, 2);
        assertThat(filled(axis, 1e-9, SOFT, x)).containsExactly(filled(axis, 1e-9, Relaxation.HARD, x), within(1e-6));
    }

    @Test
    void kernelsOfAnyWidthAreFiniteAndFillHardBinsAtLast() {
        EventSource events = TestEvents.random(29, 300).inBatchesOf(300);
        for (boolean perObject : new boolean[] {false, true}) {
            for (Kernel kernel : List.of(Kernel.GAUSSIAN, Kernel.SIGMOID, Kernel.TRIWEIGHT)) {
                Expr value = perObject ? collection("Jet").column("pt") : column("met");
                Expr observable = value.times(parameter(PARAMETERS.get(0)));
                Expr weight = column("weight").times(parameter(PARAMETERS.get(2)));
                HistogramFill fill = HistogramFill.of(
                        "fill",
                        List.of(new Dimension(observable, AXIS, Smoothing.of(kernel, 0.2))),
                        constant(1),
                        List.of(weight));
                double[] cotangents = new Random(8).doubles(fill.size(), -1, 1).toArray();
                try (BoundGraph bound = engine.bind(graph(fill), events)) {
                    double[] hard = bound.forward(AT, Relaxation.HARD)[0];
                    double[] gradient = bound.pullBack(AT, Relaxation.HARD, new double[][] {cotangents});
                    for (double temperature : new double[] {1e-9, 1e-16, 1e-100, Double.MIN_VALUE}) {
                        for (Relaxation relaxation :
                                List.of(Relaxation.soft(temperature), Relaxation.straightThrough(temperature))) {
                            assertThat(bound.forward(AT, relaxation)[0])
                                    .as("%s, %s", kernel, relaxation)
                                    .containsExactly(hard, within(1e-9));
                            assertThat(bound.pullBack(AT, relaxation, new double[][] {cotangents}))
                                    .as("%s, %s", kernel, relaxation)
                                    .containsExactly(gradient, within(1e-9));
                        }
                    }
                }
            }
        }
    }

    @Test
    void observableThatIsNotANumberIsAnErrorUnlessItCannotEnter() {
        for (Axis axis : List.of(AXIS, AXIS.foldingOverflow())) {
            for (Relaxation relaxation : List.of(SOFT, Relaxation.HARD)) {
                EventBatch batch = EventBatch.of(3)
                        .column("x", NumberColumn.of(1, Double.NaN, 1))
                        .column("p", NumberColumn.of(1, 0, 1))
                        .column("w", NumberColumn.of(1, 1, 1))
                        .build();
                HistogramFill excluded =
                        HistogramFill.of("x", axis, 0.1, column("x"), column("p"), List.of(column("w")));
                HistogramFill included =
                        HistogramFill.of("x", axis, 0.1, column("x"), column("w"), List.of(column("w")));
                try (BoundGraph good = engine.bind(Graph.of(List.of(excluded)), EventSource.of(batch));
                        BoundGraph bad = engine.bind(Graph.of(List.of(included)), EventSource.of(batch))) {
                    double[] sums = good.forward(new double[0], relaxation)[0];
                    assertThat(excluded.histogram(sums, 0).total()).isEqualTo(2, within(1e-14));
                    assertThatThrownBy(() -> bad.forward(new double[0], relaxation))
                            .isInstanceOf(NonFiniteValueException.class)
                            .hasMessageContaining("x is NaN in event 1");
                }
            }
        }
    }

    /** Of 300 events, or 600 objects, two thirds cannot enter: they have no observable, no weight, or an infinite derivative. */
    private static EventBatch batch(boolean onlyThoseThatEnter) {
        Random random = new Random(12);
        int step = onlyThoseThatEnter ? 3 : 1;
        int events = 300 / step;
        double[][] columns = new double[6][2 * events];
        int[] offsets = new int[events + 1];
        double[] noObservable = {0, -1, Double.NaN};
        double[] noWeight = {0, Double.NaN, Double.POSITIVE_INFINITY, 2};
        for (int i = 0; i < events; i++) {
            offsets[i + 1] = 2 * i + 2;
            int number = step * i;
            boolean enters = number % 3 == 0;
            columns[0][i] = enters ? 1 : 0;
            columns[1][i] = enters ? 1 + number % 5 : noWeight[number % 4];
            for (int k = 0; k < 3; k++) {
                int column = k == 0 ? 2 : 4;
                int at = k == 0 ? i : 2 * i + k - 1;
                columns[column][at] = enters ? 0.5 + random.nextDouble() : noObservable[number / 3 % 3];
                columns[column + 1][at] = enters ? random.nextDouble() : 0.5;
            }
        }
        return EventBatch.of(events)
                .column("pass", NumberColumn.of(Arrays.copyOf(columns[0], events)))
                .column("w", NumberColumn.of(Arrays.copyOf(columns[1], events)))
                .column("x", NumberColumn.of(Arrays.copyOf(columns[2], events)))
                .column("y", NumberColumn.of(Arrays.copyOf(columns[3], events)))
                .collection("Jet", offsets)
                .column("Jet", "x", NumberColumn.of(columns[4]))
                .column("Jet", "y", NumberColumn.of(columns[5]))
                .build();
    }

    static Stream<Arguments> whatEnters() {
        Stream.Builder<Arguments> cases = Stream.builder();
        for (Relaxation relaxation : List.of(SOFT, Relaxation.straightThrough(1), Relaxation.HARD)) {
            for (Kernel kernel : List.of(Kernel.GAUSSIAN, Kernel.TRIWEIGHT)) {
                for (boolean perObject : new boolean[] {false, true}) {
                    cases.add(Arguments.of(relaxation, kernel, perObject));
                }
            }
        }
        return cases.build();
    }

    @ParameterizedTest
    @MethodSource("whatEnters")
    void whatCannotEnterPoisonsNoGradient(Relaxation relaxation, Kernel kernel, boolean perObject) {
        Expr a = parameter(PARAMETERS.get(0));
        Expr x = perObject ? collection("Jet").column("x") : column("x");
        Expr y = perObject ? collection("Jet").column("y") : column("y");
        Expr weight = column("w").times(parameter(PARAMETERS.get(2)));
        for (Expr observable : List.of(x.times(a).log(), x.times(a).sqrt())) {
            HistogramFill fill = HistogramFill.of(
                    "fill",
                    List.of(new Dimension(observable, AXIS, Smoothing.of(kernel, 0.2))),
                    column("pass").equalTo(1).times(y.above(parameter(PARAMETERS.get(1)), width(0.5))),
                    List.of(weight, weight.sqrt()));
            double[] cotangents = new Random(8).doubles(fill.size(), -1, 1).toArray();
            try (BoundGraph all = engine.bind(graph(fill), EventSource.of(batch(false)));
                    BoundGraph some = engine.bind(graph(fill), EventSource.of(batch(true)))) {
                assertThat(all.forward(AT, relaxation)[0])
                        .containsExactly(some.forward(AT, relaxation)[0], within(1e-9));
                double[] expected = some.pullBack(AT, relaxation, new double[][] {cotangents});
                assertThat(expected[1] != 0).isEqualTo(relaxation.softGradients());
                assertThat(all.pullBack(AT, relaxation, new double[][] {cotangents}))
                        .as(observable.toString())
                        .containsExactly(expected, within(1e-9));
            }
        }
    }

    @Test
    void anyNumberOfEventsAddsUp() {
        TestEvents events = TestEvents.random(27, 8200);
        for (boolean perObject : new boolean[] {false, true}) {
            HistogramFill fill = fill(AXIS, 0.2, perObject);
            double[] cotangents = new Random(9).doubles(fill.size(), -1, 1).toArray();
            try (BoundGraph reference = engine.bind(graph(fill), events.inBatchesOf(900))) {
                for (int size : batchSizes()) {
                    try (BoundGraph bound = engine.bind(graph(fill), events.inBatchesOf(size))) {
                        double[] sums = reference.forward(AT, SOFT)[0];
                        double total = Arrays.stream(sums).sum();
                        assertThat(bound.forward(AT, SOFT)[0]).containsExactly(sums, within(tolerance() * total));
                        assertThat(bound.pullBack(AT, SOFT, new double[][] {cotangents}))
                                .containsExactly(
                                        reference.pullBack(AT, SOFT, new double[][] {cotangents}),
                                        within(10 * tolerance() * total));
                    }
                }
            }
        }
    }

    @Test
    void blocksAndBatchesAddUp() {
        TestEvents events = TestEvents.random(24, 4500);
        HistogramFill fill = fill(AXIS, 0.2, true);
        double[] cotangents = new Random(5).doubles(fill.size(), -1, 1).toArray();
        PlainFill plain = new PlainFill(events.batch(), AXIS, 0.2, true, SOFT);
        try (BoundGraph whole = engine.bind(graph(fill), EventSource.of(events.batch()));
                BoundGraph parts = engine.bind(graph(fill), events.inBatchesOf(700))) {
            double[] expected = plain.sums(AT, AT);
            double size = Arrays.stream(expected).sum();
            assertThat(whole.forward(AT, SOFT)[0]).containsExactly(expected, within(tolerance() * size));
            assertThat(parts.forward(AT, SOFT)[0]).containsExactly(expected, within(tolerance() * size));
            double[] gradient = whole.pullBack(AT, SOFT, new double[][] {cotangents});
            assertThat(parts.pullBack(AT, SOFT, new double[][] {cotangents}))
                    .containsExactly(gradient, within(tolerance() * size));
        }
    }
}
