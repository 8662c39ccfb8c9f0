package org.diffhep.stats;

import java.util.Locale;
import org.diffhep.stats.internal.CompiledModel;
import org.diffhep.stats.internal.Evaluator;
import org.diffhep.stats.internal.NewtonSystem;

/** Says of a fit that found no minimum where it ended and which parameters to look at. Costs as much as some Newton steps. */
final class FitFailure {
    /** Parameters on a bound that are named; more are counted. */
    private static final int NAMED = 3;

    private final CompiledModel model;
    private final double[] point;
    private final boolean[] free;
    private final double[] gradient;
    private final boolean[] pushed;

    private FitFailure(Evaluator evaluator, CompiledModel model, double[] point, boolean[] free) {
        this.model = model;
        this.point = point;
        this.free = free;
        evaluator.valueGradientHessian(point);
        gradient = evaluator.gradient.clone();
        pushed = new boolean[point.length];
        for (int p = 0; p < point.length; p++) {
            pushed[p] = free[p]
                    && ((point[p] <= model.lower[p] && gradient[p] >= 0)
                            || (point[p] >= model.upper[p] && gradient[p] <= 0));
        }
    }

    /**
     * What to tell the user.
     *
     * @param evaluator with the data fitted; left with the derivatives at the point
     * @param point where the fit ended
     * @param free parameters that were varied
     * @param edm estimated distance to the minimum in units of −ln L; infinite where there is no estimate
     * @param effort how long the fit looked, such as "100 iterations from 2 starts"
     */
    static String describe(
            Evaluator evaluator, CompiledModel model, double[] point, boolean[] free, double edm, String effort) {
        evaluator.computeYields(point);
        for (int b = 0; b < model.bins(); b++) {
            if (evaluator.data(b) > 0 && !(evaluator.yieldOf(b) > 0)) {
                return "the likelihood is zero wherever the fit looked: " + model.describeBin(b) + " holds "
                        + evaluator.data(b) + " events where " + evaluator.yieldOf(b) + " are expected (samples: "
                        + model.describeSamples(b) + ")";
            }
        }
        FitFailure failure = new FitFailure(evaluator, model, point, free);
        String distance = Double.isFinite(edm) ? "EDM " + number(2 * edm) : "no estimate of the distance";
        return "no minimum was found: " + distance + " after " + effort + failure.steepest() + failure.bounds()
                + failure.correlation(new NewtonSystem(evaluator));
    }

    private String steepest() {
        int steepest = -1;
        for (int p = 0; p < point.length; p++) {
            if (free[p]
                    && !pushed[p]
                    && gradient[p] != 0
                    && (steepest < 0 || Math.abs(gradient[p]) > Math.abs(gradient[steepest]))) {
                steepest = p;
            }
        }
        return steepest < 0
                ? ""
                : "; steepest in parameter " + name(steepest) + " at " + number(point[steepest])
                        + ", where −2 ln L changes by " + number(2 * gradient[steepest]) + " per unit";
    }

    private String bounds() {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (int p = 0; p < point.length; p++) {
            if (pushed[p] && ++count <= NAMED) {
                text.append("; parameter ")
                        .append(name(p))
                        .append(" runs to its bound ")
                        .append(number(point[p]));
            }
        }
        return text + (count > NAMED ? "; " + (count - NAMED) + " more run to theirs" : "");
    }

    private String correlation(NewtonSystem system) {
        int count = point.length;
        boolean[] inside = new boolean[count];
        for (int p = 0; p < count; p++) {
            inside[p] = free[p] && !pushed[p];
        }
        if (!system.factor(inside, new double[count], 0)) {
            return ". There −2 ln L is flat or bends down along " + name(system.failedParameter())
                    + ", alone or together with others";
        }
        double[] variance = new double[count];
        double[][] columns = new double[count][];
        double[] unit = new double[count];
        for (int p = 0; p < count; p++) {
            if (inside[p]) {
                unit[p] = 1;
                columns[p] = new double[count];
                system.solve(unit, columns[p]);
                variance[p] = columns[p][p];
                unit[p] = 0;
            }
        }
        double largest = 0;
        int first = -1;
        int second = -1;
        for (int p = 0; p < count; p++) {
            for (int q = 0; q < p && inside[p]; q++) {
                double correlation = inside[q] ? columns[p][q] / Math.sqrt(variance[p] * variance[q]) : 0;
                if (Math.abs(correlation) > Math.abs(largest)) {
                    largest = correlation;
                    first = q;
                    second = p;
                }
            }
        }
        return first < 0
                ? ""
                : String.format(Locale.ROOT, ". Largest correlation %.4f (%s, %s)", largest, name(first), name(second));
    }

    private String name(int parameter) {
        return "'" + model.parameterNames[parameter] + "'";
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.3g", value);
    }
}
