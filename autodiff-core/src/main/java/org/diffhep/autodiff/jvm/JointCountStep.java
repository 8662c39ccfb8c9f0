package org.diffhep.autodiff.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffhep.autodiff.Op.JointCount;
import org.diffhep.autodiff.Relaxation;

/** Counts two flags, or one flag and those of them that have another, together: as {@link CountSteps}, with a state for each pair of numbers. */
final class JointCountStep extends Step {

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
    /** For each parameter the derivatives of {@link #ends}. */
    private final CountSteps.ByParameter tangents = new CountSteps.ByParameter();
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
        this.statesA = CountSteps.last(counts.a()) + 1;
        this.statesB = CountSteps.last(counts.b()) + 1;
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
            open += Math.abs(pA[i] * (1 - pA[i])) + Math.abs(pB[i] * (1 - pB[i])) + Math.abs(pBoth[i] - pA[i] * pB[i]);
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
        later = BlockProgram.room(later, states);
        earlier = BlockProgram.room(earlier, states);
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

    @Override
    void tangents(Relaxation relaxation, int[] parameters) {
        if (walker == this) {
            walkTangents(parameters, count());
        }
        super.tangents(relaxation, parameters);
    }

    @Override
    void tangent(Relaxation relaxation, int parameter) {
        double[] slopes = walker.tangents.of(parameter);
        double[] dy = resultTangent(parameter);
        int n = count();
        for (int event = 0; event < n; event++) {
            double total = 0;
            for (int state = 0; state < states; state++) {
                total += accepts(state) ? slopes[event * states + state] : 0;
            }
            dy[event] = total;
        }
    }

    /** The derivatives of the states after all objects of each event. */
    private void walkTangents(int[] parameters, int events) {
        int[] offsets = program.offsets(in[0]);
        later = BlockProgram.room(later, states);
        earlier = BlockProgram.room(earlier, states);
        for (int parameter : parameters) {
            tangents.begin(parameter, events * states);
        }
        for (int event = 0; event < events; event++) {
            int from = offsets[event];
            int to = offsets[event + 1];
            if (holdingA[event] >= 0) {
                walk(event, from, to);
            }
            for (int parameter : parameters) {
                takeTangents(parameter, event, from, to);
                System.arraycopy(earlier, 0, tangents.of(parameter), event * states, states);
            }
        }
    }

    /** Leaves the derivatives of the probabilities reached after all objects in {@link #earlier}. */
    private void takeTangents(int parameter, int event, int from, int to) {
        double[] pA = value(0);
        double[] pB = value(1);
        double[] pBoth = value(2);
        boolean variesA = varies(0, parameter);
        boolean variesB = varies(1, parameter);
        boolean variesBoth = varies(2, parameter);
        double[] dA = tangentOf(0, parameter);
        double[] dB = tangentOf(1, parameter);
        double[] dAB = tangentOf(2, parameter);
        Arrays.fill(earlier, 0, states, 0);
        for (int k = 0; k < to - from; k++) {
            int object = from + k;
            double both = pBoth[object];
            double onlyA = pA[object] - both;
            double onlyB = pB[object] - both;
            double none = 1 - both - onlyA - onlyB;
            double dBoth = variesBoth ? dAB[object] : 0;
            double dOnlyA = (variesA ? dA[object] : 0) - dBoth;
            double dOnlyB = (variesB ? dB[object] : 0) - dBoth;
            double dNone = -dBoth - dOnlyA - dOnlyB;
            int row = (event + object) * states;
            Arrays.fill(later, 0, states, 0);
            int mostA = Math.min(k, statesA - 1);
            for (int a = 0; a <= mostA; a++) {
                int mostB = mostB(a, k);
                for (int state = a * statesB; state <= a * statesB + mostB; state++) {
                    double here = reached[row + state];
                    double dHere = earlier[state];
                    later[state] += dHere * none + here * dNone;
                    later[afterA[state]] += dHere * onlyA + here * dOnlyA;
                    later[afterBoth[state]] += dHere * both + here * dBoth;
                    if (!bImpliesA) {
                        later[afterB[state]] += dHere * onlyB + here * dOnlyB;
                    }
                }
            }
            double[] swap = later;
            later = earlier;
            earlier = swap;
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
