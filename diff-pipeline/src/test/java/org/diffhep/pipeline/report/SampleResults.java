package org.diffhep.pipeline.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.diffhep.pipeline.GradientHealth;
import org.diffhep.pipeline.OptimisationResult;
import org.diffhep.pipeline.OptimisationResult.Checks;
import org.diffhep.pipeline.OptimisationResult.ConstraintResult;
import org.diffhep.pipeline.OptimisationResult.Evaluation;
import org.diffhep.pipeline.OptimisationResult.GradientCheck;
import org.diffhep.pipeline.OptimisationResult.HistogramComparison;
import org.diffhep.pipeline.OptimisationResult.InputFile;
import org.diffhep.pipeline.OptimisationResult.LearnedEdges;
import org.diffhep.pipeline.OptimisationResult.ParameterResult;
import org.diffhep.pipeline.OptimisationResult.Provenance;
import org.diffhep.pipeline.OptimisationResult.Sense;
import org.diffhep.pipeline.OptimisationResult.Series;
import org.diffhep.pipeline.OptimisationResult.TrajectoryPoint;

/** Invented results with the shape of real ones: what the tests of the writers write. */
final class SampleResults {

    static final int STEPS = 200;

    private SampleResults() {}

    /** Six cuts, 200 steps, two regions with five samples; jet_eta ends on its bound. */
    static OptimisationResult full() {
        return result(parameters(), trajectory(), histograms(), List.of("jet_eta is on its upper bound 2.5"));
    }

    /** One cut and two bin edges, three points. */
    static OptimisationResult learned() {
        List<ParameterResult> parameters = List.of(
                parameters().get(1),
                new ParameterResult("4j1b edge 1", 200, 187.25, 120, 530, "GeV", of(6), of(8.5), false),
                new ParameterResult("4j1b edge 2", 400, 371.5, 130, 540, "GeV", of(20), of(31), false));
        List<TrajectoryPoint> points = List.of(
                new TrajectoryPoint(0, 0.11, of(0.11), 1, List.of(30.0, 200.0, 400.0)),
                new TrajectoryPoint(1, 0.1, of(0.1), 0.5, List.of(30.5, 190.0, 380.0)),
                new TrajectoryPoint(2, 0.09, of(0.09), 0.1, List.of(31.04, 187.25, 371.5)));
        List<Double> before = List.of(100.0, 200.0, 400.0, 550.0);
        List<Double> after = List.of(100.0, 187.25, 371.5, 550.0);
        return result(
                parameters,
                List.of(new LearnedEdges(
                        "4j1b",
                        "HT [GeV]",
                        List.of("4j1b edge 1", "4j1b edge 2"),
                        before,
                        after,
                        List.of(before, List.of(100.0, 190.0, 380.0, 550.0), after))),
                points,
                List.of(new HistogramComparison(
                        "4j1b",
                        "HT [GeV]",
                        before,
                        List.of(new Series("ttbar", List.of(1.0, 2.0, 3.0), List.of(1.0, 1.0, 1.0))),
                        after,
                        List.of(new Series("ttbar", List.of(1.5, 2.0, 2.5), List.of(1.0, 1.0, 1.0))))),
                List.of());
    }

    /** What a run stopped before its first step leaves. */
    static OptimisationResult empty() {
        return result(List.of(), List.of(), List.of(), List.of());
    }

    static OptimisationResult result(
            List<ParameterResult> parameters,
            List<TrajectoryPoint> trajectory,
            List<HistogramComparison> histograms,
            List<String> messages) {
        return result(parameters, List.of(), trajectory, histograms, messages);
    }

    private static OptimisationResult result(
            List<ParameterResult> parameters,
            List<LearnedEdges> edges,
            List<TrajectoryPoint> trajectory,
            List<HistogramComparison> histograms,
            List<String> messages) {
        return new OptimisationResult(
                "precision",
                "ttbar_norm",
                "adam",
                Sense.MINIMISE,
                1,
                "jvm",
                71402,
                STEPS,
                14.25,
                false,
                parameters,
                parameters.isEmpty() ? List.of() : constraints(),
                edges,
                new Evaluation(of(0.1142), of(0.1128), of(0.11312), of(0.0013)),
                new Evaluation(of(0.0893), of(0.0899), of(0.0904), of(0.0011)),
                trajectory,
                new Checks(
                        3.2e-9,
                        parameters.stream()
                                .map(p -> new GradientCheck(p.name(), 0.00123456789, 0.00123456788))
                                .toList(),
                        of(-0.0067),
                        of(23.4),
                        health(1, parameters),
                        health(0.1, parameters)),
                histograms,
                new Provenance(
                        "0.1.0",
                        "17.0.15 Debian",
                        "Linux 6.1 amd64",
                        List.of(
                                new InputFile("ttbar__nominal.root", "3f529915".repeat(8)),
                                new InputFile("wjets__nominal.root", "ab01cd23".repeat(8))),
                        "diffhep ttbar optimise"),
                messages);
    }

    static List<ConstraintResult> constraints() {
        return List.of(new ConstraintResult("yield of 4j1b ≥ 500.0", 500, 930.25, 512.5, 498.75, true, true));
    }

    private static GradientHealth health(double temperature, List<ParameterResult> parameters) {
        return new GradientHealth(
                temperature,
                parameters.stream()
                        .map(p -> new GradientHealth.ParameterHealth(
                                p.name(),
                                -0.0012,
                                p.name().equals("sip3d") ? OptionalDouble.empty() : of(0.25),
                                Optional.empty(),
                                GradientHealth.State.HEALTHY))
                        .toList(),
                List.of(new GradientHealth.RegionHealth("4j1b", List.of(), List.of(10), List.of(7))));
    }

    static List<ParameterResult> parameters() {
        return List.of(
                new ParameterResult("jet_pt", 30, 26.31, 25, 60, "GeV", OptionalDouble.empty(), of(2.49), false),
                new ParameterResult("lepton_pt", 30, 31.04, 25, 60, "GeV", of(1.2), of(1.9), false),
                new ParameterResult("btag", 0.5, 0.7123, 0.05, 0.98, "", of(0.031), of(0.044), false),
                new ParameterResult("jet_eta", 2.4, 2.5, 1.5, 2.5, "", of(0.21), OptionalDouble.empty(), true),
                new ParameterResult("sip3d", 4, 3.71, 1, 8, "", of(0.9), of(1.4), false));
    }

    static List<TrajectoryPoint> trajectory() {
        List<TrajectoryPoint> points = new ArrayList<>();
        for (int step = 0; step <= STEPS; step++) {
            double progress = 1 - Math.exp(-step / 45.0);
            double wave = 0.0004 * Math.sin(step * 0.7) * Math.exp(-step / 60.0);
            List<Double> values = parameters().stream()
                    .map(p -> p.start() + (p.optimum() - p.start()) * progress * (1 + 0.4 * Math.exp(-progress * 4)))
                    .toList();
            OptionalDouble hard = step % 5 == 0 ? of(0.1128 - 0.0229 * progress + 1.7 * wave) : OptionalDouble.empty();
            double temperature = Math.pow(0.05, step / (double) STEPS);
            points.add(new TrajectoryPoint(step, 0.1182 - 0.0288 * progress + wave, hard, temperature, values));
        }
        return points;
    }

    static List<HistogramComparison> histograms() {
        List<Double> edges = new ArrayList<>();
        for (int i = 0; i <= 11; i++) {
            edges.add(110 + 40.0 * i);
        }
        return List.of(
                new HistogramComparison("4j1b", "HT [GeV]", edges, series(250, 1.0), edges, series(255, 0.82)),
                new HistogramComparison(
                        "4j2b", "trijet mass [GeV]", edges, series(180, 0.6), edges, series(176, 0.71)));
    }

    private static List<Series> series(double peak, double scale) {
        String[] samples = {"single_top_s_chan", "single_top_tW", "single_top_t_chan", "wjets", "ttbar"};
        double[] sizes = {12, 90, 130, 900, 2600};
        List<Series> list = new ArrayList<>();
        for (int s = 0; s < samples.length; s++) {
            List<Double> yields = new ArrayList<>();
            List<Double> variances = new ArrayList<>();
            double weight = s == 3 ? 18 : 2;
            for (int bin = 0; bin < 11; bin++) {
                double x = (130 + 40 * bin - peak) / (bin * 40 + 130 > peak ? 140 : 60);
                double yield = scale * sizes[s] * Math.exp(-x * x / 2);
                yields.add(yield);
                variances.add(yield * weight);
            }
            list.add(new Series(samples[s], yields, variances));
        }
        return list;
    }

    static OptionalDouble of(double value) {
        return OptionalDouble.of(value);
    }
}
