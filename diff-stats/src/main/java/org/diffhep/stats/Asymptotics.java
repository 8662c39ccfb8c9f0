package org.diffhep.stats;

import org.apache.commons.math3.special.Erf;

/** Asymptotic distributions of the test statistics (arXiv:1007.1727, section 3), in the form pyhf uses. */
final class Asymptotics {
    private static final double SQRT2 = Math.sqrt(2);

    private Asymptotics() {}

    /** Φ(x), without loss of digits in the lower tail. */
    static double cumulative(double x) {
        return 0.5 * Erf.erfc(-x / SQRT2);
    }

    /** Φ⁻¹(p). */
    static double quantile(double p) {
        if (p > 0.5) {
            return -lowerQuantile(1 - p);
        }
        return lowerQuantile(p);
    }

    private static double lowerQuantile(double p) {
        double x = -SQRT2 * Erf.erfcInv(2 * p);
        // One Newton step on ln Φ makes up for the inverse's lost digits.
        double density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
        return density > 0 && p > 0 ? x - (cumulative(x) - p) / density : x;
    }

    /**
     * CLs from the observed statistic and its Asimov value.
     *
     * @param mu tested value
     * @param statistic Q or Q_TILDE
     * @param q observed value
     * @param qAsimov value on background-only Asimov data
     */
    static ClsResult cls(double mu, TestStatistic statistic, double q, double qAsimov) {
        double root = Math.sqrt(q);
        double rootA = Math.sqrt(qAsimov);
        if (Double.isInfinite(qAsimov) || Double.isInfinite(q)) {
            throw new FitFailedException("the data, or the background-only expectation, are impossible at the tested"
                    + " value " + mu + ": CLs is not defined there");
        }
        double t;
        if (root <= rootA || rootA == 0 || statistic == TestStatistic.Q) {
            t = root - rootA;
        } else {
            t = (q - qAsimov) / (2 * rootA);
        }
        double clsb = cumulative(-(t + rootA));
        double clb = cumulative(-t);
        double[] expected = new double[5];
        for (int i = 0; i < 5; i++) {
            double n = 2 - i;
            expected[i] = cumulative(-(n + rootA)) / cumulative(-n);
        }
        return new ClsResult(mu, statistic, q, clsb / clb, clsb, clb, ClsResult.band(expected));
    }

    /** √q on Asimov data at which the expected CLs of a quantile n equals α: Φ(−(n + √q)) = α Φ(−n). */
    static double rootAtLimit(double alpha, double n) {
        return -quantile(alpha * cumulative(-n)) - n;
    }
}
