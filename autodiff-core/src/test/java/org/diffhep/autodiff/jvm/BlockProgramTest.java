package org.diffhep.autodiff.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diffhep.autodiff.Expressions.allOf;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.engine.TestPrimitive;
import org.diffhep.autodiff.kernels.ScalarKernels;
import org.junit.jupiter.api.Test;

class BlockProgramTest {

    /** An array of a block has 16 kB; iterators and the like may cost some hundred bytes. */
    @Test
    void blocksAreComputedInMemoryThatIsUsedAgain() {
        int n = 2048;
        SplittableRandom random = new SplittableRandom(1);
        EventBatch batch = EventBatch.of(n)
                .column("a", NumberColumn.of(random.doubles(n).toArray()))
                .column("b", NumberColumn.of(random.doubles(n).toArray()))
                .build();
        Expr threshold = parameter(Parameter.of("t", 0.4));
        Expr selected = allOf(
                column("a").above(threshold, width(0.1)),
                column("b").below(threshold.times(2), width(0.1)),
                column("a").times(column("b")).above(0.1));
        assertNoGarbage(Graph.of(List.of(Total.of("yield", selected.times(threshold.exp())))), batch);
    }

    /** Orders, counts, choices, pairs, users' functions: whatever has memory of its own. */
    @Test
    void objectsAreComputedInMemoryThatIsUsedAgain() {
        int n = 256;
        SplittableRandom random = new SplittableRandom(2);
        int[] offsets = new int[n + 1];
        for (int i = 0; i < n; i++) {
            offsets[i + 1] = offsets[i] + random.nextInt(6);
        }
        EventBatch batch = EventBatch.of(n)
                .collection("Jet", offsets)
                .column("Jet", "pt", NumberColumn.of(random.doubles(offsets[n]).toArray()))
                .collection("Muon", offsets)
                .column("Muon", "pt", NumberColumn.of(random.doubles(offsets[n]).toArray()))
                .build();
        Expr threshold = parameter(Parameter.of("t", 0.4));
        Expressions.Collection jets = Expressions.collection("Jet");
        Expressions.Combined pairs = jets.with(Expressions.collection("Muon"));
        Expr pt = jets.column("pt");
        Expr flag = pt.above(threshold, width(0.1).compact());
        Expr ofPairs = pairs.sum(pt, Expressions.collection("Muon").column("pt").times(threshold));
        List<Expr> sums = new ArrayList<>(flag.distribution(2));
        sums.addAll(List.of(
                pt.times(threshold).selected(1, pt, flag),
                pt.leading(2, flag),
                pt.mean(flag, 0),
                pt.times(threshold).softLargest(0, 0.1),
                pt.between(threshold, threshold.times(2), width(0.1).gaussian()),
                Expressions.apply(new TestPrimitive(1), pt, threshold),
                pt.position().times(flag),
                ofPairs.atan2(threshold).asinh().power(threshold).softSmallest(0, 0.2)));
        assertNoGarbage(Graph.of(List.of(new Total("sums", sums))), batch);
    }

    private static void assertNoGarbage(Graph graph, EventBatch batch) {
        int blocks = 200;
        double[][] cotangents = {new double[graph.reductions().get(0).size()]};
        Arrays.fill(cotangents[0], 1);
        for (Relaxation relaxation : List.of(Relaxation.soft(1), Relaxation.straightThrough(1), Relaxation.HARD)) {
            BlockProgram program = new BlockProgram(graph, new ScalarKernels());
            program.setParameters(new double[] {0.4});
            Sweeps sweeps = new Sweeps(graph.reductions(), relaxation);
            List<Reduction.PullBack> pullBacks = sweeps.pullBacks(cotangents);
            run(program, batch, relaxation, sweeps, pullBacks);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long id = Thread.currentThread().getId();
            long before = threads.getThreadAllocatedBytes(id);
            for (int block = 0; block < blocks; block++) {
                run(program, batch, relaxation, sweeps, pullBacks);
            }
            assertThat((threads.getThreadAllocatedBytes(id) - before) / blocks).isLessThan(1000);
        }
    }

    private static void run(
            BlockProgram program,
            EventBatch batch,
            Relaxation relaxation,
            Sweeps sweeps,
            List<Reduction.PullBack> pullBacks) {
        program.forward(batch, 0, batch.events(), relaxation, FixedValues.NONE);
        program.accumulate(sweeps, new double[16]);
        program.backward(pullBacks, relaxation, new double[1]);
        program.accumulateWithTangents(sweeps, relaxation, new double[32]);
    }
}
