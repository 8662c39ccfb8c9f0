package org.diffhep.bench;

import java.util.Arrays;

/**
 * What many repetitions of one measurement say.
 *
 * @param median the middle one
 * @param interquartile distance between the first and the third quartile: half of all repetitions lie within
 */
record Spread(double median, double interquartile) {

    /** Of some measurements, at least one. */
    static Spread of(double[] measured) {
        double[] sorted = measured.clone();
        Arrays.sort(sorted);
        return new Spread(quantile(sorted, 0.5), quantile(sorted, 0.75) - quantile(sorted, 0.25));
    }

    private static double quantile(double[] sorted, double q) {
        double at = q * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /** The same in another unit. */
    Spread times(double factor) {
        return new Spread(median * factor, interquartile * Math.abs(factor));
    }

    /** A number of things over these times, as a rate; the spread to first order. */
    Spread rate(long things) {
        double rate = (double) things / median;
        return new Spread(rate, rate * interquartile / median);
    }
}
