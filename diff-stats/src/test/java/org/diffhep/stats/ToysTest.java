package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.diffhep.stats.internal.Sampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToysTest {
    private static HistFactoryModel model() {
        return HistFactoryModel.of(
                List.of(new Channel(
                        "SR",
                        List.of(
                                new Sample("signal", new double[] {12, 9}, List.of(new Modifier.NormFactor("mu"))),
                                new Sample(
                                        "background",
                                        new double[] {50, 60},
                                        List.of(new Modifier.ShapeSys("b", new double[] {4, 5})))))),
                Measurement.of("m", "mu"));
    }

    private static Data data(HistFactoryModel model) {
        return model.data(List.of(new Observation("SR", new double[] {54, 63})));
    }

    @Test
    void theSameSeedGivesTheSameToysOnAnyNumberOfThreads() {
        HistFactoryModel model = model();
        double[] one = new Toys(7, 1).distribution(model, model.inits(), TestStatistic.Q_TILDE, 1, 200);
        double[] three = new Toys(7, 3).distribution(model, model.inits(), TestStatistic.Q_TILDE, 1, 200);
        double[] other = new Toys(8, 1).distribution(model, model.inits(), TestStatistic.Q_TILDE, 1, 200);

        assertThat(three).isEqualTo(one);
        assertThat(other).isNotEqualTo(one);
    }

    /** arXiv:1007.1727, equation 49: half of the distribution of q0 under background alone is at zero. */
    @Test
    void theDistributionOfQ0IsAsymptotic() {
        HistFactoryModel model = model().withPoi("mu");
        double[] background = model.inits();
        background[model.requirePoi()] = 0;

        double[] q0 = new Toys(3, 2).distribution(model, background, TestStatistic.Q0, 0, 8000);

        assertThat(Arrays.stream(q0).filter(q -> q > 1).count() / 8000.0).isCloseTo(0.1587, within(0.016));
        assertThat(Arrays.stream(q0).filter(q -> q > 4).count() / 8000.0).isCloseTo(0.0228, within(0.007));
    }

    @Test
    void clsWithToysIsCloseToTheAsymptoticOne() {
        HistFactoryModel model = model();
        HypothesisTester tester = new HypothesisTester(model, data(model));

        ClsResult toys = new Toys(11, 2).cls(tester, 1, TestStatistic.Q_TILDE, 6000);
        ClsResult asymptotic = tester.cls(1, TestStatistic.Q_TILDE);

        assertThat(toys.observed()).isCloseTo(asymptotic.observed(), within(0.03));
        assertThat(toys.clb()).isCloseTo(asymptotic.clb(), within(0.03));
        // Beyond the median, toys with a best value above μ have CLs = 1, which the asymptotic band does not clip.
        for (int i = 0; i < 3; i++) {
            assertThat(toys.expected().get(i)).isCloseTo(asymptotic.expected().get(i), within(0.04));
        }
    }

    @Test
    void progressHearsOfEachToyOnceAndInOrder() {
        HistFactoryModel model = model();
        List<Long> heard = new ArrayList<>();
        Toys toys = new Toys(1, 3, (done, of) -> {
            assertThat(of).isEqualTo(80);
            heard.add(done);
        });

        toys.cls(new HypothesisTester(model, data(model)), 1, TestStatistic.Q, 40);

        assertThat(heard).isEqualTo(LongStream.rangeClosed(1, 80).boxed().toList());
    }

    @Test
    void anExceptionOfProgressCancels() {
        HistFactoryModel model = model();
        AtomicLong last = new AtomicLong();
        Toys toys = new Toys(1, 2, (done, of) -> {
            last.set(done);
            if (done == 5) {
                throw new CancellationException("enough");
            }
        });

        assertThatThrownBy(() -> toys.distribution(model, model.inits(), TestStatistic.Q, 1, 100_000))
                .isInstanceOf(CancellationException.class)
                .hasMessage("enough");
        assertThat(last.get()).isEqualTo(5);
    }

    @Test
    void noToysAreRefused() {
        HistFactoryModel model = model();
        HypothesisTester tester = new HypothesisTester(model, data(model));

        assertThatThrownBy(() -> new Toys(1, 1).cls(tester, 1, TestStatistic.Q, 0))
                .hasMessageContaining("0 toys");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 4, 9.9, 10.1, 35, 1e4, 1.9e11})
    void poissonCountsHaveTheirMeanAndVariance(double mean) {
        int n = 40_000;
        double sum = 0;
        double squares = 0;
        SplittableRandom random = Sampling.generator(5, 1);
        for (int i = 0; i < n; i++) {
            double k = Sampling.poisson(random, mean) - mean;
            sum += k;
            squares += k * k;
        }
        assertThat(sum / n).isCloseTo(0, within(5 * Math.sqrt(mean / n)));
        double spread = mean * Math.sqrt((2 + 1 / mean) / n);
        assertThat(squares / n).isCloseTo(mean, within(5 * spread));
    }
}
