package org.diffhep.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import org.diffhep.autodiff.BinaryFunction;
import org.diffhep.autodiff.CutKernel;
import org.diffhep.autodiff.UnaryFunction;

/**
 * Functions element by element.
 *
 * <p>Where the gradient of an array operation is not that of {@link UnaryFunction} or {@link BinaryFunction} (ties, √0), or would
 * be NaN for values that are not taken, the input is replaced before the operation, not only the result after it.
 */
final class Functions {

    private static final double SQRT_HALF = Math.sqrt(0.5);

    private Functions() {}

    static NDArray unary(Chunk chunk, UnaryFunction function, NDArray x) {
        return switch (function) {
            case NEGATE -> x.neg();
            case ABS -> x.abs();
            case SQUARE -> x.square();
            case SQRT -> {
                NDArray zero = x.eq(0);
                NDArray root = chunk.where(zero, chunk.create(1), x).sqrt();
                yield chunk.where(zero, chunk.create(0), root);
            }
            case RECIPROCAL -> chunk.create(1).div(x);
            case EXP -> x.exp();
            // tanh(x/2) = (eˣ − 1)/(eˣ + 1)
            case EXPM1 -> x.mul(chunk.create(0.5)).tanh().mul(x.exp().add(1));
            case LOG -> x.log();
            case LOG1P -> {
                NDArray fixed = x.stopGradient();
                yield withSlope(log1p(chunk, fixed), chunk.create(1).div(fixed.add(1)), x);
            }
            case SIN -> x.sin();
            case COS -> x.cos();
            case TAN -> x.tan();
            case ASIN -> insideOne(chunk, x, x.asin().stopGradient(), false);
            case ACOS -> insideOne(chunk, x, x.acos().stopGradient(), true);
            case ATAN -> x.atan();
            case SINH -> x.sinh();
            case COSH -> x.cosh();
            case TANH -> x.tanh();
            case ASINH -> {
                NDArray fixed = x.stopGradient();
                NDArray size = fixed.abs();
                NDArray root = chunk.where(size.lt(1e8), size.square().add(1).sqrt(), size);
                NDArray value =
                        log1p(chunk, size.add(size.mul(size.div(root.add(1))))).mul(fixed.sign());
                yield withSlope(value, chunk.create(1).div(root), x);
            }
            case SIGMOID -> Activation.sigmoid(x);
            case ERF -> x.erf();
            case NORMAL_CDF -> normalCdf(chunk, x);
            case FLOOR -> x.stopGradient().floor();
            case CEIL -> x.stopGradient().ceil();
            case ROUND -> x.stopGradient().round();
            case WRAP_ANGLE -> {
                NDArray turns = x.stopGradient().add(Math.PI).div(2 * Math.PI).floor();
                yield x.sub(turns.mul(2 * Math.PI));
            }
        };
    }

    /** A value, and a derivative of our own: the difference is exactly 0, its gradient is not. */
    static NDArray withSlope(NDArray value, NDArray slope, NDArray x) {
        return value.add(slope.mul(x.sub(x.stopGradient())));
    }

    /** log u corrected by the rounding of u = 1 + x (W. Kahan); x without gradient. */
    private static NDArray log1p(Chunk chunk, NDArray x) {
        NDArray u = x.add(1);
        NDArray lost = u.eq(1);
        NDArray small = chunk.where(lost, chunk.create(1), u.sub(1));
        NDArray corrected = u.log().mul(x).div(small);
        NDArray plain = u.isInfinite().logicalOr(u.eq(0));
        return chunk.where(lost, x, chunk.where(plain, u.log(), corrected));
    }

    /** The slope ±1/√(1 − x²), 0 at the ends. */
    private static NDArray insideOne(Chunk chunk, NDArray x, NDArray value, boolean falling) {
        NDArray square = x.stopGradient().square().neg().add(1);
        NDArray end = square.eq(0);
        NDArray slope = chunk.create(falling ? -1 : 1)
                .div(chunk.where(end, chunk.create(1), square).sqrt());
        return withSlope(value, chunk.where(end, chunk.create(0), slope), x);
    }

    static NDArray normalCdf(Chunk chunk, NDArray x) {
        return x.mul(chunk.create(SQRT_HALF)).erf().add(1).mul(chunk.create(0.5));
    }

    static NDArray binary(Chunk chunk, BinaryFunction function, NDArray a, NDArray b) {
        return switch (function) {
            case ADD -> a.add(b);
            case SUBTRACT -> a.sub(b);
            case MULTIPLY -> a.mul(b);
            case DIVIDE -> a.div(b);
            // PyTorch would share the gradient of equal values, and choose NaN but not its gradient
            case MINIMUM -> chunk.where(a.lte(b).logicalOr(a.isNaN()), a, b);
            case MAXIMUM -> chunk.where(a.gte(b).logicalOr(a.isNaN()), a, b);
            case POWER -> power(chunk, a, b);
            case ATAN2 -> {
                NDArray origin = a.eq(0).logicalAnd(b.eq(0));
                NDArray scale = scale(chunk, origin, a, b);
                NDArray angle = chunk.where(origin, chunk.create(1), a.div(scale))
                        .atan2(chunk.where(origin, chunk.create(1), b.div(scale)));
                yield chunk.where(origin, a.stopGradient().atan2(b.stopGradient()), angle);
            }
            case HYPOT -> {
                NDArray origin = a.eq(0).logicalAnd(b.eq(0));
                NDArray scale = scale(chunk, origin, a, b);
                NDArray squares = a.div(scale).square().add(b.div(scale).square());
                NDArray root = chunk.where(origin, chunk.create(1), squares).sqrt();
                yield chunk.where(origin, chunk.create(0), root.mul(scale));
            }
        };
    }

    /** The larger magnitude, without gradient, so that no square overflows; 1 at the origin. */
    private static NDArray scale(Chunk chunk, NDArray origin, NDArray a, NDArray b) {
        NDArray largest = a.stopGradient().abs().maximum(b.stopGradient().abs());
        return chunk.where(origin, chunk.create(1), largest);
    }

    /** Where the base is 0 the derivatives are 0, but for the power 1. Both of one shape. */
    private static NDArray power(Chunk chunk, NDArray a, NDArray b) {
        NDArray zero = a.eq(0);
        NDArray linear = zero.logicalAnd(b.eq(1));
        NDArray elsewhere = chunk.where(zero, chunk.create(1), a).pow(b);
        NDArray atZero = a.stopGradient().pow(b.stopGradient());
        return chunk.where(linear, a, chunk.where(zero, atZero, elsewhere));
    }

    /** The soft step of a cut at z. */
    static NDArray step(Chunk chunk, CutKernel kernel, NDArray z) {
        return switch (kernel) {
            case SIGMOID -> Activation.sigmoid(z);
            case GAUSSIAN -> normalCdf(chunk, z);
            case COMPACT -> {
                NDArray t = z.mul(chunk.create(0.5)).add(0.5).clip(0, 1);
                NDArray square = t.square();
                NDArray low = t.mul(chunk.create(-84)).add(35);
                NDArray high = t.mul(chunk.create(-20)).add(70);
                yield square.square().mul(low.add(square.mul(high)));
            }
        };
    }
}
