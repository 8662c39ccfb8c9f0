package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.histogram.PlainHistogram.AT;
import static org.diffhep.histogram.PlainHistogram.PARAMETERS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
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
import org.diffhep.histogram.PlainHistogram.PlainAxis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How every engine fills learnable, several and bounded axes with any kernel: values against {@link PlainHistogram}, gradients for observables,
 * probability, weights and edges against finite differences of it. Extend it in the test sources of an engine.
 */
public abstract class AxesContract {

    private static final Relaxation SOFT = Relaxation.soft(1);
    private static final Axis AXIS = Axis.of(0.2, 0.5, 0.6, 1.1, 1.5);

    private Engine engine;

    /** A new engine of the kind under test. */
    protected abstract Engine engine();

    @BeforeEach
    void start() {
        engine = engine();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    static Stream<PlainHistogram> fills() {
        EventBatch batch = TestEvents.random(41, 20).batch();
        List<List<PlainAxis>> cases = new ArrayList<>();
        for (Flow underflow : Flow.values()) {
            for (Flow overflow : Flow.values()) {
                cases.add(List.of(PlainAxis.learnable(0, underflow, overflow, Smoothing.gaussian(0.12))));
                cases.add(List.of(PlainAxis.fixed(0, AXIS.flow(underflow, overflow), Smoothing.gaussian(0.12))));
            }
        }
        for (Kernel kernel : Kernel.values()) {
            for (double bandwidth : new double[] {0.07, 0.5}) {
                Smoothing smoothing = Smoothing.of(kernel, bandwidth);
                cases.add(List.of(PlainAxis.learnable(0, smoothing)));
                cases.add(List.of(PlainAxis.fixed(0, AXIS, smoothing)));
                for (Smoothing reflecting :
                        List.of(smoothing.reflecting(), smoothing.reflectingBelow(), smoothing.reflectingAbove())) {
                    cases.add(List.of(PlainAxis.learnable(0, reflecting)));
                    cases.add(List.of(PlainAxis.fixed(0, AXIS.flow(Flow.FOLDED, Flow.DROPPED), reflecting)));
                }
            }
        }
        cases.add(List.of(PlainAxis.fixed(0, AXIS, Smoothing.gaussian(2).reflecting())));
        cases.add(List.of(PlainAxis.learnable(0, Smoothing.NONE)));
        cases.add(List.of(PlainAxis.fixed(0, Axis.of(0.5, 1).flow(Flow.FOLDED, Flow.FOLDED), Smoothing.gaussian(0.1))));
        cases.add(List.of(given()));
        PlainAxis second = PlainAxis.fixed(1, Axis.regular(3, 0.2, 0.9), Smoothing.of(Kernel.TRIWEIGHT, 0.08));
        PlainAxis third = PlainAxis.fixed(
                2, Axis.of(0.1, 0.3, 1).flow(Flow.DROPPED, Flow.FOLDED), Smoothing.of(Kernel.SIGMOID, 0.1));
        cases.add(List.of(PlainAxis.learnable(0, Smoothing.gaussian(0.12)), second));
        cases.add(
                List.of(second, PlainAxis.learnable(0, Smoothing.gaussian(0.12).reflectingBelow())));
        cases.add(List.of(PlainAxis.fixed(0, AXIS, Smoothing.NONE), third));
        cases.add(List.of(PlainAxis.fixed(0, AXIS, Smoothing.gaussian(0.1)), second, third));
        cases.add(List.of(
                third, PlainAxis.learnable(0, Smoothing.gaussian(0.1)), PlainAxis.learnable(1, Smoothing.NONE)));
        List<PlainHistogram> all = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            List<PlainAxis> axes = cases.get(i);
            boolean perObject = i % 2 == 0;
            all.add(new PlainHistogram("case " + i, batch, axes, perObject, SOFT));
            all.add(new PlainHistogram("case " + i, batch, axes, !perObject, SOFT));
            all.add(new PlainHistogram("case " + i, batch, axes, perObject, Relaxation.straightThrough(1)));
            all.add(new PlainHistogram(
                    "case " + i, batch, axes, !perObject, i % 3 == 0 ? Relaxation.HARD : Relaxation.soft(0.3)));
        }
        return all.stream();
    }

    /** Edges that are parameters themselves, the ends too. */
    private static PlainAxis given() {
        Expr z1 = parameter(PARAMETERS.get(3));
        Expr z4 = parameter(PARAMETERS.get(6));
        UnaryOperator<double[]> edges = at -> new double[] {at[3], at[6], at[6] + 0.5};
        return new PlainAxis(0, LearnableAxis.of(List.of(z1, z4, z4.plus(0.5))), edges, Smoothing.gaussian(0.12));
    }

    @ParameterizedTest
    @MethodSource("fills")
    void sumsAndGradientsAreThoseOfThePlainFill(PlainHistogram plain) {
        HistogramFill fill = plain.fill();
        double[] cotangents = new Random(3).doubles(fill.size(), -1, 1).toArray();
        Graph graph = Graph.withParameters(List.of(fill), PARAMETERS);
        try (BoundGraph bound = engine.bind(graph, EventSource.of(plain.batch()))) {
            double[] expected = plain.sums(AT, AT);
            double size = Arrays.stream(expected).sum();
            assertThat(size).isGreaterThan(10);
            assertThat(bound.forward(AT, plain.relaxation())[0]).containsExactly(expected, within(1e-13 * size));
            double[] gradient = bound.pullBack(AT, plain.relaxation(), new double[][] {cotangents});
            for (int i = 0; i < AT.length; i++) {
                FiniteDifferences.Derivative derivative =
                        FiniteDifferences.partial(at -> dot(cotangents, plain.sums(at, AT)), AT, i, 0.001);
                assertThat(derivative.error()).isLessThan(5e-6);
                assertThat(gradient[i])
                        .as("d/d%s", PARAMETERS.get(i).name())
                        .isCloseTo(derivative.value(), within(1e-9 * size + 2 * derivative.error()));
            }
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
    void edgesMoveSumsOfSquaresToo() {
        PlainHistogram plain = new PlainHistogram(
                "squares",
                TestEvents.random(42, 80).batch(),
                List.of(PlainAxis.learnable(0, Smoothing.gaussian(0.1))),
                false,
                SOFT);
        HistogramFill fill = plain.fill();
        double[] squares = new double[fill.size()];
        Arrays.fill(squares, fill.slots(), fill.slots() + 3, 1);
        Graph graph = Graph.withParameters(List.of(fill), PARAMETERS);
        try (BoundGraph bound = engine.bind(graph, EventSource.of(plain.batch()))) {
            double[] gradient = bound.pullBack(AT, SOFT, new double[][] {squares});
            for (int i = 3; i < 7; i++) {
                FiniteDifferences.Derivative derivative =
                        FiniteDifferences.partial(at -> dot(squares, plain.sums(at, AT)), AT, i, 0.002);
                assertThat(Math.abs(gradient[i])).isGreaterThan(0.1);
                assertThat(gradient[i]).isCloseTo(derivative.value(), within(1e-7));
            }
        }
    }

    @Test
    void hardLearnableAxisIsTheFixedAxisBitForBit() {
        TestEvents events = TestEvents.random(43, 3000);
        LearnableAxis learnable = LearnableAxis.startingAt("edge", Axis.of(0, 0.3, 0.35, 1, 2), 0.01);
        HistogramFill moving = fill(learnable, 0.2);
        Graph graph = Graph.of(List.of(moving));
        assertThat(graph.parameters())
                .containsExactlyElementsOf(learnable.parameters())
                .hasSize(4);
        double[] at = {-1.25, 0.5, 0.125, 0.9};
        // events on the edges themselves are the hard case
        double[] met = new Random(44).doubles(3000, -0.1, 2.1).toArray();
        double[] edges = learnable.at(graph.parameters(), at).edges();
        for (int i = 0; i < 1000; i++) {
            double edge = edges[i % edges.length];
            met[i] = i % 3 == 0 ? edge : i % 3 == 1 ? Math.nextDown(edge) : Math.nextUp(edge);
        }
        EventBatch batch = events.batch(java.util.Map.of("met", met));
        HistogramFill still = fill(learnable.at(graph.parameters(), at), 0.2);
        for (Relaxation relaxation : List.of(Relaxation.HARD, Relaxation.straightThrough(1))) {
            try (BoundGraph one = engine.bind(graph, EventSource.of(batch));
                    BoundGraph other = engine.bind(Graph.of(List.of(still)), EventSource.of(batch))) {
                double[] sums = one.forward(at, relaxation)[0];
                assertThat(sums).containsExactly(other.forward(new double[0], relaxation)[0]);
                Histogram histogram = moving.histogram(sums, 0, graph.parameters(), at);
                assertThat(histogram.axis().edges()).containsExactly(edges);
                assertThat(histogram.values())
                        .containsExactly(still.histogram(sums, 0).values());
            }
        }
    }

    private static HistogramFill fill(Binning binning, double bandwidth) {
        return HistogramFill.of("m", binning, bandwidth, column("met"), constant(1), List.of(column("weight")));
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void sharesOfAllSlotsAddUpToTheWeight(Kernel kernel) {
        EventBatch batch = TestEvents.random(45, 2000).batch();
        double total = Arrays.stream(new PlainHistogram(
                                "hard",
                                batch,
                                List.of(PlainAxis.fixed(0, AXIS, Smoothing.NONE)),
                                false,
                                Relaxation.HARD)
                        .sums(new double[] {1, -1, 0, 0, 0, 0, 0}, new double[] {1, -1, 0, 0, 0, 0, 0}))
                .limit(AXIS.slots())
                .sum();
        for (double bandwidth : new double[] {1e-6, 0.03, 0.4, 3}) {
            Smoothing smoothing = Smoothing.of(kernel, bandwidth);
            for (Smoothing each : List.of(
                    smoothing, smoothing.reflecting(), smoothing.reflectingBelow(), smoothing.reflectingAbove())) {
                Dimension one = new Dimension(column("met"), AXIS, each);
                Dimension other = new Dimension(column("run"), Axis.of(0, 1.5, 2), each);
                for (List<Dimension> dimensions : List.of(List.of(one), List.of(one, other))) {
                    HistogramFill fill = HistogramFill.of("all", dimensions, constant(1), List.of(column("weight")));
                    try (BoundGraph bound = engine.bind(Graph.of(List.of(fill)), EventSource.of(batch))) {
                        Histogram histogram = fill.histogram(bound.forward(new double[0], SOFT)[0], 0);
                        assertThat(histogram.total()).isCloseTo(total, within(2e-14 * total));
                    }
                }
            }
        }
    }

    /** What the kernel would put beyond a reflecting end stays inside, so that a flat distribution stays flat. */
    @Test
    void reflectionKeepsAFlatDistributionFlat() {
        int n = 4000;
        double[] x = new double[n];
        Arrays.setAll(x, i -> (i + 0.5) / n);
        EventBatch batch = EventBatch.of(n).column("x", NumberColumn.of(x)).build();
        for (Kernel kernel : Kernel.values()) {
            Smoothing smoothing = Smoothing.of(kernel, 0.1);
            double[] reflected = filled(batch, smoothing.reflecting());
            assertThat(reflected).containsExactly(new double[] {0, 1000, 1000, 1000, 1000, 0}, within(1e-2));
            double[] lost = filled(batch, smoothing);
            assertThat(lost[0]).isGreaterThan(100);
            assertThat(lost[1]).isLessThan(900);
        }
    }

    private double[] filled(EventBatch batch, Smoothing smoothing) {
        HistogramFill fill = HistogramFill.of(
                "flat",
                List.of(new Dimension(column("x"), Axis.regular(4, 0, 1), smoothing)),
                constant(1),
                List.of(constant(1)));
        try (BoundGraph bound = engine.bind(Graph.of(List.of(fill)), EventSource.of(batch))) {
            return Arrays.copyOf(bound.forward(new double[0], SOFT)[0], fill.slots());
        }
    }

    @Test
    void extremeSharesKeepEdgesApartAndGradientsFinite() {
        LearnableAxis axis = LearnableAxis.startingAt("edge", Axis.regular(5, 0, 2), 0.01);
        EventSource events = EventSource.of(TestEvents.random(46, 200).batch());
        HistogramFill fill = fill(axis, 0.05);
        Graph graph = Graph.of(List.of(fill));
        double[] cotangents = new Random(1).doubles(fill.size()).toArray();
        for (double z : new double[] {1e3, -1e3, 1e15}) {
            double[] at = {z, 0, 0, -z, 0};
            double[] edges = axis.at(graph.parameters(), at).edges();
            for (int i = 0; i < 5; i++) {
                assertThat(edges[i + 1] - edges[i]).isGreaterThan(0.01 - 1e-15);
            }
            assertThat(edges[5]).isEqualTo(2);
            try (BoundGraph bound = engine.bind(graph, events)) {
                assertThat(bound.forward(at, SOFT)[0]).doesNotContain(Double.NaN);
                assertThat(bound.pullBack(at, SOFT, new double[][] {cotangents}))
                        .doesNotContain(Double.NaN);
            }
        }
    }

    /** Where bins are wide, at the width from which they give way, squeezed, and with two edges in the wrong order. */
    @Test
    void edgesThatAreParametersHaveGradientsHoweverTheyLie() {
        LearnableAxis axis = LearnableAxis.edgeByEdge("edge", Axis.regular(4, 0, 2), 0.1, "");
        HistogramFill fill = fill(axis, 0.2);
        Graph graph = Graph.of(List.of(fill));
        double[] cotangents = new Random(6).doubles(fill.size(), -1, 1).toArray();
        EventSource events = EventSource.of(TestEvents.random(46, 500).batch());
        double[][] points = {{0.4, 1.1, 1.6}, {0.2, 1.1, 1.6}, {0.5, 0.52, 1.7}, {0.9, 0.6, 1.85}};
        try (BoundGraph bound = engine.bind(graph, events)) {
            for (double[] at : points) {
                double[] gradient = bound.pullBack(at, SOFT, new double[][] {cotangents});
                for (int i = 0; i < at.length; i++) {
                    FiniteDifferences.Derivative derivative = FiniteDifferences.partial(
                            moved -> dot(cotangents, bound.forward(moved, SOFT)[0]), at, i, 1e-3);
                    // a second derivative that jumps leaves an error of first order
                    double error = at[0] == 0.2 && i < 2 ? 1e-2 : 1e-6;
                    assertThat(gradient[i])
                            .as("d/d%s at %s", graph.parameters().get(i).name(), Arrays.toString(at))
                            .isCloseTo(derivative.value(), within(error * Math.abs(derivative.value())));
                }
            }
        }
    }

    @Test
    void edgesThatDoNotAscendAreAnError() {
        Expr a = parameter(Parameter.of("a", 0.5));
        HistogramFill fill = fill(LearnableAxis.of(List.of(constant(0), a, constant(1))), 0.1);
        EventSource events = EventSource.of(TestEvents.random(47, 5).batch());
        try (BoundGraph bound = engine.bind(Graph.of(List.of(fill)), events)) {
            for (Relaxation relaxation : List.of(SOFT, Relaxation.HARD)) {
                assertThatThrownBy(() -> bound.forward(new double[] {1.5}, relaxation))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("m: edges must be finite and ascend: [0.0, 1.5, 1.0];"
                                + " LearnableAxis.softmax keeps edges in order");
            }
            assertThat(bound.forward(new double[] {0.5}, SOFT)[0]).hasSize(8);
        }
    }

    @Test
    void kernelFarWiderThanARangeWithReflectingEndsIsAnError() {
        LearnableAxis learnable = LearnableAxis.startingAt("edge", AXIS, 0.01);
        EventSource events = EventSource.of(TestEvents.random(47, 5).batch());
        for (Binning binning : List.of(AXIS, learnable)) {
            HistogramFill fill = HistogramFill.of(
                    "m",
                    List.of(new Dimension(
                            column("met"), binning, Smoothing.gaussian(1).reflecting())),
                    constant(1),
                    List.of(column("weight")));
            Graph graph = Graph.of(List.of(fill));
            double[] at =
                    graph.parameters().stream().mapToDouble(Parameter::start).toArray();
            try (BoundGraph bound = engine.bind(graph, events)) {
                assertThatThrownBy(() -> bound.forward(at, Relaxation.soft(14)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("m: bandwidth times temperature, 14.0, is more than 10.0 times the range of 4 bins"
                                + " from 0.2 to 1.5, whose ends reflect");
                assertThat(bound.forward(at, Relaxation.soft(12))[0]).hasSize(12);
            }
        }
    }

    @Test
    void edgeThatIsNotANumberIsNamed() {
        Expr a = parameter(Parameter.of("a", 0.5));
        HistogramFill fill = fill(LearnableAxis.of(List.of(constant(0), a.log(), constant(1))), 0.1);
        EventSource events = EventSource.of(TestEvents.random(47, 5).batch());
        try (BoundGraph bound = engine.bind(Graph.of(List.of(fill)), events)) {
            for (Relaxation relaxation : List.of(SOFT, Relaxation.HARD)) {
                assertThatThrownBy(() -> bound.forward(new double[] {-1}, relaxation))
                        .isInstanceOf(NonFiniteValueException.class)
                        .hasMessageContaining("log(a) is NaN");
            }
            assertThatThrownBy(() -> bound.pullBack(new double[] {-1}, SOFT, new double[][] {new double[8]}))
                    .isInstanceOf(NonFiniteValueException.class)
                    .hasMessageContaining("log(a) is NaN");
        }
    }

    @Test
    void observableThatIsNotANumberIsAnErrorWhateverIsDropped() {
        EventBatch batch = EventBatch.of(3)
                .column("x", NumberColumn.of(0.5, Double.NaN, 0.5))
                .column("y", NumberColumn.of(0.5, -5, 0.5))
                .column("p", NumberColumn.of(1, 0, 1))
                .column("w", NumberColumn.of(1, 1, 1))
                .build();
        Axis axis = Axis.regular(3, 0, 1).flow(Flow.DROPPED, Flow.DROPPED);
        for (Kernel kernel : Kernel.values()) {
            Smoothing smoothing = Smoothing.of(kernel, 0.1);
            List<Dimension> one = List.of(new Dimension(column("x"), axis, smoothing));
            List<Dimension> two = List.of(new Dimension(column("y"), axis, Smoothing.NONE), one.get(0));
            for (List<Dimension> dimensions : List.of(one, two)) {
                HistogramFill excluded = HistogramFill.of("x", dimensions, column("p"), List.of(column("w")));
                HistogramFill included = HistogramFill.of("x", dimensions, constant(1), List.of(column("w")));
                try (BoundGraph good = engine.bind(Graph.of(List.of(excluded)), EventSource.of(batch));
                        BoundGraph bad = engine.bind(Graph.of(List.of(included)), EventSource.of(batch))) {
                    for (Relaxation relaxation : List.of(SOFT, Relaxation.HARD)) {
                        double[] sums = good.forward(new double[0], relaxation)[0];
                        assertThat(excluded.histogram(sums, 0).total()).isBetween(1.9, 2.0);
                        assertThatThrownBy(() -> bad.forward(new double[0], relaxation))
                                .isInstanceOf(NonFiniteValueException.class)
                                .hasMessageContaining("x is NaN in event 1");
                    }
                }
            }
        }
    }

    @Test
    void blocksAndBatchesAddUp() {
        TestEvents events = TestEvents.random(48, 4500);
        PlainHistogram plain = new PlainHistogram(
                "blocks",
                events.batch(),
                List.of(
                        PlainAxis.learnable(0, Smoothing.gaussian(0.2)),
                        PlainAxis.fixed(1, Axis.regular(3, 0, 1), Smoothing.of(Kernel.TRIWEIGHT, 0.1))),
                true,
                SOFT);
        HistogramFill fill = plain.fill();
        Graph graph = Graph.withParameters(List.of(fill), PARAMETERS);
        double[] cotangents = new Random(5).doubles(fill.size(), -1, 1).toArray();
        try (BoundGraph whole = engine.bind(graph, EventSource.of(events.batch()));
                BoundGraph parts = engine.bind(graph, events.inBatchesOf(700))) {
            double[] expected = plain.sums(AT, AT);
            double size = Arrays.stream(expected).sum();
            assertThat(whole.forward(AT, SOFT)[0]).containsExactly(expected, within(1e-13 * size));
            assertThat(parts.forward(AT, SOFT)[0]).containsExactly(expected, within(1e-13 * size));
            double[] gradient = whole.pullBack(AT, SOFT, new double[][] {cotangents});
            assertThat(parts.pullBack(AT, SOFT, new double[][] {cotangents}))
                    .containsExactly(gradient, within(1e-12 * size));
        }
    }
}
