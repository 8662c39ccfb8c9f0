package org.diffhep.autodiff.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EngineContract;
import org.diffhep.autodiff.engine.EngineConventionsContract;
import org.diffhep.autodiff.engine.EngineErrorsContract;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.Linearisation;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.engine.TestEvents;
import org.diffhep.autodiff.kernels.ScalarKernels;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JvmEngineTest {

    @ParameterizedTest
    @EnumSource(
            value = DerivativeMode.class,
            names = {"FORWARD", "REVERSE"})
    void resultsAreTheSameBitForBitForAnyNumberOfThreads(DerivativeMode mode) {
        Parameter a = Parameter.of("a", 0.8);
        Expr flag = collection("Jet").column("pt").above(parameter(a), width(0.3));
        Expr yield = flag.exactly(2).times(column("weight"));
        Graph graph = Graph.of(List.of(Total.of("yield", yield)));
        EventSource events = TestEvents.random(1, 20_000).inBatchesOf(7_000);
        Set<Double> sums = new HashSet<>();
        Set<Double> gradients = new HashSet<>();
        for (int threads : new int[] {1, 2, 3, 7}) {
            try (Engine engine = new JvmEngine(threads, mode);
                    BoundGraph bound = engine.bind(graph, events)) {
                sums.add(bound.forward(new double[] {0.8}, Relaxation.soft(1))[0][0]);
                Linearisation here = bound.linearise(new double[] {0.8}, Relaxation.soft(1));
                sums.add(here.sums()[0][0]);
                gradients.add(here.pullBack(new double[][] {{1}})[0]);
                gradients.add(bound.pullBack(new double[] {0.8}, Relaxation.soft(1), new double[][] {{1}})[0]);
            }
        }
        assertThat(sums).hasSize(1);
        assertThat(gradients).hasSize(1);
    }

    /** Regions that count the same flags share one walk over the objects. */
    @Test
    void jointCountsOfTheSameFlagsAreWhatEachIsAlone() {
        List<Parameter> parameters = List.of(Parameter.of("a", 0.8), Parameter.of("b", 0.4));
        Expr good = collection("Jet").column("pt").above(parameter(parameters.get(0)), width(0.3));
        Expr tagged = good.and(collection("Jet").column("tag").above(parameter(parameters.get(1)), width(0.1)));
        List<Reduction> regions = List.of(
                Total.of("1b", good.atLeast(2).and(tagged.exactly(1))),
                Total.of("2b", good.atLeast(2).and(tagged.atLeast(2))),
                Total.of("0b", good.atLeast(2).and(tagged.atMost(0))));
        EventSource events = TestEvents.random(3, 900).inBatchesOf(500);
        double[] at = {0.8, 0.4};
        double[][] cotangents = {{0.3}, {-0.7}, {1.1}};
        for (Relaxation relaxation :
                List.of(Relaxation.soft(1), Relaxation.straightThrough(1), Relaxation.HARD, Relaxation.soft(0.01))) {
            try (Engine engine = new JvmEngine(1);
                    BoundGraph together = engine.bind(Graph.withParameters(regions, parameters), events)) {
                double[][] sums = together.forward(at, relaxation);
                double[] gradient = together.pullBack(at, relaxation, cotangents);
                double[] expected = new double[2];
                for (int r = 0; r < 3; r++) {
                    try (BoundGraph alone =
                            engine.bind(Graph.withParameters(List.of(regions.get(r)), parameters), events)) {
                        assertThat(alone.forward(at, relaxation)[0]).containsExactly(sums[r]);
                        double[] part = alone.pullBack(at, relaxation, new double[][] {cotangents[r]});
                        expected[0] += part[0];
                        expected[1] += part[1];
                    }
                }
                assertThat(gradient).containsExactly(expected, within(1e-11));
            }
        }
    }

    @Test
    void timesAreAddedByKindOfNodeWhereTheyAreAskedFor() {
        Expr flag = collection("Jet").column("pt").above(parameter(Parameter.of("a", 0.8)), width(0.3));
        Graph graph = Graph.of(List.of(Total.of("yield", flag.exactly(2).times(column("weight")))));
        StepTimes times = new StepTimes();
        try (Engine engine = new JvmEngine(2, new ScalarKernels(), times);
                BoundGraph bound = engine.bind(graph, TestEvents.random(1, 900).inBatchesOf(500))) {
            bound.forward(new double[] {0.8}, Relaxation.soft(1));
            assertThat(times.nanos())
                    .containsOnlyKeys(
                            "column",
                            "parametervalue",
                            "subtract",
                            "cut",
                            "count",
                            "multiply",
                            "reduction",
                            "subtract back",
                            "cut back",
                            "count back",
                            "multiply back",
                            "reduction back",
                            "parametervalue tangent",
                            "subtract tangent",
                            "cut tangent",
                            "count tangent",
                            "multiply tangent");
            assertThat(times.nanos().get("count")).isPositive();
            assertThat(times.nanos().get("count back")).isZero();
            bound.pullBack(new double[] {0.8}, Relaxation.soft(1), new double[][] {{1}});
            assertThat(times.nanos().get("count back")).isPositive();
            assertThat(times.nanos().get("count tangent")).isZero();
            bound.linearise(new double[] {0.8}, Relaxation.soft(1));
            assertThat(times.nanos().get("count tangent")).isPositive();
        }
    }

    @Test
    void evaluateShowsEachEventAndEachObject() {
        Parameter a = Parameter.of("a", 2);
        Expr pt = collection("Jet").column("pt");
        EventBatch batch = EventBatch.of(3)
                .column("met", NumberColumn.of(new float[] {10, 20, 30}))
                .collection("Jet", new int[] {0, 2, 2, 3})
                .column("Jet", "pt", NumberColumn.of(1, 2, 3))
                .build();
        List<Expr> exprs = List.of(pt.times(parameter(a)), column("met"), pt.sum(), parameter(a));
        List<double[]> values = JvmEngine.evaluate(exprs, batch, new double[] {2}, Relaxation.HARD);
        assertThat(values.get(0)).containsExactly(2, 4, 6);
        assertThat(values.get(1)).containsExactly(10, 20, 30);
        assertThat(values.get(2)).containsExactly(3, 0, 3);
        assertThat(values.get(3)).containsExactly(2);
        assertThatThrownBy(() -> JvmEngine.evaluate(exprs, batch, new double[0], Relaxation.HARD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 parameters, got 0");
    }

    @Test
    void engineIsFoundByName() {
        try (Engine engine = Engines.create("jvm", 2)) {
            assertThat(engine).isInstanceOf(JvmEngine.class);
            assertThat(engine.name()).isEqualTo("jvm");
        }
        assertThatThrownBy(() -> Engines.create("abacus", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("abacus")
                .hasMessageContaining("jvm");
        assertThatThrownBy(() -> Engines.create("jvm", 0)).hasMessageContaining("got 0");
    }

    @Nested
    class ForwardWithThreeThreads extends EngineContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(3, DerivativeMode.FORWARD);
        }
    }

    @Nested
    class ReverseWithOneThread extends EngineContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(1, DerivativeMode.REVERSE);
        }
    }

    @Nested
    class ForwardWhereConventionsAreNeeded extends EngineConventionsContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(2, DerivativeMode.FORWARD);
        }
    }

    @Nested
    class ReverseWhereConventionsAreNeeded extends EngineConventionsContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(2, DerivativeMode.REVERSE);
        }
    }

    @Nested
    class ForwardAtTheEdges extends EngineErrorsContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(2, DerivativeMode.FORWARD);
        }
    }

    @Nested
    class ReverseAtTheEdges extends EngineErrorsContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(2, DerivativeMode.REVERSE);
        }
    }
}
