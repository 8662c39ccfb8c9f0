package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Objectives of one bin, whose values are known. */
class ClosedFormTest {
    private static HistFactoryModel counting(double s, double b, Modifier... onBackground) {
        return HistFactoryModel.of(
                List.of(new Channel(
                        "SR",
                        List.of(
                                new Sample("signal", new double[] {s}, List.of(new Modifier.NormFactor("mu"))),
                                new Sample("background", new double[] {b}, List.of(onBackground))))),
                Measurement.of("m", "mu"));
    }

    @Test
    void discoveryOfACountingExperimentIsTheAsimovFormula() {
        for (double[] sb : new double[][] {{10, 50}, {1e-3, 1e4}, {200, 0.01}, {5, 1e8}}) {
            double s = sb[0];
            double b = sb[1];
            ObjectiveResult result = Objectives.discovery().evaluate(counting(s, b));

            double log = Math.log1p(s / b);
            double x = s / b;
            // the bracket cancels for small s/b
            double bracket = x < 1e-3 ? b * x * x * (0.5 - x / 6 + x * x / 12 - x * x * x / 20) : (s + b) * log - s;
            double z = Math.sqrt(2 * bracket);
            assertThat(result.value()).isCloseTo(z, within(1e-9 * z));
            assertThat(result.gradient().nominal("SR", "signal")[0]).isCloseTo(log / z, within(1e-8 * log / z));
            double db = (log - x) / z;
            assertThat(result.gradient().nominal("SR", "background")[0])
                    .isCloseTo(db, within(1e-7 * Math.abs(db) + 1e-15));
        }
    }

    /** On/off problem: background b with τ = (b/σ)², i.e. Li-Ma with Asimov data (arXiv:1007.1727, Cowan 2012). */
    @Test
    void discoveryWithAMeasuredBackgroundIsTheProfiledAsimovFormula() {
        double s = 12;
        double b = 40;
        double sigma = 6;
        double v = sigma * sigma;
        double z = Math.sqrt(2
                * ((s + b) * Math.log((s + b) * (b + v) / (b * b + (s + b) * v))
                        - b * b / v * Math.log(1 + v * s / (b * (b + v)))));

        ObjectiveResult result =
                Objectives.discovery().evaluate(counting(s, b, new Modifier.ShapeSys("b", new double[] {sigma})));

        assertThat(result.value()).isCloseTo(z, within(1e-11));
    }

    @Test
    void precisionOfACountingExperimentIsTheRelativePoissonError() {
        ObjectiveResult result = Objectives.precision().evaluate(counting(30, 70));

        assertThat(result.value()).isCloseTo(Math.sqrt(100) / 30, within(1e-12));
        assertThat(result.gradient().nominal("SR", "background")[0])
                .isCloseTo(0.5 / (Math.sqrt(100) * 30), within(1e-12));
    }

    @Test
    void precisionAddsTheSimulationsUncertaintyInQuadrature() {
        ObjectiveResult result =
                Objectives.precision().evaluate(counting(30, 70, new Modifier.StatError("stat", new double[] {5})));
        double sigma = Math.sqrt(100 + 25) / 30;

        assertThat(result.value()).isCloseTo(sigma, within(1e-12));
        assertThat(result.gradient().variance("SR", "background").orElseThrow()[0])
                .isCloseTo(0.5 / (sigma * 900), within(1e-12));
    }

    @Test
    void aBinWithoutUncertaintyHasTheOneSidedDerivativeInItsVariance() {
        Modifier none = new Modifier.StatError("stat", new double[] {0});
        Modifier tiny = new Modifier.StatError("stat", new double[] {1e-3});
        for (Objective objective : List.of(Objectives.precision(), Objectives.discovery(), Objectives.limit())) {
            double atZero = objective
                    .evaluate(counting(30, 70, none))
                    .gradient()
                    .variance("SR", "background")
                    .orElseThrow()[0];
            double nearby = objective
                    .evaluate(counting(30, 70, tiny))
                    .gradient()
                    .variance("SR", "background")
                    .orElseThrow()[0];
            assertThat(atZero).isNotZero().isCloseTo(nearby, within(1e-6 * Math.abs(nearby)));
        }
    }

    @Test
    void anEmptyBackgroundIsRefusedByNameForDiscovery() {
        assertThatThrownBy(() -> Objectives.discovery().evaluate(counting(3, 0)))
                .isInstanceOf(ObjectiveUndefinedException.class)
                .hasMessageContaining("channel 'SR', bin 0")
                .hasMessageContaining("'background' 0.0");
    }

    @Test
    void anEmptyBinIsRefusedByNameForPrecision() {
        assertThatThrownBy(() -> Objectives.precision().evaluate(counting(0, 0)))
                .isInstanceOf(ObjectiveUndefinedException.class)
                .hasMessageContaining("channel 'SR', bin 0");
    }

    @Test
    void anEmptySignalIsRefusedByEveryObjective() {
        for (Objective objective : List.of(Objectives.precision(), Objectives.discovery(), Objectives.limit())) {
            assertThatThrownBy(() -> objective.evaluate(counting(0, 50)))
                    .isInstanceOf(ObjectiveUndefinedException.class)
                    .hasMessageContaining("mu");
        }
    }

    @Test
    void aFactorThatFollowsTheSignalMakesTheInformationSingularAndIsNamed() {
        HistFactoryModel model = HistFactoryModel.of(
                List.of(new Channel(
                        "SR",
                        List.of(
                                new Sample(
                                        "signal",
                                        new double[] {10, 20},
                                        List.of(new Modifier.NormFactor("mu"), new Modifier.NormFactor("twin"))),
                                new Sample("background", new double[] {50, 60}, List.of())))),
                Measurement.of("m", "mu"));

        assertThatThrownBy(() -> Objectives.precision().evaluate(model))
                .isInstanceOf(ObjectiveUndefinedException.class)
                .hasMessageMatching(".*parameter '(mu|twin)'.*");
    }

    @Test
    void limitOfALargeCountingExperimentIsTheGaussianOne() {
        ObjectiveResult result = Objectives.limit().evaluate(counting(1e4, 1e10));

        // z = Φ⁻¹(1 − 0.025) and σ = √b / s
        assertThat(result.value()).isCloseTo(1.959963984540054 * 1e5 / 1e4, within(1e-5 * 19.6));
    }
}
