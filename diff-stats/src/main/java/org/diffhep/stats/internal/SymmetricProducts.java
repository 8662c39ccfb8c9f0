package org.diffhep.stats.internal;

import java.util.Arrays;

/**
 * Adds Σ a bᵀ + b aᵀ to the lower triangle of a matrix, where many entries of a are zero. Pairs are collected, and added
 * four at a time to whole rows of Σ a bᵀ.
 */
final class SymmetricProducts {
    private static final int CAPACITY = 4;

    private final double[][] target;
    private final double[][] sum;
    private final double[][] left;
    private final double[][] right;
    private int count;
    private boolean any;

    /**
     * Work arrays.
     *
     * @param target square matrix as rows; the upper triangle may be missing
     */
    SymmetricProducts(double[][] target) {
        this.target = target;
        int k = target.length;
        sum = new double[k][k];
        left = new double[CAPACITY][k];
        right = new double[CAPACITY][k];
    }

    /** Adds a product of vectors over some of the rows. */
    void add(double[] a, double[] b, int[] rows) {
        double[] toA = left[count];
        double[] toB = right[count];
        Arrays.fill(toA, 0);
        Arrays.fill(toB, 0);
        for (int s = 0; s < rows.length; s++) {
            toA[rows[s]] = a[s];
            toB[rows[s]] = b[s];
        }
        any = true;
        if (++count == CAPACITY) {
            addWaiting();
        }
    }

    private void addWaiting() {
        for (int k = count; k < CAPACITY; k++) {
            Arrays.fill(left[k], 0);
        }
        double[] a0 = left[0];
        double[] a1 = left[1];
        double[] a2 = left[2];
        double[] a3 = left[3];
        for (int i = 0; i < sum.length; i++) {
            if (a0[i] != 0 || a1[i] != 0 || a2[i] != 0 || a3[i] != 0) {
                Dense.addMultiples(
                        a0[i], right[0], a1[i], right[1], a2[i], right[2], a3[i], right[3], sum[i], 0, sum.length);
            }
        }
        count = 0;
    }

    /** Adds what was collected to the matrix; to be called at the end. */
    void flush() {
        if (count > 0) {
            addWaiting();
        }
        if (!any) {
            return;
        }
        for (int i = 0; i < sum.length; i++) {
            double[] row = sum[i];
            double[] to = target[i];
            for (int j = 0; j <= i; j++) {
                to[j] += row[j] + sum[j][i];
            }
        }
        Dense.clear(sum);
        any = false;
    }
}
