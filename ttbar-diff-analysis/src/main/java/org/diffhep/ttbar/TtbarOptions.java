package org.diffhep.ttbar;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a user may choose of the optimisation.
 *
 * @param input folder with a {@code samples.json}; empty for the sample that ships with the project
 * @param objective precision, discovery or limit
 * @param signal process searched for by discovery and limit
 * @param parameters names of the thresholds that may move; empty for all
 * @param steps number of optimiser steps
 * @param seed of the split into training and validation events
 * @param engine jvm or djl
 * @param threads how many threads compute at the same time
 * @param command what the user ran, for the record
 */
public record TtbarOptions(
        Optional<Path> input,
        String objective,
        String signal,
        List<String> parameters,
        int steps,
        long seed,
        String engine,
        int threads,
        String command) {

    public TtbarOptions {
        parameters = List.copyOf(parameters);
    }

    /** The precision of ttbar_norm on the shipped sample: 100 steps, all thresholds, all cores. */
    public static TtbarOptions ofDefaults() {
        int threads = Runtime.getRuntime().availableProcessors();
        return new TtbarOptions(Optional.empty(), "precision", "zprime_1000", List.of(), 100, 1, "jvm", threads, "");
    }

    public TtbarOptions withInput(Path folder) {
        return new TtbarOptions(
                Optional.of(folder), objective, signal, parameters, steps, seed, engine, threads, command);
    }

    public TtbarOptions withObjective(String newObjective) {
        return new TtbarOptions(input, newObjective, signal, parameters, steps, seed, engine, threads, command);
    }

    public TtbarOptions withSignal(String newSignal) {
        return new TtbarOptions(input, objective, newSignal, parameters, steps, seed, engine, threads, command);
    }

    public TtbarOptions withParameters(List<String> names) {
        return new TtbarOptions(input, objective, signal, names, steps, seed, engine, threads, command);
    }

    public TtbarOptions withSteps(int newSteps) {
        return new TtbarOptions(input, objective, signal, parameters, newSteps, seed, engine, threads, command);
    }

    public TtbarOptions withSeed(long newSeed) {
        return new TtbarOptions(input, objective, signal, parameters, steps, newSeed, engine, threads, command);
    }

    public TtbarOptions withEngine(String newEngine, int newThreads) {
        return new TtbarOptions(input, objective, signal, parameters, steps, seed, newEngine, newThreads, command);
    }

    public TtbarOptions withCommand(String newCommand) {
        return new TtbarOptions(input, objective, signal, parameters, steps, seed, engine, threads, newCommand);
    }
}
