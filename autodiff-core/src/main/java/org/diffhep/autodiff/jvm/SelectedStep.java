package org.diffhep.autodiff.jvm;

import java.util.Arrays;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Relaxation;

/** The mean value of the object at a position among those selected. */
final class SelectedStep extends Step {

    private final int position;
    private final int states;
    private double[] reached = new double[0];
    private double[] later = new double[0];

    SelectedStep(BlockProgram program, int out, int[] in, int position) {
        super(program, out, in);
        this.position = position;
        this.states = position + 1;
    }

    @Override
    void forward(Relaxation relaxation) {
        double[] y = result();
        int[] offsets = program.offsets(in[1]);
        int n = count();
        for (int event = 0; event < n; event++) {
            int from = offsets[event];
            int to = offsets[event + 1];
            if (!relaxation.softValues() && CountSteps.certain(value(1), from, to) >= 0) {
                y[event] = selected(from, to);
                continue;
            }
            walk(from, to);
            double weight = weight(from, to);
            y[event] = weight < Op.LEAST_PROBABILITY ? 0 : weighted(from, to) / weight;
        }
    }

    /** The value selected where each object is selected or not. */
    private double selected(int from, int to) {
        double[] p = value(1);
        int selected = 0;
        for (int i = from; i < to; i++) {
            if (p[i] != 0 && selected++ == position) {
                return value(0)[i * stride(0)] + 0.0;
            }
        }
        return 0;
    }

    /** Row k: the probabilities that 0 … position objects were selected among the first k. */
    private void walk(int from, int to) {
        double[] p = value(1);
        int objects = to - from;
        reached = BlockProgram.room(reached, (objects + 1) * states);
        Arrays.fill(reached, 0, states, 0);
        reached[0] = 1;
        for (int k = 0; k < objects; k++) {
            CountSteps.passOn(reached, k * states, states, p[from + k]);
        }
    }

    private double weight(int from, int to) {
        double[] p = value(1);
        double total = 0;
        for (int k = 0; k < to - from; k++) {
            total += p[from + k] * reached[k * states + position];
        }
        return total;
    }

    private double weighted(int from, int to) {
        double[] x = value(0);
        double[] p = value(1);
        int s = stride(0);
        double total = 0;
        for (int k = 0; k < to - from; k++) {
            double w = p[from + k] * reached[k * states + position];
            total += w == 0 ? 0 : w * x[(from + k) * s];
        }
        return total;
    }

    @Override
    void backward(Relaxation relaxation) {
        double[] g = resultAdjoint();
        double[] y = result();
        double[] x = value(0);
        double[] p = value(1);
        int s = stride(0);
        int[] offsets = program.offsets(in[1]);
        later = BlockProgram.room(later, states);
        int n = count();
        for (int event = 0; event < n; event++) {
            if (g[event] == 0) {
                continue;
            }
            int from = offsets[event];
            int to = offsets[event + 1];
            walk(from, to);
            double weight = weight(from, to);
            if (weight < Op.LEAST_PROBABILITY) {
                continue;
            }
            double scale = g[event] / weight;
            Arrays.fill(later, 0, states, 0);
            for (int k = to - from - 1; k >= 0; k--) {
                int object = from + k;
                double before = reached[k * states + position];
                double value = x[object * s];
                // as in the values: an object that cannot be selected may have no value
                double excess = p[object] * before == 0 && !Double.isFinite(value) ? 0 : value - y[event];
                if (wants(0)) {
                    adjoint(0)[object * s] += scale * p[object] * before;
                }
                double yes = p[object];
                double gradient = scale * before * excess;
                for (int state = 0; state < states; state++) {
                    double up = state + 1 < states ? later[state + 1] : 0;
                    gradient += reached[k * states + state] * (up - later[state]);
                    later[state] = later[state] * (1 - yes) + up * yes;
                }
                later[position] += scale * yes * excess;
                if (wants(1)) {
                    adjoint(1)[object] += gradient;
                }
            }
        }
    }

    @Override
    void tangent(Relaxation relaxation, int parameter) {
        double[] dy = resultTangent(parameter);
        int[] offsets = program.offsets(in[1]);
        later = BlockProgram.room(later, states);
        int n = count();
        for (int event = 0; event < n; event++) {
            int from = offsets[event];
            int to = offsets[event + 1];
            walk(from, to);
            double weight = weight(from, to);
            dy[event] = weight < Op.LEAST_PROBABILITY ? 0 : slope(event, from, to, parameter) / weight;
        }
    }

    /** Σ over objects of the derivative of value times probability, less that of the mean times probability. */
    private double slope(int event, int from, int to, int parameter) {
        double[] x = value(0);
        double[] p = value(1);
        int s = stride(0);
        double mean = result()[event];
        double total = 0;
        // here the derivatives of the probabilities reached
        Arrays.fill(later, 0, states, 0);
        for (int k = 0; k < to - from; k++) {
            int object = from + k;
            double yes = p[object];
            double dYes = varies(1, parameter) ? tangentOf(1, parameter)[object] : 0;
            double here = reached[k * states + position];
            double value = x[object * s];
            // as in the values: an object that cannot be selected may have no value, nor a derivative
            boolean never = yes * here == 0;
            double excess = never && !Double.isFinite(value) ? 0 : value - mean;
            total += (dYes * here + yes * later[position]) * excess;
            if (!never && varies(0, parameter)) {
                total += yes * here * tangentOf(0, parameter)[object * s];
            }
            double carry = 0;
            for (int state = 0; state < states; state++) {
                double dHere = later[state];
                double reachedHere = reached[k * states + state];
                later[state] = carry + dHere * (1 - yes) - reachedHere * dYes;
                carry = dHere * yes + reachedHere * dYes;
            }
        }
        return total;
    }
}
