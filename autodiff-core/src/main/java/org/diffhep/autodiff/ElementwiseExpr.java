package org.diffhep.autodiff;

import org.diffhep.autodiff.Op.Comparison;

/**
 * What an expression offers element by element: arithmetic, functions, comparisons, cuts. Domains, derivatives at kinks and
 * behaviour at extremes are those of {@link UnaryFunction}, {@link BinaryFunction} and {@link CutKernel}.
 */
abstract sealed class ElementwiseExpr permits ObjectExpr {

    abstract Expr self();

    // Arithmetic --------------------------------------------------------------------------------------------------

    public Expr plus(Expr other) {
        return binary(BinaryFunction.ADD, other);
    }

    public Expr plus(double other) {
        return plus(Expressions.constant(other));
    }

    public Expr minus(Expr other) {
        return binary(BinaryFunction.SUBTRACT, other);
    }

    public Expr minus(double other) {
        return minus(Expressions.constant(other));
    }

    public Expr times(Expr other) {
        return binary(BinaryFunction.MULTIPLY, other);
    }

    public Expr times(double other) {
        return times(Expressions.constant(other));
    }

    public Expr over(Expr other) {
        return binary(BinaryFunction.DIVIDE, other);
    }

    public Expr over(double other) {
        return over(Expressions.constant(other));
    }

    /** The smaller of two values. */
    public Expr minimum(Expr other) {
        return binary(BinaryFunction.MINIMUM, other);
    }

    /** The larger of two values. */
    public Expr maximum(Expr other) {
        return binary(BinaryFunction.MAXIMUM, other);
    }

    /** The larger of this value and a bound: a floor under it. */
    public Expr flooredAt(double bound) {
        return binary(BinaryFunction.MAXIMUM, Expressions.constant(bound));
    }

    public Expr negate() {
        return unary(UnaryFunction.NEGATE);
    }

    /** |x|; derivative 0 at 0. */
    public Expr abs() {
        return unary(UnaryFunction.ABS);
    }

    public Expr square() {
        return unary(UnaryFunction.SQUARE);
    }

    /** √x; derivative taken as 0 at 0. */
    public Expr sqrt() {
        return unary(UnaryFunction.SQRT);
    }

    /** 1/x. */
    public Expr reciprocal() {
        return unary(UnaryFunction.RECIPROCAL);
    }

    public Expr exp() {
        return unary(UnaryFunction.EXP);
    }

    /** exp(x) − 1, exact near 0. */
    public Expr expm1() {
        return unary(UnaryFunction.EXPM1);
    }

    /** The natural logarithm. */
    public Expr log() {
        return unary(UnaryFunction.LOG);
    }

    /** log(1 + x), exact near 0. */
    public Expr log1p() {
        return unary(UnaryFunction.LOG1P);
    }

    public Expr sin() {
        return unary(UnaryFunction.SIN);
    }

    public Expr cos() {
        return unary(UnaryFunction.COS);
    }

    public Expr tan() {
        return unary(UnaryFunction.TAN);
    }

    /** In [−π/2, π/2]; derivative taken as 0 at ±1. */
    public Expr asin() {
        return unary(UnaryFunction.ASIN);
    }

    /** In [0, π]; derivative taken as 0 at ±1. */
    public Expr acos() {
        return unary(UnaryFunction.ACOS);
    }

    /** In [−π/2, π/2]. */
    public Expr atan() {
        return unary(UnaryFunction.ATAN);
    }

    public Expr sinh() {
        return unary(UnaryFunction.SINH);
    }

    public Expr cosh() {
        return unary(UnaryFunction.COSH);
    }

    public Expr tanh() {
        return unary(UnaryFunction.TANH);
    }

    public Expr asinh() {
        return unary(UnaryFunction.ASINH);
    }

    /** 1/(1 + exp(−x)). */
    public Expr sigmoid() {
        return unary(UnaryFunction.SIGMOID);
    }

    /** The error function. */
    public Expr erf() {
        return unary(UnaryFunction.ERF);
    }

    /** The probability of less than this in a standard normal distribution. */
    public Expr normalCdf() {
        return unary(UnaryFunction.NORMAL_CDF);
    }

    /** The largest whole number that is not larger. Carries no gradient. */
    public Expr floor() {
        return unary(UnaryFunction.FLOOR);
    }

    /** The smallest whole number that is not smaller. Carries no gradient. */
    public Expr ceil() {
        return unary(UnaryFunction.CEIL);
    }

    /** The nearest whole number, the even one of two. Carries no gradient. */
    public Expr round() {
        return unary(UnaryFunction.ROUND);
    }

    /** This angle in [−π, π). */
    public Expr wrappedAngle() {
        return unary(UnaryFunction.WRAP_ANGLE);
    }

    /**
     * This value to a constant power; derivatives taken as 0 at 0, but for the power 1.
     *
     * @throws IllegalArgumentException if the exponent is not finite
     */
    public Expr power(double exponent) {
        if (exponent == 1) {
            return self();
        }
        if (exponent == 2) {
            return square();
        }
        return exponent == -1 ? reciprocal() : power(Expressions.constant(exponent));
    }

    /** This value, not negative, to a power that may carry a gradient; see {@link BinaryFunction#POWER}. */
    public Expr power(Expr exponent) {
        return binary(BinaryFunction.POWER, exponent);
    }

    /** The azimuth in [−π, π] of the point with this as y; derivatives taken as 0 at the origin. */
    public Expr atan2(Expr x) {
        return binary(BinaryFunction.ATAN2, x);
    }

    /** √(x² + y²) without overflow; derivatives taken as 0 at the origin. */
    public Expr hypot(Expr other) {
        return binary(BinaryFunction.HYPOT, other);
    }

    /** The difference of two azimuths, this minus the other, in [−π, π). */
    public Expr deltaPhi(Expr other) {
        return minus(other).wrappedAngle();
    }

    private Expr unary(UnaryFunction function) {
        return Expr.of(new Op.Unary(function), self().domain(), self());
    }

    private Expr binary(BinaryFunction function, Expr other) {
        return lifted(new Op.Binary(function), other);
    }

    private Expr lifted(Op op, Expr other) {
        Domain common = Expr.common(self(), other);
        return Expr.of(op, common, self().liftedTo(common), other.liftedTo(common));
    }

    // Comparisons and cuts ----------------------------------------------------------------------------------------

    /** Exact: this value is above the threshold. Carries no gradient. */
    public Expr above(double threshold) {
        return above(Expressions.constant(threshold));
    }

    /** Exact: this value is above the other. Carries no gradient. */
    public Expr above(Expr other) {
        return compare(Comparison.GREATER, other);
    }

    /** Exact: this value is below the threshold. Carries no gradient. */
    public Expr below(double threshold) {
        return below(Expressions.constant(threshold));
    }

    /** Exact: this value is below the other. Carries no gradient. */
    public Expr below(Expr other) {
        return compare(Comparison.LESS, other);
    }

    /** Exact: this value equals a number. Carries no gradient. */
    public Expr equalTo(double value) {
        return equalTo(Expressions.constant(value));
    }

    /** Exact: this value equals the other. Carries no gradient. */
    public Expr equalTo(Expr other) {
        return compare(Comparison.EQUAL, other);
    }

    /** Exact: this value does not equal a number, as NaN never does. Carries no gradient. */
    public Expr notEqualTo(double value) {
        return equalTo(value).not();
    }

    /** Exact: this value does not equal the other, as NaN never does. Carries no gradient. */
    public Expr notEqualTo(Expr other) {
        return equalTo(other).not();
    }

    /** Exact: the comparison of two values. Carries no gradient. */
    public Expr compare(Comparison comparison, Expr other) {
        return lifted(new Op.Compare(comparison), other);
    }

    /** Exact: all bits of the mask are set in this value, an integer. */
    public Expr hasBits(long mask) {
        return Expr.of(new Op.HasBits(mask), self().domain(), self());
    }

    /** A cut that is exact or soft, as the engine is asked: this value is above the threshold. */
    public Expr above(Expr threshold, Width width) {
        return minus(threshold).positive(width);
    }

    /** A cut that is exact or soft, as the engine is asked: this value is below the threshold. */
    public Expr below(Expr threshold, Width width) {
        return threshold.minus(self()).positive(width);
    }

    /**
     * A window that is exact or soft, as the engine is asked: this value is above {@code low} and not above {@code high}. Soft it is
     * P(above low) − P(above high), both thresholds being smeared by the same amount: windows side by side add up to one. A window
     * whose thresholds meet or cross is empty, 0 without gradient, as the hard one is.
     */
    public Expr between(Expr low, Expr high, Width width) {
        Expr inside = above(low, width).minus(above(high, width));
        Expr empty = low.compare(Comparison.GREATER_OR_EQUAL, high);
        // rounding may make a probability of nothing negative
        return Expressions.where(empty.or(inside.below(0)), Expressions.constant(0), inside);
    }

    /** A cut that is exact or soft, as the engine is asked: this signed distance is positive. */
    public Expr positive(Width width) {
        return Expr.of(new Op.Cut(width.kernel(), width.value()), self().domain(), self());
    }
}
