package org.diffhep.stats.internal;

import java.util.SplittableRandom;
import org.apache.commons.math3.special.Gamma;

/** Random numbers for toys. */
public final class Sampling {
    private Sampling() {}

    /**
     * A generator of its own for one toy, so that a toy is the same whichever thread makes it.
     *
     * @param seed seed of the whole
     * @param index number of the toy
     */
    public static SplittableRandom generator(long seed, long index) {
        // Two rounds, so that neighbouring seeds and indices do not share streams.
        long mixed = new SplittableRandom(seed).nextLong() ^ (index * 0x9E3779B97F4A7C15L);
        return new SplittableRandom(new SplittableRandom(mixed).nextLong());
    }

    /**
     * A Poisson count: inversion below a mean of 10, transformed rejection above (W. Hörmann, Insurance: Mathematics
     * and Economics 12 (1993) 39, algorithm PTRS), whose cost does not grow with the mean.
     *
     * @param random source
     * @param mean expectation, not negative
     */
    public static double poisson(SplittableRandom random, double mean) {
        if (mean <= 0) {
            return 0;
        }
        if (mean < 10) {
            double u = random.nextDouble();
            double p = Math.exp(-mean);
            double sum = p;
            int k = 0;
            while (u > sum && k < 200) {
                k++;
                p *= mean / k;
                sum += p;
            }
            return k;
        }
        double logMean = Math.log(mean);
        double b = 0.931 + 2.53 * Math.sqrt(mean);
        double a = -0.059 + 0.02483 * b;
        double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        double vr = 0.9277 - 3.6224 / (b - 2);
        while (true) {
            double u = random.nextDouble() - 0.5;
            double v = random.nextDouble();
            double us = 0.5 - Math.abs(u);
            double k = Math.floor((2 * a / us + b) * u + mean + 0.43);
            if (us >= 0.07 && v <= vr) {
                return k;
            }
            if (k < 0 || (us < 0.013 && v > us)) {
                continue;
            }
            double accept = Math.log(v) + Math.log(inverseAlpha) - Math.log(a / (us * us) + b);
            if (accept <= k * logMean - mean - Gamma.logGamma(k + 1)) {
                return k;
            }
        }
    }
}
