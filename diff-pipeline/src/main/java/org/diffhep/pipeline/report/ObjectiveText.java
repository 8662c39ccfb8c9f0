package org.diffhep.pipeline.report;

import java.util.OptionalDouble;
import org.diffhep.pipeline.OptimisationResult.Evaluation;
import org.diffhep.pipeline.OptimisationResult.Sense;

/**
 * How an objective is named and its values are shown.
 *
 * @param symbol short name for a line of progress: {@code σ(μ)}
 * @param title name for a heading: {@code expected precision σ(μ)}
 * @param unit shown after each value; empty for a pure number
 * @param scale what a value is multiplied with to be in this unit
 */
public record ObjectiveText(String symbol, String title, String unit, double scale) {

    /**
     * The texts for the objectives precision, discovery and limit; any other is shown under its own name.
     *
     * @param parameter the parameter of interest; {@code mu} is written μ
     */
    public static ObjectiveText of(String objective, String parameter) {
        String poi = parameter.equals("mu") ? "μ" : parameter;
        return switch (objective) {
            case "precision" -> new ObjectiveText("σ(" + poi + ")", "expected σ(" + poi + ")", "%", 100);
            case "discovery" -> new ObjectiveText("Z", "expected significance Z", "σ", 1);
            case "limit" -> new ObjectiveText(poi + "95", "expected 95 % CLs limit on " + poi, "", 1);
            default -> new ObjectiveText(objective, objective, "", 1);
        };
    }

    /** The value with four significant digits and its unit; a dash where there is none. */
    public String value(OptionalDouble value) {
        return value.isPresent() ? value(value.getAsDouble()) : Figures.NONE;
    }

    /** The value with four significant digits and its unit; a dash where it is not finite. */
    public String value(double value) {
        return Double.isFinite(value) ? withUnit(Figures.significant(value * scale, 4)) : Figures.NONE;
    }

    /** The hard value on the validation events with its Monte-Carlo error: {@code 9.04 ± 0.11 %}. */
    public String validation(Evaluation evaluation) {
        OptionalDouble value = evaluation.validationHard();
        OptionalDouble error = evaluation.validationHardError();
        if (value.isEmpty() || error.isEmpty() || !Double.isFinite(error.getAsDouble()) || error.getAsDouble() <= 0) {
            return value(value);
        }
        int decimals = Figures.decimals(error.getAsDouble() * scale);
        return withUnit(Figures.fixed(value.getAsDouble() * scale, decimals) + " ± "
                + Figures.fixed(error.getAsDouble() * scale, decimals));
    }

    /** By how much the optimum is better than the start, in words; empty where either is missing. */
    static String gain(Sense sense, Evaluation start, Evaluation optimum) {
        if (start.validationHard().isEmpty() || optimum.validationHard().isEmpty()) {
            return "";
        }
        double before = start.validationHard().getAsDouble();
        double after = optimum.validationHard().getAsDouble();
        double relative = (after - before) / Math.abs(before) * (sense == Sense.MINIMISE ? -1 : 1);
        if (!Double.isFinite(relative)) {
            return "";
        }
        if (Math.abs(relative) < 0.0005) {
            return "unchanged";
        }
        String percent = Figures.fixed(Math.abs(relative) * 100, Math.abs(relative) < 0.1 ? 1 : 0) + " %";
        return percent + (relative >= 0 ? " better" : " worse");
    }

    private String withUnit(String number) {
        return unit.isEmpty() ? number : number + " " + unit;
    }
}
