package org.diffhep.stats;

import java.util.Arrays;
import org.diffhep.stats.internal.CompiledModel;
import org.diffhep.stats.internal.Evaluator;
import org.diffhep.stats.internal.NewtonSystem;

/**
 * The inverse Hessian of −ln L at a minimum, over the parameters that are neither fixed nor on a bound. Solved for column
 * by column, as they are asked for.
 */
final class ParameterCovariance {
    /** Part of a curvature that rounding may leave where there is none. */
    private static final double ROUNDING = 1e-11;

    private final NewtonSystem system;
    private final boolean[] free;
    private final boolean[] flat;
    private final double[][] columns;

    /**
     * Factors the Hessian.
     *
     * @param evaluator with the data that were fitted
     * @param values the minimum
     * @param inside parameters that are neither fixed nor on a bound
     */
    ParameterCovariance(CompiledModel model, Evaluator evaluator, double[] values, boolean[] inside) {
        int count = model.parameters();
        free = inside.clone();
        flat = new boolean[count];
        columns = new double[count][];
        evaluator.valueGradientHessian(values);
        system = new NewtonSystem(evaluator);
        if (!system.factor(free, new double[count], 0) || system.smallestPivot() < ROUNDING) {
            findFlat();
            double[] scale = new double[count];
            Arrays.fill(scale, 1e-12);
            if (!system.factor(free, scale, 1)) {
                Arrays.fill(free, false);
            }
        }
    }

    /** Finds the parameters whose variance grows without limit as the regularisation goes to zero. */
    private void findFlat() {
        int count = free.length;
        double[] scale = new double[count];
        system.diagonal(scale);
        for (int p = 0; p < count; p++) {
            scale[p] = Math.max(Math.abs(scale[p]), 1e-10);
        }
        double[][] variances = new double[2][count];
        for (int k = 0; k < 2; k++) {
            if (!system.factor(free, scale, k == 0 ? 1e-8 : 1e-9)) {
                // Not a flat valley but a saddle: nothing has an uncertainty there.
                Arrays.fill(flat, true);
                return;
            }
            for (int p = 0; p < count; p++) {
                variances[k][p] = free[p] ? solve(p)[p] : 0;
            }
        }
        for (int p = 0; p < count; p++) {
            flat[p] = free[p] && variances[1][p] > 1.5 * variances[0][p];
        }
    }

    private double[] solve(int parameter) {
        double[] unit = new double[free.length];
        double[] column = new double[free.length];
        unit[parameter] = 1;
        system.solve(unit, column);
        return column;
    }

    /** Whether the data do not constrain a parameter, alone or in combination. */
    boolean flat(int parameter) {
        return flat[parameter];
    }

    /** Whether a parameter has a variance. */
    boolean has(int parameter) {
        return free[parameter] && !flat[parameter] && entry(parameter, parameter) >= 0;
    }

    /** Covariance of two parameters that take part. */
    double entry(int first, int second) {
        return column(first)[second];
    }

    /** Covariances of one parameter with all. */
    double[] column(int parameter) {
        if (columns[parameter] == null) {
            columns[parameter] = solve(parameter);
        }
        return columns[parameter];
    }
}
