package org.diffhep.histogram;

import java.util.Arrays;
import java.util.List;

/**
 * A filled histogram of one or more axes: Σw and Σw² of all {@link Binning#slots() slots}, the bins and the flows around them.
 *
 * <p>Slots of several axes lie in rows, the last axis fastest. Immutable; arrays are copied.
 */
public final class Histogram {

    private final List<Axis> axes;
    private final double[] sumOfWeights;
    private final double[] sumOfSquaredWeights;

    /** @throws IllegalArgumentException if an array has not one number for each {@link Axis#slots() slot} */
    public Histogram(Axis axis, double[] sumOfWeights, double[] sumOfSquaredWeights) {
        this(List.of(axis), sumOfWeights, sumOfSquaredWeights);
    }

    /**
     * A histogram of several axes.
     *
     * @throws IllegalArgumentException if there is no axis, or an array has not one number for each slot: the product of those of all axes
     */
    public Histogram(List<Axis> axes, double[] sumOfWeights, double[] sumOfSquaredWeights) {
        if (axes.isEmpty()) {
            throw new IllegalArgumentException("a histogram needs an axis");
        }
        int slots = 1;
        for (Axis axis : axes) {
            slots = Math.multiplyExact(slots, axis.slots());
        }
        if (sumOfWeights.length != slots || sumOfSquaredWeights.length != slots) {
            throw new IllegalArgumentException(
                    "expected " + slots + " slots, got " + sumOfWeights.length + " and " + sumOfSquaredWeights.length);
        }
        this.axes = List.copyOf(axes);
        this.sumOfWeights = sumOfWeights.clone();
        this.sumOfSquaredWeights = sumOfSquaredWeights.clone();
    }

    /**
     * The bins of a histogram of one axis.
     *
     * @throws IllegalStateException if there are several
     */
    public Axis axis() {
        requireOneAxis();
        return axes.get(0);
    }

    private void requireOneAxis() {
        if (axes.size() > 1) {
            throw new IllegalStateException("the histogram has " + axes.size() + " axes");
        }
    }

    /** The axes. */
    public List<Axis> axes() {
        return axes;
    }

    /** Σw of each bin, without flows, in rows. */
    public double[] values() {
        return inner(sumOfWeights);
    }

    /** Σw² of each bin, without flows, in rows. */
    public double[] variances() {
        return inner(sumOfSquaredWeights);
    }

    /** Σw of all slots, flows included, in rows. */
    public double[] slotValues() {
        return sumOfWeights.clone();
    }

    /** Σw² of all slots, flows included, in rows. */
    public double[] slotVariances() {
        return sumOfSquaredWeights.clone();
    }

    private double[] inner(double[] all) {
        double[] bins = new double[axes.stream().mapToInt(Axis::bins).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < bins.length; i++) {
            int rest = i;
            int slot = 0;
            int stride = 1;
            for (int d = axes.size() - 1; d >= 0; d--) {
                slot += stride * (1 + rest % axes.get(d).bins());
                rest /= axes.get(d).bins();
                stride *= axes.get(d).slots();
            }
            bins[i] = all[slot];
        }
        return bins;
    }

    /**
     * Σw below the first edge; 0 where it is dropped or folded.
     *
     * @throws IllegalStateException if there are several axes
     */
    public double underflow() {
        requireOneAxis();
        return sumOfWeights[0];
    }

    /**
     * Σw not below the last edge; 0 where it is dropped or folded.
     *
     * @throws IllegalStateException if there are several axes
     */
    public double overflow() {
        requireOneAxis();
        return sumOfWeights[sumOfWeights.length - 1];
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
        return new Histogram(axes, values, variances);
    }
}
