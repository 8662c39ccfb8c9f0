package org.diffhep.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.histogram.Histogram;
import org.diffhep.histogram.LearnableAxis;
import org.diffhep.pipeline.OptimisationResult.ConstraintResult;
import org.diffhep.pipeline.OptimisationResult.Evaluation;
import org.diffhep.pipeline.OptimisationResult.GradientCheck;
import org.diffhep.pipeline.OptimisationResult.HistogramComparison;
import org.diffhep.pipeline.OptimisationResult.LearnedEdges;
import org.diffhep.pipeline.OptimisationResult.ParameterResult;
import org.diffhep.pipeline.OptimisationResult.Sense;
import org.diffhep.pipeline.OptimisationResult.Series;
import org.diffhep.pipeline.OptimisationResult.TrajectoryPoint;
import org.diffhep.stats.FitFailedException;
import org.diffhep.stats.Objective;
import org.diffhep.stats.ObjectiveUndefinedException;

/** Turns what the optimiser did into a result that can be trusted: validation, tolerances, checks. */
final class OptimisationReport {

    /** How much worse the objective may be at the ends of a tolerance. */
    private static final double TOLERATED = 0.01;
    /** How many scales a parameter without bounds is moved at most. */
    private static final double FAR = 1e4;
    /** Margin, as a share of its limit, up to which a constraint counts as active. */
    private static final double NEAR_LIMIT = 0.05;

    private final Analysis analysis;
    private final Objective objective;
    private final OptimisationSettings settings;
    private final EventSamples events;
    private final AnalysisObjective function;
    private final Validation validation;
    private final GradientHealthCheck health;
    private final List<String> messages = new ArrayList<>();

    OptimisationReport(
            Analysis analysis,
            Objective objective,
            OptimisationSettings settings,
            EventSamples events,
            AnalysisObjective function,
            Validation validation,
            GradientHealthCheck health) {
        this.analysis = analysis;
        this.objective = objective;
        this.settings = settings;
        this.events = events;
        this.function = function;
        this.validation = validation;
        this.health = health;
    }

    AnalysisOptimiser.Outcome complete(OptimisationRun.Descent descent, long began) {
        TrajectoryPoint first = descent.trajectory().get(0);
        TrajectoryPoint best = descent.best();
        TrajectoryPoint last = descent.trajectory().get(descent.trajectory().size() - 1);
        // methods that search with hard cuts are looked at with the softness that the others end with
        double temperature = last.temperature() > 0 ? last.temperature() : settings.endTemperature();
        Relaxation soft = Relaxation.soft(temperature);
        double[] start = values(first);
        double[] optimum = values(best);
        Validation.Outcome before = validation.evaluate(function, start);
        Validation.Outcome after = validation.evaluate(function, optimum);
        noteProblem("start", before);
        noteProblem("optimum", after);
        TemplateModel model = TemplateModel.of(analysis, after.templates());
        model.droppedBins().forEach((region, bins) -> {
            if (bins > 0) {
                messages.add("region " + region + ": " + bins + (bins == 1 ? " bin holds" : " bins hold")
                        + " no event at the optimum and " + (bins == 1 ? "is" : "are") + " left out of the workspace");
            }
        });
        double optimumSoft = function.value(optimum, soft);
        List<ParameterResult> parameters = parameters(start, optimum, optimumSoft, soft);
        List<GradientCheck> gradients = gradients(optimum, soft);
        List<ConstraintResult> constraints = constraints(start, optimum, after);
        GradientHealth atStart = health.at(start, settings.startTemperature());
        GradientHealth atOptimum = health.at(optimum, temperature);
        messages.addAll(health.messages(atStart, start, "start"));
        messages.addAll(health.messages(atOptimum, optimum, "optimum"));
        OptimisationResult result = new OptimisationResult(
                objective.name(),
                analysis.parameterOfInterest(),
                settings.method().toString(),
                objective.maximise() ? Sense.MAXIMISE : Sense.MINIMISE,
                settings.seed(),
                settings.engine().name(),
                events.eventsRead(),
                descent.trajectory().size() - 1,
                (System.nanoTime() - began) * 1e-9,
                descent.interrupted(),
                parameters,
                constraints,
                edges(start, optimum, descent.trajectory()),
                evaluation(function.value(start, soft), first.objectiveHard(), before),
                evaluation(optimumSoft, best.objectiveHard(), after),
                descent.trajectory(),
                new OptimisationResult.Checks(
                        largestError(gradients),
                        gradients,
                        bias(optimumSoft, best.objectiveHard()),
                        effectiveEvents(after.templates()),
                        atStart,
                        atOptimum),
                histograms(before.templates(), after.templates()),
                provenance(),
                messages);
        return new AnalysisOptimiser.Outcome(result, model.workspace());
    }

    private static double[] values(TrajectoryPoint point) {
        return point.parameters().stream().mapToDouble(Double::doubleValue).toArray();
    }

    private void noteProblem(String where, Validation.Outcome outcome) {
        if (!outcome.problem().isEmpty()) {
            messages.add("no validation at the " + where + ": " + outcome.problem());
        }
    }

    private static Evaluation evaluation(double soft, OptionalDouble hard, Validation.Outcome outcome) {
        return new Evaluation(OptionalDouble.of(soft), hard, outcome.value(), outcome.error());
    }

    private static OptionalDouble bias(double soft, OptionalDouble hard) {
        return hard.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((soft - hard.getAsDouble()) / hard.getAsDouble());
    }

    private List<ParameterResult> parameters(double[] start, double[] optimum, double optimumSoft, Relaxation soft) {
        List<ParameterResult> rows = new ArrayList<>();
        for (int i = 0; i < optimum.length; i++) {
            Parameter parameter = analysis.parameters().get(i);
            boolean onBound = optimum[i] == parameter.lower() || optimum[i] == parameter.upper();
            if (onBound) {
                messages.add(
                        "parameter " + parameter.name() + " ends on its bound " + optimum[i] + " " + parameter.unit());
            }
            rows.add(new ParameterResult(
                    parameter.name(),
                    start[i],
                    optimum[i],
                    parameter.lower(),
                    parameter.upper(),
                    parameter.unit(),
                    tolerance(i, -1, optimum, optimumSoft, soft),
                    tolerance(i, 1, optimum, optimumSoft, soft),
                    onBound));
        }
        return rows;
    }

    /**
     * How far one parameter may move until the soft objective is 1 % worse, the others held: doubling steps until it is, then
     * the secant between the last two. Empty where the bound comes first, or where {@value #FAR} scales do not matter; as far as was tried where
     * the objective is undefined beyond.
     */
    private OptionalDouble tolerance(int parameter, int direction, double[] optimum, double at, Relaxation soft) {
        Parameter which = analysis.parameters().get(parameter);
        double inside = 0;
        double lossInside = 0;
        for (double distance = which.scale() / 2; ; distance *= 2) {
            double[] moved = optimum.clone();
            moved[parameter] = which.clamp(optimum[parameter] + direction * distance);
            double reached = Math.abs(moved[parameter] - optimum[parameter]);
            if (reached == inside || distance > FAR * which.scale()) {
                return OptionalDouble.empty();
            }
            double loss = loss(moved, at, soft);
            if (loss >= TOLERATED) {
                return OptionalDouble.of(inside + (reached - inside) * (TOLERATED - lossInside) / (loss - lossInside));
            }
            inside = reached;
            lossInside = loss;
        }
    }

    /** How much worse the soft objective is than at the optimum, as a share of it; infinite where it is undefined. */
    private double loss(double[] moved, double at, Relaxation soft) {
        try {
            double change = (function.value(moved, soft) - at) / Math.abs(at);
            return objective.maximise() ? -change : change;
        } catch (ObjectiveUndefinedException | NoAnswerException | FitFailedException e) {
            return Double.POSITIVE_INFINITY;
        }
    }

    /** Central differences with one step of Richardson's extrapolation, beside the gradient. */
    private List<GradientCheck> gradients(double[] at, Relaxation soft) {
        List<Double> gradient = function.valueAndGradient(at, soft).gradient();
        List<GradientCheck> checks = new ArrayList<>();
        for (int i = 0; i < at.length; i++) {
            Parameter parameter = analysis.parameters().get(i);
            double step = 0.002 * parameter.scale() * soft.temperature();
            double fine = difference(at, i, step, soft);
            double coarse = difference(at, i, 2 * step, soft);
            checks.add(new GradientCheck(parameter.name(), gradient.get(i), (4 * fine - coarse) / 3));
        }
        return checks;
    }

    private double difference(double[] at, int parameter, double step, Relaxation soft) {
        double[] up = at.clone();
        double[] down = at.clone();
        up[parameter] += step;
        down[parameter] -= step;
        return (function.value(up, soft) - function.value(down, soft)) / (up[parameter] - down[parameter]);
    }

    /** Relative to each derivative, or to the largest effect of a parameter where one derivative happens to be near zero. */
    private double largestError(List<GradientCheck> checks) {
        double largestEffect = 0;
        for (int i = 0; i < checks.size(); i++) {
            double scale = analysis.parameters().get(i).scale();
            largestEffect = Math.max(largestEffect, Math.abs(checks.get(i).finiteDifference()) * scale);
        }
        double worst = 0;
        for (int i = 0; i < checks.size(); i++) {
            GradientCheck check = checks.get(i);
            double floor = 0.1 * largestEffect / analysis.parameters().get(i).scale();
            double size = Math.max(Math.abs(check.finiteDifference()), floor);
            worst = Math.max(worst, size == 0 ? 0 : Math.abs(check.gradient() - check.finiteDifference()) / size);
        }
        return worst;
    }

    private List<ConstraintResult> constraints(double[] start, double[] optimum, Validation.Outcome after) {
        if (analysis.constraints().isEmpty()) {
            return List.of();
        }
        Templates before = function.templates(start, Relaxation.HARD);
        Templates trained = function.templates(optimum, Relaxation.HARD);
        List<ConstraintResult> rows = new ArrayList<>();
        for (Constraint constraint : analysis.constraints()) {
            double value = function.constraints().value(constraint, trained);
            double room = value / constraint.limit() - 1;
            double margin = constraint.isLower() ? room : -room;
            boolean fulfilled = margin >= -OptimisationRun.TOLERATED_VIOLATION;
            if (!fulfilled) {
                messages.add(String.format(
                        Locale.ROOT,
                        "constraint %s is not fulfilled: %.5g at the optimum, training events with hard cuts",
                        constraint.text(),
                        value));
            }
            rows.add(new ConstraintResult(
                    constraint.text(),
                    constraint.limit(),
                    function.constraints().value(constraint, before),
                    value,
                    function.constraints().value(constraint, after.templates()),
                    fulfilled,
                    margin <= NEAR_LIMIT));
        }
        return rows;
    }

    /** The smallest (Σw)²/Σw² of the total expectation in a bin that holds events. */
    private OptionalDouble effectiveEvents(Templates templates) {
        return analysis.regions().stream()
                .flatMapToDouble(
                        region -> Arrays.stream(GradientHealthCheck.effectiveEvents(analysis, region, templates)))
                .filter(effective -> effective > 0)
                .min();
    }

    private List<LearnedEdges> edges(double[] start, double[] optimum, List<TrajectoryPoint> trajectory) {
        List<LearnedEdges> rows = new ArrayList<>();
        for (Region region : analysis.regions()) {
            if (region.axis() instanceof LearnableAxis axis) {
                List<Parameter> mine = new ArrayList<>(analysis.edgeParameters());
                mine.retainAll(axis.parameters());
                rows.add(new LearnedEdges(
                        region.name(),
                        region.label(),
                        mine.stream().map(Parameter::name).toList(),
                        edges(region, start),
                        edges(region, optimum),
                        trajectory.stream()
                                .map(point -> edges(region, values(point)))
                                .toList()));
            }
        }
        return rows;
    }

    private List<Double> edges(Region region, double[] at) {
        return list(region.axisAt(analysis.parameters(), at).edges());
    }

    private List<HistogramComparison> histograms(Templates before, Templates after) {
        List<HistogramComparison> comparisons = new ArrayList<>();
        for (Region region : analysis.regions()) {
            comparisons.add(new HistogramComparison(
                    region.name(),
                    region.label(),
                    list(before.axis(region.name()).edges()),
                    series(before, region),
                    list(after.axis(region.name()).edges()),
                    series(after, region)));
        }
        return comparisons;
    }

    private List<Series> series(Templates templates, Region region) {
        List<Series> series = new ArrayList<>();
        for (String sample : analysis.samples()) {
            Histogram histogram = templates.nominal(sample, region.name());
            series.add(new Series(sample, list(histogram.values()), list(histogram.variances())));
        }
        return series;
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** The version the build wrote into its resources. */
    private static String version() {
        try (InputStream text = OptimisationReport.class.getResourceAsStream("version.txt")) {
            return new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("version.txt", e);
        }
    }

    private OptimisationResult.Provenance provenance() {
        return new OptimisationResult.Provenance(
                version(),
                System.getProperty("java.version") + ", " + System.getProperty("java.vendor"),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"),
                events.files(),
                settings.command());
    }
}
