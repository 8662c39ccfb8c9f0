package org.diffhep.stats.internal;

/** Small dense linear algebra on row-major arrays; symmetric matrices hold their lower triangle. */
final class Dense {
    private Dense() {}

    /**
     * Adds Σ_i weight[first + i] · row_i row_iᵀ to the lower triangle of {@code square}.
     *
     * @param rows rows, one after another
     * @param weight weights
     * @param first offset into weights
     * @param count number of rows
     * @param k length of a row
     * @param square target, k × k
     */
    static void addWeightedSquares(double[] rows, double[] weight, int first, int count, int k, double[] square) {
        int i = 0;
        for (; i + 3 < count; i += 4) {
            double w0 = weight[first + i];
            double w1 = weight[first + i + 1];
            double w2 = weight[first + i + 2];
            double w3 = weight[first + i + 3];
            int r0 = i * k;
            int r1 = r0 + k;
            int r2 = r1 + k;
            int r3 = r2 + k;
            for (int a = 0; a < k; a++) {
                double x0 = w0 * rows[r0 + a];
                double x1 = w1 * rows[r1 + a];
                double x2 = w2 * rows[r2 + a];
                double x3 = w3 * rows[r3 + a];
                int at = a * k;
                for (int b = 0; b <= a; b++) {
                    square[at + b] += x0 * rows[r0 + b] + x1 * rows[r1 + b] + x2 * rows[r2 + b] + x3 * rows[r3 + b];
                }
            }
        }
        for (; i < count; i++) {
            double w0 = weight[first + i];
            int r0 = i * k;
            for (int a = 0; a < k; a++) {
                double x0 = w0 * rows[r0 + a];
                int at = a * k;
                for (int b = 0; b <= a; b++) {
                    square[at + b] += x0 * rows[r0 + b];
                }
            }
        }
    }

    /**
     * Cholesky factor in place, lower triangle of the k × k block at {@code offset}.
     *
     * @return −1 if the matrix is positive definite, else the row where it is found not to be
     */
    static int cholesky(double[] a, int offset, int k) {
        for (int i = 0; i < k; i++) {
            int ri = offset + i * k;
            double original = a[ri + i];
            for (int j = 0; j <= i; j++) {
                int rj = offset + j * k;
                double sum = a[ri + j] - dot(a, ri, rj, j);
                if (i == j) {
                    // What is left after cancelling fourteen digits is rounding, not curvature.
                    if (!(sum > 1e-14 * Math.abs(original))) {
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

    /** Four sums at a time: one alone would wait for itself. */
    private static double dot(double[] a, int i, int j, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int l = 0;
        for (; l + 3 < count; l += 4) {
            s0 += a[i + l] * a[j + l];
            s1 += a[i + l + 1] * a[j + l + 1];
            s2 += a[i + l + 2] * a[j + l + 2];
            s3 += a[i + l + 3] * a[j + l + 3];
        }
        for (; l < count; l++) {
            s0 += a[i + l] * a[j + l];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** Solves L x = b in place. */
    static void forward(double[] l, int offset, int k, double[] b, int at) {
        for (int i = 0; i < k; i++) {
            double sum = b[at + i];
            for (int j = 0; j < i; j++) {
                sum -= l[offset + i * k + j] * b[at + j];
            }
            b[at + i] = sum / l[offset + i * k + i];
        }
    }

    /** Solves Lᵀ x = b in place. */
    static void backward(double[] l, int offset, int k, double[] b, int at) {
        for (int i = k - 1; i >= 0; i--) {
            double x = b[at + i] / l[offset + i * k + i];
            b[at + i] = x;
            for (int j = 0; j < i; j++) {
                b[at + j] -= l[offset + i * k + j] * x;
            }
        }
    }
}
