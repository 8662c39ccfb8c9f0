package org.diffhep.autodiff;

import java.util.function.DoubleBinaryOperator;

/**
 * Functions of two numbers and their derivatives: the table from which an engine takes what it has no loop of its own for.
 *
 * <p>Outside of its domain a function is NaN or infinite, as {@link Math} has it, and so an error where it is used.
 */
@SuppressWarnings("ImmutableEnumChecker") // functions without state
public enum BinaryFunction {
    ADD(Double::sum, (a, b, y) -> 1, (a, b, y) -> 1),
    SUBTRACT((a, b) -> a - b, (a, b, y) -> 1, (a, b, y) -> -1),
    MULTIPLY((a, b) -> a * b, (a, b, y) -> b, (a, b, y) -> a),
    /** a/b, b ≠ 0. */
    DIVIDE((a, b) -> a / b, (a, b, y) -> 1 / b, (a, b, y) -> -y / b),
    /** The smaller; the gradient goes to the first where they are equal. */
    MINIMUM(Math::min, (a, b, y) -> a <= b ? 1 : 0, (a, b, y) -> b < a ? 1 : 0),
    /** The larger; the gradient goes to the first where they are equal. */
    MAXIMUM(Math::max, (a, b, y) -> a >= b ? 1 : 0, (a, b, y) -> b > a ? 1 : 0),
    /**
     * a to the power b: a ≥ 0, or a &lt; 0 and a whole b that carries no gradient. Where a = 0 the derivatives are taken as 0,
     * but for b = 1.
     */
    POWER(Math::pow, BinaryFunction::powerByBase, (a, b, y) -> a == 0 ? 0 : y * Math.log(a)),
    /** The angle of the point (b, a) in [−π, π]; derivatives taken as 0 at the origin. */
    ATAN2(Math::atan2, (a, b, y) -> overSquare(b, a, b), (a, b, y) -> -overSquare(a, a, b)),
    /** √(a² + b²) without overflow; derivatives taken as 0 at the origin. */
    HYPOT(BinaryFunction::hypot, (a, b, y) -> y == 0 ? 0 : a / y, (a, b, y) -> y == 0 ? 0 : b / y);

    /** A derivative, given the two numbers and the function of them. */
    private interface Slope {
        double of(double a, double b, double y);
    }

    private final DoubleBinaryOperator value;
    private final Slope first;
    private final Slope second;

    BinaryFunction(DoubleBinaryOperator value, Slope first, Slope second) {
        this.value = value;
        this.first = first;
        this.second = second;
    }

    private static double powerByBase(double a, double b, double y) {
        if (a == 0) {
            return b == 1 ? 1 : 0;
        }
        return b * y / a;
    }

    /** The JDK's function is slow, and needed only where squares leave the normal numbers. */
    private static double hypot(double a, double b) {
        double square = a * a + b * b;
        return isNormal(square) ? Math.sqrt(square) : Math.hypot(a, b);
    }

    /** x/(a² + b²). */
    private static double overSquare(double x, double a, double b) {
        double square = a * a + b * b;
        if (isNormal(square)) {
            return x / square;
        }
        double size = Math.hypot(a, b);
        return size == 0 ? 0 : x / size / size;
    }

    private static boolean isNormal(double square) {
        return square > 1e-280 && square < 1e300;
    }

    /** The function of two numbers. */
    public double value(double a, double b) {
        return value.applyAsDouble(a, b);
    }

    /**
     * The derivative with respect to the first number.
     *
     * @param y the function of the two
     */
    public double firstSlope(double a, double b, double y) {
        return first.of(a, b, y);
    }

    /**
     * The derivative with respect to the second number.
     *
     * @param y the function of the two
     */
    public double secondSlope(double a, double b, double y) {
        return second.of(a, b, y);
    }
}
