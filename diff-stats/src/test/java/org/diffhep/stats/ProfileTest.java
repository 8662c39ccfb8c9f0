package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Intervals, scans and impacts, on models where the answer is known. */
class ProfileTest {
    /** So many events that the likelihood is Gaussian. */
    private static HistFactoryModel large() {
        return HistFactoryModel.of(
                List.of(new Channel(
                        "SR",
                        List.of(
                                new Sample(
                                        "signal",
                                        new double[] {4e8, 1e8},
                                        List.of(
                                                new Modifier.NormFactor("mu"),
                                                new Modifier.NormSys("eff", 0.999, 1.001))),
                                new Sample(
                                        "background",
                                        new double[] {6e8, 8e8},
                                        List.of(new Modifier.NormSys("bkg", 0.9998, 1.0002)))))),
                Measurement.of("m", "mu"));
    }

    @Test
    void impactsOfAGaussianModelAreCorrelationTimesUncertainty() {
        HistFactoryModel model = large();
        Data data = model.asimov(model.inits());
        FitResult fit = Fitter.fit(model, data);

        List<Impact> impacts = Impact.ranking(fit, data);

        assertThat(impacts).extracting(Impact::name).containsExactlyInAnyOrder("bkg", "eff");
        for (Impact impact : impacts) {
            int p = model.indexOf(impact.name()).orElseThrow();
            int poi = model.requirePoi();
            double expected =
                    fit.correlation(p, poi).orElseThrow() * fit.uncertainty(poi).orElseThrow();
            assertThat(impact.up()).isCloseTo(expected, within(2e-3 * Math.abs(expected)));
            assertThat(impact.down()).isCloseTo(-expected, within(2e-3 * Math.abs(expected)));
            assertThat(impact.pull()).isCloseTo(0, within(1e-9));
            double constraint = impact.constraint().orElseThrow();
            assertThat(constraint).isEqualTo(fit.uncertainty(p).orElseThrow());
            assertThat(impact.upPrefit().orElseThrow())
                    .isCloseTo(expected / constraint, within(2e-3 * Math.abs(expected / constraint)));
        }
        assertThat(Math.abs(impacts.get(0).up()))
                .isGreaterThan(Math.abs(impacts.get(1).up()));
    }

    @Test
    void aScanRisesByOneAtTheEndsOfTheProfileInterval() {
        HistFactoryModel model = RandomModels.model(4);
        Data data = model.asimov(model.inits());
        FitResult fit = Fitter.fit(model, data);
        int poi = model.indexOf("background").orElseThrow();

        ProfileInterval interval = Fitter.minos(fit, data, poi);
        double[] rise = ProfileScan.along(
                fit,
                data,
                poi,
                interval.lower().orElseThrow(),
                fit.values()[poi],
                interval.upper().orElseThrow());

        assertThat(rise[0]).isCloseTo(1, within(1e-8));
        assertThat(rise[1]).isCloseTo(0, within(1e-10));
        assertThat(rise[2]).isCloseTo(1, within(1e-8));
    }

    @Test
    void aGridOfAGaussianModelIsItsEllipse() {
        HistFactoryModel model = large();
        Data data = model.asimov(model.inits());
        FitResult fit = Fitter.fit(model, data);
        int mu = model.requirePoi();
        int bkg = model.indexOf("bkg").orElseThrow();
        double s = fit.uncertainty(mu).orElseThrow();
        double t = fit.uncertainty(bkg).orElseThrow();
        double rho = fit.correlation(mu, bkg).orElseThrow();

        double[][] rise = ProfileScan.grid(fit, data, mu, new double[] {1, 1 + s}, bkg, new double[] {-t, 0, t});

        for (int j = -1; j <= 1; j++) {
            double expected = (1 - 2 * rho * j + j * j) / (1 - rho * rho);
            assertThat(rise[1][j + 1]).isCloseTo(expected, within(5e-3 * (1 + expected)));
        }
        assertThat(rise[0][1]).isCloseTo(0, within(1e-8));
    }

    @Test
    void progressHearsOfEachFit() {
        HistFactoryModel model = large();
        Data data = model.asimov(model.inits());
        FitResult fit = Fitter.fit(model, data);
        List<String> heard = new ArrayList<>();
        Progress progress = (done, of) -> heard.add(done + "/" + of);

        Impact.ranking(fit, data, progress);
        ProfileScan.grid(fit, data, 0, new double[] {1, 1.00001}, 1, new double[] {0, 0.1, 0.2}, progress);

        assertThat(heard).containsExactly("1/2", "2/2", "1/6", "2/6", "3/6", "4/6", "5/6", "6/6");
    }

    @Test
    void anIntervalThatMeetsABoundIsOpen() {
        HistFactoryModel model = HistFactoryModel.of(
                List.of(new Channel(
                        "SR",
                        List.of(
                                new Sample("s", new double[] {5}, List.of(new Modifier.NormFactor("mu"))),
                                new Sample("b", new double[] {50}, List.of())))),
                Measurement.of("m", "mu"));
        Data data = model.data(List.of(new Observation("SR", new double[] {52})));
        FitResult fit = Fitter.fit(model, data);

        ProfileInterval interval = Fitter.minos(fit, data, 0);

        assertThat(interval.lower()).isEmpty();
        assertThat(interval.minus()).isEmpty();
        // 2 [ν − n − n ln(ν/n)] = 1 at ν = 59.55… for n = 52
        double nu = 50 + 5 * interval.upper().orElseThrow();
        assertThat(2 * (nu - 52 - 52 * Math.log(nu / 52))).isCloseTo(1, within(1e-9));
    }

    @Test
    void aFitWithoutMinimumAnswersNoQuestion() {
        HistFactoryModel model = HistFactoryModel.of(
                List.of(new Channel(
                        "SR",
                        List.of(
                                new Sample("s", new double[] {0, 5}, List.of(new Modifier.NormFactor("mu"))),
                                new Sample("b", new double[] {0, 50}, List.of())))),
                Measurement.of("m", "mu"));
        Data data = model.data(List.of(new Observation("SR", new double[] {3, 52})));

        FitResult fit = Fitter.fit(model, data);

        assertThat(fit.converged()).isFalse();
        assertThat(fit.message())
                .contains("channel 'SR', bin 0")
                .contains("3.0 events")
                .contains("'s' 0.0");
        assertThatThrownBy(fit::twiceNll).isInstanceOf(FitFailedException.class).hasMessage(fit.message());
        assertThatThrownBy(fit::values).isInstanceOf(FitFailedException.class);
        assertThatThrownBy(() -> fit.uncertainty(0)).isInstanceOf(FitFailedException.class);
    }

    @Test
    void parametersThatTheDataDoNotConstrainAreNamedAndHaveNoUncertainty() {
        HistFactoryModel model = HistFactoryModel.of(
                List.of(new Channel(
                        "SR",
                        List.of(
                                new Sample(
                                        "s",
                                        new double[] {5, 7},
                                        List.of(new Modifier.NormFactor("mu"), new Modifier.NormFactor("twin"))),
                                new Sample("b", new double[] {50, 60}, List.of(new Modifier.NormSys("b", 0.9, 1.1)))))),
                Measurement.of("m", "mu"));

        FitResult fit = Fitter.fit(model, model.asimov(model.inits()));

        assertThat(fit.flatParameters()).containsExactly("mu", "twin");
        assertThat(fit.uncertainty("mu")).isEmpty();
        assertThat(fit.uncertainty("b")).isPresent();
    }

    @Test
    void fitsFindTheSameMinimumFromBadStarts() {
        HistFactoryModel model = RandomModels.model(12);
        Data data = new Toys(5, 1).draw(model, model.inits(), 3);
        double best = Fitter.fit(model, data).twiceNll();
        for (double mu : new double[] {0, 9.9}) {
            for (double alpha : new double[] {-5, -3, 3, 5}) {
                double[] start = model.inits();
                for (int p = 0; p < start.length; p++) {
                    Parameter parameter = model.parameters().get(p);
                    start[p] =
                            parameter.lower() == -5 ? alpha : parameter.name().equals("mu") ? mu : start[p];
                }
                FitResult fit = Fitter.fitFrom(model, data, start);
                assertThat(fit.twiceNll()).isCloseTo(best, within(1e-9));
            }
        }
    }
}
