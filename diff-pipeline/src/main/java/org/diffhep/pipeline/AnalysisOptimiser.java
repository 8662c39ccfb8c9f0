package org.diffhep.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EngineChoice;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.stats.Objective;
import org.diffhep.stats.Workspace;

/**
 * Optimises the parameters of an analysis.
 *
 * <p>Half of the events train, the other half validates. The optimiser follows the exact gradient of the soft objective
 * while the temperature falls; after each step the conventional analysis is evaluated on the same events, and the best point
 * by that hard objective, among those that fulfil the constraints, is the optimum. What is reported for it comes from the other
 * half, with hard cuts.
 */
public final class AnalysisOptimiser {

    private final Analysis analysis;
    private final Objective objective;
    private final OptimisationSettings settings;
    private final EventSamples events;
    private final OptimisationCheckpoint from;

    /** The optimum and its pyhf workspace: hard cuts, validation events, full luminosity. */
    public record Outcome(OptimisationResult result, Workspace workspace) {}

    private AnalysisOptimiser(
            Analysis analysis,
            Objective objective,
            OptimisationSettings settings,
            EventSamples events,
            OptimisationCheckpoint from) {
        this.from = from;
        this.analysis = analysis;
        this.objective = objective;
        this.settings = settings;
        this.events = events;
    }

    /**
     * Reads the events.
     *
     * @throws InvalidInputException if a sample is missing, a file does not say how its events are normalised, or the engine
     *     is not there or cannot compute on the device
     * @throws NoAnswerException if no event of a sample passes the preselection
     */
    public static AnalysisOptimiser prepare(
            Analysis analysis, Objective objective, OptimisationSettings settings, SampleCatalogue catalogue) {
        requireEngine(settings.engine());
        EventSamples events = EventSamples.read(catalogue, analysis);
        events.samples().forEach((name, sample) -> {
            if (sample.events() < 2L * Validation.GROUPS) {
                throw new NoAnswerException("sample " + name + ": " + sample.events() + " of " + sample.eventsRead()
                        + " events pass the preselection; too few to train on one half and validate on the other");
            }
        });
        return of(analysis, objective, settings, events);
    }

    /** Before the events are read, which takes a while. */
    private static void requireEngine(EngineChoice choice) {
        try {
            Engines.create(choice).close();
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(String.valueOf(e.getMessage()), e);
        }
    }

    static AnalysisOptimiser of(
            Analysis analysis, Objective objective, OptimisationSettings settings, EventSamples events) {
        Map<String, String> identity = OptimisationIdentity.of(analysis, objective, settings, events);
        return new AnalysisOptimiser(
                analysis, objective, settings, events, new OptimisationCheckpoint(identity, List.of()));
    }

    /**
     * The same optimisation, to go on from a checkpoint: it will end with the very result that it would have had without
     * the interruption, bit for bit.
     *
     * @throws InvalidInputException if the checkpoint is of another optimisation; names what differs
     */
    public AnalysisOptimiser resuming(OptimisationCheckpoint checkpoint) {
        checkpoint.requireIdentity(from.identity());
        return new AnalysisOptimiser(analysis, objective, settings, events, checkpoint);
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
     * @throws InvalidInputException if it goes on from a checkpoint that this program would not have come to
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
        try (Engine engine = Engines.create(settings.engine());
                BoundSamples trainingEvents = new BoundSamples(engine, plans, training, trainingScale);
                Validation validation =
                        new Validation(engine, plans, validating, validationScale, settings.seed() + 1)) {
            AnalysisObjective function = new AnalysisObjective(analysis, objective, trainingEvents, plans);
            double[] starts = OptimisationRun.starts(analysis.parameters());
            requireEventsEverywhere(trainingEvents.templates(starts, Relaxation.HARD));
            OptimisationRun run = new OptimisationRun(function, analysis, objective, settings, from, listener, stop);
            OptimisationRun.Descent descent = run.walk();
            GradientHealthCheck health = new GradientHealthCheck(analysis, engine, training, function);
            return new OptimisationReport(analysis, objective, settings, events, function, validation, health)
                    .complete(descent, began);
        }
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
}
