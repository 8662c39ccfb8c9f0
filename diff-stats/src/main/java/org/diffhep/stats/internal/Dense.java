package org.diffhep.stats.internal;

import java.util.Arrays;

/**
 * Small dense linear algebra. Symmetric matrices hold their lower triangle; the large ones as an array of rows, because
 * the compiler vectorises loops over whole arrays only.
 */
final class Dense {
    /** What is left of a diagonal entry after cancelling fourteen digits is rounding, not curvature. */
    private static final double ROUNDING = 1e-14;

    private Dense() {}

    /** A lower triangle of zeros. */
    static double[][] triangle(int k) {
        double[][] rows = new double[k][];
        for (int i = 0; i < k; i++) {
            rows[i] = new double[i + 1];
        }
        return rows;
    }

    /** Sets all entries to zero. */
    static void clear(double[][] rows) {
        for (double[] row : rows) {
            Arrays.fill(row, 0);
        }
    }

    /** Copies the lower triangle of the first k rows. */
    static void copyTriangle(double[][] from, double[][] to, int k) {
        for (int i = 0; i < k; i++) {
            System.arraycopy(from[i], 0, to[i], 0, i + 1);
        }
    }

    /** y[i] += x · v[i] for i &lt; end. */
    static void addMultiple(double x, double[] v, double[] y, int end) {
        for (int i = 0; i < end; i++) {
            y[i] += x * v[i];
        }
    }

    /** y[i] += x · v[i]² for i &lt; end. */
    static void addSquares(double x, double[] v, double[] y, int end) {
        for (int i = 0; i < end; i++) {
            y[i] += x * v[i] * v[i];
        }
    }

    /** y[i] += x0 · v0[i] + … + x3 · v3[i] for start ≤ i &lt; end. */
    static void addMultiples(
            double x0,
            double[] v0,
            double x1,
            double[] v1,
            double x2,
            double[] v2,
            double x3,
            double[] v3,
            double[] y,
            int start,
            int end) {
        for (int i = start; i < end; i++) {
            y[i] += x0 * v0[i] + x1 * v1[i] + x2 * v2[i] + x3 * v3[i];
        }
    }

    /** y[i] += Σ_k x[k] · rows[k][i] for k &lt; count, i &lt; end. */
    static void addRows(double[] x, double[][] rows, int count, double[] y, int end) {
        int k = 0;
        for (; k + 3 < count; k += 4) {
            addMultiples(x[k], rows[k], x[k + 1], rows[k + 1], x[k + 2], rows[k + 2], x[k + 3], rows[k + 3], y, 0, end);
        }
        for (; k < count; k++) {
            addMultiple(x[k], rows[k], y, end);
        }
    }

    /** Σ a[i] b[i] + c[i] d[i] over whole arrays of one length. */
    static double dots(double[] a, double[] b, double[] c, double[] d) {
        double s0 = 0;
        double s1 = 0;
        double t0 = 0;
        double t1 = 0;
        int i = 0;
        for (; i + 1 < a.length; i += 2) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            t0 += c[i] * d[i];
            t1 += c[i + 1] * d[i + 1];
        }
        if (i < a.length) {
            s0 += a[i] * b[i];
            t0 += c[i] * d[i];
        }
        return s0 + s1 + (t0 + t1);
    }

    /** Σ a[i] b[i] for i &lt; end. Four sums at a time: one alone would wait for itself. */
    static double dot(double[] a, double[] b, int end) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < end; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < end; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    /**
     * Cholesky factors of symmetric matrices of up to a given size, in place. Four columns at a time are finished, and
     * taken off the rest.
     */
    static final class Cholesky {
        private final double[][] columns;
        private final double[] original;

        Cholesky(int largest) {
            columns = new double[4][largest];
            original = new double[largest];
        }

        /**
         * Factors the leading k × k block.
         *
         * @return −1 if the matrix is positive definite, else the row where it is found not to be
         */
        int factor(double[][] a, int k) {
            for (int i = 0; i < k; i++) {
                original[i] = Math.abs(a[i][i]);
            }
            for (int first = 0; first < k; first += 4) {
                int end = Math.min(k, first + 4);
                for (int j = first; j < end; j++) {
                    if (!column(a, k, first, j)) {
                        return j;
                    }
                }
                for (int c = 0; c < 4 && end < k; c++) {
                    for (int i = end; i < k; i++) {
                        columns[c][i] = a[i][first + c];
                    }
                }
                double[] c0 = columns[0];
                double[] c1 = columns[1];
                double[] c2 = columns[2];
                double[] c3 = columns[3];
                for (int i = end; i < k; i++) {
                    addMultiples(-c0[i], c0, -c1[i], c1, -c2[i], c2, -c3[i], c3, a[i], end, i + 1);
                }
            }
            return -1;
        }

        private boolean column(double[][] a, int k, int first, int j) {
            double[] row = a[j];
            double square = row[j];
            for (int l = first; l < j; l++) {
                square -= row[l] * row[l];
            }
            if (!(square > ROUNDING * original[j])) {
                return false;
            }
            double root = Math.sqrt(square);
            row[j] = root;
            for (int i = j + 1; i < k; i++) {
                double[] other = a[i];
                double sum = other[j];
                for (int l = first; l < j; l++) {
                    sum -= other[l] * row[l];
                }
                other[j] = sum / root;
            }
            return true;
        }
    }

    /** Solves L x = b in place. */
    static void forward(double[][] l, int k, double[] b) {
        for (int i = 0; i < k; i++) {
            b[i] = (b[i] - dot(l[i], b, i)) / l[i][i];
        }
    }

    /** Solves Lᵀ x = b in place. */
    static void backward(double[][] l, int k, double[] b) {
        for (int i = k - 1; i >= 0; i--) {
            b[i] /= l[i][i];
            addMultiple(-b[i], l[i], b, i);
        }
    }

    /**
     * Cholesky factor of a small matrix in place, the k × k block at {@code offset} of a row-major array.
     *
     * @return −1 if the matrix is positive definite, else the row where it is found not to be
     */
    static int factorBlock(double[] a, int offset, int k) {
        for (int i = 0; i < k; i++) {
            int ri = offset + i * k;
            double original = a[ri + i];
            for (int j = 0; j <= i; j++) {
                int rj = offset + j * k;
                double sum = a[ri + j];
                for (int l = 0; l < j; l++) {
                    sum -= a[ri + l] * a[rj + l];
                }
                if (i == j) {
                    if (!(sum > ROUNDING * Math.abs(original))) {
                        return i;
                    }
                    a[ri + i] = Math.sqrt(sum);
                } else {
                    a[ri + j] = sum / a[rj + j];
                }
            }
        }
        return -1;
    }

    /** Solves L x = b in place for a factor of {@link #factorBlock}. */
    static void forwardBlock(double[] l, int offset, int k, double[] b, int at) {
        for (int i = 0; i < k; i++) {
            double sum = b[at + i];
            for (int j = 0; j < i; j++) {
                sum -= l[offset + i * k + j] * b[at + j];
            }
            b[at + i] = sum / l[offset + i * k + i];
        }
    }

    /** Solves Lᵀ x = b in place for a factor of {@link #factorBlock}. */
    static void backwardBlock(double[] l, int offset, int k, double[] b, int at) {
        for (int i = k - 1; i >= 0; i--) {
            double x = b[at + i] / l[offset + i * k + i];
            b[at + i] = x;
            for (int j = 0; j < i; j++) {
                b[at + j] -= l[offset + i * k + j] * x;
            }
        }
    }
}
