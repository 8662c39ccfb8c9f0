package org.diffhep.autodiff.kernels;

/**
 * Kernels that run everywhere.
 *
 * <p>exp(x) = 2^k · 2^(j/64) · exp(r) with |r| ≤ ln 2/128: the second factor from a table, the third by its series to r⁵ (P. T. P. Tang, ACM Trans.
 * Math. Softw. 15 (1989) 144). Numbers at the ends of float64 go to the JDK's function.
 */
public final class ScalarKernels implements Kernels {

    private static final int PIECES = 64;
    /** ln 2/64 in two parts; the first has zeros at its end, so that a whole number times it is exact. */
    private static final double STEP_HIGH = 0x1.62e42fefp-7;

    private static final double STEP_LOW = 0x1.473de6af278edp-40;
    private static final double STEPS_PER_UNIT = PIECES / Math.log(2);
    /** Adding this rounds to a whole number, which then stands in the lowest bits. */
    private static final double ROUND = 0x1.8p52;

    /** Up to here neither the result nor 2^k is outside the normal numbers. */
    private static final double LARGEST = 707;

    private static final double[] TABLE = new double[PIECES];

    static {
        for (int j = 0; j < PIECES; j++) {
            TABLE[j] = StrictMath.pow(2, (double) j / PIECES);
        }
    }

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public void sigmoid(double[] x, double steepness, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            // where exp overflows, the result is 0 as it should be
            y[i] = 1 / (1 + exp(-(x[i] * steepness)));
        }
    }

    @Override
    public void exp(double[] x, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            y[i] = exp(x[i]);
        }
    }

    @Override
    public void addPowers(int[] row, double[] u, double[] a, double[] b, int n, double[] target, int from) {
        for (int i = 0; i < n; i++) {
            int at = from + row[i] * POWERS_ROW;
            double u1 = u[i];
            double u2 = u1 * u1;
            double u3 = u2 * u1;
            double u4 = u2 * u2;
            double u5 = u4 * u1;
            double u6 = u4 * u2;
            double u7 = u4 * u3;
            double ai = a[i];
            target[at] += ai;
            target[at + 1] += ai * u1;
            target[at + 2] += ai * u2;
            target[at + 3] += ai * u3;
            target[at + 4] += ai * u4;
            target[at + 5] += ai * u5;
            target[at + 6] += ai * u6;
            target[at + 7] += ai * u7;
            double bi = b[i];
            target[at + 8] += bi;
            target[at + 9] += bi * u1;
            target[at + 10] += bi * u2;
            target[at + 11] += bi * u3;
            target[at + 12] += bi * u4;
            target[at + 13] += bi * u5;
            target[at + 14] += bi * u6;
            target[at + 15] += bi * u7;
        }
    }

    @Override
    public void polynomials(double[] coefficients, int[] row, double[] u, double[] y, int n) {
        for (int i = 0; i < n; i++) {
            double[] c = coefficients;
            int at = row[i] * 8;
            double u1 = u[i];
            double u2 = u1 * u1;
            double low = (c[at] + u1 * c[at + 1]) + u2 * (c[at + 2] + u1 * c[at + 3]);
            double high = (c[at + 4] + u1 * c[at + 5]) + u2 * (c[at + 6] + u1 * c[at + 7]);
            y[i] = low + u2 * u2 * high;
        }
    }

    private static double exp(double x) {
        if (!(Math.abs(x) <= LARGEST)) {
            return Math.exp(x);
        }
        double rounded = x * STEPS_PER_UNIT + ROUND;
        long bits = Double.doubleToRawLongBits(rounded);
        double steps = rounded - ROUND;
        double r = (x - steps * STEP_HIGH) - steps * STEP_LOW;
        double square = r * r;
        double series = r + square * ((1.0 / 2 + r * (1.0 / 6)) + square * (1.0 / 24 + r * (1.0 / 120)));
        double power = TABLE[(int) bits & (PIECES - 1)];
        double result = power + power * series;
        return Double.longBitsToDouble(Double.doubleToRawLongBits(result) + ((bits >> 6) << 52));
    }
}
