package org.diffhep.autodiff.optimise;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.analysis.MultivariateFunction;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleBounds;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.diffhep.autodiff.Parameter;

/**
 * What the optimisers of Commons Math share: parameters in units of their scales, the best point kept by ourselves (so
 * that it is there when the evaluations are spent), and undefined values made large.
 */
final class GradientFree implements MultivariateFunction {
    /** Stands for an undefined value: larger than any objective, and small enough to be squared. */
    private static final double UNDEFINED = 1e100;

    private final SmoothFunction function;
    private final List<Parameter> parameters;
    private int evaluations;
    private double best = Double.POSITIVE_INFINITY;
    private List<Double> bestAt = List.of();

    GradientFree(SmoothFunction function, List<Parameter> parameters) {
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("there is no parameter to optimise");
        }
        this.function = function;
        this.parameters = parameters;
        double[] start =
                parameters.stream().mapToDouble(p -> p.start() / p.scale()).toArray();
        if (value(start) == UNDEFINED) {
            throw new IllegalArgumentException("the function is undefined at the starting values");
        }
    }

    @Override
    public double value(double[] z) {
        evaluations++;
        double[] at = new double[z.length];
        for (int p = 0; p < at.length; p++) {
            at[p] = parameters.get(p).clamp(z[p] * parameters.get(p).scale());
        }
        double value = function.value(at);
        if (!Double.isFinite(value)) {
            return UNDEFINED;
        }
        if (value < best) {
            best = value;
            bestAt = new ArrayList<>();
            for (double x : at) {
                bestAt.add(x);
            }
        }
        return value;
    }

    GoalType goal() {
        return GoalType.MINIMIZE;
    }

    ObjectiveFunction objective() {
        return new ObjectiveFunction(this);
    }

    /** What is left of the evaluations: one has been spent on the start. */
    static MaxEval maxEvaluations(int maxEvaluations) {
        return new MaxEval(Math.max(1, maxEvaluations - 1));
    }

    InitialGuess guess() {
        return new InitialGuess(
                parameters.stream().mapToDouble(p -> p.start() / p.scale()).toArray());
    }

    SimpleBounds bounds() {
        return new SimpleBounds(
                parameters.stream().mapToDouble(p -> p.lower() / p.scale()).toArray(),
                parameters.stream().mapToDouble(p -> p.upper() / p.scale()).toArray());
    }

    int evaluations() {
        return evaluations;
    }

    Optimum optimum(boolean converged, String message) {
        return new Optimum(bestAt, best, evaluations, converged, message);
    }
}
