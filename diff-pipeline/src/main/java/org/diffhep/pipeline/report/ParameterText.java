package org.diffhep.pipeline.report;

import java.util.OptionalDouble;
import org.diffhep.pipeline.OptimisationResult.ParameterResult;

/** One parameter's numbers as text, all with the decimals that its tolerance supports. */
record ParameterText(
        String name, String unit, String start, String optimum, String mark, String mayMove, String bounds) {

    static ParameterText of(ParameterResult parameter) {
        int decimals = Figures.decimals(resolution(parameter));
        String low = end(parameter.optimum(), parameter.toleranceMinus(), -1, parameter.lower(), decimals);
        String high = end(parameter.optimum(), parameter.tolerancePlus(), +1, parameter.upper(), decimals);
        return new ParameterText(
                parameter.name(),
                parameter.unit(),
                Figures.fixed(parameter.start(), decimals),
                Figures.fixed(parameter.optimum(), decimals),
                boundMark(parameter),
                low + " … " + high,
                Figures.chosen(parameter.lower()) + " … " + Figures.chosen(parameter.upper()));
    }

    private static String boundMark(ParameterResult parameter) {
        if (!parameter.onBound()) {
            return "";
        }
        boolean lower =
                Math.abs(parameter.optimum() - parameter.lower()) <= Math.abs(parameter.upper() - parameter.optimum());
        return lower ? " (on its lower bound)" : " (on its upper bound)";
    }

    private static String end(double optimum, OptionalDouble tolerance, int sign, double bound, int decimals) {
        return tolerance.isPresent()
                ? Figures.fixed(optimum + sign * tolerance.getAsDouble(), decimals)
                : Figures.fixed(bound, decimals) + " (bound)";
    }

    private static double resolution(ParameterResult parameter) {
        double minus = parameter.toleranceMinus().orElse(Double.POSITIVE_INFINITY);
        double plus = parameter.tolerancePlus().orElse(Double.POSITIVE_INFINITY);
        double tolerance = Math.min(minus, plus);
        return Double.isFinite(tolerance) ? tolerance : (parameter.upper() - parameter.lower()) / 100;
    }
}
