package org.diffhep.autodiff.jvm;

import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.NumberColumn;

/** Leaves of the graph. */
final class ColumnSteps {

    private ColumnSteps() {}

    /** A leaf that copies from the batch before it is asked for its values. */
    interface FromBatch {
        void load(BlockEvents events);
    }

    /** A column of the batch, which is looked for once a batch. */
    private abstract static class BatchColumnStep extends StepWithoutDerivative implements FromBatch {

        private EventBatch batch = BlockEvents.NONE.batch();
        private NumberColumn column = NumberColumn.of();

        BatchColumnStep(BlockProgram program, int out) {
            super(program, out);
        }

        @Override
        public final void load(BlockEvents events) {
            if (batch != events.batch()) {
                column = find(events.batch());
                batch = events.batch();
            }
            copy(column, events);
        }

        abstract NumberColumn find(EventBatch newBatch);

        abstract void copy(NumberColumn from, BlockEvents events);

        @Override
        final void forward(Relaxation relaxation) {}
    }

    static final class EventColumnStep extends BatchColumnStep {

        private final String name;

        EventColumnStep(BlockProgram program, int out, String name) {
            super(program, out);
            this.name = name;
        }

        @Override
        NumberColumn find(EventBatch batch) {
            return batch.column(name);
        }

        @Override
        void copy(NumberColumn column, BlockEvents events) {
            events.copy(column, result());
        }
    }

    static final class ObjectColumnStep extends BatchColumnStep {

        private final String collection;
        private final String name;

        ObjectColumnStep(BlockProgram program, int out, String collection, String name) {
            super(program, out);
            this.collection = collection;
            this.name = name;
        }

        @Override
        NumberColumn find(EventBatch batch) {
            return batch.column(collection, name);
        }

        @Override
        void copy(NumberColumn column, BlockEvents events) {
            if (program.count(out) > 0) {
                program.stored(out).copy(column, result());
            }
        }
    }

    /** An event value that an earlier stage computed. */
    static final class GivenStep extends StepWithoutDerivative implements FromBatch {

        private final int number;

        GivenStep(BlockProgram program, int out, int number) {
            super(program, out);
            this.number = number;
        }

        @Override
        public void load(BlockEvents events) {
            events.copyGiven(number, result());
        }

        @Override
        void forward(Relaxation relaxation) {}
    }

    static final class ConstantStep extends StepWithoutDerivative {

        private final double constant;

        ConstantStep(BlockProgram program, int out, double constant) {
            super(program, out);
            this.constant = constant;
        }

        @Override
        void forward(Relaxation relaxation) {
            result()[0] = constant;
        }
    }

    /** The value is set before the block runs. */
    static final class ParameterStep extends Step {

        ParameterStep(BlockProgram program, int out) {
            super(program, out);
        }

        @Override
        void forward(Relaxation relaxation) {}

        @Override
        void backward(Relaxation relaxation) {}

        @Override
        void tangent(Relaxation relaxation, int parameter) {
            resultTangent(parameter)[0] = 1;
        }
    }

    /** Copies the value; the gradient stops here. */
    static final class CopyStep extends StepWithoutDerivative {

        CopyStep(BlockProgram program, int out, int[] in) {
            super(program, out, in);
        }

        @Override
        void forward(Relaxation relaxation) {
            System.arraycopy(value(0), 0, result(), 0, count());
        }
    }
}
