package org.diffhep.ttbar;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.diffhep.autodiff.Parameter;
import org.diffhep.pipeline.Analysis;
import org.diffhep.pipeline.AnalysisOptimiser;
import org.diffhep.pipeline.Constraint;
import org.diffhep.pipeline.InvalidInputException;
import org.diffhep.pipeline.OptimisationListener;
import org.diffhep.pipeline.SampleCatalogue;
import org.diffhep.pipeline.report.CheckpointFile;
import org.diffhep.stats.Objective;
import org.diffhep.stats.Objectives;

/** The main job of the demonstrator: the thresholds of the ttbar selection, optimised. */
public final class TtbarOptimisation {

    private final Analysis analysis;
    private final AnalysisOptimiser optimiser;
    private final Objective objective;

    private TtbarOptimisation(Analysis analysis, AnalysisOptimiser optimiser, Objective objective) {
        this.analysis = analysis;
        this.optimiser = optimiser;
        this.objective = objective;
    }

    /**
     * Checks the options and reads the events.
     *
     * @throws InvalidInputException if an option, a file or a field of one is wrong, or a checkpoint is of another optimisation
     * @throws org.diffhep.pipeline.NoAnswerException if too few events of a sample pass
     */
    public static TtbarOptimisation prepare(TtbarOptions options) {
        Objective objective = objective(options.objective());
        SampleCatalogue catalogue = options.input().open();
        TtbarCuts cuts = TtbarCuts.of(TtbarVersion.V2);
        requireRegions(options.edges());
        // a wrong name is wrong for every objective
        options.signal().ifPresent(signal -> TtbarAnalysis.requireSignal(catalogue.processes(), signal));
        Analysis full = options.objective().equals("precision")
                ? TtbarAnalysis.measurement(catalogue.processes(), cuts, options.edges())
                : TtbarAnalysis.search(
                        catalogue.processes(),
                        options.signal().orElse(TtbarOptions.DEFAULT_SIGNAL),
                        cuts,
                        options.edges());
        Analysis free = options.parameters().isEmpty() ? full : full.holding(fixed(options.parameters(), cuts));
        Analysis analysis = free.requiring(constraints(options).stream()
                .map(constraint -> ofBackgrounds(constraint, full, options.objective()))
                .toList());
        AnalysisOptimiser optimiser = AnalysisOptimiser.prepare(analysis, objective, options.settings(), catalogue);
        return new TtbarOptimisation(
                analysis,
                options.resume().isEmpty()
                        ? optimiser
                        : resuming(optimiser, options.resume().get()),
                objective);
    }

    /** Those of the user, and a floor under the effective events of regions whose edges move and that have none. */
    private static List<Constraint> constraints(TtbarOptions options) {
        List<Constraint> constraints = new ArrayList<>(options.constraints());
        for (String region : options.edges()) {
            boolean floored = constraints.stream()
                    .anyMatch(constraint -> constraint instanceof Constraint.MinimumEffectiveEvents
                            && constraint.region().equals(region));
            if (!floored) {
                constraints.add(Constraint.effectiveEventsAtLeast(TtbarOptions.LEARNED_BIN_EVENTS, region));
            }
        }
        return constraints;
    }

    /** In a search effective events are those of the backgrounds: a bin of simulated signal alone would be found, not shunned. */
    private static Constraint ofBackgrounds(Constraint constraint, Analysis analysis, String objective) {
        if (objective.equals("precision") || !(constraint instanceof Constraint.MinimumEffectiveEvents floor)) {
            return constraint;
        }
        List<String> backgrounds = new ArrayList<>(analysis.samples());
        backgrounds.remove(analysis.normalisations().get(0).sample());
        return new Constraint.MinimumEffectiveEvents(floor.region(), backgrounds, floor.eachBin(), floor.limit());
    }

    private static void requireRegions(List<String> edges) {
        for (String region : edges) {
            if (!TtbarAnalysis.REGIONS.contains(region)) {
                throw new InvalidInputException("--learn-edges: there is no region " + region + "; there are "
                        + String.join(", ", TtbarAnalysis.REGIONS));
            }
        }
    }

    private static AnalysisOptimiser resuming(AnalysisOptimiser optimiser, Path file) {
        try {
            return optimiser.resuming(CheckpointFile.read(file));
        } catch (InvalidInputException e) {
            throw new InvalidInputException("--resume " + file + ": " + e.getMessage(), e);
        }
    }

    private static Objective objective(String name) {
        try {
            return Objectives.named(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--objective: " + e.getMessage(), e);
        }
    }

    /** All parameters but those named. */
    private static List<Parameter> fixed(List<String> free, TtbarCuts cuts) {
        List<String> known = cuts.all().stream().map(Parameter::name).toList();
        for (String name : free) {
            if (!known.contains(name)) {
                throw new InvalidInputException(
                        "--parameters: there is no parameter " + name + "; there are " + String.join(", ", known));
            }
        }
        return cuts.all().stream()
                .filter(parameter -> !free.contains(parameter.name()))
                .toList();
    }

    /** One line for people: samples, events, variations, objective. */
    public String description() {
        String what = objective.name().equals("precision")
                ? "expected precision of " + parameterOfInterest()
                : "expected " + (objective.maximise() ? "significance" : "95 % CLs limit") + " of " + analysis.name();
        return String.format(
                Locale.ROOT,
                "ttbar · %d samples, %,d events, %d systematics · objective: %s",
                optimiser.samples(),
                optimiser.events(),
                analysis.systematics().size() + 1,
                what);
    }

    /** What is measured or searched for: the parameter of interest. */
    public String parameterOfInterest() {
        return analysis.parameterOfInterest();
    }

    /** The cuts that move, the first parameters of all results; those of bin edges follow. */
    public List<Parameter> cuts() {
        List<Parameter> cuts = new ArrayList<>(analysis.parameters());
        cuts.removeAll(analysis.edgeParameters());
        return cuts;
    }

    /**
     * Runs it.
     *
     * @param stop asked before each step; when true, the best result so far is completed and returned
     */
    public AnalysisOptimiser.Outcome run(OptimisationListener listener, BooleanSupplier stop) {
        return optimiser.run(listener, stop);
    }
}
