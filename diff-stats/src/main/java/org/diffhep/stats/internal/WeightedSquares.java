package org.diffhep.stats.internal;

import java.util.Arrays;

/** Adds Σ weight · row rowᵀ to the lower triangle of a matrix. Rows are collected, and added some at a time. */
final class WeightedSquares {
    private static final int CAPACITY = 32;

    private final double[][] target;
    private final double[][] rows;
    private final double[] weights = new double[CAPACITY];
    private int count;

    /**
     * Work arrays.
     *
     * @param target square matrix as rows; the upper triangle may be missing
     */
    WeightedSquares(double[][] target) {
        this.target = target;
        rows = new double[CAPACITY][target.length];
    }

    /** A row of zeros for the caller to write. */
    double[] row(double weight) {
        if (count == CAPACITY) {
            flush();
        }
        weights[count] = weight;
        double[] row = rows[count++];
        Arrays.fill(row, 0);
        return row;
    }

    /** Adds the rows that wait; to be called at the end. */
    void flush() {
        int i = 0;
        for (; i + 3 < count; i += 4) {
            addFour(i);
        }
        for (; i < count; i++) {
            double[] row = rows[i];
            for (int a = 0; a < target.length; a++) {
                double x = weights[i] * row[a];
                if (x != 0) {
                    Dense.addMultiple(x, row, target[a], a + 1);
                }
            }
        }
        count = 0;
    }

    private void addFour(int i) {
        double[] r0 = rows[i];
        double[] r1 = rows[i + 1];
        double[] r2 = rows[i + 2];
        double[] r3 = rows[i + 3];
        for (int a = 0; a < target.length; a++) {
            double x0 = weights[i] * r0[a];
            double x1 = weights[i + 1] * r1[a];
            double x2 = weights[i + 2] * r2[a];
            double x3 = weights[i + 3] * r3[a];
            if (x0 != 0 || x1 != 0 || x2 != 0 || x3 != 0) {
                Dense.addMultiples(x0, r0, x1, r1, x2, r2, x3, r3, target[a], 0, a + 1);
            }
        }
    }
}
