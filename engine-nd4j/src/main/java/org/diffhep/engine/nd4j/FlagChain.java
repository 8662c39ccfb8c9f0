package org.diffhep.engine.nd4j;

import org.diffhep.autodiff.Op.Count;

/**
 * The flags of an event, one after another, as a Markov chain: its state is how many flags have held, the last state that many or
 * more. Probabilities of the states go forward, expected gains go backward, and a derivative is what meets in between.
 */
final class FlagChain {

    private final double[] flags;
    private final int states;
    /** For each number of flags that were seen, the probability of each state. */
    private final double[][] reached;

    /** What a flag brings that holds in a state. */
    interface Gain {
        double of(int flag, int state);
    }

    /**
     * A chain.
     *
     * @param flags their probabilities, in order
     * @param states at least 1
     */
    FlagChain(double[] flags, int states) {
        this.flags = flags;
        this.states = states;
        reached = new double[flags.length + 1][states];
        reached[0][0] = 1;
        for (int k = 0; k < flags.length; k++) {
            for (int state = 0; state < states; state++) {
                reached[k + 1][state] += reached[k][state] * (1 - flags[k]);
                reached[k + 1][next(state)] += reached[k][state] * flags[k];
            }
        }
    }

    private int next(int state) {
        return next(state, states);
    }

    static int next(int state, int states) {
        return Math.min(state + 1, states - 1);
    }

    /** How many states tell apart what a count accepts, for some number of flags. */
    static int states(Count count, int flags) {
        int needed = count.max() == Count.UNLIMITED ? count.min() : count.max() + 1;
        return Math.min(needed, flags + 1) + 1;
    }

    /** For each state 1 where a count accepts it, else 0. */
    static double[] accepted(Count count, int states) {
        double[] accepted = new double[states];
        for (int state = 0; state < states; state++) {
            accepted[state] = count.contains(state) ? 1 : 0;
        }
        return accepted;
    }

    /** The probability to be in some of the states before a flag; after all for their number. */
    double probability(int flag, int from, int to) {
        double probability = 0;
        for (int state = from; state < Math.min(to, states); state++) {
            probability += reached[flag][state];
        }
        return probability;
    }

    /** Σ probability·value over the states at the end. */
    double atEnd(double[] values) {
        double mean = 0;
        for (int state = 0; state < states; state++) {
            mean += reached[flags.length][state] * values[state];
        }
        return mean;
    }

    /**
     * The derivatives of the expected gain for the flags.
     *
     * @param atEnd the gain of each state at the end
     */
    double[] slopes(Gain gain, double[] atEnd) {
        double[] slopes = new double[flags.length];
        double[] expected = atEnd.clone();
        for (int k = flags.length - 1; k >= 0; k--) {
            double[] before = new double[states];
            for (int state = 0; state < states; state++) {
                double held = gain.of(k, state) + expected[next(state)];
                if (reached[k][state] != 0) {
                    slopes[k] += reached[k][state] * (held - expected[state]);
                }
                before[state] = flags[k] * held + (1 - flags[k]) * expected[state];
            }
            expected = before;
        }
        return slopes;
    }
}
