package org.diffhep.stats.internal;

import org.apache.commons.math3.special.Gamma;

/**
 * −ln Pois(n | λ) for real n ≥ 0, split into a part that vanishes at λ = n and a constant of n, so that no digits are
 * lost at large n.
 */
public final class PoissonTerm {
    /** B(2k) / (2k(2k−1)), k = 1 … 7: Stirling's series, whose next term is below 1e-16 at n = 10. */
    private static final double[] STIRLING = {
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156
    };

    private static final double[] LOG_FACTORIAL = new double[10];

    static {
        for (int i = 2; i < LOG_FACTORIAL.length; i++) {
            LOG_FACTORIAL[i] = LOG_FACTORIAL[i - 1] + Math.log(i);
        }
    }

    private PoissonTerm() {}

    /**
     * λ − n − n ln(λ/n), which is not negative for λ &gt; 0 and is 0 at λ = n. For n = 0 it is λ, also where λ is
     * negative (as pyhf has it); infinite for n &gt; 0, λ ≤ 0.
     *
     * @param n count
     * @param lambda expectation
     */
    public static double deviance(double n, double lambda) {
        if (n == 0) {
            return lambda;
        }
        if (!(lambda > 0)) {
            return Double.POSITIVE_INFINITY;
        }
        double u = (lambda - n) / n;
        if (Math.abs(u) < 0.01) {
            // u − ln(1+u) = u²/2 − u³/3 + …; the first term left out is below 1e-19 of the first
            double sum = 0;
            for (int k = 11; k >= 2; k--) {
                sum = 1.0 / k - u * sum;
            }
            return n * u * u * sum;
        }
        return lambda - n - n * Math.log(lambda / n);
    }

    /**
     * n − n ln n + ln Γ(n+1): what {@link #deviance} leaves out of −ln Pois.
     *
     * @param n count
     */
    public static double constant(double n) {
        if (n == 0) {
            return 0;
        }
        if (n >= 10) {
            double r2 = 1 / (n * n);
            double sum = 0;
            for (int k = STIRLING.length - 1; k >= 0; k--) {
                sum = STIRLING[k] + r2 * sum;
            }
            return 0.5 * Math.log(2 * Math.PI * n) + sum / n;
        }
        int whole = (int) n;
        double logGamma = whole == n ? LOG_FACTORIAL[whole] : Gamma.logGamma(n + 1);
        return n - n * Math.log(n) + logGamma;
    }
}
