package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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
    }

    private static void check(Objective objective, long seed, InterpolationCodes codes) {
        List<Channel> channels = RandomModels.channels(seed);
        ObjectiveResult result = objective.evaluate(model(channels, codes));
        List<Templates.Entry> entries = Templates.of(channels);
        double largest = 0;
        double[] expected = new double[entries.size()];
        for (int i = 0; i < expected.length; i++) {
            Templates.Entry entry = entries.get(i);
            expected[i] = Templates.derivative(
                    entry, moved -> objective.evaluate(model(moved, codes)).value());
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
