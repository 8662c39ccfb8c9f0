package org.diffhep.autodiff.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Op.Count;
import org.diffhep.autodiff.Op.JointCount;
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
    private static int last(Count count) {
        return count.max() == Count.UNLIMITED ? count.min() : count.max() + 1;
    }

    private static boolean accepts(Count count, int state) {
        return count.max() == Count.UNLIMITED ? state >= count.min() : count.contains(state);
    }

    /** How many of some flags hold, if each holds or does not, as hard cuts have it; else −1. */
    private static int certain(double[] flags, int from, int to) {
        double holding = 0;
        double open = 0;
        for (int i = from; i < to; i++) {
            holding += flags[i];
            open += Math.abs(flags[i] * (1 - flags[i]));
        }
        return open == 0 ? (int) holding : -1;
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
            if (reached.length < needed) {
                reached = new double[2 * needed];
            }
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
            double[] y = result();
            for (int event = 0; event < n; event++) {
                double total = 0;
                for (int state = 0; state < sweep.states; state++) {
                    total += accepts(count, state) ? sweep.last[event * sweep.states + state] : 0;
                }
                y[event] = total;
            }
        }

        @Override
        void backward(Relaxation relaxation) {
            if (first) {
                sweep.backward(value(0), adjoint(0), program.offsets(in[0]), count());
            }
        }
    }

    static final class JointCountStep extends Step {

        private final JointCount counts;
        private final int statesA;
        private final int statesB;
        private final int states;
        /** Whether P(b) and P(a and b) are one node: then no object has only b. */
        private final boolean bImpliesA;

        /** The state after an object that has only a, only b, or both. */
        private final int[] afterA;

        private final int[] afterB;
        private final int[] afterBoth;
        /** For each event a row for the distribution over states after 0, 1, … of its objects, as far as it was walked. */
        private double[] reached = new double[0];

        private double[] later = new double[0];
        private double[] earlier = new double[0];
        /** The distribution over states after all objects of each event, which steps with the same flags share. */
        private double[] ends = new double[0];
        /** For each event how many objects have a, if each flag holds or does not; else −1. Shared too. */
        private int[] holdingA = new int[0];

        /** How many have b, where {@link #holdingA} is not −1. */
        private int[] holdingB = new int[0];
        /** The step that walks for this one too: that before it with the same flags and states, or this one. */
        private final JointCountStep walker;
        /** Those that this one walks for, itself among them. */
        private final List<JointCountStep> walksFor = new ArrayList<>();

        /** @param earlier steps of the same program that come before */
        JointCountStep(BlockProgram program, int out, int[] in, JointCount counts, List<JointCountStep> earlier) {
            super(program, out, in);
            this.counts = counts;
            this.statesA = last(counts.a()) + 1;
            this.statesB = last(counts.b()) + 1;
            this.states = statesA * statesB;
            this.bImpliesA = in[1] == in[2];
            this.afterA = new int[states];
            this.afterB = new int[states];
            this.afterBoth = new int[states];
            for (int state = 0; state < states; state++) {
                afterA[state] = next(state, true, false);
                afterB[state] = next(state, false, true);
                afterBoth[state] = next(state, true, true);
            }
            JointCountStep found = this;
            for (JointCountStep other : earlier) {
                boolean same = Arrays.equals(other.in, in) && other.statesA == statesA && other.statesB == statesB;
                if (same) {
                    found = other.walker;
                }
            }
            walker = found;
            walker.walksFor.add(this);
        }

        private boolean accepts(int state) {
            return CountSteps.accepts(counts.a(), state / statesB) && CountSteps.accepts(counts.b(), state % statesB);
        }

        /** How many b there can be after k objects with so many a, of which the last state means so many or more. */
        private int mostB(int a, int k) {
            return Math.min(bImpliesA && a < statesA - 1 ? a : k, statesB - 1);
        }

        private int next(int state, boolean a, boolean b) {
            int stateA = Math.min(state / statesB + (a ? 1 : 0), statesA - 1);
            int stateB = Math.min(state % statesB + (b ? 1 : 0), statesB - 1);
            return stateA * statesB + stateB;
        }

        @Override
        void forward(Relaxation relaxation) {
            int n = count();
            if (walker == this) {
                countOrWalk(relaxation, n);
            }
            double[] y = result();
            for (int event = 0; event < n; event++) {
                int a = walker.holdingA[event];
                if (a >= 0) {
                    int accepted = counts.a().contains(a) && counts.b().contains(walker.holdingB[event]) ? 1 : 0;
                    y[event] = accepted;
                    continue;
                }
                double total = 0;
                for (int state = 0; state < states; state++) {
                    total += accepts(state) ? walker.ends[event * states + state] : 0;
                }
                y[event] = total;
            }
        }

        private void countOrWalk(Relaxation relaxation, int n) {
            int[] offsets = program.offsets(in[0]);
            ends = BlockProgram.room(ends, n * states);
            reached = BlockProgram.room(reached, (offsets[n] + n) * states);
            if (holdingA.length < n) {
                holdingA = new int[n + n / 2];
                holdingB = new int[n + n / 2];
            }
            for (int event = 0; event < n; event++) {
                int from = offsets[event];
                int to = offsets[event + 1];
                if (relaxation.softValues() || !countIfCertain(event, from, to)) {
                    holdingA[event] = -1;
                    walk(event, from, to);
                    System.arraycopy(reached, (event + to) * states, ends, event * states, states);
                }
            }
        }

        /** Counts if each object has both flags, one of them or none for certain; returns whether that is so. */
        private boolean countIfCertain(int event, int from, int to) {
            double[] pA = value(0);
            double[] pB = value(1);
            double[] pBoth = value(2);
            double open = 0;
            double a = 0;
            double b = 0;
            for (int i = from; i < to; i++) {
                open += Math.abs(pA[i] * (1 - pA[i]))
                        + Math.abs(pB[i] * (1 - pB[i]))
                        + Math.abs(pBoth[i] - pA[i] * pB[i]);
                a += pA[i];
                b += pB[i];
            }
            holdingA[event] = (int) a;
            holdingB[event] = (int) b;
            return open == 0;
        }

        /** Fills the rows of an event: those of earlier events, one more than they have objects, lie before. */
        private void walk(int event, int from, int to) {
            double[] pA = value(0);
            double[] pB = value(1);
            double[] pBoth = value(2);
            int objects = to - from;
            int first = (event + from) * states;
            Arrays.fill(reached, first, first + (objects + 1) * states, 0);
            reached[first] = 1;
            for (int k = 0; k < objects; k++) {
                double both = pBoth[from + k];
                double onlyA = pA[from + k] - both;
                double onlyB = pB[from + k] - both;
                double none = 1 - both - onlyA - onlyB;
                int row = first + k * states;
                int nextRow = row + states;
                int mostA = Math.min(k, statesA - 1);
                for (int a = 0; a <= mostA; a++) {
                    int mostB = mostB(a, k);
                    for (int state = a * statesB; state <= a * statesB + mostB; state++) {
                        double here = reached[row + state];
                        reached[nextRow + state] += here * none;
                        reached[nextRow + afterA[state]] += here * onlyA;
                        reached[nextRow + afterBoth[state]] += here * both;
                        if (!bImpliesA) {
                            reached[nextRow + afterB[state]] += here * onlyB;
                        }
                    }
                }
            }
        }

        /** The step that walks comes first forward, so last on the way back: then the adjoints of all it walks for are complete. */
        @Override
        void backward(Relaxation relaxation) {
            if (walker != this) {
                return;
            }
            double[] pA = value(0);
            double[] pB = value(1);
            double[] pBoth = value(2);
            int[] offsets = program.offsets(in[0]);
            if (later.length < states) {
                later = new double[states];
                earlier = new double[states];
            }
            int n = count();
            for (int event = 0; event < n; event++) {
                if (!begin(event)) {
                    continue;
                }
                int from = offsets[event];
                int to = offsets[event + 1];
                if (holdingA[event] >= 0) {
                    walk(event, from, to);
                }
                for (int k = to - from - 1; k >= 0; k--) {
                    double both = pBoth[from + k];
                    double onlyA = pA[from + k] - both;
                    double onlyB = pB[from + k] - both;
                    double none = 1 - both - onlyA - onlyB;
                    int row = (event + from + k) * states;
                    double dA = 0;
                    double dB = 0;
                    double dBoth = 0;
                    for (int state = 0; state < states; state++) {
                        double gNone = later[state];
                        double gA = later[afterA[state]];
                        double gB = later[afterB[state]];
                        double gBoth = later[afterBoth[state]];
                        double here = reached[row + state];
                        // none = 1 − a − b + both, only a = a − both, only b = b − both
                        dA += here * (gA - gNone);
                        dB += here * (gB - gNone);
                        dBoth += here * (gBoth - gA - gB + gNone);
                        earlier[state] = gNone * none + gA * onlyA + gB * onlyB + gBoth * both;
                    }
                    add(0, from + k, dA);
                    add(1, from + k, dB);
                    add(2, from + k, dBoth);
                    double[] swap = later;
                    later = earlier;
                    earlier = swap;
                }
            }
        }

        /** Sets the adjoints of the states after all objects; returns whether any is not 0. */
        private boolean begin(int event) {
            Arrays.fill(later, 0, states, 0);
            boolean any = false;
            for (JointCountStep each : walksFor) {
                double g = each.resultAdjoint()[event];
                any |= g != 0;
                for (int state = 0; state < states; state++) {
                    later[state] += each.accepts(state) ? g : 0;
                }
            }
            return any;
        }

        private void add(int input, int at, double gradient) {
            if (wants(input)) {
                adjoint(input)[at] += gradient;
            }
        }
    }

    /** The mean value of the object at a position among those selected. */
    static final class SelectedStep extends Step {

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
                if (!relaxation.softValues() && certain(value(1), from, to) >= 0) {
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
            int needed = (objects + 1) * states;
            if (reached.length < needed) {
                reached = new double[2 * needed];
            }
            Arrays.fill(reached, 0, states, 0);
            reached[0] = 1;
            for (int k = 0; k < objects; k++) {
                double yes = p[from + k];
                double no = 1 - yes;
                double carry = 0;
                for (int state = 0; state < states; state++) {
                    double here = reached[k * states + state];
                    reached[(k + 1) * states + state] = carry + here * no;
                    carry = here * yes;
                }
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
            if (later.length < states) {
                later = new double[states];
            }
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
    }
}
