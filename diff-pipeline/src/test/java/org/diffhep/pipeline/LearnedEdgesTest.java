package org.diffhep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EngineChoice;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.autodiff.optimise.Inequalities;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Binning;
import org.diffhep.histogram.LearnableAxis;
import org.diffhep.pipeline.OptimisationResult.ConstraintResult;
import org.diffhep.pipeline.OptimisationResult.LearnedEdges;
import org.diffhep.pipeline.OptimisationResult.TrajectoryPoint;
import org.diffhep.stats.Objective;
import org.diffhep.stats.ObjectiveUndefinedException;
import org.diffhep.stats.Objectives;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bin edges as parameters of an analysis, beside its cuts. */
class LearnedEdgesTest {

    private static final double[] AT = {0.45, 23, 60, 140, 180, 55, 90};

    private interface Work {
        void with(BoundSamples events, Map<String, TemplatePlan> plans);
    }

    private static void bound(Analysis analysis, Map<String, EventSample> samples, double factor, Work work) {
        Map<String, TemplatePlan> plans = BoundSamples.plans(analysis);
        Map<String, Double> scale = new LinkedHashMap<>();
        analysis.samples().forEach(sample -> scale.put(sample, factor));
        try (Engine engine = Engines.create("jvm", 2);
                BoundSamples events = new BoundSamples(engine, plans, samples, scale)) {
            work.with(events, plans);
        }
    }

    /** The toy with cuts, whose edges are learned in both regions: of an observable that moves, and of one that does not. */
    private static Analysis toy() {
        Analysis fixed = ToyAnalysis.analysis();
        return with(
                fixed,
                LearnableAxis.edgeByEdge("high", (Axis) fixed.region("high").axis(), 10, "GeV"),
                LearnableAxis.edgeByEdge("low", (Axis) fixed.region("low").axis(), 10, "GeV"));
    }

    private static Analysis with(Analysis analysis, Binning high, Binning low) {
        List<Region> regions = List.of(rebinned(analysis.region("high"), high), rebinned(analysis.region("low"), low));
        Analysis.Builder builder = Analysis.named(analysis.name()).samples(analysis.samples());
        regions.forEach(builder::region);
        analysis.systematics().forEach(builder::systematic);
        return builder.measure("mu", "signal").build();
    }

    private static Region rebinned(Region region, Binning axis) {
        return Region.of(region.name(), region.label(), axis, region.selection(), region.observable())
                .bandwidth(10);
    }

    @Test
    void edges_are_parameters_after_the_cuts() {
        Analysis analysis = toy();
        assertThat(analysis.parameters())
                .extracting(Parameter::name)
                .containsExactly("cut", "energy", "high 1", "high 2", "high 3", "low 1", "low 2");
        assertThat(analysis.edgeParameters()).isEqualTo(analysis.parameters().subList(2, 7));
    }

    @Test
    void gradient_of_the_whole_chain_equals_extrapolated_differences() {
        Analysis analysis = toy();
        bound(analysis, ToyAnalysis.samples(3000, 5), 1, (events, plans) -> {
            for (Objective objective : List.of(Objectives.precision(), Objectives.discovery())) {
                AnalysisObjective function = new AnalysisObjective(analysis, objective, events, plans);
                for (double temperature : new double[] {1, 0.3}) {
                    Relaxation soft = Relaxation.soft(temperature);
                    List<Double> gradient = function.valueAndGradient(AT, soft).gradient();
                    for (int i = 0; i < AT.length; i++) {
                        double step = 0.02 * analysis.parameters().get(i).scale() * temperature;
                        double expected = extrapolated(at -> function.value(at, soft), i, step);
                        assertThat(Math.abs(expected)).isGreaterThan(1e-7);
                        assertThat(gradient.get(i))
                                .as(
                                        "%s, %s, temperature %s",
                                        objective.name(),
                                        analysis.parameters().get(i).name(),
                                        temperature)
                                .isCloseTo(expected, within(1e-6 * Math.abs(expected)));
                    }
                }
            }
        });
    }

    @Test
    void gradient_of_the_constraints_equals_extrapolated_differences() {
        Analysis analysis = toy().requiring(List.of(
                Constraint.effectiveEventsAtLeast(900, "low"), Constraint.effectiveEventsAtLeast(500, "high")));
        bound(analysis, ToyAnalysis.samples(3000, 5), 1, (events, plans) -> {
            AnalysisObjective function = new AnalysisObjective(analysis, Objectives.precision(), events, plans);
            Inequalities inequalities = new Inequalities(function.constraints().count(), 30);
            Relaxation soft = Relaxation.soft(0.5);
            AnalysisObjective.Lagrangian exact = function.lagrangian(AT, soft, inequalities, 0.2);
            assertThat(Constraints.violation(exact.constraints())).isGreaterThan(0.05);
            for (int i = 2; i < AT.length; i++) {
                double expected = extrapolated(
                        at -> function.lagrangian(at, soft, inequalities, 0.2).value(), i, 0.1);
                assertThat(exact.gradient()[i]).isCloseTo(expected, within(1e-6 * Math.abs(expected)));
            }
        });
    }

    private interface Value {
        double at(double[] point);
    }

    /** Central differences with three step lengths, extrapolated to zero: the error is of sixth order in the step. */
    private static double extrapolated(Value value, int i, double step) {
        double fine = difference(value, i, step / 2);
        double middle = difference(value, i, step);
        double coarse = difference(value, i, 2 * step);
        return (16 * (4 * fine - middle) / 3 - (4 * middle - coarse) / 3) / 15;
    }

    private static double difference(Value value, int i, double step) {
        double[] up = AT.clone();
        double[] down = AT.clone();
        up[i] += step;
        down[i] -= step;
        return (value.at(up) - value.at(down)) / (up[i] - down[i]);
    }

    @Test
    void hard_templates_are_those_of_fixed_bins_with_the_edges_of_the_moment_bit_for_bit() {
        Map<String, EventSample> samples = ToyAnalysis.samples(3000, 5);
        Analysis fixed = with(ToyAnalysis.analysis(), Axis.of(20, 60, 140, 180, 220), Axis.of(0, 55, 90, 150));
        bound(
                toy(),
                samples,
                1,
                (moving, plans) -> bound(fixed, samples, 1, (still, other) -> {
                    Templates learned = moving.templates(AT, Relaxation.HARD);
                    Templates expected = still.templates(new double[] {AT[0], AT[1]}, Relaxation.HARD);
                    for (String region : List.of("high", "low")) {
                        assertThat(learned.axis(region)).isEqualTo(expected.axis(region));
                        for (String sample : fixed.samples()) {
                            assertThat(learned.nominal(sample, region).values())
                                    .containsExactly(
                                            expected.nominal(sample, region).values());
                            assertThat(learned.nominal(sample, region).variances())
                                    .containsExactly(
                                            expected.nominal(sample, region).variances());
                            assertThat(learned.up(sample, region, "scale").values())
                                    .containsExactly(
                                            expected.up(sample, region, "scale").values());
                            assertThat(learned.down(sample, region, "slope").values())
                                    .containsExactly(expected.down(sample, region, "slope")
                                            .values());
                        }
                    }
                }));
    }

    @Test
    void edges_that_are_held_are_a_fixed_axis() {
        Analysis held = toy().holding(toy().edgeParameters());
        assertThat(held.parameters()).containsExactly(ToyAnalysis.CUT, ToyAnalysis.ENERGY);
        assertThat(held.edgeParameters()).isEmpty();
        assertThat(held.region("low").axis()).isEqualTo(Axis.of(0, 50, 100, 150));
        Map<String, EventSample> samples = ToyAnalysis.samples(500, 5);
        Relaxation soft = Relaxation.soft(0.5);
        double[] at = {0.45, 23};
        bound(
                held,
                samples,
                1,
                (events, plans) -> bound(ToyAnalysis.analysis(), samples, 1, (fixed, other) -> {
                    // binned exactly again, for all that it has a bandwidth
                    assertThat(events.templates(at, soft)
                                    .nominal("signal", "low")
                                    .values())
                            .containsExactly(fixed.templates(at, soft)
                                    .nominal("signal", "low")
                                    .values());
                }));
    }

    @Test
    void edges_that_move_need_a_bandwidth_and_get_one() {
        Region region = ToyPeak.analysis(ToyPeak.learnable()).region("all");
        assertThat(region.bandwidth()).isEqualTo(5);
        assertThatThrownBy(() -> region.bandwidth(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("region all: edges that move need a bandwidth, or no gradient reaches them");
        assertThat(ToyPeak.analysis(Axis.regular(3, 100, 160)).region("all").bandwidth())
                .isZero();
    }

    /** The best of all pairs of edges on a grid of 1 GeV, by hard bins of a fixed axis. */
    private record Scan(double first, double second, double significance) {

        static Scan of(Map<String, EventSample> training) {
            Scan best = new Scan(0, 0, 0);
            Map<String, Double> scale = new LinkedHashMap<>();
            training.keySet().forEach(sample -> scale.put(sample, 2.0));
            try (Engine engine = Engines.create("jvm", 1)) {
                for (int first = (int) ToyPeak.LOW + 1; first < ToyPeak.HIGH - 1; first++) {
                    for (int second = first + 1; second < ToyPeak.HIGH; second++) {
                        Analysis fixed = ToyPeak.analysis(Axis.of(ToyPeak.LOW, first, second, ToyPeak.HIGH));
                        Map<String, TemplatePlan> plans = BoundSamples.plans(fixed);
                        try (BoundSamples events = new BoundSamples(engine, plans, training, scale)) {
                            double z = new AnalysisObjective(fixed, Objectives.discovery(), events, plans)
                                    .value(new double[0], Relaxation.HARD);
                            best = z > best.significance() ? new Scan(first, second, z) : best;
                        }
                    }
                }
            }
            return best;
        }
    }

    private static OptimisationResult learn(
            Map<String, EventSample> samples, OptimisationMethod method, Constraint... constraints) {
        OptimisationSettings settings =
                OptimisationSettings.ofDefaults().withMethod(method).withEngine(new EngineChoice("jvm", 2));
        return AnalysisOptimiser.of(
                        ToyPeak.analysis(ToyPeak.learnable()).requiring(List.of(constraints)),
                        Objectives.discovery(),
                        settings,
                        new EventSamples(samples, List.of()))
                .run()
                .result();
    }

    /** Learned edges are as good as the best of the scan, to 1 %, on the events that both saw, and lie within 1 GeV of them. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void learned_edges_reach_the_best_of_a_scan(long seed) {
        Map<String, EventSample> samples = ToyPeak.samples(10000, seed);
        Map<String, EventSample> training = new LinkedHashMap<>();
        samples.forEach((name, sample) -> training.put(name, sample.deal(2, 1).get(0)));
        Scan scan = Scan.of(training);

        OptimisationResult result = learn(samples, OptimisationMethod.ADAM);

        double start = result.start().trainingHard().getAsDouble();
        assertThat(scan.significance()).isGreaterThan(1.4 * start);
        assertThat(result.optimum().trainingHard().getAsDouble()).isGreaterThan(0.99 * scan.significance());
        LearnedEdges edges = result.edges().get(0);
        assertThat(edges.optimum())
                .usingElementComparator((a, b) -> Math.abs(a - b) <= 1 ? 0 : Double.compare(a, b))
                .containsExactly(ToyPeak.LOW, scan.first(), scan.second(), ToyPeak.HIGH);
        // and are no artefact of these events
        assertThat(result.optimum().validationHard().getAsDouble())
                .isGreaterThan(1.4 * result.start().validationHard().getAsDouble());
    }

    /**
     * While the kernel is as wide as at the beginning, 5 GeV over a peak of 2 GeV, the best soft edges lie too far out; the last steps of an
     * annealed run put that right.
     */
    @Test
    void edges_found_with_a_wide_kernel_are_not_the_best() {
        Map<String, EventSample> samples = ToyPeak.samples(10000, 1);
        LearnedEdges annealed = learn(samples, OptimisationMethod.LBFGS).edges().get(0);
        OptimisationSettings hot = new OptimisationSettings(
                100,
                OptimisationMethod.LBFGS,
                OptimisationSettings.ofDefaults().learningRate(),
                1,
                1,
                Enforcement.penalty(10),
                1,
                new EngineChoice("jvm", 2),
                "");
        OptimisationResult wide = AnalysisOptimiser.of(
                        ToyPeak.analysis(ToyPeak.learnable()),
                        Objectives.discovery(),
                        hot,
                        new EventSamples(samples, List.of()))
                .run()
                .result();
        List<Double> last = wide.edges().get(0).trajectory().get(wide.steps());
        assertThat(last.get(2) - last.get(1)).isGreaterThan(13);
        assertThat(annealed.optimum().get(2) - annealed.optimum().get(1)).isBetween(4.5, 8.0);
    }

    @ParameterizedTest
    @EnumSource
    void every_method_moves_edges_and_the_result_says_where(OptimisationMethod method) {
        OptimisationResult result = learn(ToyPeak.samples(4000, 4), method);

        assertThat(result.optimum().trainingHard().getAsDouble())
                .isGreaterThan(1.5 * result.start().trainingHard().getAsDouble());
        LearnedEdges edges = result.edges().get(0);
        assertThat(edges.region()).isEqualTo("all");
        assertThat(edges.parameters()).containsExactly("edge 1", "edge 2");
        assertThat(result.cuts()).isEmpty();
        assertThat(edges.start()).containsExactly(100.0, 120.0, 140.0, 160.0);
        assertThat(edges.trajectory()).hasSameSizeAs(result.trajectory()).startsWith(edges.start());
        assertThat(edges.trajectory()).contains(edges.optimum());
        for (int i = 1; i < 4; i++) {
            assertThat(edges.optimum().get(i) - edges.optimum().get(i - 1)).isGreaterThan(1);
        }
        assertThat(result.histograms().get(0).edgesBefore()).isEqualTo(edges.start());
        assertThat(result.histograms().get(0).edges()).isEqualTo(edges.optimum());
    }

    @ParameterizedTest
    @EnumSource
    void every_method_moves_cuts_and_edges_together(OptimisationMethod method) {
        OptimisationResult result = AnalysisOptimiser.of(
                        toy(),
                        Objectives.precision(),
                        OptimisationSettings.ofDefaults()
                                .withMethod(method)
                                .withSteps(80)
                                .withEngine(new EngineChoice("jvm", 2)),
                        new EventSamples(ToyAnalysis.samples(1500, 5), List.of()))
                .run()
                .result();

        assertThat(result.optimum().trainingHard().getAsDouble())
                .isLessThan(0.95 * result.start().trainingHard().getAsDouble());
        assertThat(result.parameters()).allMatch(row -> row.optimum() != row.start());
        assertThat(result.checks().gradientError()).isLessThan(1e-5);
    }

    @Test
    void the_workspace_has_the_hard_bins_of_the_learned_edges() {
        Map<String, EventSample> samples = ToyPeak.samples(4000, 4);
        AnalysisOptimiser.Outcome outcome = AnalysisOptimiser.of(
                        ToyPeak.analysis(ToyPeak.learnable()),
                        Objectives.discovery(),
                        OptimisationSettings.ofDefaults().withEngine(new EngineChoice("jvm", 2)),
                        new EventSamples(samples, List.of()))
                .run();
        double[] edges = outcome.result().edges().get(0).optimum().stream()
                .mapToDouble(edge -> edge)
                .toArray();
        EventSample validation =
                Objects.requireNonNull(samples.get("signal")).deal(2, 1).get(1);
        double[] mass = GradientHealthCheckTest.column(validation.tables().get(0), "mass");
        double[] counted = new double[3];
        for (double m : mass) {
            for (int bin = 0; bin < 3; bin++) {
                counted[bin] += m >= edges[bin] && m < edges[bin + 1] ? 2 * 60.0 / 4000 : 0;
            }
        }
        assertThat(outcome.workspace().channels().get(0).samples().get(1).nominal())
                .containsExactly(counted, within(1e-9));
    }

    /** Without it the bin of the peak has less than 145 effective events. */
    @ParameterizedTest
    @EnumSource
    void effective_events_keep_edges_apart(OptimisationMethod method) {
        Map<String, EventSample> samples = ToyPeak.samples(1500, 4);
        ConstraintResult free = learn(samples, method, Constraint.effectiveEventsAtLeast(1, "all"))
                .constraints()
                .get(0);
        OptimisationResult held = learn(samples, method, Constraint.effectiveEventsAtLeast(160, "all"));

        assertThat(free.optimum()).isBetween(1.0, 145.0);
        ConstraintResult row = held.constraints().get(0);
        assertThat(row.optimum()).isGreaterThan(0.99 * 160);
        assertThat(row.fulfilled()).isTrue();
        assertThat(row.active()).isTrue();
        assertThat(held.optimum().trainingHard().getAsDouble())
                .isGreaterThan(1.05 * held.start().trainingHard().getAsDouble());
    }

    @Test
    void a_run_with_edges_goes_on_bit_for_bit_and_only_from_the_same_edges() {
        EventSamples samples = new EventSamples(ToyAnalysis.samples(800, 5), List.of());
        OptimisationSettings settings =
                OptimisationSettings.ofDefaults().withSteps(12).withEngine(new EngineChoice("jvm", 2));
        AnalysisOptimiser optimiser = AnalysisOptimiser.of(toy(), Objectives.precision(), settings, samples);
        List<Supplier<OptimisationCheckpoint>> kept = new ArrayList<>();
        OptimisationResult whole = optimiser
                .run(
                        new OptimisationListener() {
                            @Override
                            public void stepped(TrajectoryPoint point, TrajectoryPoint best, int steps) {}

                            @Override
                            public void reached(Supplier<OptimisationCheckpoint> checkpoint) {
                                kept.add(checkpoint);
                            }
                        },
                        () -> false)
                .result();
        OptimisationCheckpoint checkpoint = kept.get(5).get();

        OptimisationResult resumed = optimiser.resuming(checkpoint).run().result();

        assertThat(resumed.edges()).isEqualTo(whole.edges()).hasSize(2);
        assertThat(resumed.trajectory()).isEqualTo(whole.trajectory());
        assertThat(resumed.checks()).isEqualTo(whole.checks());
        assertThat(whole.cuts()).hasSize(2);
        AnalysisOptimiser other =
                AnalysisOptimiser.of(toy().holding(toy().edgeParameters()), Objectives.precision(), settings, samples);
        assertThatThrownBy(() -> other.resuming(checkpoint))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("bins of region low is learned from [0.0, 50.0, 100.0, 150.0], bandwidth 10.0")
                .hasMessageContaining("there and [0.0, 50.0, 100.0, 150.0], bandwidth 10.0");
    }

    @Test
    void health_counts_events_that_pass_the_edges_of_a_parameter() {
        Analysis analysis = ToyPeak.analysis(ToyPeak.learnable());
        Map<String, EventSample> samples = ToyPeak.samples(2000, 4);
        double[] at = {124, 150};
        bound(analysis, samples, 1, (events, plans) -> {
            try (Engine engine = Engines.create("jvm", 1)) {
                AnalysisObjective function = new AnalysisObjective(analysis, Objectives.discovery(), events, plans);
                GradientHealth health = new GradientHealthCheck(analysis, engine, samples, function).at(at, 0.1);
                double passed = 0;
                double all = 0;
                for (EventSample sample : samples.values()) {
                    double[] mass =
                            GradientHealthCheckTest.column(sample.tables().get(0), "mass");
                    double weight = sample.name().equals("signal") ? 60 / 2000.0 : 3000 / 2000.0;
                    for (double m : mass) {
                        all += weight;
                        // bandwidth 5, temperature 0.1, and a scale of 5
                        passed += weight * 5 * Math.exp(-2 * (m - 124) * (m - 124)) / (0.5 * Math.sqrt(2 * Math.PI));
                    }
                }
                assertThat(health.parameters().get(0).response().getAsDouble())
                        .isCloseTo(passed / all, withinPercentage(1e-4));
                assertThat(health.parameters().get(0).state()).isEqualTo(GradientHealth.State.HEALTHY);
            }
        });
    }

    /** Above 145 GeV there is no background: a bin there holds signal alone, for which no significance is defined. */
    private static OptimisationResult learnBeyondTheBackground(double edge, int steps, Constraint... constraints) {
        LearnableAxis axis = LearnableAxis.edgeByEdge("edge", Axis.of(100, edge, 160), 1, "GeV");
        Map<String, EventSample> samples = new LinkedHashMap<>();
        samples.put("background", ToyPeak.sample("background", spread(100, 145), 3000));
        samples.put("signal", ToyPeak.sample("signal", spread(100, 160), 1500));
        return AnalysisOptimiser.of(
                        ToyPeak.analysis(axis).requiring(List.of(constraints)),
                        Objectives.discovery(),
                        OptimisationSettings.ofDefaults().withSteps(steps).withEngine(new EngineChoice("jvm", 1)),
                        new EventSamples(samples, List.of()))
                .run()
                .result();
    }

    @Test
    void an_edge_may_move_as_far_as_the_objective_is_defined() {
        OptimisationResult result = learnBeyondTheBackground(110, 1);
        assertThat(result.optimum().trainingHard()).isPresent();
        double reached = result.parameters().get(0).optimum()
                + result.parameters().get(0).tolerancePlus().getAsDouble();
        assertThat(reached).isBetween(115.0, 150.0);
    }

    @Test
    void a_floor_under_the_background_keeps_edges_from_bins_of_signal_alone() {
        // events of the signal are enough for a floor under those of all samples
        assertThatThrownBy(() -> learnBeyondTheBackground(130, 100, Constraint.effectiveEventsAtLeast(40, "all")))
                .isInstanceOf(ObjectiveUndefinedException.class)
                .hasMessageContaining("'background' 0.0");

        OptimisationResult result =
                learnBeyondTheBackground(130, 100, Constraint.effectiveEventsAtLeast(40, "all", "background"));

        assertThat(result.constraints().get(0).optimum()).isBetween(0.99 * 40, 45.0);
        assertThat(result.edges().get(0).optimum().get(1)).isBetween(139.0, 142.0);
        assertThat(result.optimum().validationHard().getAsDouble())
                .isGreaterThan(1.1 * result.start().validationHard().getAsDouble());
    }

    private static double[] spread(double low, double high) {
        return IntStream.range(0, 1000)
                .mapToDouble(i -> low + (high - low) * (i + 0.5) / 1000)
                .toArray();
    }

    @Test
    void axes_of_any_parameters_are_taken() {
        Expr shift =
                Expressions.parameter(Parameter.of("shift", 0).within(-5, 5).scale(1));
        LearnableAxis rigid = LearnableAxis.of(
                List.of(Expressions.constant(100), shift.plus(122), shift.plus(128), Expressions.constant(160)));
        LearnableAxis softmax = LearnableAxis.startingAt("z", Axis.regular(3, 100, 160), 1);
        for (LearnableAxis axis : List.of(rigid, softmax)) {
            Analysis analysis = ToyPeak.analysis(axis);
            OptimisationResult result = AnalysisOptimiser.of(
                            analysis,
                            Objectives.discovery(),
                            OptimisationSettings.ofDefaults().withSteps(30).withEngine(new EngineChoice("jvm", 2)),
                            new EventSamples(ToyPeak.samples(1000, 4), List.of()))
                    .run()
                    .result();
            assertThat(result.optimum().trainingHard().getAsDouble())
                    .isGreaterThanOrEqualTo(result.start().trainingHard().getAsDouble());
            assertThat(result.edges().get(0).parameters())
                    .hasSize(axis.parameters().size());
            assertThat(result.checks().gradientError()).isLessThan(1e-4);
        }
    }
}
