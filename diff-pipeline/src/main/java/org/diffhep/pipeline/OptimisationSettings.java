package org.diffhep.pipeline;

import org.diffhep.autodiff.optimise.LearningRate;

/**
 * How an analysis is optimised.
 *
 * @param steps number of optimiser steps, at least 1: the objective is evaluated once more than that at most
 * @param method what moves the parameters
 * @param learningRate length of the steps of Adam, in scales of the parameters
 * @param startTemperature temperature of the first step
 * @param endTemperature temperature of the last step; falls geometrically in between
 * @param enforcement how the constraints of the analysis act
 * @param seed of everything random: which events train and which validate
 * @param engine name of the engine
 * @param threads how many threads compute at the same time
 * @param command what the user ran, for the record; empty when called as a library
 */
public record OptimisationSettings(
        int steps,
        OptimisationMethod method,
        LearningRate learningRate,
        double startTemperature,
        double endTemperature,
        Enforcement enforcement,
        long seed,
        String engine,
        int threads,
        String command) {

    /** @throws InvalidInputException if a number is out of range */
    public OptimisationSettings {
        if (steps < 1) {
            throw new InvalidInputException("steps must be 1 or more, got " + steps);
        }
        if (threads < 1) {
            throw new InvalidInputException("threads must be 1 or more, got " + threads);
        }
        if (!(endTemperature > 0 && startTemperature >= endTemperature)) {
            throw new InvalidInputException("temperatures " + startTemperature + " to " + endTemperature
                    + ": both must be positive, the temperature must not rise");
        }
    }

    /** 100 steps of Adam on all cores, learning rate from 0.4 to 0.04, temperature from 1 to 0.1. */
    public static OptimisationSettings ofDefaults() {
        return new OptimisationSettings(
                100,
                OptimisationMethod.ADAM,
                LearningRate.cosine(0.4, 0.1),
                1.0,
                0.1,
                Enforcement.augmentedLagrangian(10),
                1,
                "jvm",
                Runtime.getRuntime().availableProcessors(),
                "");
    }

    public OptimisationSettings withSteps(int newSteps) {
        return new OptimisationSettings(
                newSteps,
                method,
                learningRate,
                startTemperature,
                endTemperature,
                enforcement,
                seed,
                engine,
                threads,
                command);
    }

    public OptimisationSettings withMethod(OptimisationMethod newMethod) {
        return new OptimisationSettings(
                steps,
                newMethod,
                learningRate,
                startTemperature,
                endTemperature,
                enforcement,
                seed,
                engine,
                threads,
                command);
    }

    public OptimisationSettings withLearningRate(LearningRate newLearningRate) {
        return new OptimisationSettings(
                steps,
                method,
                newLearningRate,
                startTemperature,
                endTemperature,
                enforcement,
                seed,
                engine,
                threads,
                command);
    }

    public OptimisationSettings withEnforcement(Enforcement newEnforcement) {
        return new OptimisationSettings(
                steps,
                method,
                learningRate,
                startTemperature,
                endTemperature,
                newEnforcement,
                seed,
                engine,
                threads,
                command);
    }

    public OptimisationSettings withSeed(long newSeed) {
        return new OptimisationSettings(
                steps,
                method,
                learningRate,
                startTemperature,
                endTemperature,
                enforcement,
                newSeed,
                engine,
                threads,
                command);
    }

    public OptimisationSettings withEngine(String newEngine, int newThreads) {
        return new OptimisationSettings(
                steps,
                method,
                learningRate,
                startTemperature,
                endTemperature,
                enforcement,
                seed,
                newEngine,
                newThreads,
                command);
    }

    public OptimisationSettings withCommand(String newCommand) {
        return new OptimisationSettings(
                steps,
                method,
                learningRate,
                startTemperature,
                endTemperature,
                enforcement,
                seed,
                engine,
                threads,
                newCommand);
    }

    /** Temperature of a step; the first is 0, the last one the number of steps. */
    double temperature(int step) {
        return temperature(step, steps);
    }

    /** Temperature of a step of some; the last one is their number. */
    double temperature(int step, int of) {
        return startTemperature * Math.pow(endTemperature / startTemperature, (double) step / of);
    }
}
