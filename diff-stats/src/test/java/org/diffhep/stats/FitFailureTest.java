package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.diffhep.stats.InterpolationCodes.HistoSysCode;
import org.diffhep.stats.InterpolationCodes.NormSysCode;
import org.junit.jupiter.api.Test;

/** What a fit that fails says of itself. Linear interpolation has kinks, and none of them is a minimum with a gradient of zero. */
class FitFailureTest {
    private static final InterpolationCodes LINEAR = new InterpolationCodes(NormSysCode.CODE4, HistoSysCode.CODE0);

    /** The data want fewer events in CR, but both variations of JES give more. */
    private static HistFactoryModel model() {
        return HistFactoryModel.of(
                List.of(
                        Channel.of(
                                "SR",
                                Sample.of("signal", 1, 6, 4).with(new Modifier.NormFactor("mu")),
                                Sample.of("wjets", 50, 20, 10).with(new Modifier.NormFactor("wjets_norm")),
                                Sample.of("zjets", 50, 25, 10).with(new Modifier.NormFactor("zjets_norm"))),
                        Channel.of(
                                "CR",
                                Sample.of("ttbar", 100)
                                        .with(new Modifier.HistoSys("JES", new double[] {120}, new double[] {120})))),
                Measurement.of("m", "mu"),
                LINEAR);
    }

    private static Data data(HistFactoryModel model) {
        return model.data(List.of(Observation.of("CR", 90), Observation.of("SR", 50, 23, 9)));
    }

    @Test
    void itNamesTheSteepestParameterBoundsAndTheLargestCorrelation() {
        HistFactoryModel model = model();

        FitResult fit = Fitter.fit(model, data(model));

        assertThat(fit.converged()).isFalse();
        // 20 events per unit of JES, of which 100 − 90 are too many: 2 · 20 · (1 − 90/100); correlation from the 2×2
        // information
        assertThat(fit.message())
                .matches(
                        "no minimum was found: no estimate of the distance after \\d+ iterations from \\d+ starts; steepest"
                                + " in parameter 'JES' at -?\\d\\.\\d\\de-1\\d, where −2 ln L changes by -?4\\.00 per unit; parameter"
                                + " 'mu' runs to its bound 0\\. Largest correlation -0\\.9952 \\('wjets_norm', 'zjets_norm'\\)");
    }

    /** From where the fit could not go on: a saddle between the two factors of one sample, and parameters on their bounds. */
    @Test
    void itNamesWhatIsFlatAndCountsBounds() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            samples.add(Sample.of("s" + i, 10).with(new Modifier.NormFactor("k" + i)));
        }
        samples.add(Sample.of("b", 10).with(new Modifier.NormFactor("first"), new Modifier.NormFactor("second")));
        HistFactoryModel model = HistFactoryModel.of(List.of(new Channel("SR", samples)), Measurement.of("m", "k0"));
        FitEngine engine = new FitEngine(model);
        engine.data(model.data(List.of(Observation.of("SR", 5))));
        double[] point = {1, 1, 0, 0, 0, 0, 0};

        String message = FitFailure.describe(
                engine.evaluator, engine.model, point, engine.model.free(-1), 0.0155, "7 iterations");

        assertThat(message)
                .isEqualTo(
                        "no minimum was found: EDM 0.0310 after 7 iterations; steepest in parameter 'first' at 1, where"
                                + " −2 ln L changes by 10 per unit; parameter 'k0' runs to its bound 0; parameter 'k1' runs to"
                                + " its bound 0; parameter 'k2' runs to its bound 0; 2 more run to theirs. There −2 ln L is flat"
                                + " or bends down along 'second', alone or together with others");
    }

    @Test
    void objectivesSayTheSame() {
        HistFactoryModel model = HistFactoryModel.of(
                List.of(Channel.of(
                        "SR",
                        Sample.of("signal", 10).with(new Modifier.NormFactor("mu")),
                        Sample.of("ttbar", 100)
                                .with(new Modifier.HistoSys("JES", new double[] {120}, new double[] {120})))),
                Measurement.of("m", "mu"),
                LINEAR);
        assertThatThrownBy(() -> Objectives.limit().evaluate(model))
                .isInstanceOf(ObjectiveUndefinedException.class)
                .hasMessageMatching(
                        "the fit with mu = 1\\.0: no minimum was found: no estimate of the distance after \\d+"
                                + " iterations; steepest in parameter 'JES' at \\S+, where −2 ln L changes by \\S+ per unit");
    }
}
