package org.diffhep.engine.nd4j;

import org.diffhep.autodiff.Op;

/** The mean value of the object at a position among those of an event that are selected: see {@link org.diffhep.autodiff.Op.Selected}. */
final class Selection {

    private final int position;
    private final double[] values;
    private final FlagChain chain;
    /** The probability that each object stands at the position. */
    private final double[] weights;

    private final double any;
    private final double mean;

    Selection(int position, double[] values, double[] flags) {
        this.position = position;
        this.values = values.clone();
        this.chain = new FlagChain(flags, Math.min(position, flags.length) + 2);
        this.weights = new double[flags.length];
        double total = 0;
        double weighted = 0;
        for (int k = 0; k < flags.length; k++) {
            weights[k] = flags[k] * chain.probability(k, position, position + 1);
            if (weights[k] == 0 && !Double.isFinite(values[k])) {
                this.values[k] = 0; // what cannot stand there may have any value
            }
            total += weights[k];
            weighted += weights[k] * this.values[k];
        }
        any = total;
        mean = total < Op.LEAST_PROBABILITY ? 0 : weighted / total;
    }

    /** The mean; 0 if no object stands at the position with a probability that counts. */
    double mean() {
        return mean;
    }

    double[] valueSlopes() {
        double[] slopes = new double[values.length];
        for (int k = 0; k < slopes.length && !(any < Op.LEAST_PROBABILITY); k++) {
            slopes[k] = weights[k] / any;
        }
        return slopes;
    }

    double[] flagSlopes() {
        if (any < Op.LEAST_PROBABILITY) {
            return new double[values.length];
        }
        double[] atEnd = new double[Math.min(position, values.length) + 2];
        return chain.slopes((k, state) -> state == position ? (values[k] - mean) / any : 0, atEnd);
    }
}
