package org.diffhep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RepetitionsTest {

    @Test
    void aSpreadIsMedianAndDistanceOfQuartiles() {
        Spread spread = Spread.of(new double[] {5, 1, 100, 3, 2});
        assertThat(spread).isEqualTo(new Spread(3, 3));
        assertThat(Spread.of(new double[] {1, 2}).median()).isEqualTo(1.5);
        assertThat(Spread.of(new double[] {7})).isEqualTo(new Spread(7, 0));
    }

    @Test
    void aRateKeepsTheRelativeSpread() {
        Spread rate = new Spread(2, 0.1).rate(10);
        assertThat(rate.median()).isEqualTo(5);
        assertThat(rate.interquartile()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void timesAreThoseOfOneCallHoweverManyAreInARepetition() {
        AtomicLong calls = new AtomicLong();
        // a clock of its own: each call takes 50 ticks
        Repetitions repetitions = Repetitions.of(0.02, () -> 50 * calls.get(), calls::incrementAndGet);
        assertThat(repetitions.cpuNanos()).isEqualTo(new Spread(50, 0));
        assertThat(repetitions.count()).isGreaterThanOrEqualTo(3);
        assertThat(calls.get()).as("calls of nanoseconds are bundled").isGreaterThan(10L * repetitions.count());
        assertThat(repetitions.last()).isEqualTo(calls.get());
    }

    @Test
    void workThatIsLongIsStillRepeatedThreeTimes() {
        AtomicLong calls = new AtomicLong();
        Repetitions repetitions = Repetitions.of(0, System::nanoTime, calls::incrementAndGet);
        assertThat(repetitions.count()).isEqualTo(3);
    }
}
