package org.diffhep.stats.internal;

import org.diffhep.stats.InterpolationCodes.HistoSysCode;
import org.diffhep.stats.InterpolationCodes.NormSysCode;

/**
 * The interpolations of HistFactory (CERN-OPEN-2012-016, section 4.1; numbering of pyhf), with derivatives in the
 * parameter and in the variations.
 *
 * <p>Every code for shapes is linear in the variations: δ = c₊(α)·(high − nominal) + c₋(α)·(low − nominal).
 */
public final class Interpolation {
    private Interpolation() {}

    /**
     * Weights of a shape variation: writes c₊, c₋, c₊′, c₋′, c₊″, c₋″ to {@code out[offset …]}.
     *
     * @param code interpolation code
     * @param a α
     * @param out target
     * @param offset first index written
     */
    public static void shapeWeights(HistoSysCode code, double a, double[] out, int offset) {
        switch (code) {
            case CODE0 -> outside(a >= 0, a, out, offset);
            case CODE2 -> {
                if (a > 1) {
                    set(out, offset, 1.5 * (a - 1), 0.5 * (a - 1), 1.5, 0.5, 0, 0);
                } else if (a < -1) {
                    set(out, offset, -0.5 * (a + 1), -1.5 * (a + 1), -0.5, -1.5, 0, 0);
                } else {
                    set(out, offset, 0.5 * (a * a + a), 0.5 * (a * a - a), a + 0.5, a - 0.5, 1, 1);
                }
            }
            case CODE4P -> {
                if (Math.abs(a) > 1) {
                    outside(a > 0, a, out, offset);
                } else {
                    double a2 = a * a;
                    double even = a2 * (15 + a2 * (3 * a2 - 10)) / 16;
                    double even1 = a * (30 + a2 * (18 * a2 - 40)) / 16;
                    double even2 = (30 + a2 * (90 * a2 - 120)) / 16;
                    set(out, offset, even + 0.5 * a, even - 0.5 * a, even1 + 0.5, even1 - 0.5, even2, even2);
                }
            }
        }
    }

    private static void outside(boolean up, double a, double[] out, int offset) {
        set(out, offset, up ? a : 0, up ? 0 : -a, up ? 1 : 0, up ? 0 : -1, 0, 0);
    }

    private static void set(double[] out, int o, double p, double m, double p1, double m1, double p2, double m2) {
        out[o] = p;
        out[o + 1] = m;
        out[o + 2] = p1;
        out[o + 3] = m1;
        out[o + 4] = p2;
        out[o + 5] = m2;
    }

    /**
     * Numbers of a factor variation that do not depend on α: six polynomial coefficients of code 4, then ln hi and
     * ln lo. Code 1 uses the logarithms only.
     *
     * @param lo factor at −1
     * @param hi factor at +1
     * @param out target, [which of the eight][variation]
     * @param i variation
     */
    public static void factorCoefficients(double lo, double hi, double[][] out, int i) {
        double lh = Math.log(hi);
        double ll = Math.log(lo);
        // x ln x and x ln² x go to 0 with x: pyhf returns NaN there, ROOT and we take the limit.
        double h1 = hi == 0 ? 0 : hi * lh;
        double h2 = hi == 0 ? 0 : h1 * lh;
        double l1 = lo == 0 ? 0 : lo * ll;
        double l2 = lo == 0 ? 0 : l1 * ll;
        polynomial(hi - 1, h1, h2, lo - 1, -l1, l2, out, i);
        out[6][i] = lh;
        out[7][i] = ll;
    }

    /** Coefficients of α … α⁶ that match value, first and second derivative at ±1; linear in its arguments. */
    private static void polynomial(
            double h0, double h1, double h2, double l0, double l1, double l2, double[][] out, int i) {
        double odd0 = h0 - l0;
        double odd1 = h1 + l1;
        double odd2 = h2 - l2;
        double even0 = h0 + l0;
        double even1 = h1 - l1;
        double even2 = h2 + l2;
        out[0][i] = (15 * odd0 - 7 * odd1 + odd2) / 16;
        out[1][i] = (24 * even0 - 9 * even1 + even2) / 16;
        out[2][i] = (-5 * odd0 + 5 * odd1 - odd2) / 8;
        out[3][i] = (-12 * even0 + 7 * even1 - even2) / 8;
        out[4][i] = (3 * odd0 - 3 * odd1 + odd2) / 16;
        out[5][i] = (8 * even0 - 5 * even1 + even2) / 16;
    }

    /**
     * Factors at α.
     *
     * @param code interpolation code
     * @param c what {@link #factorCoefficients} wrote
     * @param a α, per entry
     * @param outside whether an α may be beyond ±1
     * @param f target
     */
    public static void factors(NormSysCode code, double[][] c, double[] a, boolean outside, double[] f) {
        boolean inside = code == NormSysCode.CODE4;
        int n = a.length;
        if (code == NormSysCode.COMBINE) {
            for (int i = 0; i < n; i++) {
                f[i] = a[i] == 0 ? 1 : Math.exp(a[i] * combineSlope(c[6][i], c[7][i], combineWeight(a[i])));
            }
            return;
        }
        if (inside) {
            // also where it does not hold: one loop without a branch is faster
            values(c[0], c[1], c[2], c[3], c[4], c[5], a, f);
        }
        for (int i = 0; i < n && (outside || !inside); i++) {
            double x = a[i];
            if (!inside || Math.abs(x) >= 1) {
                f[i] = x == 0 ? 1 : Math.exp(x * logarithm(c, i, x));
            }
        }
    }

    /**
     * First derivatives of the factors at α.
     *
     * @param code interpolation code
     * @param c what {@link #factorCoefficients} wrote
     * @param a α, per entry
     * @param outside whether an α may be beyond ±1
     * @param f what {@link #factors} wrote
     * @param f1 target
     */
    public static void factorSlopes(
            NormSysCode code, double[][] c, double[] a, boolean outside, double[] f, double[] f1) {
        boolean inside = code == NormSysCode.CODE4;
        int n = a.length;
        if (code == NormSysCode.COMBINE) {
            for (int i = 0; i < n; i++) {
                // A vanishing factor (lo or hi = 0) vanishes with all its derivatives.
                f1[i] = f[i] == 0 ? 0 : combineLogSlope(c, i, a[i]) * f[i];
            }
            return;
        }
        if (inside) {
            slopes(c[0], c[1], c[2], c[3], c[4], c[5], a, f1);
        }
        for (int i = 0; i < n && (outside || !inside); i++) {
            double x = a[i];
            if (!inside || Math.abs(x) >= 1) {
                f1[i] = f[i] == 0 ? 0 : logarithm(c, i, x) * f[i];
            }
        }
    }

    /**
     * Second derivatives of the factors at α.
     *
     * @param code interpolation code
     * @param c what {@link #factorCoefficients} wrote
     * @param a α, per entry
     * @param outside whether an α may be beyond ±1
     * @param f what {@link #factors} wrote
     * @param f2 target
     */
    public static void factorCurves(
            NormSysCode code, double[][] c, double[] a, boolean outside, double[] f, double[] f2) {
        boolean inside = code == NormSysCode.CODE4;
        int n = a.length;
        if (code == NormSysCode.COMBINE) {
            for (int i = 0; i < n; i++) {
                double log1 = combineLogSlope(c, i, a[i]);
                double half = 0.5 * (c[6][i] + c[7][i]);
                double log2 = half * (4 * combineWeightSlope(a[i]) + 2 * a[i] * combineWeightCurve(a[i]));
                f2[i] = f[i] == 0 ? 0 : (log2 + log1 * log1) * f[i];
            }
            return;
        }
        if (inside) {
            curves(c[1], c[2], c[3], c[4], c[5], a, f2);
        }
        for (int i = 0; i < n && (outside || !inside); i++) {
            double x = a[i];
            if (!inside || Math.abs(x) >= 1) {
                double log = logarithm(c, i, x);
                f2[i] = f[i] == 0 ? 0 : log * log * f[i];
            }
        }
    }

    /** d ln f/dα of Combine's interpolation. */
    private static double combineLogSlope(double[][] c, int i, double a) {
        double half = 0.5 * (c[6][i] + c[7][i]);
        return combineSlope(c[6][i], c[7][i], combineWeight(a)) + half * 2 * a * combineWeightSlope(a);
    }

    // Combine: ln f = α · [(ln hi − ln lo)/2 + w (ln hi + ln lo)/2], w from −1 to 1 as t = 2α does:
    // w = t (3t⁴ − 10t² + 15)/8.

    private static double combineSlope(double logHi, double logLo, double w) {
        return 0.5 * (logHi * (1 + w) - logLo * (1 - w));
    }

    private static double combineWeight(double a) {
        double t = 2 * a;
        double t2 = t * t;
        return t2 >= 1 ? Math.signum(a) : t * (t2 * (3 * t2 - 10) + 15) / 8;
    }

    /** dw/dt. */
    private static double combineWeightSlope(double a) {
        double u = 1 - 4 * a * a;
        return u <= 0 ? 0 : 1.875 * u * u;
    }

    /** d²w/dt² · 2. */
    private static double combineWeightCurve(double a) {
        double u = 1 - 4 * a * a;
        return u <= 0 ? 0 : -30 * a * u;
    }

    private static double logarithm(double[][] c, int i, double a) {
        return a >= 0 ? c[6][i] : -c[7][i];
    }

    private static void values(
            double[] c1, double[] c2, double[] c3, double[] c4, double[] c5, double[] c6, double[] a, double[] f) {
        for (int i = 0; i < a.length; i++) {
            double x = a[i];
            f[i] = 1 + x * (c1[i] + x * (c2[i] + x * (c3[i] + x * (c4[i] + x * (c5[i] + x * c6[i])))));
        }
    }

    private static void slopes(
            double[] c1, double[] c2, double[] c3, double[] c4, double[] c5, double[] c6, double[] a, double[] f) {
        for (int i = 0; i < a.length; i++) {
            double x = a[i];
            f[i] = slope(c1[i], c2[i], c3[i], c4[i], c5[i], c6[i], x);
        }
    }

    private static double slope(double c1, double c2, double c3, double c4, double c5, double c6, double x) {
        return c1 + x * (2 * c2 + x * (3 * c3 + x * (4 * c4 + x * (5 * c5 + x * 6 * c6))));
    }

    private static void curves(
            double[] c2, double[] c3, double[] c4, double[] c5, double[] c6, double[] a, double[] f) {
        for (int i = 0; i < a.length; i++) {
            double x = a[i];
            f[i] = 2 * c2[i] + x * (6 * c3[i] + x * (12 * c4[i] + x * (20 * c5[i] + x * 30 * c6[i])));
        }
    }

    /**
     * Derivatives of f and f′ in the variations: writes ∂f/∂lo, ∂f/∂hi, ∂f′/∂lo, ∂f′/∂hi. Not finite where lo or hi is
     * zero and matters.
     *
     * @param code interpolation code
     * @param lo factor at −1
     * @param hi factor at +1
     * @param logLo its logarithm
     * @param logHi the other's
     * @param a α
     * @param out target, four numbers
     * @param c work space, [6][2]
     */
    public static void factorVariation(
            NormSysCode code, double lo, double hi, double logLo, double logHi, double a, double[] out, double[][] c) {
        if (code == NormSysCode.CODE4 && Math.abs(a) < 1) {
            polynomial(0, 0, 0, 1, -(logLo + 1), logLo * (logLo + 2), c, 0);
            polynomial(1, logHi + 1, logHi * (logHi + 2), 0, 0, 0, c, 1);
            for (int i = 0; i < 2; i++) {
                out[i] = a * (c[0][i] + a * (c[1][i] + a * (c[2][i] + a * (c[3][i] + a * (c[4][i] + a * c[5][i])))));
                out[2 + i] = slope(c[0][i], c[1][i], c[2][i], c[3][i], c[4][i], c[5][i], a);
            }
            return;
        }
        if (code == NormSysCode.COMBINE) {
            double w = combineWeight(a);
            double tw1 = 2 * a * combineWeightSlope(a);
            double slope = combineSlope(logHi, logLo, w) + 0.5 * (logHi + logLo) * tw1;
            double f = a == 0 ? 1 : Math.exp(a * combineSlope(logHi, logLo, w));
            out[0] = -0.5 * a * (1 - w) * f / lo;
            out[1] = 0.5 * a * (1 + w) * f / hi;
            out[2] = slope * out[0] - 0.5 * (1 - w - tw1) * f / lo;
            out[3] = slope * out[1] + 0.5 * (1 + w + tw1) * f / hi;
            return;
        }
        boolean up = a >= 0;
        double x = up ? hi : lo;
        double b = Math.abs(a);
        double power = Math.pow(x, b - 1);
        out[0] = 0;
        out[1] = 0;
        out[2] = 0;
        out[3] = 0;
        out[up ? 1 : 0] = b == 0 ? 0 : b * power;
        out[up ? 3 : 2] = (up ? 1 : -1) * power * (1 + (b == 0 ? 0 : b * (up ? logHi : logLo)));
    }
}
