package org.diffhep.pipeline.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import org.diffhep.pipeline.GradientHealth;
import org.diffhep.pipeline.OptimisationResult;
import org.diffhep.pipeline.OptimisationResult.Checks;
import org.diffhep.pipeline.OptimisationResult.ConstraintResult;
import org.diffhep.pipeline.OptimisationResult.Evaluation;
import org.diffhep.pipeline.OptimisationResult.GradientCheck;
import org.diffhep.pipeline.OptimisationResult.HistogramComparison;
import org.diffhep.pipeline.OptimisationResult.InputFile;
import org.diffhep.pipeline.OptimisationResult.LearnedEdges;
import org.diffhep.pipeline.OptimisationResult.ParameterResult;
import org.diffhep.pipeline.OptimisationResult.Provenance;
import org.diffhep.pipeline.OptimisationResult.Series;
import org.diffhep.pipeline.OptimisationResult.TrajectoryPoint;

/**
 * The result as JSON: {@code result.json}.
 *
 * <p>Numbers keep every digit: reading one back gives the same double. There is no NaN and no infinity; a value that is
 * missing is {@code null}, and {@code messages} says why.
 */
public final class ResultJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Set<String> messages;

    private ResultJson(List<String> messages) {
        this.messages = new LinkedHashSet<>(messages);
    }

    /**
     * Writes the document to a temporary name and moves it.
     *
     * @throws java.io.UncheckedIOException if the file cannot be written
     */
    public static void write(OptimisationResult result, Path file) {
        AtomicFile.write(file, text(result));
    }

    /** The document as indented text that ends with a new line. */
    public static String text(OptimisationResult result) {
        try {
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
            printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
            return MAPPER.writer(printer).writeValueAsString(document(result)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values could not be written", e);
        }
    }

    /** The document as a tree, for who wants to put more around it. */
    public static ObjectNode document(OptimisationResult result) {
        return new ResultJson(result.messages()).tree(result);
    }

    private ObjectNode tree(OptimisationResult result) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("objective", result.objective());
        root.put("parameter_of_interest", result.parameterOfInterest());
        root.put("optimiser", result.optimiser());
        root.put("sense", result.sense().name().toLowerCase(Locale.ROOT));
        root.put("seed", result.seed());
        root.put("engine", result.engine());
        root.put("events", result.events());
        root.put("steps", result.steps());
        number(root, "wall_seconds", "wall_seconds", result.wallSeconds());
        root.put("interrupted", result.interrupted());
        parameters(root.putObject("parameters"), result.parameters());
        constraints(root.putArray("constraints"), result.constraints());
        edges(root.putObject("edges"), result.edges());
        evaluation(root.putObject("start"), "start", result.start());
        evaluation(root.putObject("optimum"), "optimum", result.optimum());
        trajectory(root.putArray("trajectory"), result);
        checks(root.putObject("checks"), result.checks());
        histograms(root.putArray("histograms"), result.histograms());
        provenance(root.putObject("provenance"), result.provenance());
        ArrayNode notes = root.putArray("messages");
        messages.forEach(notes::add);
        return root;
    }

    private void parameters(ObjectNode node, List<ParameterResult> parameters) {
        for (ParameterResult parameter : parameters) {
            ObjectNode row = node.putObject(parameter.name());
            String path = "parameters." + parameter.name() + ".";
            number(row, "start", path + "start", parameter.start());
            number(row, "optimum", path + "optimum", parameter.optimum());
            number(row, "lower", path + "lower", parameter.lower());
            number(row, "upper", path + "upper", parameter.upper());
            row.put("unit", parameter.unit());
            String reason = ": reaches its bound before the objective is 1 % worse";
            optional(row, "tolerance_minus", path + "tolerance_minus", parameter.toleranceMinus(), reason);
            optional(row, "tolerance_plus", path + "tolerance_plus", parameter.tolerancePlus(), reason);
            row.put("on_bound", parameter.onBound());
        }
    }

    private void edges(ObjectNode node, List<LearnedEdges> edges) {
        for (LearnedEdges learned : edges) {
            ObjectNode row = node.putObject(learned.region());
            String path = "edges." + learned.region() + ".";
            row.put("observable", learned.observable());
            learned.parameters().forEach(row.putArray("parameters")::add);
            numbers(row.putArray("start"), path + "start", learned.start());
            numbers(row.putArray("optimum"), path + "optimum", learned.optimum());
        }
    }

    private void constraints(ArrayNode node, List<ConstraintResult> constraints) {
        for (ConstraintResult constraint : constraints) {
            ObjectNode row = node.addObject();
            String path = "constraint " + constraint.text() + ": ";
            row.put("constraint", constraint.text());
            number(row, "limit", path + "limit", constraint.limit());
            number(row, "start", path + "start", constraint.start());
            number(row, "optimum", path + "optimum", constraint.optimum());
            number(row, "validation", path + "validation", constraint.validation());
            row.put("fulfilled", constraint.fulfilled());
            row.put("active", constraint.active());
        }
    }

    private void health(ObjectNode node, String path, GradientHealth health) {
        number(node, "temperature", path + "temperature", health.temperature());
        ObjectNode parameters = node.putObject("parameters");
        for (GradientHealth.ParameterHealth parameter : health.parameters()) {
            ObjectNode row = parameters.putObject(parameter.name());
            number(row, "gradient", path + parameter.name() + ".gradient", parameter.gradient());
            String reason = ": no entry depends on the parameter";
            optional(row, "response", path + parameter.name() + ".response", parameter.response(), reason);
            parameter.lostIn().ifPresent(expression -> row.put("lost_in", expression));
            row.put("state", parameter.state().name().toLowerCase(Locale.ROOT));
        }
        ObjectNode regions = node.putObject("regions");
        for (GradientHealth.RegionHealth region : health.regions()) {
            ObjectNode row = regions.putObject(region.name());
            region.emptyBins().forEach(row.putArray("empty_bins")::add);
            region.thinBins().forEach(row.putArray("thin_bins")::add);
            region.saturatedBins().forEach(row.putArray("saturated_bins")::add);
        }
    }

    private void evaluation(ObjectNode node, String name, Evaluation evaluation) {
        String reason = ": not computed";
        optional(node, "training_soft", name + ".training_soft", evaluation.trainingSoft(), reason);
        optional(node, "training_hard", name + ".training_hard", evaluation.trainingHard(), reason);
        optional(node, "validation_hard", name + ".validation_hard", evaluation.validationHard(), reason);
        optional(
                node,
                "validation_hard_error",
                name + ".validation_hard_error",
                evaluation.validationHardError(),
                reason);
    }

    private void trajectory(ArrayNode node, OptimisationResult result) {
        List<String> names =
                result.parameters().stream().map(ParameterResult::name).toList();
        for (int i = 0; i < result.trajectory().size(); i++) {
            TrajectoryPoint point = result.trajectory().get(i);
            ObjectNode row = node.addObject();
            String path = "trajectory step " + point.step() + ": ";
            row.put("step", point.step());
            number(row, "objective_soft", path + "objective_soft", point.objectiveSoft());
            if (point.objectiveHard().isPresent()) {
                number(
                        row,
                        "objective_hard",
                        path + "objective_hard",
                        point.objectiveHard().getAsDouble());
            } else {
                row.putNull("objective_hard");
                messages.add("trajectory: objective_hard is null at steps where it was not evaluated");
            }
            number(row, "temperature", path + "temperature", point.temperature());
            ObjectNode values = row.putObject("parameters");
            for (int p = 0; p < names.size(); p++) {
                number(
                        values,
                        names.get(p),
                        path + names.get(p),
                        point.parameters().get(p));
            }
            if (!result.edges().isEmpty()) {
                ObjectNode edges = row.putObject("edges");
                for (LearnedEdges learned : result.edges()) {
                    numbers(
                            edges.putArray(learned.region()),
                            path + learned.region() + " edges",
                            learned.trajectory().get(i));
                }
            }
        }
    }

    private void checks(ObjectNode node, Checks checks) {
        number(node, "gradient_error", "checks.gradient_error", checks.gradientError());
        optional(node, "soft_hard_bias", "checks.soft_hard_bias", checks.softHardBias(), ": not computed");
        optional(
                node,
                "effective_events_min",
                "checks.effective_events_min",
                checks.effectiveEventsMin(),
                ": not computed");
        ObjectNode health = node.putObject("gradient_health");
        health(health.putObject("start"), "checks.gradient_health.start.", checks.healthAtStart());
        health(health.putObject("optimum"), "checks.gradient_health.optimum.", checks.healthAtOptimum());
        ArrayNode rows = node.putArray("gradients");
        for (GradientCheck check : checks.gradients()) {
            ObjectNode row = rows.addObject();
            row.put("parameter", check.parameter());
            String path = "checks.gradients." + check.parameter() + ".";
            number(row, "gradient", path + "gradient", check.gradient());
            number(row, "finite_difference", path + "finite_difference", check.finiteDifference());
        }
    }

    private void histograms(ArrayNode node, List<HistogramComparison> histograms) {
        for (HistogramComparison histogram : histograms) {
            ObjectNode row = node.addObject();
            row.put("region", histogram.region());
            row.put("observable", histogram.observable());
            numbers(
                    row.putArray("edges_before"),
                    "histograms." + histogram.region() + ".edges_before",
                    histogram.edgesBefore());
            numbers(row.putArray("edges"), "histograms." + histogram.region() + ".edges", histogram.edges());
            series(row.putArray("before"), histogram.region() + ".before", histogram.before());
            series(row.putArray("after"), histogram.region() + ".after", histogram.after());
        }
    }

    private void series(ArrayNode node, String name, List<Series> list) {
        for (Series series : list) {
            ObjectNode row = node.addObject();
            String path = "histograms." + name + "." + series.sample();
            row.put("sample", series.sample());
            numbers(row.putArray("yields"), path + ".yields", series.yields());
            numbers(row.putArray("variances"), path + ".variances", series.variances());
        }
    }

    private static void provenance(ObjectNode node, Provenance provenance) {
        node.put("version", provenance.version());
        node.put("java", provenance.java());
        node.put("os", provenance.os());
        ArrayNode inputs = node.putArray("inputs");
        for (InputFile input : provenance.inputs()) {
            inputs.addObject().put("file", input.file()).put("sha256", input.sha256());
        }
        node.put("command", provenance.command());
    }

    private void optional(ObjectNode node, String field, String path, OptionalDouble value, String reason) {
        if (value.isPresent()) {
            number(node, field, path, value.getAsDouble());
        } else {
            node.putNull(field);
            messages.add(path + reason);
        }
    }

    private void number(ObjectNode node, String field, String path, double value) {
        if (Double.isFinite(value)) {
            node.put(field, value);
        } else {
            node.putNull(field);
            messages.add(path + " is " + notFinite(value));
        }
    }

    private void numbers(ArrayNode node, String path, List<Double> values) {
        List<Integer> missing = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (Double.isFinite(values.get(i))) {
                node.add(values.get(i));
            } else {
                node.addNull();
                missing.add(i);
            }
        }
        if (!missing.isEmpty()) {
            messages.add(path + " is not finite at positions " + missing);
        }
    }

    private static String notFinite(double value) {
        return Double.isNaN(value) ? "not a number" : value > 0 ? "infinite" : "minus infinite";
    }
}
