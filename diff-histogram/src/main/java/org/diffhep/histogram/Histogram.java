package org.diffhep.histogram;

import java.util.Arrays;

/**
 * A filled histogram: Σw and Σw² of underflow, the bins, and overflow.
 *
 * <p>Immutable; arrays are copied.
 */
public final class Histogram {

    private final Axis axis;
    private final double[] sumOfWeights;
    private final double[] sumOfSquaredWeights;

    /** @throws IllegalArgumentException if an array has not one number for each {@link Axis#slots() slot} */
    public Histogram(Axis axis, double[] sumOfWeights, double[] sumOfSquaredWeights) {
        if (sumOfWeights.length != axis.slots() || sumOfSquaredWeights.length != axis.slots()) {
            throw new IllegalArgumentException("expected " + axis.slots() + " slots, got " + sumOfWeights.length
                    + " and " + sumOfSquaredWeights.length);
        }
        this.axis = axis;
        this.sumOfWeights = sumOfWeights.clone();
        this.sumOfSquaredWeights = sumOfSquaredWeights.clone();
    }

    /** The bins. */
    public Axis axis() {
        return axis;
    }

    /** Σw of each bin. */
    public double[] values() {
        return Arrays.copyOfRange(sumOfWeights, 1, 1 + axis.bins());
    }

    /** Σw² of each bin. */
    public double[] variances() {
        return Arrays.copyOfRange(sumOfSquaredWeights, 1, 1 + axis.bins());
    }

    /** Σw below the first edge. */
    public double underflow() {
        return sumOfWeights[0];
    }

    /** Σw not below the last edge; 0 where it is folded into the last bin. */
    public double overflow() {
        return sumOfWeights[axis.slots() - 1];
    }

    /** Σw of everything. */
    public double total() {
        return Arrays.stream(sumOfWeights).sum();
    }

    /** All weights multiplied by a number. */
    public Histogram scaled(double factor) {
        double[] values = Arrays.stream(sumOfWeights).map(w -> factor * w).toArray();
        double[] variances =
                Arrays.stream(sumOfSquaredWeights).map(w -> factor * factor * w).toArray();
        return new Histogram(axis, values, variances);
    }
}
