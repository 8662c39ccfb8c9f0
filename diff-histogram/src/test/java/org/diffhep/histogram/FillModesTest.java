package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.Linearisation;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.jvm.DerivativeMode;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.diffhep.autodiff.jvm.StepTimes;
import org.diffhep.autodiff.kernels.ScalarKernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fills of every kind in forward and in reverse mode: the same derivatives, no garbage. */
class FillModesTest {

    private static final List<Relaxation> ALL =
            List.of(Relaxation.soft(1), Relaxation.soft(0.2), Relaxation.HARD, Relaxation.straightThrough(1));
    private static final List<Parameter> PARAMETERS =
            List.of(Parameter.of("scale", 1.1), Parameter.of("threshold", 0.4), Parameter.of("weight", 0.7));
    private static final int EVENTS_PER_BLOCK = 512;

    private static EventBatch events(int n) {
        Random random = new Random(3);
        int[] offsets = new int[n + 1];
        for (int i = 0; i < n; i++) {
            offsets[i + 1] = offsets[i] + random.nextInt(4);
        }
        return EventBatch.of(n)
                .column("x", NumberColumn.of(random.doubles(n, -0.3, 1.3).toArray()))
                .column("y", NumberColumn.of(random.doubles(n, 0, 1).toArray()))
                .column("w", NumberColumn.of(random.doubles(n, -0.5, 2).toArray()))
                .collection("Jet", offsets)
                .column(
                        "Jet",
                        "x",
                        NumberColumn.of(random.doubles(offsets[n], -0.3, 1.3).toArray()))
                .build();
    }

    /** Each kind of fill; in all of them observables, probabilities and weights have derivatives. */
    private static Map<String, HistogramFill> fills() {
        Expr scale = parameter(PARAMETERS.get(0));
        Expr threshold = parameter(PARAMETERS.get(1));
        Expr x = column("x").times(scale);
        Expr jets = collection("Jet").column("x").times(scale);
        Axis axis = Axis.regular(8, 0, 1);
        Expr passes = column("y").above(threshold, width(0.1));
        List<Expr> weights = List.of(column("w"), column("w").times(parameter(PARAMETERS.get(2))));
        Map<String, HistogramFill> fills = new LinkedHashMap<>();
        fills.put("moments", HistogramFill.of("moments", axis, 0.05, x, passes, weights));
        fills.put(
                "moments, flows dropped and folded",
                HistogramFill.of("flows", axis.flow(Flow.FOLDED, Flow.DROPPED), 0.05, x, passes, weights));
        fills.put("hard", HistogramFill.of("hard", axis, 0, x, passes, weights));
        fills.put("objects", HistogramFill.of("objects", axis, 0.05, jets, jets.above(threshold, width(0.1)), weights));
        for (Kernel kernel : Kernel.values()) {
            Smoothing smoothing = Smoothing.of(kernel, 0.1).reflecting();
            Expr inside = x.sigmoid();
            fills.put(
                    kernel + ", reflecting",
                    HistogramFill.of("reflecting", List.of(new Dimension(inside, axis, smoothing)), passes, weights));
        }
        Binning edges = LearnableAxis.softmax(0, 1, 0.01, List.of(threshold, scale, threshold.times(scale)));
        fills.put(
                "learnable edges",
                HistogramFill.of("edges", List.of(new Dimension(x, edges, Smoothing.gaussian(0.1))), passes, weights));
        fills.put(
                "plane",
                HistogramFill.of(
                        "plane",
                        List.of(
                                new Dimension(x, axis.flow(Flow.DROPPED, Flow.KEPT), Smoothing.gaussian(0.05)),
                                new Dimension(column("y").plus(threshold), edges, Smoothing.of(Kernel.TRIWEIGHT, 0.2))),
                        passes,
                        weights));
        return fills;
    }

    private static double[] at() {
        return PARAMETERS.stream().mapToDouble(Parameter::start).toArray();
    }

    private static double[][] cotangents(Graph graph) {
        Random random = new Random(5);
        return graph.reductions().stream()
                .map(reduction -> random.doubles(reduction.size(), -1, 1).toArray())
                .toArray(double[][]::new);
    }

    private static Graph graph(Reduction fill) {
        return Graph.withParameters(List.of(fill), PARAMETERS);
    }

    @Test
    void bothModesAgreeForEveryKindOfFill() {
        EventSource events = EventSource.of(events(700));
        fills().forEach((name, fill) -> {
            double[][] cotangents = cotangents(graph(fill));
            try (JvmEngine forward = new JvmEngine(1, DerivativeMode.FORWARD);
                    JvmEngine reverse = new JvmEngine(1, DerivativeMode.REVERSE);
                    BoundGraph inOne = forward.bind(graph(fill), events);
                    BoundGraph inTwo = reverse.bind(graph(fill), events)) {
                for (Relaxation relaxation : ALL) {
                    Linearisation here = inOne.linearise(at(), relaxation);
                    assertThat(here.sums()).as(name).isDeepEqualTo(inTwo.forward(at(), relaxation));
                    double[] expected = inTwo.pullBack(at(), relaxation, cotangents);
                    double size = Arrays.stream(expected).map(Math::abs).sum();
                    assertThat(here.pullBack(cotangents))
                            .as("%s, %s", name, relaxation)
                            .containsExactly(expected, within(1e-12 * (1 + size)));
                }
            }
        });
    }

    /** Σ of all kinds of work on the way back; forward mode has none. */
    private static boolean goesBack(List<Reduction> fills) {
        Graph graph = Graph.of(fills);
        StepTimes times = new StepTimes();
        try (JvmEngine engine = new JvmEngine(1, new ScalarKernels(), times);
                BoundGraph bound = engine.bind(graph, EventSource.of(events(100)))) {
            double[] at =
                    graph.parameters().stream().mapToDouble(Parameter::start).toArray();
            bound.linearise(at, Relaxation.soft(1)).pullBack(cotangents(graph));
        }
        return times.nanos().getOrDefault("reduction back", 0L) > 0;
    }

    private static HistogramFill behindCuts(int cuts, int weights) {
        Expr passes = constant(1);
        for (int i = 0; i < cuts; i++) {
            passes = passes.and(column("y").above(parameter(Parameter.of("t" + i, 0.1 * i)), width(0.1)));
        }
        return HistogramFill.of(
                "fill", Axis.regular(25, 0, 1), 0.01, column("x"), passes, Collections.nCopies(weights, column("w")));
    }

    /** Of one threshold. */
    private static List<Reduction> eachBehindItsOwnCut(int fills) {
        Expr threshold = parameter(Parameter.of("t", 0.4));
        List<Reduction> all = new ArrayList<>();
        for (int i = 0; i < fills; i++) {
            Expr passes = column("y").times(1 + i).above(threshold, width(0.1));
            all.add(HistogramFill.of(
                    "fill " + i, Axis.regular(25, 0, 1), 0.01, column("x"), passes, List.of(column("w"))));
        }
        return all;
    }

    @Test
    void histogramsBehindOneOrTwoCutsGoForwardWhileMemoryIsSmall() {
        assertThat(goesBack(List.of(behindCuts(1, 1)))).isFalse();
        assertThat(goesBack(List.of(behindCuts(2, 1)))).isFalse();
        assertThat(goesBack(List.of(behindCuts(3, 1)))).isTrue();
        assertThat(goesBack(List.of(behindCuts(3, 9)))).isTrue();
        assertThat(goesBack(eachBehindItsOwnCut(10))).isFalse();
        assertThat(goesBack(eachBehindItsOwnCut(100))).isTrue();
    }

    /**
     * What more events cost than fewer: no array of a block, which has 4 kB, nor what a fill works with. How many partial sums are under way
     * at the same time is left to chance: two more are allowed for.
     */
    @ParameterizedTest
    @EnumSource(
            value = DerivativeMode.class,
            names = {"FORWARD", "REVERSE"})
    void blocksLeaveNoGarbage(DerivativeMode mode) {
        int blocks = 64;
        EventSource few = EventSource.of(events(blocks * EVENTS_PER_BLOCK));
        EventSource many = EventSource.of(events(2 * blocks * EVENTS_PER_BLOCK));
        List<Relaxation> relaxations = List.of(Relaxation.soft(1), Relaxation.HARD, Relaxation.straightThrough(1));
        fills().forEach((name, fill) -> {
            Graph graph = graph(fill);
            try (JvmEngine engine = new JvmEngine(1, mode);
                    BoundGraph ofFew = engine.bind(graph, few);
                    BoundGraph ofMany = engine.bind(graph, many)) {
                for (Relaxation relaxation : relaxations) {
                    long partialSums = 8L
                            * fill.sweep(relaxation).partials()
                            * (graph.parameters().size() + 1);
                    assertThat(allocated(ofMany, relaxation) - allocated(ofFew, relaxation))
                            .as("bytes of %d blocks: %s, %s", blocks, name, relaxation)
                            .isLessThan(600L * blocks + 2 * partialSums);
                }
            }
        });
    }

    /** In an evaluation when all memory is there: the least of some. */
    private static long allocated(BoundGraph bound, Relaxation relaxation) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[][] cotangents = cotangents(bound.graph());
        long least = Long.MAX_VALUE;
        for (int time = 0; time < 5; time++) {
            long before = sum(threads.getThreadAllocatedBytes(threads.getAllThreadIds()));
            bound.linearise(at(), relaxation).pullBack(cotangents);
            least = Math.min(least, sum(threads.getThreadAllocatedBytes(threads.getAllThreadIds())) - before);
        }
        return least;
    }

    private static long sum(long[] values) {
        return Arrays.stream(values).filter(value -> value > 0).sum();
    }
}
