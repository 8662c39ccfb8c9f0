package org.diffhep.autodiff;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.diffhep.autodiff.kernels.Normal;

/**
 * Functions of one number and their derivatives: the table from which an engine takes what it has no loop of its own for.
 *
 * <p>Outside of its domain a function is NaN or infinite, as {@link Math} has it, and so an error where it is used. Where a
 * derivative does not exist or is infinite while the value is finite, it is taken as 0; that is said beside each function.
 */
@SuppressWarnings("ImmutableEnumChecker") // functions without state
public enum UnaryFunction {
    NEGATE(x -> -x, (x, y) -> -1),
    /** |x|; derivative 0 at 0. */
    ABS(Math::abs, (x, y) -> Math.signum(x)),
    SQUARE(x -> x * x, (x, y) -> 2 * x),
    /** √x, x ≥ 0; derivative taken as 0 at 0. */
    SQRT(Math::sqrt, (x, y) -> y == 0 ? 0 : 0.5 / y),
    /** 1/x, x ≠ 0. */
    RECIPROCAL(x -> 1 / x, (x, y) -> -y * y),
    EXP(Math::exp, (x, y) -> y),
    /** exp(x) − 1, exact near 0. */
    EXPM1(Math::expm1, (x, y) -> y + 1),
    /** The natural logarithm, x &gt; 0. */
    LOG(Math::log, (x, y) -> 1 / x),
    /** log(1 + x), exact near 0; x &gt; −1. */
    LOG1P(Math::log1p, (x, y) -> 1 / (1 + x)),
    SIN(Math::sin, (x, y) -> Math.cos(x)),
    COS(Math::cos, (x, y) -> -Math.sin(x)),
    TAN(Math::tan, (x, y) -> 1 + y * y),
    /** In [−π/2, π/2], |x| ≤ 1; derivative taken as 0 at ±1. */
    ASIN(Math::asin, (x, y) -> overRootOf(1 - x * x)),
    /** In [0, π], |x| ≤ 1; derivative taken as 0 at ±1. */
    ACOS(Math::acos, (x, y) -> -overRootOf(1 - x * x)),
    /** In [−π/2, π/2]. */
    ATAN(Math::atan, (x, y) -> 1 / (1 + x * x)),
    SINH(Math::sinh, (x, y) -> Math.cosh(x)),
    COSH(Math::cosh, (x, y) -> Math.sinh(x)),
    TANH(Math::tanh, (x, y) -> 1 - y * y),
    /** The inverse of sinh, exact near 0. */
    ASINH(UnaryFunction::asinh, (x, y) -> 1 / Math.hypot(1, x)),
    /** 1/(1 + exp(−x)); finite for every x. */
    SIGMOID(x -> 1 / (1 + Math.exp(-x)), (x, y) -> y * (1 - y)),
    /** The error function 2/√π ∫₀ˣ exp(−t²) dt. */
    ERF(Normal::erf, (x, y) -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x)),
    /** The probability of less than x in a standard normal distribution. */
    NORMAL_CDF(Normal::cdf, (x, y) -> Normal.density(x)),
    /** The largest whole number that is not larger; derivative 0. */
    FLOOR(Math::floor, (x, y) -> 0),
    /** The smallest whole number that is not smaller; derivative 0. */
    CEIL(Math::ceil, (x, y) -> 0),
    /** The nearest whole number, the even one of two; derivative 0. */
    ROUND(Math::rint, (x, y) -> 0),
    /** An angle as the equal one in [−π, π), up to rounding; derivative 1. */
    WRAP_ANGLE(x -> x - 2 * Math.PI * Math.floor((x + Math.PI) / (2 * Math.PI)), (x, y) -> 1);

    private final DoubleUnaryOperator value;
    private final DoubleBinaryOperator slope;

    UnaryFunction(DoubleUnaryOperator value, DoubleBinaryOperator slope) {
        this.value = value;
        this.slope = slope;
    }

    private static double asinh(double x) {
        double size = Math.abs(x);
        double root = size < 1e8 ? Math.sqrt(1 + size * size) : size;
        return Math.copySign(Math.log1p(size + size * (size / (1 + root))), x);
    }

    private static double overRootOf(double square) {
        return square == 0 ? 0 : 1 / Math.sqrt(square);
    }

    /** The function at x. */
    public double value(double x) {
        return value.applyAsDouble(x);
    }

    /**
     * The derivative at x.
     *
     * @param y the function at x
     */
    public double slope(double x, double y) {
        return slope.applyAsDouble(x, y);
    }

    /** Whether the derivative is 0 wherever it exists. */
    public boolean isStep() {
        return this == FLOOR || this == CEIL || this == ROUND;
    }
}
