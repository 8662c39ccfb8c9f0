package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.autodiff.optimise.Adam;
import org.diffhep.stats.FitFailedException;
import org.diffhep.stats.Objective;
import org.diffhep.stats.ObjectiveUndefinedException;
import org.diffhep.stats.Workspace;

/**
 * Optimises the parameters of an analysis.
 *
 * <p>Half of the events train, the other half validates. The optimiser follows the exact gradient of the soft objective
 * while the temperature falls; after each step the conventional analysis is evaluated on the same events, and the best point
 * by that hard objective is the optimum. What is reported for it comes from the other half, with hard cuts.
 */
public final class AnalysisOptimiser {

    private final Analysis analysis;
    private final Objective objective;
    private final OptimisationSettings settings;
    private final EventSamples events;

    /** The optimum and its pyhf workspace: hard cuts, validation events, full luminosity. */
    public record Outcome(OptimisationResult result, Workspace workspace) {}

    private AnalysisOptimiser(
            Analysis analysis, Objective objective, OptimisationSettings settings, EventSamples events) {
        this.analysis = analysis;
        this.objective = objective;
        this.settings = settings;
        this.events = events;
    }

    /**
     * Reads the events.
     *
     * @throws InvalidInputException if a sample is missing, or a file does not say how its events are normalised
     * @throws NoAnswerException if no event of a sample passes the preselection
     */
    public static AnalysisOptimiser prepare(
            Analysis analysis, Objective objective, OptimisationSettings settings, SampleCatalogue catalogue) {
        EventSamples events = EventSamples.read(catalogue, analysis);
        events.samples().forEach((name, sample) -> {
            if (sample.events() < 2L * Validation.GROUPS) {
                throw new NoAnswerException("sample " + name + ": " + sample.events() + " of " + sample.eventsRead()
                        + " events pass the preselection; too few to train on one half and validate on the other");
            }
        });
        return new AnalysisOptimiser(analysis, objective, settings, events);
    }

    /** Number of events in the files. */
    public long events() {
        return events.eventsRead();
    }

    /** Number of samples. */
    public int samples() {
        return events.samples().size();
    }

    /**
     * Runs the optimisation to its end.
     *
     * @throws NoAnswerException if the objective is undefined at the start, or a sample has no event in any region there
     */
    public Outcome run() {
        return run(OptimisationListener.NONE, () -> false);
    }

    /**
     * Runs the optimisation.
     *
     * @param listener hears of each step
     * @param stop asked before each step; when true, the best result so far is completed and returned
     * @throws NoAnswerException if the objective is undefined at the start, or a sample has no event in any region there
     */
    public Outcome run(OptimisationListener listener, BooleanSupplier stop) {
        long began = System.nanoTime();
        Map<String, TemplatePlan> plans = BoundSamples.plans(analysis);
        Map<String, EventSample> training = new LinkedHashMap<>();
        Map<String, EventSample> validating = new LinkedHashMap<>();
        Map<String, Double> trainingScale = new LinkedHashMap<>();
        Map<String, Double> validationScale = new LinkedHashMap<>();
        events.samples().forEach((name, sample) -> {
            List<EventSample> halves = sample.deal(2, settings.seed());
            training.put(name, halves.get(0));
            validating.put(name, halves.get(1));
            trainingScale.put(name, (double) sample.events() / halves.get(0).events());
            validationScale.put(name, (double) sample.events() / halves.get(1).events());
        });
        try (Engine engine = Engines.create(settings.engine(), settings.threads());
                BoundSamples trainingEvents = new BoundSamples(engine, plans, training, trainingScale);
                Validation validation =
                        new Validation(engine, plans, validating, validationScale, settings.seed() + 1)) {
            AnalysisObjective function = new AnalysisObjective(analysis, objective, trainingEvents, plans);
            requireEventsEverywhere(trainingEvents.templates(starts(), Relaxation.HARD));
            Descent descent = descend(function, listener, stop);
            return new OptimisationReport(analysis, objective, settings, events, function, validation)
                    .complete(descent, began);
        }
    }

    /** What the optimiser did. */
    record Descent(
            List<OptimisationResult.TrajectoryPoint> trajectory,
            OptimisationResult.TrajectoryPoint best,
            boolean interrupted) {}

    private double[] starts() {
        return analysis.parameters().stream().mapToDouble(Parameter::start).toArray();
    }

    private void requireEventsEverywhere(Templates templates) {
        for (String sample : analysis.samples()) {
            double total = 0;
            for (Region region : analysis.regions()) {
                total += templates.nominal(sample, region.name()).total();
            }
            if (total == 0) {
                throw new NoAnswerException(
                        "sample " + sample + ": no event passes the selection of any region at the starting cuts");
            }
        }
    }

    private Descent descend(AnalysisObjective function, OptimisationListener listener, BooleanSupplier stop) {
        double sign = objective.maximise() ? -1 : 1;
        Adam adam = new Adam(analysis.parameters());
        double[] at = starts();
        List<OptimisationResult.TrajectoryPoint> trajectory = new ArrayList<>();
        OptimisationResult.TrajectoryPoint best = null;
        boolean interrupted = false;
        for (int step = 0; step <= settings.steps(); step++) {
            double temperature = settings.temperature(step);
            ValueAndGradient soft = function.valueAndGradient(at, Relaxation.soft(temperature));
            List<Double> parameters = new ArrayList<>();
            for (double value : at) {
                parameters.add(value);
            }
            OptimisationResult.TrajectoryPoint point = new OptimisationResult.TrajectoryPoint(
                    step, soft.value(), hard(function, at), temperature, parameters);
            trajectory.add(point);
            if (best == null || better(point, best)) {
                best = point;
            }
            listener.stepped(point, best, settings.steps());
            if (step == settings.steps()) {
                break;
            }
            if (stop.getAsBoolean()) {
                interrupted = true;
                break;
            }
            double[] downhill =
                    soft.gradient().stream().mapToDouble(slope -> sign * slope).toArray();
            at = adam.step(at, downhill, settings.learningRate(step));
        }
        return new Descent(trajectory, Objects.requireNonNull(best), interrupted);
    }

    private boolean better(OptimisationResult.TrajectoryPoint point, OptimisationResult.TrajectoryPoint best) {
        if (point.objectiveHard().isEmpty() || best.objectiveHard().isEmpty()) {
            return point.objectiveHard().isPresent();
        }
        double change =
                point.objectiveHard().getAsDouble() - best.objectiveHard().getAsDouble();
        return objective.maximise() ? change > 0 : change < 0;
    }

    /** The conventional analysis on the training events; empty where it is undefined, such as for an empty region. */
    static OptionalDouble hard(AnalysisObjective function, double[] at) {
        try {
            return OptionalDouble.of(function.value(at, Relaxation.HARD));
        } catch (ObjectiveUndefinedException | NoAnswerException | FitFailedException e) {
            return OptionalDouble.empty();
        }
    }
}
