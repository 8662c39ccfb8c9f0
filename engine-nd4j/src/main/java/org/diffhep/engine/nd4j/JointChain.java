package org.diffhep.engine.nd4j;

import org.diffhep.autodiff.Op.JointCount;

/**
 * Two flags of each object, as {@link FlagChain} has one: a state is a pair of numbers. Of an object neither flag holds, only a, only b, or
 * both.
 */
final class JointChain {

    private static final int NEITHER = 0;
    private static final int ONLY_A = 1;
    private static final int ONLY_B = 2;
    private static final int BOTH = 3;

    private final double[][] outcomes;
    private final int statesA;
    private final int statesB;
    private final double[] accepted;
    private final double[][] reached;

    /**
     * A chain.
     *
     * @param both the probability that both hold
     */
    JointChain(JointCount count, double[] a, double[] b, double[] both) {
        int n = a.length;
        statesA = FlagChain.states(count.a(), n);
        statesB = FlagChain.states(count.b(), n);
        outcomes = new double[n][4];
        reached = new double[n + 1][statesA * statesB];
        reached[0][0] = 1;
        for (int k = 0; k < n; k++) {
            outcomes[k] = new double[] {1 - a[k] - b[k] + both[k], a[k] - both[k], b[k] - both[k], both[k]};
            for (int state = 0; state < reached[k].length; state++) {
                for (int outcome = NEITHER; outcome <= BOTH; outcome++) {
                    reached[k + 1][next(state, outcome)] += reached[k][state] * outcomes[k][outcome];
                }
            }
        }
        double[] acceptedA = FlagChain.accepted(count.a(), statesA);
        double[] acceptedB = FlagChain.accepted(count.b(), statesB);
        accepted = new double[statesA * statesB];
        for (int state = 0; state < accepted.length; state++) {
            accepted[state] = acceptedA[state / statesB] * acceptedB[state % statesB];
        }
    }

    private int next(int state, int outcome) {
        int a = state / statesB;
        int b = state % statesB;
        int nextA = outcome == ONLY_A || outcome == BOTH ? FlagChain.next(a, statesA) : a;
        int nextB = outcome == ONLY_B || outcome == BOTH ? FlagChain.next(b, statesB) : b;
        return nextA * statesB + nextB;
    }

    double probability() {
        double probability = 0;
        for (int state = 0; state < accepted.length; state++) {
            probability += reached[outcomes.length][state] * accepted[state];
        }
        return probability;
    }

    /** The derivatives for a, b and both of each object. */
    double[][] slopes() {
        double[][] slopes = new double[3][outcomes.length];
        double[] expected = accepted;
        for (int k = outcomes.length - 1; k >= 0; k--) {
            double[] ofOutcome = new double[4];
            double[] before = new double[accepted.length];
            for (int state = 0; state < accepted.length; state++) {
                for (int outcome = NEITHER; outcome <= BOTH; outcome++) {
                    double then = expected[next(state, outcome)];
                    ofOutcome[outcome] += reached[k][state] * then;
                    before[state] += outcomes[k][outcome] * then;
                }
            }
            slopes[0][k] = ofOutcome[ONLY_A] - ofOutcome[NEITHER];
            slopes[1][k] = ofOutcome[ONLY_B] - ofOutcome[NEITHER];
            slopes[2][k] = ofOutcome[BOTH] - ofOutcome[ONLY_A] - ofOutcome[ONLY_B] + ofOutcome[NEITHER];
            expected = before;
        }
        return slopes;
    }
}
