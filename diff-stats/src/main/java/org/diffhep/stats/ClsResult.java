package org.diffhep.stats;

import java.util.Arrays;
import java.util.List;

/**
 * CLs of one value of the parameter of interest.
 *
 * @param mu tested value
 * @param statistic test statistic used
 * @param observedStatistic its observed value
 * @param observed observed CLs
 * @param clsb observed p-value of signal plus background
 * @param clb observed p-value of background alone
 * @param expected expected CLs if there is background alone, at −2, −1, 0, +1, +2 σ
 */
public record ClsResult(
        double mu,
        TestStatistic statistic,
        double observedStatistic,
        double observed,
        double clsb,
        double clb,
        List<Double> expected) {
    /** Copies the list. */
    public ClsResult {
        expected = List.copyOf(expected);
    }

    static List<Double> band(double... values) {
        return Arrays.stream(values).boxed().toList();
    }
}
