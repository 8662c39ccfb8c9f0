package org.diffhep.stats;

import java.util.OptionalDouble;

/** Finds where the square root of a profile's rise passes a given value. */
final class ProfileCrossing {
    private static final int MAX_STEPS = 100;

    private final FitResult fit;
    private final int parameter;
    private final FitEngine engine;
    private final double minimum;
    private double[] start;
    private double root;
    private double slope;

    ProfileCrossing(FitResult fit, Data data, int parameter) {
        this.fit = fit;
        this.parameter = parameter;
        engine = new FitEngine(fit.model());
        engine.data(data);
        minimum = engine.evaluator.value(fit.values());
        start = fit.values();
    }

    /**
     * Goes from the minimum in one direction.
     *
     * @param step first step, with its sign
     * @param bound where to stop
     * @param target value of √(rise of −2 ln L)
     */
    OptionalDouble find(double step, double bound, double target) {
        double best = fit.values()[parameter];
        double sign = Math.signum(step);
        start = fit.values();
        double inside = 0;
        double outside = sign * (bound - best);
        if (outside <= 0) {
            return OptionalDouble.empty();
        }
        boolean boundTried = false;
        double x = Math.min(Math.abs(step) * target, outside);
        double lastChange = Double.POSITIVE_INFINITY;
        for (int i = 0; i < MAX_STEPS; i++) {
            evaluate(best + sign * x);
            if (root < target && x >= sign * (bound - best)) {
                return OptionalDouble.empty();
            }
            double next = x + (target - root) / (sign * slope);
            double change = Math.abs(next - x);
            boolean stalled = change < 1e-8 * x && change > 0.25 * lastChange;
            lastChange = change;
            if (root > 0 && (stalled || change <= 1e-12 * Math.max(x, 1e-6 * Math.abs(best)))) {
                return OptionalDouble.of(best + sign * next);
            }
            if (root < target) {
                inside = x;
            } else {
                outside = x;
            }
            if (!(next > inside && next < outside)) {
                // beyond the bracket, or nowhere: the bound itself once, then halves
                next = !boundTried && root < target && next >= outside ? outside : 0.5 * (inside + outside);
                boundTried = true;
            }
            if (outside - inside < 1e-13 * outside) {
                return OptionalDouble.of(best + sign * 0.5 * (inside + outside));
            }
            x = next;
        }
        throw new FitFailedException("the profile of '"
                + fit.model().parameterNames().get(parameter) + "' did not reach " + target * target
                + " in " + MAX_STEPS + " steps");
    }

    private void evaluate(double at) {
        if (!engine.fitFrom(start, parameter, at) && !engine.fit(parameter, at)) {
            throw new FitFailedException("profile of '"
                    + fit.model().parameterNames().get(parameter) + "' at " + at + ": " + engine.failure());
        }
        start = engine.point();
        double rise = 2 * (engine.value() - minimum);
        if (rise < -1e-6) {
            throw new FitFailedException("the profile of '"
                    + fit.model().parameterNames().get(parameter) + "' found a minimum lower by " + -rise
                    + " at " + at + ": the fit is not at its global minimum");
        }
        root = Math.sqrt(Math.max(0, rise));
        engine.evaluator.valueAndGradient(start);
        slope = engine.evaluator.gradient[parameter] / root;
    }
}
