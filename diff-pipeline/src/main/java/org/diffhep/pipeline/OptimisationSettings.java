package org.diffhep.pipeline;

import java.util.function.Consumer;
import org.diffhep.autodiff.engine.EngineChoice;
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
 * @param engine what evaluates the events
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
        EngineChoice engine,
        String command) {

    /** @throws InvalidInputException if a number is out of range */
    public OptimisationSettings {
        if (steps < 1) {
            throw new InvalidInputException("steps must be 1 or more, got " + steps);
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
                EngineChoice.ofDefaults(),
                "");
    }

    public OptimisationSettings withSteps(int newSteps) {
        return changed(draft -> draft.steps = newSteps);
    }

    public OptimisationSettings withMethod(OptimisationMethod newMethod) {
        return changed(draft -> draft.method = newMethod);
    }

    public OptimisationSettings withLearningRate(LearningRate newLearningRate) {
        return changed(draft -> draft.learningRate = newLearningRate);
    }

    public OptimisationSettings withEnforcement(Enforcement newEnforcement) {
        return changed(draft -> draft.enforcement = newEnforcement);
    }

    public OptimisationSettings withSeed(long newSeed) {
        return changed(draft -> draft.seed = newSeed);
    }

    public OptimisationSettings withEngine(EngineChoice newEngine) {
        return changed(draft -> draft.engine = newEngine);
    }

    public OptimisationSettings withCommand(String newCommand) {
        return changed(draft -> draft.command = newCommand);
    }

    private OptimisationSettings changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settings();
    }

    /** Settings while one of them changes. */
    private static final class Draft {

        private int steps;
        private OptimisationMethod method;
        private LearningRate learningRate;
        private final double startTemperature;
        private final double endTemperature;
        private Enforcement enforcement;
        private long seed;
        private EngineChoice engine;
        private String command;

        Draft(OptimisationSettings of) {
            steps = of.steps;
            method = of.method;
            learningRate = of.learningRate;
            startTemperature = of.startTemperature;
            endTemperature = of.endTemperature;
            enforcement = of.enforcement;
            seed = of.seed;
            engine = of.engine;
            command = of.command;
        }

        OptimisationSettings settings() {
            return new OptimisationSettings(
                    steps, method, learningRate, startTemperature, endTemperature, enforcement, seed, engine, command);
        }
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
