package org.diffhep.autodiff.jvm;

import java.util.Arrays;
import org.diffhep.autodiff.Relaxation;

/** Computes one node for a block of events, and pulls its adjoint back to its inputs. Belongs to one thread. */
abstract class Step {

    final BlockProgram program;
    /** Number of the node computed. */
    final int out;
    /** Numbers of the nodes read. */
    final int[] in;

    private final double[][] repeated;
    private double[] collected = new double[0];

    Step(BlockProgram program, int out, int... in) {
        this.program = program;
        this.out = out;
        this.in = in;
        this.repeated = new double[in.length][0];
    }

    /** Fills the values of the node from those of its inputs. */
    abstract void forward(Relaxation relaxation);

    /** Adds to the adjoints of the inputs that want a gradient. Called only after {@link #forward} on the same block. */
    abstract void backward(Relaxation relaxation);

    /**
     * Fills the derivatives of the node with respect to a parameter that it depends on, from those of its inputs. Called only after
     * {@link #forward} on the same block.
     */
    abstract void tangent(Relaxation relaxation, int parameter);

    /** The same for all parameters that the node depends on: what they share can be done once. */
    void tangents(Relaxation relaxation, int[] parameters) {
        for (int parameter : parameters) {
            tangent(relaxation, parameter);
        }
    }

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

    /** The values of an input, as many as this node has: a scalar is repeated. */
    final double[] spread(int input) {
        int n = count();
        if (!isSpread(input, n)) {
            return value(input);
        }
        repeated[input] = BlockProgram.room(repeated[input], n);
        Arrays.fill(repeated[input], 0, n, value(input)[0]);
        return repeated[input];
    }

    /** Where to add an adjoint for each value of this node; {@link #collectAdjoint} must follow. */
    final double[] spreadAdjoint(int input) {
        int n = count();
        if (!isSpread(input, n) && !program.hasUntaken(out)) {
            return adjoint(input);
        }
        collected = BlockProgram.room(collected, n);
        Arrays.fill(collected, 0, n, 0);
        return collected;
    }

    /** Brings to the input what was added since {@link #spreadAdjoint}, but nothing from values that do not matter. */
    final void collectAdjoint(int input) {
        int n = count();
        if (program.hasUntaken(out)) {
            double[] g = resultAdjoint();
            for (int i = 0; i < n; i++) {
                // 0·∞ and 0·NaN are 0 here: a value without adjoint may have no derivative
                collected[i] = g[i] == 0 ? 0 : collected[i];
            }
        }
        double[] target = adjoint(input);
        if (isSpread(input, n)) {
            target[0] += sum(collected, n);
        } else if (program.hasUntaken(out)) {
            for (int i = 0; i < n; i++) {
                target[i] += collected[i];
            }
        }
    }

    /** Whether an input depends on a parameter. */
    final boolean varies(int input, int parameter) {
        return program.tangents().varies(in[input], parameter);
    }

    final double[] tangentOf(int input, int parameter) {
        return program.tangents().of(in[input], parameter);
    }

    final double[] resultTangent(int parameter) {
        return program.tangents().of(out, parameter);
    }

    /** The derivatives of an input, as many as this node has values; to be read before the next is asked for. */
    final double[] spreadTangent(int input, int parameter) {
        int n = count();
        if (!isSpread(input, n)) {
            return tangentOf(input, parameter);
        }
        collected = BlockProgram.room(collected, n);
        Arrays.fill(collected, 0, n, tangentOf(input, parameter)[0]);
        return collected;
    }

    private boolean isSpread(int input, int n) {
        return n != 1 && program.isScalar(in[input]);
    }

    /** Eight sums side by side, which the processor can work on at the same time. */
    private static double sum(double[] values, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int i = 0;
        for (; i + 8 <= n; i += 8) {
            s0 += values[i];
            s1 += values[i + 1];
            s2 += values[i + 2];
            s3 += values[i + 3];
            s4 += values[i + 4];
            s5 += values[i + 5];
            s6 += values[i + 6];
            s7 += values[i + 7];
        }
        for (; i < n; i++) {
            s0 += values[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /** 0 for a scalar, which every element reads; 1 otherwise. */
    final int stride(int input) {
        return program.isScalar(in[input]) ? 0 : 1;
    }
}
