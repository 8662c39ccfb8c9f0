package org.diffhep.autodiff.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EngineContract;
import org.diffhep.autodiff.engine.EngineErrorsContract;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.engine.TestEvents;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JvmEngineTest {

    @Test
    void resultsAreTheSameBitForBitForAnyNumberOfThreads() {
        Parameter a = Parameter.of("a", 0.8);
        Expr flag = collection("Jet").column("pt").above(parameter(a), width(0.3));
        Expr yield = flag.exactly(2).times(column("weight"));
        Graph graph = Graph.of(List.of(Total.of("yield", yield)));
        EventSource events = TestEvents.random(1, 20_000).inBatchesOf(7_000);
        Set<Double> sums = new HashSet<>();
        Set<Double> gradients = new HashSet<>();
        for (int threads : new int[] {1, 2, 3, 7}) {
            try (Engine engine = new JvmEngine(threads);
                    BoundGraph bound = engine.bind(graph, events)) {
                sums.add(bound.forward(new double[] {0.8}, Relaxation.soft(1))[0][0]);
                gradients.add(bound.pullBack(new double[] {0.8}, Relaxation.soft(1), new double[][] {{1}})[0]);
            }
        }
        assertThat(sums).hasSize(1);
        assertThat(gradients).hasSize(1);
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
    class WithOneThread extends EngineContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(1);
        }
    }

    @Nested
    class WithThreeThreads extends EngineContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(3);
        }
    }

    @Nested
    class AtTheEdges extends EngineErrorsContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(2);
        }
    }
}
