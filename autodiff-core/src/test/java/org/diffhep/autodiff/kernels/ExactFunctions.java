package org.diffhep.autodiff.kernels;

import java.math.BigDecimal;
import java.math.MathContext;

/** Functions to 40 digits, and how far a float64 is from them. */
final class ExactFunctions {

    private static final MathContext DIGITS = new MathContext(50);
    private static final BigDecimal LN2 =
            new BigDecimal("0.69314718055994530941723212145817656807550013436025525412068000949339362196969");

    private ExactFunctions() {}

    static BigDecimal exp(double x) {
        int n = (int) Math.rint(x / Math.log(2));
        BigDecimal r =
                new BigDecimal(x).subtract(LN2.multiply(BigDecimal.valueOf(n))).round(DIGITS);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = term;
        for (int k = 1; k < 32; k++) {
            term = term.multiply(r).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum.multiply(BigDecimal.valueOf(2).pow(n, DIGITS), DIGITS);
    }

    /** 1/(1 + exp(−x)). */
    static BigDecimal sigmoid(double x) {
        return BigDecimal.ONE.divide(BigDecimal.ONE.add(exp(-x)), DIGITS);
    }

    /** The distance in units in the last place of the exact value. */
    static double ulps(double value, BigDecimal exact) {
        BigDecimal ulp = new BigDecimal(Math.ulp(exact.doubleValue()));
        return new BigDecimal(value).subtract(exact).abs().divide(ulp, DIGITS).doubleValue();
    }
}
