package org.diffhep.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Width.width;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LocalWidthTest {

    private static final double[] VALUES = {1, 2, 4, 4.5, 9, Double.NaN};
    private static final double[] WEIGHTS = {1, 1, 0.5, 2, 3, 7};

    @Test
    void reachesAsFarAsTheExpectedEvents() {
        LocalWidth rule = new LocalWidth(2, 0.01, 10);
        assertThat(rule.at(4.25, VALUES, WEIGHTS)).isEqualTo(width(0.25));
        assertThat(rule.at(1, VALUES, WEIGHTS)).isEqualTo(width(1));
        assertThat(rule.at(9, VALUES, WEIGHTS)).isEqualTo(width(0.01));
        assertThat(new LocalWidth(4.5, 0.01, 10).at(1, VALUES, WEIGHTS)).isEqualTo(width(3.5));
    }

    @Test
    void isNoLargerThanAllowedWhereEventsAreTooFew() {
        assertThat(new LocalWidth(8, 0.1, 3).at(4, VALUES, WEIGHTS)).isEqualTo(width(3));
        assertThat(new LocalWidth(1, 0.1, 3).at(4, new double[0], new double[0]))
                .isEqualTo(width(3));
    }

    @Test
    void negativeWeightsCountAsWhatTheyAre() {
        double[] values = {1, 2, 3};
        assertThat(new LocalWidth(1, 0.1, 9).at(0, values, new double[] {1.5, -1, 1}))
                .isEqualTo(width(1));
        assertThat(new LocalWidth(1.4, 0.1, 9).at(0, values, new double[] {1, -1, 1.5}))
                .isEqualTo(width(3));
    }

    /** n uniform events of density ρ: half a width on each side holds 2·ρ·w of them. */
    @Test
    void isTheDensityOfUniformEventsInAnyOrder() {
        SplittableRandom random = new SplittableRandom(3);
        double[] values = random.doubles(100_000).toArray();
        double[] weights = random.doubles(100_000, 0.5, 1.5).toArray();
        Width found = new LocalWidth(1000, 1e-6, 1).at(0.4, values, weights);
        assertThat(found.value()).isEqualTo(0.005, within(0.0005));
        int[] order =
                random.ints(0, values.length).distinct().limit(values.length).toArray();
        double[] shuffledValues =
                Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
        double[] shuffledWeights =
                Arrays.stream(order).mapToDouble(i -> weights[i]).toArray();
        assertThat(new LocalWidth(1000, 1e-6, 1).at(0.4, shuffledValues, shuffledWeights))
                .isEqualTo(found);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> new LocalWidth(0, 1, 2)).hasMessage("a width for 0.0 expected events");
        assertThatThrownBy(() -> new LocalWidth(1, 3, 2))
                .hasMessage("bounds of a width [3.0, 2.0] are not positive or out of order");
        LocalWidth rule = new LocalWidth(1, 1, 2);
        assertThatThrownBy(() -> rule.at(0, new double[2], new double[1])).hasMessage("got 2 values and 1 weights");
        assertThatThrownBy(() -> rule.at(Double.NaN, VALUES, WEIGHTS)).hasMessage("threshold NaN is not finite");
        assertThatThrownBy(() -> rule.at(0, new double[1], new double[] {Double.NaN}))
                .hasMessage("weight 0 is NaN");
    }
}
