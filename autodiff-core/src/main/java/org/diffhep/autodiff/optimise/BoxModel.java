package org.diffhep.autodiff.optimise;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * The convex quadratic model g·s + ½ sᵀ|B|s and its minimum within a box, by a primal active-set method (Nocedal and Wright,
 * algorithm 16.3, for bounds alone). |B| has the eigenvectors of B and the absolute values of its eigenvalues, those near
 * zero raised to a small share of the largest. O(n³) for each change of the active set.
 */
final class BoxModel {
    private static final double SMALLEST_CURVATURE = 1e-10;

    private final double[] gradient;
    private final RealMatrix curvature;

    /**
     * @param gradient at the origin
     * @param hessian symmetric
     */
    BoxModel(double[] gradient, double[][] hessian) {
        this.gradient = gradient.clone();
        this.curvature = positive(hessian);
    }

    private static RealMatrix positive(double[][] hessian) {
        EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(hessian));
        double[] values = eigen.getRealEigenvalues();
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        double least = largest == 0 ? 1 : SMALLEST_CURVATURE * largest;
        RealMatrix vectors = eigen.getV();
        RealMatrix scaled = vectors.copy();
        for (int k = 0; k < values.length; k++) {
            scaled.setColumnVector(k, scaled.getColumnVector(k).mapMultiply(Math.max(least, Math.abs(values[k]))));
        }
        return scaled.multiply(vectors.transpose());
    }

    /** By how much the model falls over a step. */
    double decrease(double[] step) {
        double[] bent = curvature.operate(step);
        double sum = 0;
        for (int p = 0; p < step.length; p++) {
            sum -= (gradient[p] + bent[p] / 2) * step[p];
        }
        return sum;
    }

    /**
     * The minimum within a box that holds the origin.
     *
     * @param lower not positive
     * @param upper not negative
     */
    double[] minimum(double[] lower, double[] upper) {
        int n = gradient.length;
        double[] step = new double[n];
        // −1 and +1: held on that side
        int[] held = new int[n];
        for (int p = 0; p < n; p++) {
            held[p] = lower[p] == 0 && gradient[p] > 0 ? -1 : upper[p] == 0 && gradient[p] < 0 ? 1 : 0;
        }
        // each pass holds or frees one bound; cycling takes equal values to the last bit, the limit is for that
        for (int pass = 0; pass < 10 * n + 10; pass++) {
            double[] slope = slope(step);
            double[] change = freeMinimum(slope, held);
            double share = 1;
            int blocking = -1;
            for (int p = 0; p < n; p++) {
                double room = change[p] > 0 ? upper[p] - step[p] : lower[p] - step[p];
                if (change[p] != 0 && room / change[p] < share) {
                    share = Math.max(0, room / change[p]);
                    blocking = p;
                }
            }
            for (int p = 0; p < n; p++) {
                step[p] += share * change[p];
            }
            if (blocking >= 0) {
                held[blocking] = change[blocking] > 0 ? 1 : -1;
                step[blocking] = held[blocking] > 0 ? upper[blocking] : lower[blocking];
                continue;
            }
            int free = mostWrong(slope(step), held);
            if (free < 0) {
                return step;
            }
            held[free] = 0;
        }
        return step;
    }

    private double[] slope(double[] step) {
        double[] slope = curvature.operate(step);
        for (int p = 0; p < slope.length; p++) {
            slope[p] += gradient[p];
        }
        return slope;
    }

    /** The change to the minimum over the parameters that are not held. */
    private double[] freeMinimum(double[] slope, int[] held) {
        int[] free = IntStream.range(0, held.length).filter(p -> held[p] == 0).toArray();
        double[] change = new double[held.length];
        if (free.length == 0) {
            return change;
        }
        double[] down = Arrays.stream(free).mapToDouble(p -> -slope[p]).toArray();
        double[] solved = new CholeskyDecomposition(curvature.getSubMatrix(free, free), Double.POSITIVE_INFINITY, 0)
                .getSolver()
                .solve(new ArrayRealVector(down, false))
                .toArray();
        for (int i = 0; i < free.length; i++) {
            change[free[i]] = solved[i];
        }
        return change;
    }

    /** The bound that holds back the steepest descent, or −1 where none does. */
    private static int mostWrong(double[] slope, int[] held) {
        int worst = -1;
        double most = 0;
        for (int p = 0; p < slope.length; p++) {
            // at a lower bound the slope must be positive
            double wrong = held[p] * slope[p];
            if (wrong > most) {
                most = wrong;
                worst = p;
            }
        }
        return worst;
    }
}
