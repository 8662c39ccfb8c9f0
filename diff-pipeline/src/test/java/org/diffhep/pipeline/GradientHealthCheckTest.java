package org.diffhep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diffhep.autodiff.Width.width;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.events.EventTable;
import org.diffhep.histogram.Axis;
import org.diffhep.pipeline.GradientHealth.State;
import org.diffhep.stats.Objectives;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GradientHealthCheckTest {

    private static final Parameter UNUSED_CUT = Parameter.of("far", 100).scale(1);
    private static final Parameter FACTOR = Parameter.of("factor", 1).within(0.5, 2);

    private final Map<String, EventSample> samples = ToyAnalysis.samples(2000, 5);

    private interface Work {
        void with(GradientHealthCheck check);
    }

    private void check(Analysis analysis, Work work) {
        Map<String, TemplatePlan> plans = BoundSamples.plans(analysis);
        Map<String, Double> scale = new LinkedHashMap<>();
        analysis.samples().forEach(sample -> scale.put(sample, 1.0));
        try (Engine engine = Engines.create("jvm", 2);
                BoundSamples events = new BoundSamples(engine, plans, samples, scale)) {
            AnalysisObjective function = new AnalysisObjective(analysis, Objectives.precision(), events, plans);
            work.with(new GradientHealthCheck(analysis, engine, samples, function));
        }
    }

    @Test
    void the_response_is_that_of_the_flags_weighted() {
        check(ToyAnalysis.analysis(), check -> {
            GradientHealth health = check.at(new double[] {0.4, 20}, 0.1);
            double moved = 0;
            double all = 0;
            for (EventSample sample : samples.values()) {
                EventTable table = sample.tables().get(0);
                double[] x = column(table, "x");
                double[] weight = column(table, SampleReader.WEIGHT);
                double[] hits = new double[EventColumns.batch(table).offsets("Hit")[x.length]];
                EventColumns.batch(table).column("Hit", "e").copyTo(0, hits.length, hits, 0);
                for (int i = 0; i < x.length; i++) {
                    double none = 1;
                    for (int k = EventColumns.batch(table).offsets("Hit")[i];
                            k < EventColumns.batch(table).offsets("Hit")[i + 1];
                            k++) {
                        none *= 1 - 1 / (1 + Math.exp(-(hits[k] - 20) / 0.4));
                    }
                    double p = 1 / (1 + Math.exp(-(x[i] - 0.4) / 0.01));
                    // an event enters one of the two regions, with both of which its flag moves; for a scale of 0.1
                    all += weight[i];
                    moved += 2 * weight[i] * p * (1 - p) / 0.01 * 0.1 * (1 - none);
                }
            }
            assertThat(health.parameters().get(0).name()).isEqualTo("cut");
            assertThat(health.parameters().get(0).state()).isEqualTo(State.HEALTHY);
            assertThat(health.parameters().get(0).response().getAsDouble())
                    .isCloseTo(moved / all, Assertions.withinPercentage(1e-4));
            assertThat(check.messages(health, new double[] {0.4, 20}, "start")).isEmpty();
        });
    }

    static double[] column(EventTable table, String name) {
        var column = EventColumns.batch(table).column(name);
        double[] values = new double[column.size()];
        column.copyTo(0, values.length, values, 0);
        return values;
    }

    @Test
    void cuts_beyond_all_events_are_saturated_then_dead() {
        Expr x = Expressions.column("x");
        Expr inside = x.above(Expressions.parameter(ToyAnalysis.CUT), width(0.1));
        Expr below = x.below(Expressions.parameter(UNUSED_CUT), width(1));
        Expr observable = Expressions.column("e").times(Expressions.parameter(FACTOR));
        Analysis analysis = Analysis.named("dead")
                .samples(List.of("background", "signal"))
                .region(Region.of("all", "e [GeV]", Axis.of(0, 75, 150, 400, 500), inside.and(below), observable)
                        .bandwidth(5))
                .measure("mu", "signal")
                .build();
        check(analysis, check -> {
            double[] at =
                    analysis.parameters().stream().mapToDouble(Parameter::start).toArray();
            GradientHealth health = check.at(at, 1);
            assertThat(health.parameters())
                    .extracting(GradientHealth.ParameterHealth::name)
                    .containsExactlyInAnyOrder("cut", "far", "factor");
            for (GradientHealth.ParameterHealth parameter : health.parameters()) {
                assertThat(parameter.state())
                        .as(parameter.name())
                        .isEqualTo(parameter.name().equals("far") ? State.DEAD : State.HEALTHY);
                assertThat(parameter.lostIn().isPresent())
                        .isEqualTo(parameter.name().equals("far"));
            }
            assertThat(health.regions().get(0).emptyBins()).containsExactly(2, 3);
            assertThat(check.messages(health, at, "start"))
                    .containsExactly(
                            "parameter far: no gradient reaches it at the start, a change by its scale moves 0.0 % of the expected"
                                    + " events, lost in cut of width 1.0(subtract(far, x)); start it elsewhere or widen its cuts",
                            "region all: 2 bins without an event at the start, training events (e [GeV] 150.0 to 400.0,"
                                    + " 400.0 to 500.0)");
            // beyond 11 widths·temperature little is left of a sigmoid
            at[analysis.parameters().indexOf(UNUSED_CUT)] = 12;
            assertThat(check.at(at, 1)
                            .parameters()
                            .get(analysis.parameters().indexOf(UNUSED_CUT))
                            .state())
                    .isEqualTo(State.SATURATED);
        });
    }

    private static Analysis withSelection(Expr selection, Expr observable, double bandwidth) {
        return Analysis.named("saturated")
                .samples(List.of("background", "signal"))
                .region(Region.of("all", "e [GeV]", Axis.of(0, 75, 150), selection, observable)
                        .bandwidth(bandwidth))
                .measure("mu", "signal")
                .build();
    }

    /** Each with the expression that no longer follows the parameter; x lies between 0.1 and 1, e between 0 and 150. */
    static List<Arguments> whatSaturates() {
        Expr far = Expressions.parameter(Parameter.of("far", 3).scale(0.1));
        Expr distance = Expressions.column("x").minus(far);
        return List.of(
                Arguments.of(distance.positive(width(0.05)), "cut of width 0.05("),
                Arguments.of(distance.positive(width(0.5).compact()), "compact cut of width 0.5("),
                Arguments.of(distance.positive(width(0.05).gaussian()), "gaussian cut of width 0.05("),
                Arguments.of(Expressions.column("x").between(far, far.plus(1), width(0.05)), "cut of width 0.05("),
                Arguments.of(distance.times(20).sigmoid(), "sigmoid("),
                Arguments.of(distance.times(10).tanh().plus(1).times(0.5), "tanh("),
                Arguments.of(distance.maximum(Expressions.constant(0)), "maximum("),
                Arguments.of(distance.square().negate().times(10).exp(), "exp("));
    }

    @ParameterizedTest
    @MethodSource("whatSaturates")
    void whatever_saturates_is_found_and_named(Expr selection, String lostIn) {
        Expr observable = Expressions.column("e");
        Expr inside = Expressions.column("x").above(Expressions.parameter(ToyAnalysis.CUT), width(0.1));
        Analysis analysis = withSelection(inside.or(selection), observable, 5);
        check(analysis, check -> {
            double[] at =
                    analysis.parameters().stream().mapToDouble(Parameter::start).toArray();
            for (GradientHealth.ParameterHealth parameter : check.at(at, 1).parameters()) {
                if (parameter.name().equals("far")) {
                    assertThat(parameter.state()).isNotEqualTo(State.HEALTHY);
                    assertThat(parameter.response().getAsDouble()).isLessThan(GradientHealth.LEAST_RESPONSE);
                    assertThat(parameter.lostIn().orElseThrow()).startsWith(lostIn);
                } else {
                    assertThat(parameter.state()).isEqualTo(State.HEALTHY);
                }
            }
            assertThat(at).hasSize(2);
        });
    }

    @Test
    void entries_that_change_their_bin_follow_too() {
        Expr observable = Expressions.column("e").times(Expressions.parameter(FACTOR));
        Expr selection = Expressions.column("x").times(0.5).forEachEvent();
        check(withSelection(selection, observable, 5), check -> {
            double moved = 0;
            double all = 0;
            for (EventSample sample : samples.values()) {
                EventTable table = sample.tables().get(0);
                double[] p = column(table, "x");
                double[] e = column(table, "e");
                double[] weight = column(table, SampleReader.WEIGHT);
                for (int i = 0; i < e.length; i++) {
                    all += weight[i] * p[i];
                    for (double edge : new double[] {0, 75, 150}) {
                        // the kernel is 10 GeV wide, its density where an edge lies, times e for a change of the factor
                        // by one
                        double density =
                                Math.exp(-0.5 * Math.pow((1.1 * e[i] - edge) / 10, 2)) / (10 * Math.sqrt(2 * Math.PI));
                        moved += weight[i] * p[i] * e[i] * FACTOR.scale() * density;
                    }
                }
            }
            assertThat(check.at(new double[] {1.1}, 2)
                            .parameters()
                            .get(0)
                            .response()
                            .getAsDouble())
                    .isCloseTo(moved / all, Assertions.withinPercentage(1e-4));
        });
    }

    @Test
    void bins_far_from_whose_edges_all_entries_lie_are_saturated() {
        // the observable is near 37.5 in one half of the events and anywhere in the other bin for the rest
        Expr e = Expressions.column("e");
        Expr inFirst = e.below(75);
        Expr observable =
                Expressions.where(inFirst, Expressions.constant(37.5), e).times(Expressions.parameter(FACTOR));
        check(withSelection(Expressions.constant(1).forEachEvent(), observable, 5), check -> {
            GradientHealth health = check.at(new double[] {1}, 1);
            assertThat(health.regions().get(0).saturatedBins()).containsExactly(0);
            assertThat(health.parameters().get(0).state()).isEqualTo(State.HEALTHY);
            assertThat(check.messages(health, new double[] {1}, "optimum"))
                    .containsExactly(
                            "region all: 1 bin without gradient through the observable, which is far from the edges there, at the"
                                    + " optimum, training events (e [GeV] 0.0 to 75.0)");
            // a wider kernel reaches the edges
            assertThat(check.at(new double[] {1}, 3).regions().get(0).saturatedBins())
                    .isEmpty();
        });
        check(
                withSelection(e.above(Expressions.parameter(FACTOR), width(20)), e, 5),
                check ->
                        // an observable that no parameter moves has no gradient to lose
                        assertThat(check.at(new double[] {1}, 1)
                                        .regions()
                                        .get(0)
                                        .saturatedBins())
                                .isEmpty());
    }
}
