package org.diffhep.autodiff.jvm;

import org.diffhep.autodiff.Relaxation;

/** Computes one node for a block of events, and pulls its adjoint back to its inputs. Belongs to one thread. */
abstract class Step {

    final BlockProgram program;
    /** Number of the node computed. */
    final int out;
    /** Numbers of the nodes read. */
    final int[] in;

    Step(BlockProgram program, int out, int... in) {
        this.program = program;
        this.out = out;
        this.in = in;
    }

    /** Fills the values of the node from those of its inputs. */
    abstract void forward(Relaxation relaxation);

    /** Adds to the adjoints of the inputs that want a gradient. Called only after {@link #forward} on the same block. */
    abstract void backward(Relaxation relaxation);

    final int count() {
        return program.count(out);
    }

    final double[] value(int input) {
        return program.values(in[input]);
    }

    final double[] result() {
        return program.values(out);
    }

    final double[] resultAdjoint() {
        return program.adjoint(out);
    }

    final boolean wants(int input) {
        return program.isActive(in[input]);
    }

    final double[] adjoint(int input) {
        return program.adjoint(in[input]);
    }

    /** 0 for a scalar, which every element reads; 1 otherwise. */
    final int stride(int input) {
        return program.isScalar(in[input]) ? 0 : 1;
    }
}
