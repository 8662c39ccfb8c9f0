package org.diffhep.ttbar;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diffhep.pipeline.Constraint;
import org.diffhep.pipeline.Enforcement;
import org.diffhep.pipeline.OptimisationMethod;
import org.diffhep.pipeline.OptimisationSettings;

/**
 * What a user may choose of the optimisation.
 *
 * @param input folder with a {@code samples.json}; empty for the sample that ships with the project
 * @param cache folder where decoded columns are kept; empty if they are decoded each time
 * @param objective precision, discovery or limit
 * @param signal process searched for by discovery and limit; empty for {@value #DEFAULT_SIGNAL}
 * @param method what moves the thresholds
 * @param parameters names of the thresholds that may move; empty for all
 * @param constraints what the optimum must fulfil
 * @param enforcement how constraints act
 * @param steps number of optimiser steps
 * @param seed of the split into training and validation events
 * @param engine jvm or djl
 * @param threads how many threads compute at the same time
 * @param checkpoint file that is kept up to date while the optimisation runs, so that it can be taken up again
 * @param resume checkpoint to go on from
 * @param command what the user ran, for the record
 */
public record TtbarOptions(
        Optional<Path> input,
        Optional<Path> cache,
        String objective,
        Optional<String> signal,
        OptimisationMethod method,
        List<String> parameters,
        List<Constraint> constraints,
        Enforcement enforcement,
        int steps,
        long seed,
        String engine,
        int threads,
        Optional<Path> checkpoint,
        Optional<Path> resume,
        String command) {

    /** What is searched for if the user names nothing. */
    public static final String DEFAULT_SIGNAL = "zprime_1000";

    public TtbarOptions {
        parameters = List.copyOf(parameters);
        constraints = List.copyOf(constraints);
    }

    /** The precision of ttbar_norm on the shipped sample: 100 steps of Adam, all thresholds, all cores. */
    public static TtbarOptions ofDefaults() {
        OptimisationSettings settings = OptimisationSettings.ofDefaults();
        return new TtbarOptions(
                Optional.empty(),
                Optional.empty(),
                "precision",
                Optional.empty(),
                settings.method(),
                List.of(),
                List.of(),
                settings.enforcement(),
                settings.steps(),
                settings.seed(),
                settings.engine(),
                settings.threads(),
                Optional.empty(),
                Optional.empty(),
                "");
    }

    public TtbarOptions withInput(Path folder) {
        return new TtbarOptions(
                Optional.of(folder),
                cache,
                objective,
                signal,
                method,
                parameters,
                constraints,
                enforcement,
                steps,
                seed,
                engine,
                threads,
                checkpoint,
                resume,
                command);
    }

    public TtbarOptions withCache(Path folder) {
        return new TtbarOptions(
                input,
                Optional.of(folder),
                objective,
                signal,
                method,
                parameters,
                constraints,
                enforcement,
                steps,
                seed,
                engine,
                threads,
                checkpoint,
                resume,
                command);
    }

    public TtbarOptions withObjective(String newObjective) {
        return new TtbarOptions(
                input,
                cache,
                newObjective,
                signal,
                method,
                parameters,
                constraints,
                enforcement,
                steps,
                seed,
                engine,
                threads,
                checkpoint,
                resume,
                command);
    }

    public TtbarOptions withSignal(String newSignal) {
        return new TtbarOptions(
                input,
                cache,
                objective,
                Optional.of(newSignal),
                method,
                parameters,
                constraints,
                enforcement,
                steps,
                seed,
                engine,
                threads,
                checkpoint,
                resume,
                command);
    }

    public TtbarOptions withMethod(OptimisationMethod newMethod) {
        return new TtbarOptions(
                input,
                cache,
                objective,
                signal,
                newMethod,
                parameters,
                constraints,
                enforcement,
                steps,
                seed,
                engine,
                threads,
                checkpoint,
                resume,
                command);
    }

    public TtbarOptions withParameters(List<String> names) {
        return new TtbarOptions(
                input,
                cache,
                objective,
                signal,
                method,
                names,
                constraints,
                enforcement,
                steps,
                seed,
                engine,
                threads,
                checkpoint,
                resume,
                command);
    }

    public TtbarOptions withConstraints(List<Constraint> newConstraints, Enforcement newEnforcement) {
        return new TtbarOptions(
                input,
                cache,
                objective,
                signal,
                method,
                parameters,
                newConstraints,
                newEnforcement,
                steps,
                seed,
                engine,
                threads,
                checkpoint,
                resume,
                command);
    }

    public TtbarOptions withSteps(int newSteps) {
        return new TtbarOptions(
                input,
                cache,
                objective,
                signal,
                method,
                parameters,
                constraints,
                enforcement,
                newSteps,
                seed,
                engine,
                threads,
                checkpoint,
                resume,
                command);
    }

    public TtbarOptions withSeed(long newSeed) {
        return new TtbarOptions(
                input,
                cache,
                objective,
                signal,
                method,
                parameters,
                constraints,
                enforcement,
                steps,
                newSeed,
                engine,
                threads,
                checkpoint,
                resume,
                command);
    }

    public TtbarOptions withEngine(String newEngine, int newThreads) {
        return new TtbarOptions(
                input,
                cache,
                objective,
                signal,
                method,
                parameters,
                constraints,
                enforcement,
                steps,
                seed,
                newEngine,
                newThreads,
                checkpoint,
                resume,
                command);
    }

    public TtbarOptions withCheckpoint(Path file) {
        return new TtbarOptions(
                input,
                cache,
                objective,
                signal,
                method,
                parameters,
                constraints,
                enforcement,
                steps,
                seed,
                engine,
                threads,
                Optional.of(file),
                resume,
                command);
    }

    public TtbarOptions resuming(Path file) {
        return new TtbarOptions(
                input,
                cache,
                objective,
                signal,
                method,
                parameters,
                constraints,
                enforcement,
                steps,
                seed,
                engine,
                threads,
                checkpoint,
                Optional.of(file),
                command);
    }

    public TtbarOptions withCommand(String newCommand) {
        return new TtbarOptions(
                input,
                cache,
                objective,
                signal,
                method,
                parameters,
                constraints,
                enforcement,
                steps,
                seed,
                engine,
                threads,
                checkpoint,
                resume,
                newCommand);
    }
}
