package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.diffhep.stats.InterpolationCodes.HistoSysCode;
import org.diffhep.stats.InterpolationCodes.NormSysCode;

/** The derivative of every objective in every template, against differences of its value. */
class ObjectiveGradientTest {
    private static final double TOLERANCE = 1e-6;

    @Property(tries = 6, seed = "20261122")
    void precisionHasTheDerivativeOfItsDifferences(@ForAll @LongRange(min = 1, max = 100_000) long seed) {
        check(Objectives.precision(), seed, InterpolationCodes.DEFAULT);
    }

    @Property(tries = 6, seed = "20261122")
    void discoveryHasTheDerivativeOfItsDifferences(@ForAll @LongRange(min = 1, max = 100_000) long seed) {
        check(Objectives.discovery(), seed, InterpolationCodes.DEFAULT);
    }

    @Property(tries = 3, seed = "20261122")
    void limitHasTheDerivativeOfItsDifferences(@ForAll @LongRange(min = 1, max = 100_000) long seed) {
        check(Objectives.limit(), seed, InterpolationCodes.DEFAULT);
    }

    @Property(tries = 2, seed = "20261122")
    void otherInterpolationCodesHaveTheirDerivativesToo(@ForAll @LongRange(min = 1, max = 100_000) long seed) {
        check(Objectives.discovery(), seed, new InterpolationCodes(NormSysCode.CODE1, HistoSysCode.CODE2));
        check(Objectives.precision(), seed, new InterpolationCodes(NormSysCode.CODE4, HistoSysCode.CODE2));
        check(Objectives.precision(), seed, new InterpolationCodes(NormSysCode.COMBINE, HistoSysCode.CODE4P));
    }

    @Property(tries = 3, seed = "20261122")
    void observedDiscoveryHasTheDerivativeOfItsDifferences(@ForAll @LongRange(min = 1, max = 100_000) long seed) {
        check(Objectives.observedDiscovery(counts(seed, 8)), seed, InterpolationCodes.DEFAULT);
    }

    @Property(tries = 2, seed = "20261122")
    void observedPrecisionHasTheDerivativeOfItsDifferences(@ForAll @LongRange(min = 1, max = 100_000) long seed) {
        check(Objectives.observedPrecision(counts(seed, 2)), seed, InterpolationCodes.DEFAULT);
    }

    @Property(tries = 1, seed = "20261122")
    void observedLimitHasTheDerivativeOfItsDifferences(@ForAll @LongRange(min = 1, max = 100_000) long seed) {
        check(Objectives.observedLimit(counts(seed, 0.5), 0.95), seed, InterpolationCodes.DEFAULT);
        check(Objectives.observedLimit(counts(seed, -1.5), 0.95), seed, InterpolationCodes.DEFAULT);
    }

    @Property(tries = 1, seed = "20261122")
    void aFittedValueHasTheDerivativeOfItsDifferences(@ForAll @LongRange(min = 1, max = 100_000) long seed) {
        double[] counts = counts(seed, 1.5);
        for (String name : List.of("mu", "histo", "both", "lumi", "stat 0[1]", "shape 0[2]", "free shape[0]")) {
            check(new FittedValue(name, counts), seed, InterpolationCodes.DEFAULT);
        }
    }

    @Property(tries = 3, seed = "20261122")
    void poissonStatErrorsHaveTheirDerivatives(@ForAll @LongRange(min = 1, max = 100_000) long seed) {
        List<Channel> channels = RandomModels.poissonChannels(seed);
        check(Objectives.precision(), seed, channels, InterpolationCodes.DEFAULT);
        check(Objectives.discovery(), seed, channels, InterpolationCodes.DEFAULT);
        check(Objectives.limit(), seed, channels, InterpolationCodes.DEFAULT);
    }

    @Property(tries = 1, seed = "20261122")
    void poissonStatErrorsHaveTheirDerivativesWithObservedData(@ForAll @LongRange(min = 1, max = 100_000) long seed) {
        List<Channel> channels = RandomModels.poissonChannels(seed);
        check(Objectives.observedDiscovery(counts(seed, 8)), seed, channels, InterpolationCodes.DEFAULT);
        check(Objectives.observedPrecision(counts(seed, 2)), seed, channels, InterpolationCodes.DEFAULT);
        check(Objectives.observedLimit(counts(seed, 0.5), 0.95), seed, channels, InterpolationCodes.DEFAULT);
        for (String name : List.of("mu", "histo", "stat 0[1]")) {
            check(new FittedValue(name, counts(seed, 1.5)), seed, channels, InterpolationCodes.DEFAULT);
        }
    }

    @Property(tries = 2, seed = "20261122")
    void everyObjectiveHasItsDerivativeInTheWidthOfTheLuminosity(@ForAll @LongRange(min = 1, max = 100_000) long seed) {
        List<Channel> channels = RandomModels.channels(seed);
        double sigma = 0.02;
        double step = 4e-4;
        for (Objective objective : List.of(
                Objectives.precision(),
                Objectives.discovery(),
                Objectives.limit(),
                Objectives.observedDiscovery(counts(seed, 8)),
                Objectives.observedPrecision(counts(seed, 2)),
                Objectives.observedLimit(counts(seed, 0.5), 0.95),
                new FittedValue("mu", counts(seed, 1.5)))) {
            DoubleUnaryOperator value =
                    width -> objective.evaluate(withLumi(channels, width)).value();
            double wide = (value.applyAsDouble(sigma + step) - value.applyAsDouble(sigma - step)) / (2 * step);
            double narrow = (value.applyAsDouble(sigma + step / 2) - value.applyAsDouble(sigma - step / 2)) / step;
            double expected = (4 * narrow - wide) / 3;

            double derivative = objective
                    .evaluate(withLumi(channels, sigma))
                    .gradient()
                    .lumi("lumi")
                    .orElseThrow();

            assertThat(derivative)
                    .as(objective.name())
                    .isCloseTo(expected, within(TOLERANCE * Math.max(1, Math.abs(expected))));
        }
        assertThat(Objectives.precision()
                        .evaluate(withLumi(channels, sigma))
                        .gradient()
                        .lumi("mu"))
                .isEmpty();
    }

    private static HistFactoryModel withLumi(List<Channel> channels, double sigma) {
        return HistFactoryModel.of(
                channels,
                new Measurement(
                        "m",
                        "mu",
                        List.of(
                                ParameterConfig.lumi("lumi", 1, sigma, 0.5, 1.5),
                                ParameterConfig.of("background").withInits(1.1))));
    }

    /** Auxiliary data that the measurement sets stay where they are, as those of ROOT's files do. */
    @Property(tries = 1, seed = "20261122")
    void auxiliaryDataThatTheMeasurementSetsAreHeld(@ForAll @LongRange(min = 1, max = 100_000) long seed) {
        List<Channel> channels = RandomModels.poissonChannels(seed);
        List<ParameterConfig> parameters =
                new ArrayList<>(RandomModels.measurement().parameters());
        for (String name : List.of("shape 0", "stat 0")) {
            double[] auxdata = model(channels, InterpolationCodes.DEFAULT).parameters().stream()
                    .filter(p -> p.name().startsWith(name + "["))
                    .mapToDouble(p -> 1.04 * ((Constraint.Poisson) p.constraint()).auxdata())
                    .toArray();
            parameters.add(ParameterConfig.of(name).withAuxdata(auxdata));
        }
        Measurement measurement = new Measurement("m", "mu", parameters);
        check(Objectives.observedDiscovery(counts(seed, 8)), seed, channels, measurement, InterpolationCodes.DEFAULT);
        check(Objectives.observedPrecision(counts(seed, 2)), seed, channels, measurement, InterpolationCodes.DEFAULT);
        check(
                Objectives.observedLimit(counts(seed, 0.5), 0.95),
                seed,
                channels,
                measurement,
                InterpolationCodes.DEFAULT);
        check(Objectives.discovery(), seed, channels, measurement, InterpolationCodes.DEFAULT);
        check(new FittedValue("mu", counts(seed, 1.5)), seed, channels, measurement, InterpolationCodes.DEFAULT);
    }

    /** The best value of a parameter, with the counts held. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record FittedValue(String name, double[] counts) implements Objective {
        @Override
        public boolean maximise() {
            return false;
        }

        @Override
        public ObjectiveResult evaluate(HistFactoryModel model) {
            FitResult fit = Fitter.fit(model, new Data(counts, model.compiled().nominalAuxiliary()));
            int index = model.indexOf(name).orElseThrow();
            return new ObjectiveResult(name, fit.values()[index], fit.gradient(index));
        }
    }

    /** Counts with some signal that the model does not fit exactly. */
    private static double[] counts(long seed, double signal) {
        List<Channel> channels = RandomModels.channels(seed);
        HistFactoryModel model = model(channels, InterpolationCodes.DEFAULT);
        double[] point = model.inits();
        point[model.poiIndex().getAsInt()] = signal;
        double[] counts = model.expected(point);
        for (int b = 0; b < counts.length; b++) {
            counts[b] = Math.rint(counts[b] + 0.5 * Math.sqrt(counts[b]) * Math.cos(3.0 * b));
        }
        return counts;
    }

    private static void check(Objective objective, long seed, InterpolationCodes codes) {
        check(objective, seed, RandomModels.channels(seed), codes);
    }

    private static void check(Objective objective, long seed, List<Channel> channels, InterpolationCodes codes) {
        check(objective, seed, channels, RandomModels.measurement(), codes);
    }

    private static void check(
            Objective objective, long seed, List<Channel> channels, Measurement measurement, InterpolationCodes codes) {
        ObjectiveResult result = objective.evaluate(HistFactoryModel.of(channels, measurement, codes));
        List<Templates.Entry> entries = Templates.of(channels);
        double largest = 0;
        double[] expected = new double[entries.size()];
        for (int i = 0; i < expected.length; i++) {
            Templates.Entry entry = entries.get(i);
            expected[i] = Templates.derivative(entry, moved -> objective
                    .evaluate(HistFactoryModel.of(moved, measurement, codes))
                    .value());
            largest = Math.max(largest, Math.abs(expected[i] * entry.size()));
        }
        for (int i = 0; i < expected.length; i++) {
            Templates.Entry entry = entries.get(i);
            // relative to the entry itself, or to a thousandth of the largest effect where it hardly matters
            double scale = Math.max(Math.abs(expected[i]), 1e-3 * largest / entry.size());
            assertThat(entry.derivative().applyAsDouble(result.gradient()))
                    .as("%s, seed %d, %s", objective.name(), seed, entry.label())
                    .isCloseTo(expected[i], within(TOLERANCE * scale));
        }
    }

    private static HistFactoryModel model(List<Channel> channels, InterpolationCodes codes) {
        return HistFactoryModel.of(channels, RandomModels.measurement(), codes);
    }
}
