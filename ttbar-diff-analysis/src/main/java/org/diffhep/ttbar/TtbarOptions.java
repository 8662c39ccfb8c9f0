package org.diffhep.ttbar;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffhep.pipeline.Constraint;
import org.diffhep.pipeline.OptimisationSettings;

/**
 * What a user may choose of the optimisation.
 *
 * @param input the samples
 * @param objective precision, discovery or limit
 * @param signal process searched for by discovery and limit; empty for {@value #DEFAULT_SIGNAL}
 * @param parameters names of the thresholds that may move; empty for all
 * @param edges names of the regions whose bin edges move, too; each of their bins keeps {@value #LEARNED_BIN_EVENTS} effective events, unless a constraint says
 *     how many
 * @param constraints what the optimum must fulfil
 * @param settings how it is looked for
 * @param checkpoint file that is kept up to date while the optimisation runs, so that it can be taken up again
 * @param resume checkpoint to go on from
 */
public record TtbarOptions(
        TtbarInput input,
        String objective,
        Optional<String> signal,
        List<String> parameters,
        List<String> edges,
        List<Constraint> constraints,
        OptimisationSettings settings,
        Optional<Path> checkpoint,
        Optional<Path> resume) {

    /** What is searched for if the user names nothing. */
    public static final String DEFAULT_SIGNAL = "zprime_1000";

    /** Effective simulated events that bins keep whose edges move, if the user asks for no other number. */
    public static final int LEARNED_BIN_EVENTS = 5;

    public TtbarOptions {
        parameters = List.copyOf(parameters);
        edges = List.copyOf(edges);
        constraints = List.copyOf(constraints);
    }

    /** The precision of ttbar_norm on the shipped sample: 100 steps of Adam, all thresholds, all cores. */
    public static TtbarOptions ofDefaults() {
        return new TtbarOptions(
                TtbarInput.shipped(),
                "precision",
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                OptimisationSettings.ofDefaults(),
                Optional.empty(),
                Optional.empty());
    }

    public TtbarOptions withInput(Path folder) {
        return new TtbarOptions(
                input.withFolder(folder),
                objective,
                signal,
                parameters,
                edges,
                constraints,
                settings,
                checkpoint,
                resume);
    }

    public TtbarOptions withObjective(String newObjective) {
        return new TtbarOptions(
                input, newObjective, signal, parameters, edges, constraints, settings, checkpoint, resume);
    }

    public TtbarOptions withSignal(String newSignal) {
        return new TtbarOptions(
                input, objective, Optional.of(newSignal), parameters, edges, constraints, settings, checkpoint, resume);
    }

    public TtbarOptions withParameters(List<String> newParameters) {
        return new TtbarOptions(
                input, objective, signal, newParameters, edges, constraints, settings, checkpoint, resume);
    }

    public TtbarOptions withEdges(List<String> newEdges) {
        return new TtbarOptions(
                input, objective, signal, parameters, newEdges, constraints, settings, checkpoint, resume);
    }

    public TtbarOptions withConstraints(List<Constraint> newConstraints) {
        return new TtbarOptions(
                input, objective, signal, parameters, edges, newConstraints, settings, checkpoint, resume);
    }

    public TtbarOptions withSettings(OptimisationSettings newSettings) {
        return new TtbarOptions(
                input, objective, signal, parameters, edges, constraints, newSettings, checkpoint, resume);
    }

    public TtbarOptions resuming(Path newResume) {
        return new TtbarOptions(
                input, objective, signal, parameters, edges, constraints, settings, checkpoint, Optional.of(newResume));
    }
}
