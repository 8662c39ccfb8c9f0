package org.diffhep.pipeline.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.diffhep.pipeline.GradientHealth;
import org.diffhep.pipeline.OptimisationResult;
import org.diffhep.pipeline.OptimisationResult.ConstraintResult;
import org.diffhep.pipeline.OptimisationResult.Evaluation;
import org.diffhep.pipeline.OptimisationResult.GradientCheck;
import org.diffhep.pipeline.OptimisationResult.HistogramComparison;
import org.diffhep.pipeline.OptimisationResult.LearnedEdges;
import org.diffhep.pipeline.OptimisationResult.Series;

/**
 * The result as one HTML file for people: it loads nothing from anywhere, prints, and keeps its tables without JavaScript.
 *
 * <p>The whole of {@link ResultJson} is inside, in the element {@code result}, and the charts are drawn from it.
 */
public final class HtmlReport {

    private static final String POLICY =
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:";

    private final OptimisationResult result;
    private final ObjectiveText objective;
    private final Html page = new Html();

    private HtmlReport(OptimisationResult result) {
        this.result = result;
        this.objective = ObjectiveText.of(result.objective(), result.parameterOfInterest());
    }

    /**
     * Writes the report to a temporary name and moves it.
     *
     * @throws java.io.UncheckedIOException if the file cannot be written
     */
    public static void write(OptimisationResult result, Path file) {
        AtomicFile.write(file, text(result));
    }

    /** The report as text. */
    public static String text(OptimisationResult result) {
        return new HtmlReport(result).build();
    }

    private String build() {
        ObjectNode document = ResultJson.document(result);
        // The charts speak the same names and units as the tables.
        document.putObject("display")
                .put("symbol", objective.symbol())
                .put("title", objective.title())
                .put("unit", objective.unit())
                .put("scale", objective.scale());

        page.raw("<!DOCTYPE html>").raw("<html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"" + POLICY + "\">");
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.element("title", headline() + " – diffhep");
        page.raw("<style>").raw(ReportResources.style()).raw("</style>");
        page.raw("<noscript><style>.chart { display: none }</style></noscript></head><body><main>");
        header();
        progress();
        parameters();
        edges();
        histograms();
        checks();
        messages();
        provenance();
        page.raw("</main>");
        page.raw("<script type=\"application/json\" id=\"result\">" + scriptSafe(document) + "</script>");
        page.raw("<script>").raw(ReportResources.chartLibrary()).raw("</script>");
        page.raw("<script>").raw(ReportResources.charts()).raw("</script>");
        return page.raw("</body></html>").toString();
    }

    private String headline() {
        return switch (result.objective()) {
            case "precision" -> "Selection optimised for the expected precision";
            case "discovery" -> "Selection optimised for the expected significance";
            case "limit" -> "Selection optimised for the expected limit";
            default -> "Selection optimised for " + result.objective();
        };
    }

    private void header() {
        page.raw("<header>").element("h1", headline());
        String stopped = result.interrupted() ? ", stopped by the user" : "";
        page.element(
                "p",
                "lead",
                Figures.count(result.events()) + " events, " + Figures.count(result.steps()) + " steps" + stopped + ", "
                        + Figures.significant(result.wallSeconds(), 3) + " s, " + result.optimiser() + ", engine "
                        + result.engine() + ", seed "
                        + result.seed());
        page.raw("<div class=\"tiles\">");
        tile("start", objective.validation(result.start()), objective.title());
        tile("optimum", objective.validation(result.optimum()), objective.title());
        String gain = ObjectiveText.gain(result.sense(), result.start(), result.optimum());
        tile("change", gain.isEmpty() ? Figures.NONE : gain, "relative to the start");
        page.raw("</div>");
        page.element("p", "small", "Hard cuts, on events the optimiser never saw; ± is the Monte-Carlo error.");
        if (!result.messages().isEmpty()) {
            String count = result.messages().size() == 1
                    ? "1 remark"
                    : result.messages().size() + " remarks";
            page.raw("<p class=\"small\"><a href=\"#remarks\">" + count + "</a> at the end of this page.</p>");
        }
        page.raw("</header>");
    }

    private void tile(String name, String value, String caption) {
        page.raw("<div class=\"tile\">");
        page.element("div", "tile-name", name).element("div", "tile-value", value);
        page.element("div", "tile-caption", caption).raw("</div>");
    }

    private void progress() {
        page.raw("<section id=\"progress\">").element("h2", "How it got there");
        if (result.trajectory().isEmpty()) {
            page.element("p", "No step was recorded.").raw("</section>");
            return;
        }
        page.raw("<figure><div class=\"chart legend\" id=\"legend-objective\"></div>");
        page.raw(
                "<div class=\"chart objective\"><canvas id=\"objective\" role=\"img\" aria-label=\"objective by step\"></canvas></div>");
        page.raw("<div class=\"chart panels\" id=\"panels\"></div>");
        String better = result.sense() == OptimisationResult.Sense.MINIMISE ? "Lower" : "Higher";
        page.element(
                "figcaption",
                "Above: the objective on the training events at each step, with soft cuts at the temperature of that step and with"
                        + " hard cuts; the points with error bars are hard cuts on the validation events. " + better
                        + " is better. Below: where the cuts went, dashed where they started, the band how far they may move"
                        + " until the objective is 1 % worse.");
        page.raw("</figure></section>");
    }

    private void parameters() {
        page.raw("<section id=\"parameters\">").element("h2", "Parameters");
        List<List<String>> rows = result.cuts().stream()
                .map(ParameterText::of)
                .map(p -> List.of(p.name(), p.unit(), p.start(), p.optimum() + p.mark(), p.mayMove(), p.bounds()))
                .toList();
        page.table(List.of("parameter", "unit", "start", "optimum", "may move (−1 %)", "allowed"), rows);
        page.element("h3", "Objective");
        page.table(
                List.of(objective.title(), "start", "optimum"),
                List.of(
                        row("training events, soft cuts", Evaluation::trainingSoft),
                        row("training events, hard cuts", Evaluation::trainingHard),
                        List.of(
                                "validation events, hard cuts",
                                objective.validation(result.start()),
                                objective.validation(result.optimum()))));
        if (!result.constraints().isEmpty()) {
            page.element("h3", "Constraints");
            page.table(
                    List.of("constraint", "start", "optimum", "validation", ""),
                    result.constraints().stream().map(HtmlReport::constraintRow).toList());
        }
        page.raw("</section>");
    }

    private void edges() {
        if (result.edges().isEmpty()) {
            return;
        }
        page.raw("<section id=\"edges\">").element("h2", "Bin edges");
        for (int e = 0; e < result.edges().size(); e++) {
            LearnedEdges edges = result.edges().get(e);
            page.raw("<figure>").element("h3", "Region " + edges.region());
            page.raw("<div class=\"chart edges\"><canvas id=\"edges-" + e + "\" role=\"img\" aria-label=\""
                    + Html.escape("bin edges of " + edges.region() + " by step") + "\"></canvas></div>");
            EdgeText text = EdgeText.of(edges);
            List<List<String>> rows = new ArrayList<>();
            for (int i = 0; i < text.start().size(); i++) {
                rows.add(List.of(
                        Integer.toString(i), text.start().get(i), text.optimum().get(i)));
            }
            page.table(List.of("edge, " + edges.observable(), "start", "optimum"), rows);
            List<List<String>> parameters = result.parameters().stream()
                    .filter(row -> edges.parameters().contains(row.name()))
                    .map(ParameterText::of)
                    .map(p -> List.of(p.name(), p.start(), p.optimum() + p.mark(), p.mayMove(), p.bounds()))
                    .toList();
            page.raw("<details><summary>Parameters of these edges</summary>");
            page.table(List.of("parameter", "start", "optimum", "may move (−1 %)", "allowed"), parameters);
            page.raw("</details></figure>");
        }
        page.raw("</section>");
    }

    private static List<String> constraintRow(ConstraintResult constraint) {
        String state = !constraint.fulfilled() ? "not fulfilled" : constraint.active() ? "active" : "";
        return List.of(
                constraint.text(),
                Figures.significant(constraint.start(), 4),
                Figures.significant(constraint.optimum(), 4),
                Figures.significant(constraint.validation(), 4),
                state);
    }

    private List<String> row(String name, java.util.function.Function<Evaluation, OptionalDouble> value) {
        return List.of(
                name, objective.value(value.apply(result.start())), objective.value(value.apply(result.optimum())));
    }

    private void histograms() {
        if (result.histograms().isEmpty()) {
            return;
        }
        page.raw("<section id=\"histograms\">").element("h2", "Templates before and after");
        page.element(
                "p",
                "small",
                "Validation events with hard cuts at the full luminosity; hatched: Monte-Carlo error of the sum.");
        for (int h = 0; h < result.histograms().size(); h++) {
            HistogramComparison histogram = result.histograms().get(h);
            page.raw("<figure class=\"histogram\">").element("h3", "Region " + histogram.region());
            page.raw("<div class=\"chart legend\" id=\"legend-" + h + "\"></div><div class=\"pair\">");
            canvas("before-" + h, histogram.region() + " before");
            canvas("after-" + h, histogram.region() + " after");
            page.raw("</div>");
            yields(histogram);
            page.raw("</figure>");
        }
        page.raw("</section>");
    }

    private void canvas(String id, String label) {
        page.raw("<div class=\"chart half\"><canvas id=\"" + id + "\" role=\"img\" aria-label=\"" + Html.escape(label)
                + "\"></canvas></div>");
    }

    private void yields(HistogramComparison histogram) {
        List<List<String>> rows = new ArrayList<>();
        for (Series before : histogram.before()) {
            String after = histogram.after().stream()
                    .filter(series -> series.sample().equals(before.sample()))
                    .findFirst()
                    .map(HtmlReport::total)
                    .orElse(Figures.NONE);
            rows.add(List.of(before.sample(), total(before), after));
        }
        rows.add(List.of("sum", total(sum(histogram.before())), total(sum(histogram.after()))));
        page.table(List.of("events in " + histogram.region(), "before", "after"), rows);
    }

    private static Series sum(List<Series> list) {
        return new Series(
                "sum",
                list.stream().flatMap(series -> series.yields().stream()).toList(),
                list.stream().flatMap(series -> series.variances().stream()).toList());
    }

    private static String total(Series series) {
        double yield = series.yields().stream().mapToDouble(x -> x).sum();
        double error = Math.sqrt(series.variances().stream().mapToDouble(x -> x).sum());
        int decimals = error > 0 ? Figures.decimals(error) : 0;
        return Figures.fixed(yield, decimals) + " ± " + Figures.fixed(error, decimals);
    }

    private void checks() {
        OptimisationResult.Checks checks = result.checks();
        page.raw("<section id=\"checks\">").element("h2", "Can it be trusted?");
        page.table(
                List.of("check", "value", "meaning"),
                List.of(
                        List.of(
                                "gradient error",
                                Figures.significant(checks.gradientError(), 2),
                                "largest relative difference between the gradient and central differences"),
                        List.of(
                                "soft − hard",
                                percent(checks.softHardBias()),
                                "objective with soft cuts relative to hard cuts, training events, at the optimum"),
                        List.of(
                                "effective events",
                                checks.effectiveEventsMin().isPresent()
                                        ? Figures.significant(
                                                checks.effectiveEventsMin().getAsDouble(), 3)
                                        : Figures.NONE,
                                "smallest (Σw)²/Σw² of the expectation in any bin, validation events")));
        if (!checks.gradients().isEmpty()) {
            page.element("h3", "Gradient against central differences");
            page.table(
                    List.of("parameter", "gradient", "central difference", "difference"),
                    checks.gradients().stream().map(HtmlReport::gradientRow).toList());
        }
        health(checks.healthAtStart(), "start");
        health(checks.healthAtOptimum(), "optimum");
        page.raw("</section>");
    }

    private void health(GradientHealth health, String where) {
        if (!health.parameters().isEmpty()) {
            page.element(
                    "h3", "Gradient at the " + where + ", temperature " + Figures.significant(health.temperature(), 2));
            page.table(
                    List.of("parameter", "gradient for one scale", "events that follow one scale", ""),
                    health.parameters().stream()
                            .map(parameter -> List.of(
                                    parameter.name(),
                                    Figures.significant(parameter.gradient(), 3),
                                    percent(parameter.response()),
                                    parameter.state() == GradientHealth.State.HEALTHY
                                            ? ""
                                            : parameter.state().name().toLowerCase(Locale.ROOT)))
                            .toList());
        }
    }

    private static List<String> gradientRow(GradientCheck check) {
        return List.of(
                check.parameter(),
                Figures.significant(check.gradient(), 6),
                Figures.significant(check.finiteDifference(), 6),
                Figures.significant(Math.abs(check.gradient() - check.finiteDifference()), 2));
    }

    private static String percent(OptionalDouble value) {
        return value.isPresent() && Double.isFinite(value.getAsDouble())
                ? Figures.significant(value.getAsDouble() * 100, 2) + " %"
                : Figures.NONE;
    }

    private void messages() {
        if (result.messages().isEmpty()) {
            return;
        }
        page.raw("<section id=\"remarks\">").element("h2", "Remarks").raw("<ul>");
        result.messages().forEach(message -> page.element("li", message));
        page.raw("</ul></section>");
    }

    private void provenance() {
        OptimisationResult.Provenance provenance = result.provenance();
        page.raw("<section id=\"provenance\">").element("h2", "Provenance").raw("<dl>");
        definition("command", provenance.command().isEmpty() ? "called as a library" : provenance.command());
        definition("diffhep", provenance.version());
        definition("Java", provenance.java());
        definition("system", provenance.os());
        page.raw("</dl>");
        if (!provenance.inputs().isEmpty()) {
            page.table(
                    List.of("input", "SHA-256"),
                    provenance.inputs().stream()
                            .map(input -> List.of(input.file(), input.sha256()))
                            .toList());
        }
        page.raw("</section>");
    }

    private void definition(String name, String value) {
        page.element("dt", name).element("dd", value);
    }

    /** Inside a script element only {@code <} can end it, and in JSON it stands in strings only. */
    private static String scriptSafe(ObjectNode document) {
        return document.toString().replace("<", "\\u003c");
    }
}
