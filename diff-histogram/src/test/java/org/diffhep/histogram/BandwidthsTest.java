package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.junit.jupiter.api.Test;

class BandwidthsTest {

    @Test
    void fractionsAreOfTheMeanBin() {
        assertThat(Bandwidths.ofBinWidth(0.5, Axis.regular(4, 0, 2))).isEqualTo(0.25);
        assertThat(Bandwidths.ofBinWidth(0.5, Axis.of(0, 0.1, 2))).isEqualTo(0.5);
        LearnableAxis learnable = LearnableAxis.startingAt("z", Axis.of(0, 0.1, 2), 0.01);
        assertThat(Bandwidths.ofBinWidth(0.25, learnable)).isEqualTo(0.25);
        assertThatThrownBy(() -> Bandwidths.ofBinWidth(0, learnable))
                .hasMessage("fraction 0.0 of a bin is not a positive number");
    }

    @Test
    void silvermanIsThatOfANormalSample() {
        int n = 10_000;
        double[] x = new double[n];
        Random random = new Random(3);
        Arrays.setAll(x, i -> 100 + 15 * random.nextGaussian());
        double[] ones = new double[n];
        Arrays.fill(ones, 3);
        double sigma = new StandardDeviation(false).evaluate(x);
        double found = Bandwidths.silverman(x, ones);
        // both spreads of a normal distribution agree within a percent at this number of events
        assertThat(found).isCloseTo(0.9 * sigma * Math.pow(n, -0.2), within(0.02 * found));
        // entries without weight do not count, and twice the entries at half the weight are the same sample but for n
        double[] twice = new double[2 * n];
        double[] halves = new double[2 * n];
        for (int i = 0; i < 2 * n; i++) {
            twice[i] = i < n ? x[i] : 1e6;
            halves[i] = i < n ? 1 : 0;
        }
        assertThat(Bandwidths.silverman(twice, halves)).isCloseTo(found, within(1e-9 * found));
    }

    @Test
    void longTailsCountByTheirQuartilesAndSpikesByTheirDeviation() {
        double[] ones = {1, 1, 1, 1, 1, 1, 1, 1};
        double[] tail = {0, 1, 2, 3, 4, 5, 6, 1000};
        // quartiles 1 and 5
        assertThat(Bandwidths.silverman(tail, ones)).isCloseTo(0.9 * 4 / 1.34 * Math.pow(8, -0.2), within(1e-12));
        double[] spike = {0, 0, 0, 0, 0, 0, 0, 8};
        assertThat(Bandwidths.silverman(spike, ones)).isCloseTo(0.9 * Math.sqrt(7) * Math.pow(8, -0.2), within(1e-12));
    }

    @Test
    void samplesWithoutWidthAreRefused() {
        double[] one = {1, 1};
        assertThatThrownBy(() -> Bandwidths.silverman(one, new double[1]))
                .hasMessage("there are 2 values and 1 weights");
        assertThatThrownBy(() -> Bandwidths.silverman(one, one)).hasMessageContaining("the values do not differ");
        assertThatThrownBy(() -> Bandwidths.silverman(new double[0], new double[0]))
                .hasMessageContaining("the values do not differ");
        assertThatThrownBy(() -> Bandwidths.silverman(new double[] {1, Double.NaN}, one))
                .hasMessageContaining("value 1 is NaN with weight 1.0");
        assertThatThrownBy(() -> Bandwidths.silverman(one, new double[] {1, -2}))
                .hasMessageContaining("weight -2.0");
    }
}
