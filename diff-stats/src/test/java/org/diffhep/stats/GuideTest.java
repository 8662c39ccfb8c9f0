package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/guide/likelihoods.md shows; a test of the docs compares the text. */
class GuideTest {
    @Test
    void theGuidesExampleRuns() {
        Workspace workspace = Workspace.of(
                List.of(Channel.of(
                        "SR",
                        Sample.of("signal", 5, 10).with(new Modifier.NormFactor("mu")),
                        Sample.of("background", 50, 60)
                                .with(new Modifier.NormSys("scale", 0.9, 1.12), Modifier.statError("stat", 3, 4)))),
                List.of(Observation.of("SR", 57, 75)),
                List.of(Measurement.of("main", "mu")));
        HistFactoryModel model = workspace.model();
        Data data = workspace.data(model);

        FitResult fit = Fitter.fit(model, data).orThrow();
        double mu = fit.value("mu");
        double error = fit.uncertainty("mu").orElseThrow();
        ProfileInterval interval = Fitter.minos(fit, data, model.indexOf("mu").orElseThrow());

        HypothesisTester tester = new HypothesisTester(model, data);
        double significance = tester.significance();
        ClsResult cls = tester.cls(1, TestStatistic.Q_TILDE);
        UpperLimit limit = UpperLimit.of(tester, 0.95, TestStatistic.Q_TILDE);

        ObjectiveResult expected = Objectives.discovery().evaluate(model);
        double[] onSignal = expected.gradient().nominal("SR", "signal");
        double[] onVariance = expected.gradient().variance("SR", "background").orElseThrow();

        ObjectiveResult observed = Objectives.observedDiscovery(data.main()).evaluate(model);
        TemplateGradient onMu = fit.gradient(model.indexOf("mu").orElseThrow());

        ObjectiveEvaluator evaluator = Objectives.discovery().evaluator(Measurement.of("main", "mu"));
        double first = evaluator.evaluate(workspace.channels()).value();

        assertThat(interval.upper().orElseThrow()).isEqualTo(mu + error, within(0.5 * error));
        assertThat(observed.value()).isEqualTo(significance, within(1e-9));
        assertThat(first).isEqualTo(expected.value());
        assertThat(cls.observed()).isGreaterThan(0.05);
        assertThat(limit.observed()).isGreaterThan(1);
        assertThat(Arrays.stream(onSignal)).allMatch(slope -> slope > 0);
        assertThat(Arrays.stream(onVariance)).allMatch(slope -> slope < 0);
        assertThat(Arrays.stream(onMu.nominal("SR", "background"))).allMatch(slope -> slope < 0);
    }
}
