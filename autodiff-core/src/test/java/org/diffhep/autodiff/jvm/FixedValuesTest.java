package org.diffhep.autodiff.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diffhep.autodiff.Width.width;

import java.util.List;
import java.util.SplittableRandom;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.kernels.ScalarKernels;
import org.junit.jupiter.api.Test;

/** Keeping what depends on the events alone changes no bit. */
class FixedValuesTest {

    private static final Relaxation SOFT = Relaxation.soft(0.7);

    @Test
    void later_evaluations_equal_the_first_bit_for_bit() {
        Graph graph = graph();
        EventSource events = EventSource.of(List.of(batch(500, 1), batch(77, 2)));
        double[][] cotangents = {{1.0, -0.5}};
        try (JvmEngine engine = new JvmEngine(2);
                BoundGraph kept = engine.bind(graph, events)) {
            for (double threshold : new double[] {20, 20, 31, 20}) {
                double[] at = {threshold};
                double[][] sums = kept.forward(at, SOFT);
                double[] gradient = kept.pullBack(at, SOFT, cotangents);
                double[][] hard = kept.forward(at, Relaxation.HARD);
                try (BoundGraph fresh = engine.bind(graph, events)) {
                    assertThat(sums).isDeepEqualTo(fresh.forward(at, SOFT));
                }
                try (BoundGraph fresh = engine.bind(graph, events)) {
                    assertThat(gradient).isEqualTo(fresh.pullBack(at, SOFT, cotangents));
                }
                try (BoundGraph fresh = engine.bind(graph, events)) {
                    assertThat(hard).isDeepEqualTo(fresh.forward(at, Relaxation.HARD));
                }
            }
        }
    }

    @Test
    void without_a_budget_nothing_is_kept_and_with_one_it_is_given_back() {
        BlockProgram program = new BlockProgram(graph(), new ScalarKernels());
        program.setParameters(new double[] {20});
        program.forward(batch(10, 3), 0, 10, SOFT, FixedValues.NONE);
        long bytes = program.frontierBytes();
        assertThat(bytes).isPositive();

        FixedValues tooSmall = new FixedValues(new FixedValues.Budget(bytes - 1));
        tooSmall.keep(0, 0, program);
        assertThat(tooSmall.get(0, 0)).isSameAs(FixedValues.NONE);

        FixedValues.Budget budget = new FixedValues.Budget(bytes);
        FixedValues first = new FixedValues(budget);
        first.keep(0, 0, program);
        assertThat(first.get(0, 0)).isNotEmpty();
        FixedValues second = new FixedValues(budget);
        second.keep(0, 0, program);
        assertThat(second.get(0, 0)).isSameAs(FixedValues.NONE);
        first.clear();
        second.keep(0, 0, program);
        assertThat(second.get(0, 0)).isNotEmpty();
    }

    /** A soft cut, a choice among triples by a fixed key, and a fixed value that a reduction reads directly. */
    private static Graph graph() {
        Expressions.Collection jets = Expressions.collection("Jet");
        Expr pt = jets.column("pt");
        Expr good = pt.above(Expressions.parameter(Parameter.of("threshold", 20)), width(5));
        Expressions.Combined triples = jets.triples();
        Expr chosen = triples.sum(pt.square()).chooseLargest(triples.all(good));
        Expr fixed = triples.sum(pt.sqrt());
        return Graph.of(List.of(new Total("sums", List.of(fixed.times(chosen).sum(), fixed))));
    }

    private static EventBatch batch(int events, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] offsets = new int[events + 1];
        for (int i = 0; i < events; i++) {
            offsets[i + 1] = offsets[i] + random.nextInt(9);
        }
        double[] pt = new double[offsets[events]];
        for (int i = 0; i < pt.length; i++) {
            pt[i] = 60 * random.nextDouble();
        }
        return EventBatch.of(events)
                .collection("Jet", offsets)
                .column("Jet", "pt", NumberColumn.of(pt))
                .build();
    }
}
