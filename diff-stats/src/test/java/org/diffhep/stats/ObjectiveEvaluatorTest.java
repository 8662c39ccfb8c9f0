package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Evaluation while templates change: against models made anew, in what it allocates, and beside other threads. */
class ObjectiveEvaluatorTest {
    /** What two fits of one problem may differ by, in gradients relative to the largest effect. */
    private static final double TOLERANCE = 1e-8;

    @ParameterizedTest
    @ValueSource(strings = {"precision", "discovery", "limit"})
    void changingTemplatesGiveWhatNewModelsGive(String name) {
        Objective objective = Objectives.named(name);
        for (InterpolationCodes codes : List.of(
                InterpolationCodes.DEFAULT,
                new InterpolationCodes(
                        InterpolationCodes.NormSysCode.COMBINE, InterpolationCodes.HistoSysCode.CODE2))) {
            ObjectiveEvaluator evaluator = objective.evaluator(RandomModels.measurement(), codes);
            for (long seed = 1; seed <= 6; seed++) {
                checkSame(objective, evaluator, RandomModels.channels(seed), codes);
            }
            for (long seed = 7; seed <= 9; seed++) {
                checkSame(objective, evaluator, RandomModels.poissonChannels(seed), codes);
            }
        }
    }

    @Test
    void aBinWithoutStatisticalErrorComesAndGoes() {
        Objective objective = Objectives.discovery();
        ObjectiveEvaluator evaluator = objective.evaluator(RandomModels.measurement());
        checkBinThatComesAndGoes(objective, evaluator, RandomModels.channels(3));
        checkBinThatComesAndGoes(objective, evaluator, RandomModels.poissonChannels(3));
    }

    private static void checkBinThatComesAndGoes(
            Objective objective, ObjectiveEvaluator evaluator, List<Channel> usual) {
        List<Channel> exact = usual.stream()
                .map(channel -> new Channel(
                        channel.name(),
                        channel.samples().stream()
                                .map(ObjectiveEvaluatorTest::withoutErrorInFirstBin)
                                .toList()))
                .toList();
        for (List<Channel> channels : List.of(usual, exact, usual, exact)) {
            checkSame(objective, evaluator, channels, InterpolationCodes.DEFAULT);
        }
    }

    private static Sample withoutErrorInFirstBin(Sample sample) {
        List<Modifier> modifiers = new ArrayList<>();
        for (Modifier modifier : sample.modifiers()) {
            if (modifier instanceof Modifier.StatError error) {
                double[] uncertainties = error.uncertainties();
                uncertainties[0] = 0;
                modifiers.add(new Modifier.StatError(error.name(), uncertainties, error.constraint()));
            } else if (modifier instanceof Modifier.ShapeSys error) {
                double[] uncertainties = error.uncertainties();
                uncertainties[0] = 0;
                modifiers.add(new Modifier.ShapeSys(error.name(), uncertainties));
            } else {
                modifiers.add(modifier);
            }
        }
        return new Sample(sample.name(), sample.nominal(), modifiers);
    }

    @Test
    void anotherStructureTakesThePlaceOfTheFirst() {
        Objective objective = Objectives.precision();
        ObjectiveEvaluator evaluator = objective.evaluator(RandomModels.measurement());
        List<Channel> whole = RandomModels.channels(1);
        List<Channel> oneChannel = List.of(whole.get(0));
        List<Channel> reversed = List.of(whole.get(1), whole.get(0));
        List<Channel> poisson = RandomModels.poissonChannels(1);
        for (List<Channel> channels : List.of(whole, oneChannel, whole, poisson, reversed)) {
            checkSame(objective, evaluator, channels, InterpolationCodes.DEFAULT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"precision", "discovery", "limit"})
    void anEvaluationAfreshDependsOnItsTemplatesAlone(String name) {
        ObjectiveEvaluator evaluator = Objectives.named(name).evaluator(RandomModels.measurement());
        ObjectiveEvaluator other = Objectives.named(name).evaluator(RandomModels.measurement());
        List<Channel> first = RandomModels.channels(1);
        List<Channel> second = first.stream()
                .map(channel -> new Channel(
                        channel.name(),
                        channel.samples().stream()
                                .map(sample -> new Sample(
                                        sample.name(),
                                        Arrays.stream(sample.nominal())
                                                .map(n -> 1.07 * n)
                                                .toArray(),
                                        sample.modifiers()))
                                .toList()))
                .toList();
        evaluator.evaluateAfresh(first);
        evaluator.evaluate(second);
        evaluator.evaluate(first);

        ObjectiveResult again = evaluator.evaluateAfresh(second);
        ObjectiveResult expected = other.evaluateAfresh(second);

        assertThat(again.value()).isEqualTo(expected.value());
        for (Channel channel : second) {
            for (Sample sample : channel.samples()) {
                assertThat(again.gradient().nominal(channel.name(), sample.name()))
                        .isEqualTo(expected.gradient().nominal(channel.name(), sample.name()));
            }
        }
    }

    @Test
    void templatesThatHaveNoValueDoNotSpoilTheNext() {
        Objective objective = Objectives.discovery();
        ObjectiveEvaluator evaluator = objective.evaluator(new Measurement("measurement", "mu", List.of()));
        List<Channel> good = countingExperiment(10, 50);
        double z = evaluator.evaluate(good).value();
        assertThatThrownBy(() -> evaluator.evaluate(countingExperiment(0, 0)))
                .isInstanceOf(ObjectiveUndefinedException.class)
                .hasMessageContaining("channel 'SR', bin 0");
        assertThatThrownBy(() -> evaluator.evaluate(countingExperiment(0, 50)))
                .isInstanceOf(ObjectiveUndefinedException.class)
                .hasMessageContaining("the signal is empty");
        assertThat(evaluator.evaluate(good).value()).isEqualTo(z);
    }

    @Test
    void combinesInterpolationRefusesAFactorThatBecomesZero() {
        ObjectiveEvaluator evaluator = Objectives.discovery()
                .evaluator(
                        new Measurement("measurement", "mu", List.of()),
                        new InterpolationCodes(
                                InterpolationCodes.NormSysCode.COMBINE, InterpolationCodes.HistoSysCode.CODE4P));
        evaluator.evaluate(withNormSys(0.9));
        assertThatThrownBy(() -> evaluator.evaluate(withNormSys(0)))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage("channel 'SR', sample 'background': normsys 'norm' has lo = 0.0, hi = 1.1; Combine's"
                        + " interpolation needs both above zero");
    }

    private static List<Channel> withNormSys(double lo) {
        return List.of(Channel.of(
                "SR",
                Sample.of("signal", 10).with(new Modifier.NormFactor("mu")),
                Sample.of("background", 50).with(new Modifier.NormSys("norm", lo, 1.1))));
    }

    private static List<Channel> countingExperiment(double signal, double background) {
        return List.of(Channel.of(
                "SR",
                Sample.of("signal", signal).with(new Modifier.NormFactor("mu")),
                Sample.of("background", background).with(Modifier.statError("stat", 0.1 * background))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"precision", "discovery", "limit"})
    void evaluationAllocatesItsResultOnly(String name) {
        List<List<Channel>> steps =
                LongStream.range(1, 5).mapToObj(RandomModels::channels).toList();
        ObjectiveEvaluator evaluator = Objectives.named(name).evaluator(RandomModels.measurement());
        int rounds = 2000;
        long least = Long.MAX_VALUE;
        // The compiler puts some results on the stack, and sometimes allocates for itself: take the best of some.
        for (int attempt = 0; attempt < 5; attempt++) {
            long before = allocated();
            for (int round = 0; round < rounds; round++) {
                evaluator.evaluate(steps.get(round % steps.size()));
            }
            least = Math.min(least, (allocated() - before) / rounds);
        }
        assertThat(least).isLessThan(resultBytes(steps.get(0)));
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** What arrays of the numbers of all templates take: five derivatives of a pair, and shapes as products. */
    private static long resultBytes(List<Channel> channels) {
        long bytes = 0;
        for (Channel channel : channels) {
            for (Sample sample : channel.samples()) {
                int modifiers = sample.modifiers().size();
                long row = 24 + 8L * channel.bins();
                bytes += row * (2 + modifiers) + 4 * (24 + 8L * modifiers) + 200;
            }
        }
        return bytes;
    }

    @Test
    void threadsShareAModel() throws Exception {
        HistFactoryModel model = RandomModels.model(7);
        List<Objective> objectives = List.of(Objectives.precision(), Objectives.discovery(), Objectives.limit());
        List<Double> expected =
                objectives.stream().map(o -> o.evaluate(model).value()).toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<Double>>> results = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                results.add(threads.submit(() ->
                        objectives.stream().map(o -> o.evaluate(model).value()).toList()));
            }
            for (Future<List<Double>> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void checkSame(
            Objective objective, ObjectiveEvaluator evaluator, List<Channel> channels, InterpolationCodes codes) {
        ObjectiveResult result = evaluator.evaluate(channels);
        ObjectiveResult anew = objective.evaluate(HistFactoryModel.of(channels, RandomModels.measurement(), codes));
        assertThat(result.value()).isCloseTo(anew.value(), within(1e-11 * Math.abs(anew.value())));
        double largest = 0;
        for (Templates.Entry entry : Templates.of(channels)) {
            largest = Math.max(largest, Math.abs(entry.derivative().applyAsDouble(anew.gradient()) * entry.size()));
        }
        for (Templates.Entry entry : Templates.of(channels)) {
            double expected = entry.derivative().applyAsDouble(anew.gradient());
            double scale = Math.max(Math.abs(expected), largest / Math.max(entry.size(), 1e-3));
            assertThat(entry.derivative().applyAsDouble(result.gradient()))
                    .as(entry.label())
                    .isCloseTo(expected, within(TOLERANCE * scale));
        }
    }
}
