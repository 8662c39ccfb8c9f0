package org.diffhep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.autodiff.optimise.Inequalities;
import org.diffhep.stats.Objectives;
import org.junit.jupiter.api.Test;

class ConstraintsTest {

    private static final Relaxation SOFT = Relaxation.soft(0.5);
    private static final double[] AT = {0.5, 23};

    private final Analysis analysis = ToyAnalysis.analysis()
            .requiring(List.of(
                    Constraint.yieldAtLeast(1200, "high"),
                    Constraint.yieldAtMost(900, "low", "background"),
                    Constraint.effectiveEventsAtLeast(500, "high"),
                    new Constraint.MinimumEffectiveEvents("low", List.of(), false, 3000),
                    Constraint.effectiveEventsAtLeast(700, "low", "background")));

    private interface Work {
        void with(AnalysisObjective function);
    }

    private void bound(Work work) {
        Map<String, TemplatePlan> plans = BoundSamples.plans(analysis);
        Map<String, Double> scale = new LinkedHashMap<>();
        analysis.samples().forEach(sample -> scale.put(sample, 2.0));
        try (Engine engine = Engines.create("jvm", 2);
                BoundSamples events = new BoundSamples(engine, plans, ToyAnalysis.samples(3000, 5), scale)) {
            work.with(new AnalysisObjective(analysis, Objectives.precision(), events, plans));
        }
    }

    @Test
    void gradients_of_all_constraints_equal_central_differences() {
        bound(function -> {
            Inequalities inequalities = new Inequalities(function.constraints().count(), 30);
            // multipliers that are not zero
            inequalities.update(function.constraints().values(function.templates(new double[] {0.7, 30}, SOFT)));
            AnalysisObjective.Lagrangian exact = function.lagrangian(AT, SOFT, inequalities, 0.2);
            assertThat(exact.constraints()).hasSize(1 + 1 + 4 + 1 + 3);
            assertThat(Constraints.violation(exact.constraints())).isPositive();
            double without = function.valueAndGradient(AT, SOFT).gradient().get(0);
            assertThat(exact.gradient()[0]).isNotCloseTo(without, within(0.1 * Math.abs(without)));
            for (int i = 0; i < AT.length; i++) {
                double step = 0.001 * analysis.parameters().get(i).scale();
                double fine = difference(function, inequalities, i, step);
                double coarse = difference(function, inequalities, i, 2 * step);
                double expected = (4 * fine - coarse) / 3;
                assertThat(exact.gradient()[i]).isCloseTo(expected, within(1e-6 * Math.abs(expected)));
            }
        });
    }

    private static double difference(AnalysisObjective function, Inequalities inequalities, int i, double step) {
        double[] up = AT.clone();
        double[] down = AT.clone();
        up[i] += step;
        down[i] -= step;
        return (function.lagrangian(up, SOFT, inequalities, 0.2).value()
                        - function.lagrangian(down, SOFT, inequalities, 0.2).value())
                / (up[i] - down[i]);
    }

    @Test
    void values_are_those_of_the_histograms() {
        bound(function -> {
            Templates templates = function.templates(AT, Relaxation.HARD);
            double yield = 0;
            double worst = Double.POSITIVE_INFINITY;
            for (int bin = 0; bin < 4; bin++) {
                double sum = 0;
                double squares = 0;
                for (String sample : analysis.samples()) {
                    sum += templates.nominal(sample, "high").values()[bin];
                    squares += templates.nominal(sample, "high").variances()[bin];
                }
                yield += sum;
                worst = Math.min(worst, sum * sum / squares);
            }
            Constraints constraints = function.constraints();
            assertThat(constraints.value(analysis.constraints().get(0), templates))
                    .isCloseTo(yield, within(1e-9));
            assertThat(constraints.value(analysis.constraints().get(2), templates))
                    .isCloseTo(worst, within(1e-9));
            double worstOfOne = Double.POSITIVE_INFINITY;
            for (int bin = 0; bin < 3; bin++) {
                double sum = templates.nominal("background", "low").values()[bin];
                worstOfOne = Math.min(
                        worstOfOne,
                        sum * sum / templates.nominal("background", "low").variances()[bin]);
            }
            assertThat(constraints.value(analysis.constraints().get(4), templates))
                    .isCloseTo(worstOfOne, within(1e-9));
            assertThat(analysis.constraints().get(4).text())
                    .isEqualTo("effective events of background in each bin of low ≥ 700.0");
            double[] g = constraints.values(templates);
            assertThat(g[0]).isCloseTo(yield / 1200 - 1, within(1e-12));
            assertThat(Constraints.violation(g))
                    .isCloseTo(-java.util.Arrays.stream(g).min().getAsDouble(), within(0.0));
        });
    }

    @Test
    void wrong_constraints_are_named() {
        assertThatThrownBy(() -> analysis.requiring(List.of(Constraint.yieldAtLeast(3, "middle"))))
                .hasMessage("analysis toy has no region middle; it has high, low");
        assertThatThrownBy(() -> analysis.requiring(List.of(Constraint.yieldAtMost(3, "high", "ttbar"))))
                .hasMessageStartingWith(
                        "constraint yield of ttbar in high ≤ 3.0 is on sample ttbar, which the analysis does not have");
        assertThatThrownBy(() -> Constraint.effectiveEventsAtLeast(Double.NaN, "high"))
                .hasMessage("constraint on region high: limit NaN is not a positive number");
        assertThatThrownBy(() -> Enforcement.penalty(-1)).hasMessageContaining("positive number, got -1.0");
        assertThat(Enforcement.augmentedLagrangian(3)).hasToString("augmented Lagrangian of stiffness 3.0");
    }
}
