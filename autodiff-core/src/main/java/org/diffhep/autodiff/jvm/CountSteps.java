package org.diffhep.autodiff.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffhep.autodiff.Op.Count;
import org.diffhep.autodiff.Relaxation;

/**
 * Steps that count flags exactly.
 *
 * <p>The state of an event is how many of the objects seen so far have the flag, up to a number from which on nothing
 * changes. Objects are taken one after another; the backward sweep walks the same recursion in reverse, so that nothing is
 * divided by and flags may be 0 or 1. Cost: objects × states.
 */
final class CountSteps {

    private CountSteps() {}

    /** The state from which on nothing changes: the minimum if there is no maximum, else one more than the maximum. */
    static int last(Count count) {
        return count.max() == Count.UNLIMITED ? count.min() : count.max() + 1;
    }

    static boolean accepts(Count count, int state) {
        return count.max() == Count.UNLIMITED ? state >= count.min() : count.contains(state);
    }

    /** An array for each parameter. */
    static final class ByParameter {

        private double[][] arrays = new double[0][0];

        void begin(int parameter, int room) {
            if (arrays.length <= parameter) {
                int known = arrays.length;
                arrays = Arrays.copyOf(arrays, parameter + 1);
                Arrays.fill(arrays, known, arrays.length, new double[0]);
            }
            arrays[parameter] = BlockProgram.room(arrays[parameter], room);
        }

        double[] of(int parameter) {
            return arrays[parameter];
        }
    }

    /** How many of some flags hold, if each holds or does not, as hard cuts have it; else −1. */
    static int certain(double[] flags, int from, int to) {
        double holding = 0;
        double open = 0;
        for (int i = from; i < to; i++) {
            holding += flags[i];
            open += Math.abs(flags[i] * (1 - flags[i]));
        }
        return open == 0 ? (int) holding : -1;
    }

    /**
     * Makes the row after {@code row}: how many objects have their flag once one more is looked at. More than there are states for is
     * not kept.
     *
     * @param yes the probability that it has its flag
     */
    static void passOn(double[] reached, int row, int states, double yes) {
        double no = 1 - yes;
        double carry = 0;
        for (int state = row; state < row + states; state++) {
            double here = reached[state];
            reached[state + states] = carry + here * no;
            carry = here * yes;
        }
    }

    /**
     * All counts of one flag: the objects are gone through once for all of them, for as many states as the longest needs, and once on
     * the way back. Each step reads its probabilities from the last states.
     */
    static final class CountSweep {

        private final List<CountStep> counts = new ArrayList<>();
        private int states;
        private double[] reached = new double[0];
        private double[] last = new double[0];
        /** For each parameter the derivatives of {@link #last}. */
        private final ByParameter tangents = new ByParameter();

        private double[] later = new double[0];

        private void add(CountStep step) {
            counts.add(step);
            states = Math.max(states, last(step.count) + 1);
        }

        private void forward(double[] p, int[] offsets, int events, boolean soft) {
            last = BlockProgram.room(last, events * states);
            for (int event = 0; event < events; event++) {
                int row = event * states;
                int holding = soft ? -1 : certain(p, offsets[event], offsets[event + 1]);
                if (holding >= 0) {
                    Arrays.fill(last, row, row + states, 0);
                    last[row + Math.min(holding, states - 1)] = 1;
                } else {
                    int objects = walk(p, offsets[event], offsets[event + 1]);
                    System.arraycopy(reached, objects * states, last, row, states);
                }
            }
        }

        /** Fills {@link #reached}: row k is the distribution over states after k objects. Returns the number of objects. */
        private int walk(double[] p, int from, int to) {
            int objects = to - from;
            int needed = (objects + 1) * states;
            reached = BlockProgram.room(reached, needed);
            Arrays.fill(reached, 0, states, 0);
            reached[0] = 1;
            for (int k = 0; k < objects; k++) {
                double yes = p[from + k];
                double no = 1 - yes;
                int row = k * states;
                int next = row + states;
                double carry = 0;
                for (int state = 0; state < states; state++) {
                    double here = reached[row + state];
                    boolean end = state == states - 1;
                    reached[next + state] = carry + (end ? here : here * no);
                    carry = here * yes;
                }
            }
            return objects;
        }

        private void backward(double[] p, double[] dp, int[] offsets, int events) {
            later = BlockProgram.room(later, states);
            for (int event = 0; event < events; event++) {
                if (!takeCotangents(event)) {
                    continue;
                }
                int from = offsets[event];
                int objects = walk(p, from, offsets[event + 1]);
                for (int k = objects - 1; k >= 0; k--) {
                    double yes = p[from + k];
                    double no = 1 - yes;
                    int row = k * states;
                    double gradient = 0;
                    for (int state = 0; state < states - 1; state++) {
                        double here = later[state];
                        double up = later[state + 1];
                        gradient += reached[row + state] * (up - here);
                        later[state] = here * no + up * yes;
                    }
                    dp[from + k] += gradient;
                }
            }
        }

        /** The derivatives of the last states, object by object, for each parameter on one walk. */
        private void tangents(CountStep step, int[] parameters, int events) {
            double[] p = step.value(0);
            int[] offsets = step.program.offsets(step.in[0]);
            for (int parameter : parameters) {
                tangents.begin(parameter, events * states);
            }
            for (int event = 0; event < events; event++) {
                int from = offsets[event];
                int objects = walk(p, from, offsets[event + 1]);
                for (int parameter : parameters) {
                    double[] slopes = tangents.of(parameter);
                    int at = event * states;
                    Arrays.fill(slopes, at, at + states, 0);
                    takeTangents(p, step.tangentOf(0, parameter), from, objects, slopes, at);
                }
            }
        }

        private void takeTangents(double[] p, double[] dp, int from, int objects, double[] slopes, int at) {
            for (int k = 0; k < objects; k++) {
                double yes = p[from + k];
                double no = 1 - yes;
                double dYes = dp[from + k];
                int row = k * states;
                double carry = 0;
                for (int state = 0; state < states - 1; state++) {
                    double here = reached[row + state];
                    double dHere = slopes[at + state];
                    slopes[at + state] = carry + dHere * no - here * dYes;
                    carry = dHere * yes + here * dYes;
                }
                slopes[at + states - 1] += carry;
            }
        }

        /** The cotangent of each last state; returns whether there is any. */
        private boolean takeCotangents(int event) {
            Arrays.fill(later, 0, states, 0);
            boolean any = false;
            for (int k = 0; k < counts.size(); k++) {
                double g = counts.get(k).resultAdjoint()[event];
                any |= g != 0;
                for (int state = 0; state < states; state++) {
                    later[state] += accepts(counts.get(k).count, state) ? g : 0;
                }
            }
            return any;
        }
    }

    /** The first step of a sweep works for all: it comes first on the way forward, and last on the way back. */
    static final class CountStep extends Step {

        private final Count count;
        private final CountSweep sweep;
        private final boolean first;

        CountStep(BlockProgram program, int out, int[] in, Count count, CountSweep sweep) {
            super(program, out, in);
            this.count = count;
            this.sweep = sweep;
            this.first = sweep.counts.isEmpty();
            sweep.add(this);
        }

        @Override
        void forward(Relaxation relaxation) {
            int n = count();
            if (first) {
                sweep.forward(value(0), program.offsets(in[0]), n, relaxation.softValues());
            }
            addAccepted(sweep.last, result(), n);
        }

        private void addAccepted(double[] states, double[] y, int n) {
            for (int event = 0; event < n; event++) {
                double total = 0;
                for (int state = 0; state < sweep.states; state++) {
                    total += accepts(count, state) ? states[event * sweep.states + state] : 0;
                }
                y[event] = total;
            }
        }

        @Override
        void tangents(Relaxation relaxation, int[] parameters) {
            if (first) {
                sweep.tangents(this, parameters, count());
            }
            super.tangents(relaxation, parameters);
        }

        @Override
        void tangent(Relaxation relaxation, int parameter) {
            addAccepted(sweep.tangents.of(parameter), resultTangent(parameter), count());
        }

        @Override
        void backward(Relaxation relaxation) {
            if (first) {
                sweep.backward(value(0), adjoint(0), program.offsets(in[0]), count());
            }
        }
    }
}
