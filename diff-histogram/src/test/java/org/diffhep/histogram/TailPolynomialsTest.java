package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.commons.math3.special.Erf;
import org.diffhep.autodiff.kernels.Normal;
import org.junit.jupiter.api.Test;

class TailPolynomialsTest {

    @Property(tries = 5000)
    void upperIsTheTailOfCommonsMath(@ForAll @DoubleRange(min = 0, max = TailPolynomials.REACH) double z) {
        double expected = 0.5 * Erf.erfc(z * Math.sqrt(0.5));
        assertThat(TailPolynomials.upper(z)).isEqualTo(expected, within(2e-15));
        // and in proportion to the tail, not to one
        assertThat(TailPolynomials.upper(z)).isEqualTo(expected, within(1e-8 * expected));
    }

    @Test
    void upperIsTheTailAtADenseSweep() {
        double worst = 0;
        for (int i = 0; i <= 200_000; i++) {
            double z = TailPolynomials.REACH * i / 200_000;
            worst = Math.max(worst, Math.abs(TailPolynomials.upper(z) - Normal.cdf(-z)));
        }
        assertThat(worst).isLessThan(2e-15);
    }

    @Test
    void neighboursMeetAndFallWithinTheTail() {
        double before = 1;
        for (int i = 0; i <= 1000 * TailPolynomials.REACH; i++) {
            double value = TailPolynomials.upper(i / 1000.0);
            assertThat(value).isPositive().isLessThan(before);
            before = value;
        }
    }

    @Test
    void aPieceAnywhereHoldsTheStepAndItsSlope() {
        Random random = new Random(7);
        double[] c = new double[TailPolynomials.TERMS];
        for (int i = 0; i < 2000; i++) {
            double z0 = 16 * random.nextDouble() - 8;
            double step = (random.nextBoolean() ? 1 : -1) * random.nextDouble() / TailPolynomials.PER_UNIT;
            TailPolynomials.around(z0, z0 > 0, step, c, 0);
            double v = random.nextDouble() - 0.5;
            double z = z0 + step * v;
            double expected = z0 > 0 ? -Normal.cdf(-z) : Normal.cdf(z);
            assertThat(TailPolynomials.value(c, 0, v)).isEqualTo(expected, within(2e-15));
            assertThat(TailPolynomials.slope(c, 0, v)).isEqualTo(step * Normal.density(z), within(1e-13));
        }
    }
}
