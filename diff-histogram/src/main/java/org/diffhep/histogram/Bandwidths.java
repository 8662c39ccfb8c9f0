package org.diffhep.histogram;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Rules for the bandwidth of a {@link Smoothing}, resolved to a number before a graph is built. The temperature of a {@link
 * org.diffhep.autodiff.Relaxation} anneals it: the kernel used is bandwidth·temperature wide. A bandwidth is never a parameter that is optimised: its
 * derivative would only say how the softness distorts the result.
 */
public final class Bandwidths {

    private Bandwidths() {}

    /**
     * A fraction of the mean bin width; of a learnable axis, where it starts.
     *
     * @throws IllegalArgumentException if the fraction is not a positive number
     */
    public static double ofBinWidth(double fraction, Binning binning) {
        if (!(fraction > 0 && fraction < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("fraction " + fraction + " of a bin is not a positive number");
        }
        Axis axis = binning instanceof LearnableAxis learnable ? learnable.start() : (Axis) binning;
        return fraction * (axis.edge(axis.bins()) - axis.edge(0)) / axis.bins();
    }

    /**
     * Silverman's rule of thumb, 0.9·min(σ, interquartile range/1.34)·n^(−1/5) (B. W. Silverman, Density Estimation, 1986, eq. 3.31), for weighted events: n
     * is the effective number (Σw)²/Σw², quartiles are the smallest values with a quarter and three quarters of Σw at or below. σ alone where the
     * interquartile range is 0. It smooths a density best in the mean square if it is about normal, and is an upper end for annealing.
     *
     * @param x values of the observable
     * @param weights one for each, not negative
     * @throws IllegalArgumentException if there are not as many weights as values, a number is not finite, a weight is negative, or the values with
     *     weight do not differ
     */
    public static double silverman(double[] x, double[] weights) {
        if (x.length != weights.length) {
            throw new IllegalArgumentException("there are " + x.length + " values and " + weights.length + " weights");
        }
        double sum = 0;
        double squares = 0;
        double mean = 0;
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i]) || !(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("value " + i + " is " + x[i] + " with weight " + weights[i]
                        + "; values must be finite, weights not negative");
            }
            sum += weights[i];
            squares += weights[i] * weights[i];
            mean += weights[i] * x[i];
        }
        mean /= sum;
        double variance = 0;
        for (int i = 0; i < x.length; i++) {
            variance += weights[i] * (x[i] - mean) * (x[i] - mean) / sum;
        }
        double deviation = Math.sqrt(variance);
        if (!(deviation > 0)) {
            throw new IllegalArgumentException("the values do not differ: there is no width to take a bandwidth from");
        }
        double range = quantile(x, weights, 0.75 * sum) - quantile(x, weights, 0.25 * sum);
        double spread = range > 0 ? Math.min(deviation, range / 1.34) : deviation;
        return 0.9 * spread * Math.pow(sum * sum / squares, -0.2);
    }

    private static double quantile(double[] x, double[] weights, double below) {
        int[] order = IntStream.range(0, x.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> x[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double sum = 0;
        for (int i : order) {
            sum += weights[i];
            if (sum >= below) {
                return x[i];
            }
        }
        return Arrays.stream(x).max().orElseThrow();
    }
}
