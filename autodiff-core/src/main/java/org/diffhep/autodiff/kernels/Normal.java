package org.diffhep.autodiff.kernels;

/** The standard normal distribution and the error function, fast enough for inner loops. */
@SuppressWarnings("FloatingPointLiteralPrecision") // coefficients as published
public final class Normal {

    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double INVERSE_SQRT_PI = 0.5641895835477562869;
    private static final double INVERSE_SQRT_TWO_PI = 0.3989422804014326779;

    /** Up to here the error function is computed, beyond it one minus it. */
    private static final double SMALL = 0.46875;

    // Rational approximations of W. J. Cody, Mathematics of Computation 23 (1969) 631, for erf on |x| ≤ 0.46875 …
    private static final double[] ERF_NUMERATOR = {
        1.85777706184603153e-1,
        3.16112374387056560e0,
        1.13864154151050156e2,
        3.77485237685302021e2,
        3.20937758913846947e3
    };
    private static final double[] ERF_DENOMINATOR = {
        1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3
    };
    // … for erfc on 0.46875 ≤ x ≤ 4 …
    private static final double[] MIDDLE_NUMERATOR = {
        2.15311535474403846e-8,
        5.64188496988670089e-1,
        8.88314979438837594e0,
        6.61191906371416295e1,
        2.98635138197400131e2,
        8.81952221241769090e2,
        1.71204761263407058e3,
        2.05107837782607147e3,
        1.23033935479799725e3
    };
    private static final double[] MIDDLE_DENOMINATOR = {
        1,
        1.57449261107098347e1,
        1.17693950891312499e2,
        5.37181101862009858e2,
        1.62138957456669019e3,
        3.29079923573345963e3,
        4.36261909014324716e3,
        3.43936767414372164e3,
        1.23033935480374942e3
    };
    // … and for erfc beyond 4.
    private static final double[] TAIL_NUMERATOR = {
        1.63153871373020978e-2,
        3.05326634961232344e-1,
        3.60344899949804439e-1,
        1.25781726111229246e-1,
        1.60837851487422766e-2,
        6.58749161529837803e-4
    };
    private static final double[] TAIL_DENOMINATOR = {
        1,
        2.56852019228982242e0,
        1.87295284992346725e0,
        5.27905102951428412e-1,
        6.05183413124413191e-2,
        2.33520497626869185e-3
    };

    private Normal() {}

    /** The probability of less than z; relative error below 1e−14 while the result is normal. */
    public static double cdf(double z) {
        double x = -z * SQRT_HALF;
        double size = Math.abs(x);
        if (size <= SMALL) {
            return 0.5 - 0.5 * erfOfSmall(x);
        }
        double upper = erfc(size);
        return x > 0 ? 0.5 * upper : 1 - 0.5 * upper;
    }

    /** The error function 2/√π ∫₀ˣ exp(−t²) dt; relative error below 1e−14. */
    public static double erf(double x) {
        double size = Math.abs(x);
        return size <= SMALL ? erfOfSmall(x) : Math.copySign(1 - erfc(size), x);
    }

    private static double erfOfSmall(double x) {
        return x * ratio(ERF_NUMERATOR, ERF_DENOMINATOR, x * x);
    }

    /** One minus the error function, beyond {@link #SMALL}. */
    private static double erfc(double size) {
        if (size <= 4) {
            return Math.exp(-size * size) * ratio(MIDDLE_NUMERATOR, MIDDLE_DENOMINATOR, size);
        }
        double inverseSquare = 1 / (size * size);
        double series = inverseSquare * ratio(TAIL_NUMERATOR, TAIL_DENOMINATOR, inverseSquare);
        return Math.exp(-size * size) * (INVERSE_SQRT_PI - series) / size;
    }

    /** The density at z. */
    public static double density(double z) {
        return INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * z * z);
    }

    private static double ratio(double[] numerator, double[] denominator, double x) {
        double above = 0;
        for (double coefficient : numerator) {
            above = above * x + coefficient;
        }
        double below = 0;
        for (double coefficient : denominator) {
            below = below * x + coefficient;
        }
        return above / below;
    }
}
