package org.diffhep.autodiff.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.kernels.Kernels;

/**
 * A stage and all that follow, ready to run, with one thread's memory. Events that pass a flag are put together to new blocks,
 * so that loops stay long however few pass; each stage sees its events in ascending order. With them go values that were computed already.
 */
final class StageProgram {

    private static final double[][] NO_VALUES = {};

    private final BlockProgram program;
    private final int blockSize;
    private final List<Way> ways = new ArrayList<>();

    /**
     * What all stages of a run share.
     *
     * @param number of the batch
     * @param memory for stages that see the same events whatever the parameters are, else one to keep nothing in
     * @param visitor sees each block of a stage with reductions after it ran forward
     */
    record Run(
            int number,
            EventBatch batch,
            Relaxation relaxation,
            FixedValues memory,
            boolean keep,
            Consumer<BlockProgram> visitor) {}

    /** Where events go on, and those that did, with the values that go with them. */
    private static final class Way {

        private final int flag;
        private final StageProgram next;
        private final int[] given;
        private final double[][] values;
        private int[] passed = new int[0];
        private int count;

        /** @param given numbers of the nodes whose values go on */
        Way(int flag, StageProgram next, int[] given) {
            this.flag = flag;
            this.next = next;
            this.given = given;
            this.values = new double[given.length][0];
        }

        void begin(int events) {
            count = 0;
            if (passed.length < events) {
                passed = new int[events];
                Arrays.setAll(values, k -> new double[events]);
            }
        }

        /** Without branches: whether an event passes cannot be foretold. */
        void collect(BlockProgram program) {
            BlockEvents block = program.block();
            double[] flags = program.values(flag);
            int end = count;
            for (int i = 0; i < block.count(); i++) {
                passed[end] = block.event(i);
                end += flags[i] != 0 ? 1 : 0;
            }
            for (int k = 0; k < given.length; k++) {
                double[] from = program.values(given[k]);
                double[] to = values[k];
                int at = count;
                for (int i = 0; i < block.count(); i++) {
                    to[at] = from[i];
                    at += flags[i] != 0 ? 1 : 0;
                }
            }
            count = end;
        }

        BlockEvents events(EventBatch batch) {
            return BlockEvents.chosen(batch, passed, values, count);
        }
    }

    StageProgram(Stage stage, Kernels kernels, StepTimes times) {
        program = new BlockProgram(stage, kernels, times);
        blockSize = stage.blockSize();
        for (Stage.Branch branch : stage.branches()) {
            int[] given =
                    branch.next().given().stream().mapToInt(program::number).toArray();
            ways.add(new Way(program.number(branch.flag()), new StageProgram(branch.next(), kernels, times), given));
        }
    }

    void setParameters(double[] parameters) {
        program.setParameters(parameters);
        ways.forEach(way -> way.next.setParameters(parameters));
    }

    /** Asks all stages for their columns, without any events. */
    void findColumns(EventBatch batch) {
        program.forward(BlockEvents.inRow(batch, 0, 0), Relaxation.HARD, FixedValues.NONE);
        ways.forEach(way -> way.next.findColumns(batch));
    }

    /** Runs all stages. */
    void run(Run run, BlockEvents events) {
        if (events.count() == 0) {
            return;
        }
        boolean onlyPasses = !program.hasReductions();
        if (onlyPasses) {
            Optional<int[]> known = run.memory().passed(run.number(), events.event(0));
            if (known.isPresent()) {
                int[] passed = known.get();
                ways.get(0).next.run(run, BlockEvents.chosen(run.batch(), passed, NO_VALUES, passed.length));
                return;
            }
        }
        ways.forEach(way -> way.begin(events.count()));
        for (int from = 0; from < events.count(); from += blockSize) {
            run(run, events, from);
        }
        for (Way way : ways) {
            if (onlyPasses && run.keep()) {
                run.memory().keepPassed(run.number(), events.event(0), way.passed, way.count);
            }
            way.next.run(run, way.events(run.batch()));
        }
    }

    private void run(Run run, BlockEvents events, int from) {
        BlockEvents block = events.part(from, Math.min(blockSize, events.count() - from));
        double[][] kept = program.hasReductions() ? run.memory().get(run.number(), block.event(0)) : FixedValues.NONE;
        program.forward(block, run.relaxation(), kept);
        if (program.hasReductions()) {
            if (run.keep() && kept.length == 0) {
                run.memory().keep(run.number(), block.event(0), program);
            }
            run.visitor().accept(program);
        }
        for (Way way : ways) {
            way.collect(program);
        }
    }
}
