package org.diffhep.ttbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.pipeline.Analysis;
import org.diffhep.pipeline.BoundAnalysis;
import org.diffhep.pipeline.SampleCatalogue;
import org.diffhep.pipeline.ValueAndGradient;
import org.diffhep.stats.Objective;
import org.diffhep.stats.Objectives;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** From thresholds to objective and back, over the whole shipped sample. */
class WholeChainGradientTest {

    private static final double REQUIRED = 1e-6;

    /** Jet pT, lepton pT, b tag, in the order of the analysis, and a temperature. */
    private record Point(List<Double> cuts, double temperature) {}

    private static final List<Point> POINTS = List.of(
            new Point(List.of(30.0, 30.0, 0.5), 1),
            new Point(List.of(27.0, 33.0, 0.8), 0.5),
            new Point(List.of(38.0, 28.0, 0.65), 0.3));

    @TestFactory
    Stream<DynamicTest> gradient_equals_central_differences() {
        SampleCatalogue catalogue = ShippedSample.open();
        Analysis measurement = TtbarAnalysis.measurement(catalogue.processes());
        Analysis search = TtbarAnalysis.search(catalogue.processes(), "zprime_1000");
        return Stream.of(
                DynamicTest.dynamicTest("precision", () -> check(catalogue, measurement, Objectives.precision())),
                DynamicTest.dynamicTest("discovery", () -> check(catalogue, search, Objectives.discovery())));
    }

    private static void check(SampleCatalogue catalogue, Analysis analysis, Objective objective) {
        try (Engine engine = Engines.create("jvm", 2);
                BoundAnalysis bound = BoundAnalysis.bind(analysis, catalogue, engine)) {
            for (Point point : POINTS) {
                double[] at =
                        point.cuts().stream().mapToDouble(Double::doubleValue).toArray();
                Relaxation soft = Relaxation.soft(point.temperature());
                ValueAndGradient exact = bound.valueAndGradient(objective, at, soft);
                assertThat(exact.value()).isEqualTo(bound.value(objective, at, soft));
                for (int i = 0; i < at.length; i++) {
                    double step = 0.02 * bound.parameters().get(i).scale() * point.temperature();
                    double difference = extrapolated(bound, objective, at, i, step, soft);
                    assertThat(exact.gradient().get(i))
                            .as("%s at %s", bound.parameters().get(i).name(), point)
                            .isCloseTo(difference, within(REQUIRED * Math.abs(difference)));
                }
            }
        }
    }

    /** Edges of both regions, beside the cuts; they have left where they began, and some bins are narrower than twice their minimum. */
    @Test
    void gradient_of_bin_edges_equals_central_differences() {
        SampleCatalogue catalogue = ShippedSample.open();
        Analysis analysis = TtbarAnalysis.measurement(
                catalogue.processes(), TtbarCuts.of(TtbarVersion.V2), List.of("4j1b", "4j2b"));
        assertThat(analysis.parameters()).hasSize(23);
        assertThat(analysis.edgeParameters()).hasSize(20);
        try (Engine engine = Engines.create("jvm", 2);
                BoundAnalysis bound = BoundAnalysis.bind(analysis, catalogue, engine)) {
            double[] at = bound.starts();
            at[0] = 27;
            at[2] = 0.8;
            for (int i = 3; i < at.length; i++) {
                at[i] += 13 * Math.sin(i);
            }
            Relaxation soft = Relaxation.soft(0.5);
            Objective objective = Objectives.precision();
            ValueAndGradient exact = bound.valueAndGradient(objective, at, soft);
            // a cut, then every fifth edge
            for (int i = 2; i < at.length; i += i == 2 ? 1 : 5) {
                double step = 0.02 * bound.parameters().get(i).scale();
                double difference = extrapolated(bound, objective, at, i, step, soft);
                assertThat(Math.abs(difference)).isPositive();
                assertThat(exact.gradient().get(i))
                        .as(bound.parameters().get(i).name())
                        .isCloseTo(difference, within(REQUIRED * Math.abs(difference)));
            }
        }
    }

    /** Central differences with three step lengths, extrapolated to zero: the error is of sixth order in the step. */
    private static double extrapolated(
            BoundAnalysis bound, Objective objective, double[] at, int i, double step, Relaxation soft) {
        double fine = difference(bound, objective, at, i, step / 2, soft);
        double middle = difference(bound, objective, at, i, step, soft);
        double coarse = difference(bound, objective, at, i, 2 * step, soft);
        double first = (4 * fine - middle) / 3;
        double second = (4 * middle - coarse) / 3;
        return (16 * first - second) / 15;
    }

    private static double difference(
            BoundAnalysis bound, Objective objective, double[] at, int i, double step, Relaxation soft) {
        double[] up = at.clone();
        double[] down = at.clone();
        up[i] += step;
        down[i] -= step;
        return (bound.value(objective, up, soft) - bound.value(objective, down, soft)) / (up[i] - down[i]);
    }

    /**
     * Figures of the shipped sample's README, which were computed by another program from the information matrix and are
     * rounded to three digits there. What pyhf finds in the same workspace to nine digits: {@link WorkspaceInPyhfTest}.
     */
    @Test
    void precision_at_hard_cuts_equals_the_published_figures() {
        SampleCatalogue catalogue = ShippedSample.open();
        Analysis analysis = TtbarAnalysis.measurement(catalogue.processes());
        try (Engine engine = Engines.create("jvm", 2);
                BoundAnalysis bound = BoundAnalysis.bind(analysis, catalogue, engine)) {
            assertThat(bound.parameters().stream().map(p -> p.name())).containsExactly("jet_pt", "lepton_pt", "btag");
            assertThat(precision(bound, 30, 30, 0.5)).isCloseTo(0.084, within(1e-3));
            assertThat(precision(bound, 30, 30, 0.85)).isCloseTo(0.077, within(1e-3));
            assertThat(precision(bound, 25, 30, 0.5)).isCloseTo(0.077, within(1e-3));
        }
    }

    private static double precision(BoundAnalysis bound, double... cuts) {
        return bound.value(Objectives.precision(), cuts, Relaxation.HARD);
    }
}
