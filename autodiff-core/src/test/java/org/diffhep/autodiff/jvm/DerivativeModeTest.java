package org.diffhep.autodiff.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.Linearisation;
import org.diffhep.autodiff.engine.OperationCases;
import org.diffhep.autodiff.engine.RandomGraphs;
import org.diffhep.autodiff.engine.TestEvents;
import org.diffhep.autodiff.kernels.ScalarKernels;
import org.junit.jupiter.api.Test;

/** Forward mode gives what reverse mode gives, in one sweep, and is taken where it costs less. */
class DerivativeModeTest {

    private static final List<Relaxation> ALL =
            List.of(Relaxation.soft(1), Relaxation.soft(0.3), Relaxation.HARD, Relaxation.straightThrough(1));

    @Test
    void bothModesAgreeOnEveryOperation() {
        OperationCases.all().forEach((name, expr) -> {
            EventSource events = TestEvents.random(31, 24).inBatchesOf(10);
            ALL.forEach(relaxation -> assertModesAgree(List.of(Total.of(name, expr)), events, relaxation));
        });
    }

    @Test
    void bothModesAgreeOnRandomGraphs() {
        for (int seed = 0; seed < 200; seed++) {
            List<Reduction> reductions = RandomGraphs.random(seed);
            EventSource events = TestEvents.random(4000 + seed, 40).inBatchesOf(25);
            ALL.forEach(relaxation -> assertModesAgree(reductions, events, relaxation));
        }
    }

    private static void assertModesAgree(List<Reduction> reductions, EventSource events, Relaxation relaxation) {
        Graph graph = Graph.of(reductions);
        double[] at = starts(graph);
        double[][] cotangents = cotangents(graph);
        StepTimes times = new StepTimes();
        try (Engine forward = new JvmEngine(1, new ScalarKernels(), times, DerivativeMode.FORWARD);
                Engine reverse = new JvmEngine(1, new ScalarKernels(), StepTimes.NONE, DerivativeMode.REVERSE);
                BoundGraph inOne = forward.bind(graph, events);
                BoundGraph inTwo = reverse.bind(graph, events)) {
            Linearisation here = inOne.linearise(at, relaxation);
            String what = reductions.get(0).label() + ", " + relaxation;
            assertThat(here.sums()).as(what).isDeepEqualTo(inTwo.forward(at, relaxation));
            double[] expected = inTwo.pullBack(at, relaxation, cotangents);
            double size = Arrays.stream(expected).map(Math::abs).sum();
            assertThat(here.pullBack(cotangents)).as(what).containsExactly(expected, within(1e-12 * (1 + size)));
        }
        assertThat(times.nanos().entrySet().stream()
                        .filter(each -> each.getKey().endsWith(" back")))
                .as("time spent on the way back")
                .allSatisfy(each -> assertThat(each.getValue()).isZero());
    }

    private static double[] starts(Graph graph) {
        return graph.parameters().stream().mapToDouble(Parameter::start).toArray();
    }

    private static double[][] cotangents(Graph graph) {
        Random random = new Random(5);
        return graph.reductions().stream()
                .map(reduction -> random.doubles(reduction.size(), -1, 1).toArray())
                .toArray(double[][]::new);
    }

    /** x/y is finite, x/y² is not. */
    @Test
    void whatIsNotAskedForNeedNotBeFinite() {
        Expr a = parameter(Parameter.of("a", 0));
        Expr steep = column("met")
                .over(column("met").abs().plus(1e-200).times(0).plus(1e-200).plus(a));
        Expr plain = column("met").times(a);
        Graph graph = Graph.of(List.of(new Total("both", List.of(plain, steep.times(1e-200)))));
        EventSource events = TestEvents.random(9, 5).inBatchesOf(5);
        for (DerivativeMode mode : DerivativeMode.values()) {
            try (Engine engine = new JvmEngine(1, mode);
                    BoundGraph bound = engine.bind(graph, events)) {
                double[] gradient =
                        bound.linearise(new double[] {0}, Relaxation.soft(1)).pullBack(new double[][] {{1, 0}});
                assertThat(gradient[0]).as(mode.name()).isFinite();
            }
        }
    }

    private static Graph withCuts(int parameters) {
        Expr selected = column("weight");
        for (int i = 0; i < parameters; i++) {
            Expr threshold = parameter(Parameter.of("t" + i, 0.3));
            selected =
                    selected.times(column("met").times(1 + i).minus(threshold).positive(width(0.2)));
        }
        return Graph.of(List.of(Total.of("yield", selected)));
    }

    @Test
    void fewParametersGoForwardAndManyBack() {
        List<DerivativeMode> taken = new ArrayList<>();
        for (int parameters : new int[] {1, 2, 5, 40, 100}) {
            StepTimes times = new StepTimes();
            Graph graph = withCuts(parameters);
            try (Engine engine = new JvmEngine(1, new ScalarKernels(), times);
                    BoundGraph bound =
                            engine.bind(graph, TestEvents.random(7, 50).inBatchesOf(50))) {
                bound.linearise(starts(graph), Relaxation.soft(1)).pullBack(new double[][] {{1}});
            }
            boolean back = times.nanos().getOrDefault("cut back", 0L) > 0;
            boolean tangent = times.nanos().getOrDefault("cut tangent", 0L) > 0;
            assertThat(back).isNotEqualTo(tangent);
            taken.add(back ? DerivativeMode.REVERSE : DerivativeMode.FORWARD);
        }
        assertThat(taken)
                .containsExactly(
                        DerivativeMode.FORWARD,
                        DerivativeMode.FORWARD,
                        DerivativeMode.FORWARD,
                        DerivativeMode.REVERSE,
                        DerivativeMode.REVERSE);
    }

    @Test
    void theCostOfForwardModeGrowsWithTheParametersOfEachNodeNotOfTheGraph() {
        // each factor has its own threshold: only the products see several
        DerivativeCost one = DerivativeCost.of(withCuts(1));
        DerivativeCost ten = DerivativeCost.of(withCuts(10));
        assertThat(ten.reverse()).isBetween(9 * one.reverse(), 11 * one.reverse());
        assertThat(ten.forward()).isLessThan(50 * one.forward());
        Expr jets = collection("Jet").column("pt").above(parameter(Parameter.of("a", 0.8)), width(0.3));
        DerivativeCost fixed = DerivativeCost.of(
                Graph.of(List.of(Total.of("none", column("met").exp()))));
        DerivativeCost counted = DerivativeCost.of(Graph.of(List.of(Total.of("n", jets.atLeast(2)))));
        assertThat(fixed.forward()).isZero();
        assertThat(counted.prefersForward()).isTrue();
    }
}
