package org.diffhep.autodiff.jvm;

import org.diffhep.autodiff.Relaxation;

/** Leaves of the graph. */
final class ColumnSteps {

    private ColumnSteps() {}

    /** A leaf that copies from the batch before it is asked for its values. */
    interface FromBatch {
        void load(BlockEvents events);
    }

    static final class EventColumnStep extends Step implements FromBatch {

        private final String name;

        EventColumnStep(BlockProgram program, int out, String name) {
            super(program, out);
            this.name = name;
        }

        @Override
        public void load(BlockEvents events) {
            events.copy(events.batch().column(name), result());
        }

        @Override
        void forward(Relaxation relaxation) {}

        @Override
        void backward(Relaxation relaxation) {}
    }

    static final class ObjectColumnStep extends Step implements FromBatch {

        private final String collection;
        private final String name;

        ObjectColumnStep(BlockProgram program, int out, String collection, String name) {
            super(program, out);
            this.collection = collection;
            this.name = name;
        }

        @Override
        public void load(BlockEvents events) {
            int[] offsets = events.batch().offsets(collection);
            events.copy(events.batch().column(collection, name), offsets, result());
        }

        @Override
        void forward(Relaxation relaxation) {}

        @Override
        void backward(Relaxation relaxation) {}
    }

    /** An event value that an earlier stage computed. */
    static final class GivenStep extends Step implements FromBatch {

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

        @Override
        void backward(Relaxation relaxation) {}
    }

    static final class ConstantStep extends Step {

        private final double constant;

        ConstantStep(BlockProgram program, int out, double constant) {
            super(program, out);
            this.constant = constant;
        }

        @Override
        void forward(Relaxation relaxation) {
            result()[0] = constant;
        }

        @Override
        void backward(Relaxation relaxation) {}
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
    }

    /** Copies the value; the gradient stops here. */
    static final class CopyStep extends Step {

        CopyStep(BlockProgram program, int out, int[] in) {
            super(program, out, in);
        }

        @Override
        void forward(Relaxation relaxation) {
            System.arraycopy(value(0), 0, result(), 0, count());
        }

        @Override
        void backward(Relaxation relaxation) {}
    }
}
