package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models whose data do not say everything: the minimum is known, and what is not constrained is named. */
class DegenerateModelsTest {
    private static HistFactoryModel model(double[] signal, double[] background, Modifier... onBackground) {
        List<Modifier> onSignal = new ArrayList<>(List.of(new Modifier.NormFactor("mu")));
        for (int i = 0; i < 4; i++) {
            onSignal.add(new Modifier.NormSys("s" + i, 0.9, 1.12));
        }
        return HistFactoryModel.of(
                List.of(new Channel(
                        "SR",
                        List.of(
                                new Sample("signal", signal, onSignal),
                                new Sample("background", background, List.of(onBackground))))),
                Measurement.of("m", "mu"));
    }

    private static Data data(HistFactoryModel model, double... counts) {
        return model.data(List.of(new Observation("SR", counts)));
    }

    @Test
    void moreFreeFactorsThanBinsFitTheDataExactlyAndHaveNoUncertainty() {
        HistFactoryModel model = model(
                new double[] {29}, new double[] {49}, new Modifier.NormFactor("k"), new Modifier.ShapeFactor("f"));

        FitResult fit = Fitter.fit(model, data(model, 94));

        assertThat(fit.converged()).as(fit.message()).isTrue();
        assertThat(fit.deviance()).isCloseTo(0, within(1e-12));
        assertThat(fit.flatParameters()).containsExactlyInAnyOrder("mu", "k", "f[0]");
        assertThat(fit.uncertainty("mu")).isEmpty();
        assertThat(fit.uncertainty("s0").orElseThrow()).isCloseTo(1, within(1e-6));
        assertThat(Impact.ranking(fit, data(model, 94)).stream().map(Impact::name))
                .containsExactlyInAnyOrder("s0", "s1", "s2", "s3");
    }

    /** With both factors 0 neither has a slope, but the third bin wants some background. */
    @Test
    void twoFactorsOfOneSampleAreNotBothLeftAtZero() {
        HistFactoryModel model = model(
                new double[] {204, 211, 50},
                new double[] {66, 58, 14},
                new Modifier.NormFactor("k"),
                new Modifier.ShapeFactor("f"));
        HistFactoryModel held =
                model.withFixed("s0", 0).withFixed("s1", 0).withFixed("s2", 0).withFixed("s3", 0);
        double[] counts = {150, 150, 60};

        FitResult fit = Fitter.fit(held, data(held, counts), held.requirePoi(), 1);

        double expected = 0;
        for (int b = 0; b < 2; b++) {
            double nu = new double[] {204, 211}[b];
            expected += 2 * (nu - counts[b] + counts[b] * Math.log(counts[b] / nu));
        }
        assertThat(fit.deviance()).isCloseTo(expected, within(1e-9));
    }

    /** The sign of CLs − 5 % at the expected limit is that of rounding. */
    @Test
    void theObservedLimitOnBackgroundOnlyAsimovDataIsTheExpectedOne() {
        for (double b : new double[] {7, 52.5, 300}) {
            HistFactoryModel model =
                    model(new double[] {10, 4}, new double[] {b, 2 * b}, new Modifier.NormSys("b", 0.93, 1.08));
            double[] inits = model.inits();
            inits[model.requirePoi()] = 0;

            UpperLimit limit =
                    UpperLimit.of(new HypothesisTester(model, model.asimov(inits)), 0.95, TestStatistic.Q_TILDE);

            assertThat(limit.observed()).isCloseTo(limit.expected().get(2), within(1e-8 * limit.observed()));
        }
    }
}
