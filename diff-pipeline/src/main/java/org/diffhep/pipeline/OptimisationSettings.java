package org.diffhep.pipeline;

/**
 * How an analysis is optimised.
 *
 * @param steps number of optimiser steps, at least 1
 * @param learningRate length of the first steps, in scales of the parameters; falls to a tenth along a cosine
 * @param startTemperature temperature of the first step
 * @param endTemperature temperature of the last step; falls geometrically in between
 * @param seed of everything random: which events train and which validate
 * @param engine name of the engine
 * @param threads how many threads compute at the same time
 * @param command what the user ran, for the record; empty when called as a library
 */
public record OptimisationSettings(
        int steps,
        double learningRate,
        double startTemperature,
        double endTemperature,
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
        if (!(learningRate > 0 && endTemperature > 0 && startTemperature >= endTemperature)) {
            throw new InvalidInputException("learning rate " + learningRate + ", temperatures " + startTemperature
                    + " to " + endTemperature + ": all must be positive, the temperature must not rise");
        }
    }

    /** 100 steps on all cores, temperature from 1 to 0.1. */
    public static OptimisationSettings ofDefaults() {
        int threads = Runtime.getRuntime().availableProcessors();
        return new OptimisationSettings(100, 0.4, 1.0, 0.1, 1, "jvm", threads, "");
    }

    public OptimisationSettings withSteps(int newSteps) {
        return new OptimisationSettings(
                newSteps, learningRate, startTemperature, endTemperature, seed, engine, threads, command);
    }

    public OptimisationSettings withSeed(long newSeed) {
        return new OptimisationSettings(
                steps, learningRate, startTemperature, endTemperature, newSeed, engine, threads, command);
    }

    public OptimisationSettings withEngine(String newEngine, int newThreads) {
        return new OptimisationSettings(
                steps, learningRate, startTemperature, endTemperature, seed, newEngine, newThreads, command);
    }

    public OptimisationSettings withCommand(String newCommand) {
        return new OptimisationSettings(
                steps, learningRate, startTemperature, endTemperature, seed, engine, threads, newCommand);
    }

    /** Temperature of a step; the first is 0, the last one the number of steps. */
    double temperature(int step) {
        return startTemperature * Math.pow(endTemperature / startTemperature, (double) step / steps);
    }

    /** Learning rate of a step; the first is 0, the last one the number of steps. */
    double learningRate(int step) {
        double cosine = 0.5 * (1 + Math.cos(Math.PI * step / steps));
        return learningRate * (0.1 + 0.9 * cosine);
    }
}
