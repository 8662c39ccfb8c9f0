package org.diffhep.histogram;

import org.diffhep.autodiff.kernels.Normal;

/**
 * Polynomials for the Gaussian step without the step: T(z) = Φ(z) − [z &gt; 0], which is Φ(−|z|) with the sign of −z.
 *
 * <p>T decays on both sides, so that what lies far from an edge keeps its relative precision. Around a point z₀ with a half
 * width r the Taylor series has the coefficients of the Hermite polynomials, dⁿΦ/dzⁿ = (−1)ⁿ⁻¹ He_{n−1}(z) φ(z) (Abramowitz and Stegun, 26.2.31); the
 * highest terms are replaced by the closest polynomial of lower degree, Chebyshev by Chebyshev (Lanczos' economisation). At r = 1/16 degree 7 is
 * left with an error below 2e−15, and in the tails below that in proportion to the density.
 */
final class TailPolynomials {

    /** Number of coefficients. */
    static final int TERMS = 8;

    /** How many polynomials cover a unit of z. */
    static final int PER_UNIT = 8;

    /** Beyond this |z| the tail, 1e−16, is nothing beside one. */
    static final double REACH = 8.2;

    private static final int SERIES = 13;
    /** Coefficients of the Chebyshev polynomials. */
    private static final double[][] CHEBYSHEV = chebyshev();

    private static final double[] TABLE = table();

    private TailPolynomials() {}

    /**
     * The polynomial of T around a point: T(z₀ + step·v) = Σ c_k v^k for |v| ≤ 1/2.
     *
     * @param right whether the piece counts as z &gt; 0; must fit the sign of z₀
     * @param step at most 1 / {@link #PER_UNIT} in size
     * @param coefficients where to write, from {@code at}
     */
    static void around(double z0, boolean right, double step, double[] coefficients, int at) {
        double[] c = new double[SERIES];
        c[0] = right ? -Normal.cdf(-z0) : Normal.cdf(z0);
        double half = step / 2;
        double hermite = 1;
        double before = 0;
        double factor = half * Normal.density(z0);
        for (int n = 1; n < SERIES; n++) {
            c[n] = factor * hermite;
            double next = z0 * hermite - (n - 1) * before;
            before = hermite;
            hermite = next;
            factor *= -half / (n + 1);
        }
        for (int top = SERIES - 1; top >= TERMS; top--) {
            double[] chebyshev = CHEBYSHEV[top];
            double scale = c[top] / chebyshev[top];
            for (int n = 0; n <= top; n++) {
                c[n] -= scale * chebyshev[n];
            }
        }
        double power = 1;
        for (int n = 0; n < TERMS; n++) {
            coefficients[at + n] = power * c[n];
            power *= 2;
        }
    }

    /** Φ(−z) for 0 ≤ z ≤ {@link #REACH}; error below 2e−15 of the density there. */
    static double upper(double z) {
        double t = z * PER_UNIT;
        int piece = (int) t;
        return -value(TABLE, piece * TERMS, t - piece - 0.5);
    }

    /** Σ c_k v^k. */
    static double value(double[] c, int at, double v) {
        double square = v * v;
        double low = (c[at] + v * c[at + 1]) + square * (c[at + 2] + v * c[at + 3]);
        double high = (c[at + 4] + v * c[at + 5]) + square * (c[at + 6] + v * c[at + 7]);
        return low + square * square * high;
    }

    /** Σ k c_k v^(k−1). */
    static double slope(double[] c, int at, double v) {
        double square = v * v;
        double low = (c[at + 1] + 2 * v * c[at + 2]) + square * (3 * c[at + 3] + 4 * v * c[at + 4]);
        double high = 5 * c[at + 5] + v * (6 * c[at + 6] + 7 * v * c[at + 7]);
        return low + square * square * high;
    }

    private static double[][] chebyshev() {
        double[][] all = new double[SERIES][SERIES];
        all[0][0] = 1;
        all[1][1] = 1;
        for (int n = 2; n < SERIES; n++) {
            for (int k = 0; k <= n; k++) {
                all[n][k] = (k > 0 ? 2 * all[n - 1][k - 1] : 0) - all[n - 2][k];
            }
        }
        return all;
    }

    private static double[] table() {
        int pieces = (int) Math.ceil(REACH * PER_UNIT);
        double[] table = new double[pieces * TERMS];
        for (int piece = 0; piece < pieces; piece++) {
            around((piece + 0.5) / PER_UNIT, true, 1.0 / PER_UNIT, table, piece * TERMS);
        }
        return table;
    }
}
