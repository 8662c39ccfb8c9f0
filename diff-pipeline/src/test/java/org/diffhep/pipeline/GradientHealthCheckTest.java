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
    void events_near_a_cut_are_counted_with_their_weights() {
        check(ToyAnalysis.analysis(), check -> {
            GradientHealth health = check.at(new double[] {0.4, 20}, 0.1);
            double near = 0;
            double all = 0;
            for (EventSample sample : samples.values()) {
                EventTable table = sample.tables().get(0);
                double[] x = column(table, "x");
                double[] weight = column(table, SampleReader.WEIGHT);
                for (int i = 0; i < x.length; i++) {
                    all += weight[i];
                    // width 0.1, temperature 0.1, four of them
                    near += Math.abs(x[i] - 0.4) < 0.04 ? weight[i] : 0;
                }
            }
            assertThat(health.parameters().get(0).name()).isEqualTo("cut");
            assertThat(health.parameters().get(0).state()).isEqualTo(State.HEALTHY);
            assertThat(health.parameters().get(0).nearCuts().getAsDouble())
                    .isCloseTo(near / all, Assertions.within(1e-12));
            // any of up to five hits
            assertThat(health.parameters().get(1).nearCuts().getAsDouble()).isBetween(0.05, 0.5);
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
                switch (parameter.name()) {
                    case "cut" -> assertThat(parameter.state()).isEqualTo(State.HEALTHY);
                    case "far" -> {
                        assertThat(parameter.state()).isEqualTo(State.DEAD);
                        assertThat(parameter.nearCuts().getAsDouble()).isZero();
                    }
                    default -> {
                        assertThat(parameter.state()).isEqualTo(State.HEALTHY);
                        assertThat(parameter.nearCuts()).isEmpty();
                    }
                }
            }
            assertThat(health.regions().get(0).emptyBins()).containsExactly(2, 3);
            assertThat(check.messages(health, at, "start"))
                    .containsExactly(
                            "parameter far: no gradient reaches it at the start, 0.0 % of the events lie within 4 widths of its"
                                    + " cuts; start it elsewhere or widen its cuts",
                            "region all: 2 bins without an event at the start, training events (e [GeV] 150.0 to 400.0,"
                                    + " 400.0 to 500.0)");
            // beyond 94 widths·temperature nothing is left of a sigmoid but a little; beyond all of it nothing
            at[analysis.parameters().indexOf(UNUSED_CUT)] = 12;
            assertThat(check.at(at, 1)
                            .parameters()
                            .get(analysis.parameters().indexOf(UNUSED_CUT))
                            .state())
                    .isEqualTo(State.SATURATED);
        });
    }
}
