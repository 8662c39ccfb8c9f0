package org.diffhep.pipeline.report;

import java.util.ArrayList;
import java.util.List;
import org.diffhep.pipeline.OptimisationResult;
import org.diffhep.pipeline.OptimisationResult.ConstraintResult;
import org.diffhep.pipeline.OptimisationResult.LearnedEdges;
import org.diffhep.pipeline.OptimisationResult.ParameterResult;

/** The result in a few lines for a terminal. */
public final class ResultText {

    private ResultText() {}

    /** A table of the parameters, the objective before and after, and the messages; one string a line. */
    public static List<String> lines(OptimisationResult result) {
        List<String> lines = new ArrayList<>();
        lines.addAll(parameterTable(result.cuts()));
        result.edges().forEach(edges -> lines.addAll(edgeTable(edges)));
        for (ConstraintResult constraint : result.constraints()) {
            String state = !constraint.fulfilled() ? " (not fulfilled)" : constraint.active() ? " (active)" : "";
            lines.add(constraint.text() + ": " + Figures.significant(constraint.start(), 4) + " → "
                    + Figures.significant(constraint.optimum(), 4) + state);
        }
        lines.add(summary(result));
        for (String message : result.messages()) {
            lines.add("note: " + message);
        }
        return lines;
    }

    private static List<String> parameterTable(List<ParameterResult> parameters) {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"parameter", "start", "optimum", "may move (−1 %)"});
        for (ParameterResult parameter : parameters) {
            ParameterText text = ParameterText.of(parameter);
            String unit = text.unit().isEmpty() ? "" : " " + text.unit();
            rows.add(new String[] {text.name(), text.start(), text.optimum() + unit + text.mark(), text.mayMove()});
        }
        int[] widths = new int[3];
        for (String[] row : rows) {
            for (int c = 0; c < widths.length; c++) {
                widths[c] = Math.max(widths[c], row[c].length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            lines.add(padRight(row[0], widths[0]) + "  " + padLeft(row[1], widths[1]) + "   "
                    + padRight(row[2], widths[2]) + "   " + row[3]);
        }
        return lines;
    }

    private static List<String> edgeTable(LearnedEdges edges) {
        EdgeText text = EdgeText.of(edges);
        StringBuilder start = new StringBuilder("  start  ");
        StringBuilder optimum = new StringBuilder("  optimum");
        for (int i = 0; i < text.start().size(); i++) {
            String from = text.start().get(i);
            String to = text.optimum().get(i);
            int width = Math.max(from.length(), to.length());
            start.append("  ").append(padLeft(from, width));
            optimum.append("  ").append(padLeft(to, width));
        }
        return List.of("edges of " + edges.region() + ", " + edges.observable(), start.toString(), optimum.toString());
    }

    private static String summary(OptimisationResult result) {
        ObjectiveText objective = ObjectiveText.of(result.objective(), result.parameterOfInterest());
        String gain = ObjectiveText.gain(result.sense(), result.start(), result.optimum());
        return objective.title() + "   start " + objective.validation(result.start()) + "  →  optimum "
                + objective.validation(result.optimum()) + (gain.isEmpty() ? "" : ", " + gain)
                + "   (hard cuts, events the optimiser never saw)";
    }

    private static String padRight(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String padLeft(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }
}
