package org.diffhep.stats;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.exception.NoBracketingException;
import org.apache.commons.math3.exception.TooManyEvaluationsException;

/**
 * Upper limits with CLs: the value of the parameter of interest at which CLs falls to 1 − level. The parameter's bounds
 * do not limit the search.
 *
 * @param level confidence level
 * @param observed observed limit
 * @param expected expected limits if there is background alone, at −2, −1, 0, +1, +2 σ
 */
public record UpperLimit(double level, double observed, List<Double> expected) {
    private static final double LARGEST = 1e12;
    private static final int MAX_EVALUATIONS = 200;

    /** Copies the list. */
    public UpperLimit {
        expected = List.copyOf(expected);
    }

    /**
     * Finds the limits with asymptotic distributions.
     *
     * @param tester model and data
     * @param level confidence level, usually 0.95
     * @param statistic {@link TestStatistic#Q} or {@link TestStatistic#Q_TILDE}
     * @throws FitFailedException if a fit does not converge, or no value is excluded
     */
    public static UpperLimit of(HypothesisTester tester, double level, TestStatistic statistic) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("confidence level " + level + ", expected a number in (0, 1)");
        }
        double alpha = 1 - level;
        HypothesisTester.Asimov background = tester.background();
        double[] expected = new double[5];
        double guess = 1;
        for (int i = 0; i < 5; i++) {
            double target = Asymptotics.rootAtLimit(alpha, 2 - i);
            guess = crossing(mu -> Math.sqrt(background.q(mu)) - target, guess, background.poiName());
            expected[i] = guess;
        }
        return new UpperLimit(level, observed(tester, level, statistic, expected[2]), ClsResult.band(expected));
    }

    /** The observed limit alone, looked for from a guess. */
    static double observed(HypothesisTester tester, double level, TestStatistic statistic, double guess) {
        return crossing(
                // The logarithm is close to linear in μ where CLs itself falls exponentially.
                mu -> Math.log((1 - level) / tester.cls(mu, statistic).observed()),
                guess,
                tester.background().poiName());
    }

    /**
     * Root of a function that rises with μ. Each value is computed once: at a root its sign is that of rounding, and may be
     * another when fits begin elsewhere.
     */
    private static double crossing(DoubleUnaryOperator function, double guess, String name) {
        Map<Double, Double> known = new HashMap<>();
        DoubleUnaryOperator f = mu -> known.computeIfAbsent(mu, function::applyAsDouble);
        double low = guess;
        double atLow = f.applyAsDouble(low);
        double high = guess;
        double atHigh = atLow;
        while (atHigh < 0) {
            low = high;
            atLow = atHigh;
            high *= 1.5;
            if (high > LARGEST) {
                throw new FitFailedException("no value of '" + name + "' up to " + LARGEST
                        + " is excluded: the signal is empty, or a free parameter can take its place");
            }
            atHigh = f.applyAsDouble(high);
        }
        while (atLow > 0) {
            high = low;
            low *= 0.6;
            if (low < 1 / LARGEST) {
                throw new FitFailedException("every value of '" + name + "' down to " + 1 / LARGEST + " is excluded");
            }
            atLow = f.applyAsDouble(low);
        }
        if (low == high) {
            return low;
        }
        try {
            return new BrentSolver(1e-11, 1e-14).solve(MAX_EVALUATIONS, f::applyAsDouble, low, high);
        } catch (NoBracketingException | TooManyEvaluationsException e) {
            throw new FitFailedException("the limit on '" + name + "' between " + low + " and " + high
                    + " was not found: " + e.getMessage());
        }
    }
}
