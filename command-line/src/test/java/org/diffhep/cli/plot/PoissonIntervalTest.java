package org.diffhep.cli.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PoissonIntervalTest {

    /** Gehrels, ApJ 303 (1986) 336, tables 1 and 2, at 84.13 % on each side. */
    @Test
    void theEndsAreThoseOfTheTables() {
        assertInterval(0, 0, 1.841);
        assertInterval(1, 0.173, 3.300);
        assertInterval(5, 2.840, 8.382);
        assertInterval(10, 6.891, 14.27);
    }

    private static void assertInterval(double count, double low, double high) {
        PoissonInterval interval = PoissonInterval.of(count);
        assertThat(interval.low()).isEqualTo(low, within(0.001));
        assertThat(interval.high()).isEqualTo(high, within(0.005));
    }

    @Test
    void countsThatAreNotWholeLieBetween() {
        assertThat(PoissonInterval.of(4.5).high())
                .isBetween(PoissonInterval.of(4).high(), PoissonInterval.of(5).high());
        assertThat(PoissonInterval.of(1e-3).low()).isBetween(0.0, 1e-3);
    }
}
