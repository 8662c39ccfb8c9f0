package org.diffhep.autodiff.optimise;

import java.util.ArrayList;
import java.util.List;
import org.diffhep.autodiff.Parameter;

/**
 * Steps of a planned length along the gradient: one evaluation a step, none refused. A step that would leave the bounds ends
 * on them. Derivatives are taken in units of the parameters' scales.
 */
final class GradientDescent implements Optimiser {
    /** Projected gradient, per unit of 1 + |value|, below which the best point counts as a minimum. */
    private static final double GRADIENT_TOLERANCE = 1e-6;

    private final Rule rule;
    private final LearningRate rate;

    /** How the slopes so far become a change of the parameters, in scales, at learning rate 1. */
    sealed interface Rule {

        /** The state of one run over n parameters. */
        State begin(int n);
    }

    /** What a rule remembers of a run. */
    interface State {

        /** The change of a parameter, to be subtracted; called once for each parameter at each step. */
        double change(int parameter, double slope, int step);
    }

    GradientDescent(Rule rule, LearningRate rate) {
        this.rule = rule;
        this.rate = rate;
    }

    /** Adam (Kingma and Ba, arXiv:1412.6980), with decays 0.9 and 0.99: runs are some hundred steps long. */
    record Adam() implements Rule {
        private static final double FIRST_DECAY = 0.9;
        private static final double SECOND_DECAY = 0.99;
        private static final double TINY = 1e-12;

        @Override
        public State begin(int n) {
            double[] mean = new double[n];
            double[] square = new double[n];
            return (i, slope, step) -> {
                mean[i] = FIRST_DECAY * mean[i] + (1 - FIRST_DECAY) * slope;
                square[i] = SECOND_DECAY * square[i] + (1 - SECOND_DECAY) * slope * slope;
                double m = mean[i] / (1 - Math.pow(FIRST_DECAY, step + 1));
                double s = square[i] / (1 - Math.pow(SECOND_DECAY, step + 1));
                return m / (Math.sqrt(s) + TINY);
            };
        }
    }

    /** Gradient descent with heavy-ball momentum (Polyak 1964). */
    record Momentum(double momentum) implements Rule {

        Momentum {
            if (!(momentum >= 0 && momentum < 1)) {
                throw new IllegalArgumentException("momentum " + momentum + " is not in [0, 1)");
            }
        }

        @Override
        public State begin(int n) {
            double[] velocity = new double[n];
            return (i, slope, step) -> {
                velocity[i] = momentum * velocity[i] + slope;
                return velocity[i];
            };
        }
    }

    @Override
    public Optimum minimise(SmoothFunction function, List<Parameter> parameters, int maxEvaluations) {
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("there is no parameter to optimise");
        }
        int n = parameters.size();
        int steps = Math.max(1, maxEvaluations - 1);
        State state = rule.begin(n);
        double[] at = parameters.stream().mapToDouble(Parameter::start).toArray();
        double[] gradient = new double[n];
        double best = Double.POSITIVE_INFINITY;
        List<Double> bestAt = List.of();
        boolean converged = false;
        for (int step = 0; step < Math.max(1, maxEvaluations); step++) {
            double value = function.valueAndGradient(at.clone(), gradient);
            requireDefined(value, at, parameters, step);
            requireFinite(gradient, parameters);
            if (value < best) {
                best = value;
                bestAt = list(at);
                converged = projectedGradient(at, gradient, parameters) <= GRADIENT_TOLERANCE * (1 + Math.abs(value));
            }
            double length = rate.at(step, steps);
            for (int i = 0; i < n; i++) {
                Parameter parameter = parameters.get(i);
                double change = length * state.change(i, gradient[i] * parameter.scale(), step);
                at[i] = parameter.clamp(at[i] - change * parameter.scale());
            }
        }
        return new Optimum(bestAt, best, Math.max(1, maxEvaluations), converged, "the evaluations are spent");
    }

    private static void requireDefined(double value, double[] at, List<Parameter> parameters, int step) {
        if (!Double.isFinite(value)) {
            StringBuilder where = new StringBuilder();
            for (int i = 0; i < at.length; i++) {
                where.append(i == 0 ? "" : ", ")
                        .append(parameters.get(i).name())
                        .append(" = ");
                where.append(at[i]);
            }
            throw new IllegalArgumentException(
                    "the function is " + value + (step == 0 ? " at the starting values, " : " at ") + where);
        }
    }

    private static void requireFinite(double[] gradient, List<Parameter> parameters) {
        for (int i = 0; i < gradient.length; i++) {
            if (!Double.isFinite(gradient[i])) {
                throw new IllegalArgumentException(
                        "the derivative with respect to " + parameters.get(i).name() + " is " + gradient[i]);
            }
        }
    }

    private static double projectedGradient(double[] at, double[] gradient, List<Parameter> parameters) {
        double largest = 0;
        for (int i = 0; i < at.length; i++) {
            Parameter parameter = parameters.get(i);
            boolean low = at[i] <= parameter.lower() && gradient[i] > 0;
            boolean high = at[i] >= parameter.upper() && gradient[i] < 0;
            largest = low || high ? largest : Math.max(largest, Math.abs(gradient[i] * parameter.scale()));
        }
        return largest;
    }

    private static List<Double> list(double[] values) {
        List<Double> list = new ArrayList<>();
        for (double value : values) {
            list.add(value);
        }
        return list;
    }
}
