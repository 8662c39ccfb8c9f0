package org.diffhep.pipeline;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Everything an optimisation found: what {@code result.json} and the report are written from.
 *
 * <p>Objective values are in the objective's own unit: σ(μ) of the parameter of interest for {@code precision}, standard
 * deviations for {@code discovery}, signal strength for {@code limit}. A value that could not be computed is an empty
 * optional, and {@link #messages()} says why.
 *
 * @param objective name of the objective: precision, discovery or limit
 * @param parameterOfInterest what the objective is about
 * @param optimiser name of the method that moved the parameters
 * @param sense whether the objective was minimised or maximised
 * @param seed the seed of the split and of everything else random
 * @param engine name of the engine that evaluated the templates
 * @param events number of events read, training and validation together
 * @param steps number of optimiser steps taken, each with one evaluation of the objective
 * @param wallSeconds wall-clock time of the optimisation, without reading the events
 * @param interrupted whether the user stopped it before its last step
 * @param parameters one row for each parameter, in the order of the analysis
 * @param constraints one row for each constraint, in the order of the analysis
 * @param edges one row for each region whose bin edges moved, in the order of the analysis
 * @param start the objective at the starting values
 * @param optimum the objective at the optimum
 * @param trajectory one point for each step, the start first
 * @param checks figures that say how far the result can be trusted
 * @param histograms the templates before and after, on the validation events with hard cuts
 * @param provenance what was run on what
 * @param messages remarks for the reader, such as a parameter on its bound
 */
public record OptimisationResult(
        String objective,
        String parameterOfInterest,
        String optimiser,
        Sense sense,
        long seed,
        String engine,
        long events,
        int steps,
        double wallSeconds,
        boolean interrupted,
        List<ParameterResult> parameters,
        List<ConstraintResult> constraints,
        List<LearnedEdges> edges,
        Evaluation start,
        Evaluation optimum,
        List<TrajectoryPoint> trajectory,
        Checks checks,
        List<HistogramComparison> histograms,
        Provenance provenance,
        List<String> messages) {

    public OptimisationResult {
        parameters = List.copyOf(parameters);
        constraints = List.copyOf(constraints);
        edges = List.copyOf(edges);
        trajectory = List.copyOf(trajectory);
        histograms = List.copyOf(histograms);
        messages = List.copyOf(messages);
    }

    /** The rows of the parameters that do not only move bin edges. */
    public List<ParameterResult> cuts() {
        Set<String> ofEdges = new HashSet<>();
        edges.forEach(row -> ofEdges.addAll(row.parameters()));
        return parameters.stream().filter(row -> !ofEdges.contains(row.name())).toList();
    }

    /** Which way is better. */
    public enum Sense {
        MINIMISE,
        MAXIMISE
    }

    /**
     * One parameter before and after.
     *
     * @param unit unit of all numbers of the row; empty for a pure number
     * @param toleranceMinus how far the parameter may move down until the objective is 1 % worse; empty when it reaches its bound first
     * @param tolerancePlus the same, up
     * @param onBound whether the optimum lies on {@code lower} or {@code upper}
     */
    public record ParameterResult(
            String name,
            double start,
            double optimum,
            double lower,
            double upper,
            String unit,
            OptionalDouble toleranceMinus,
            OptionalDouble tolerancePlus,
            boolean onBound) {}

    /**
     * One constraint before and after, with hard cuts; for one on each bin the values are those of the worst bin.
     *
     * @param text in words
     * @param limit in events
     * @param start value on the training events at the start
     * @param optimum value on the training events at the optimum
     * @param validation value on the validation events at the optimum
     * @param fulfilled whether it holds at the optimum on the training events, to 1 % of its limit
     * @param active whether the optimum lies within 5 % of the limit, or beyond it
     */
    public record ConstraintResult(
            String text,
            double limit,
            double start,
            double optimum,
            double validation,
            boolean fulfilled,
            boolean active) {}

    /**
     * The bin edges of one region, which the optimisation moved.
     *
     * @param observable label of the axis, with its unit: {@code HT [GeV]}
     * @param parameters names of those that move edges of this region and nothing else, in the order of the analysis
     * @param start edges at the start, ascending, one more than bins
     * @param optimum edges at the optimum
     * @param trajectory edges at each point of {@link OptimisationResult#trajectory()}
     */
    public record LearnedEdges(
            String region,
            String observable,
            List<String> parameters,
            List<Double> start,
            List<Double> optimum,
            List<List<Double>> trajectory) {

        public LearnedEdges {
            parameters = List.copyOf(parameters);
            start = List.copyOf(start);
            optimum = List.copyOf(optimum);
            trajectory = trajectory.stream().map(List::copyOf).toList();
        }
    }

    /**
     * The objective at one set of parameters.
     *
     * @param trainingSoft on the training events with soft cuts at the last temperature
     * @param trainingHard on the training events with hard cuts
     * @param validationHard on events the optimiser never saw, with hard cuts
     * @param validationHardError Monte-Carlo error of {@code validationHard}
     */
    public record Evaluation(
            OptionalDouble trainingSoft,
            OptionalDouble trainingHard,
            OptionalDouble validationHard,
            OptionalDouble validationHardError) {}

    /**
     * The state after one step.
     *
     * @param step 0 for the start
     * @param objectiveSoft on the training events at this temperature
     * @param objectiveHard on the training events with hard cuts; empty where it was not evaluated
     * @param parameters values in the order of {@link OptimisationResult#parameters()}
     */
    public record TrajectoryPoint(
            int step, double objectiveSoft, OptionalDouble objectiveHard, double temperature, List<Double> parameters) {

        public TrajectoryPoint {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * Figures of trust.
     *
     * @param gradientError largest relative difference between the gradient and central differences
     * @param gradients the rows behind it
     * @param softHardBias (soft − hard)/hard of the objective on the training events at the optimum
     * @param effectiveEventsMin smallest (Σw)²/Σw² of the total expectation in any bin at the optimum, validation events
     * @param healthAtStart whether the gradient could lead anywhere at the start
     * @param healthAtOptimum the same at the optimum
     */
    public record Checks(
            double gradientError,
            List<GradientCheck> gradients,
            OptionalDouble softHardBias,
            OptionalDouble effectiveEventsMin,
            GradientHealth healthAtStart,
            GradientHealth healthAtOptimum) {

        public Checks {
            gradients = List.copyOf(gradients);
        }
    }

    /** The derivative of the objective with respect to one parameter, exact and by central differences. */
    public record GradientCheck(String parameter, double gradient, double finiteDifference) {}

    /**
     * One region's templates, before and after.
     *
     * @param observable label of the axis, with its unit: {@code HT [GeV]}
     * @param edgesBefore bin edges at the start, ascending, one more than bins
     * @param before yields at the starting cuts, one series a sample
     * @param edges bin edges at the optimum, as many; the same where they do not move
     * @param after yields at the optimum, the same samples
     */
    public record HistogramComparison(
            String region,
            String observable,
            List<Double> edgesBefore,
            List<Series> before,
            List<Double> edges,
            List<Series> after) {

        public HistogramComparison {
            edgesBefore = List.copyOf(edgesBefore);
            edges = List.copyOf(edges);
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /** Yields of one sample, bin by bin, at the full luminosity, with their Monte-Carlo variances. */
    public record Series(String sample, List<Double> yields, List<Double> variances) {

        public Series {
            yields = List.copyOf(yields);
            variances = List.copyOf(variances);
        }
    }

    /**
     * Where a result came from.
     *
     * @param version version of diffhep
     * @param java version and vendor of the Java runtime
     * @param os name, version and architecture
     * @param inputs every file read
     * @param command what the user ran; empty when called as a library
     */
    public record Provenance(String version, String java, String os, List<InputFile> inputs, String command) {

        public Provenance {
            inputs = List.copyOf(inputs);
        }
    }

    /** A file by name (relative to its folder) and the SHA-256 of its bytes in hexadecimal. */
    public record InputFile(String file, String sha256) {}
}
