package org.diffhep.engine.nd4j;

import static org.diffhep.engine.nd4j.Numbers.number;
import static org.diffhep.engine.nd4j.Numbers.repeated;
import static org.diffhep.engine.nd4j.Numbers.select;
import static org.nd4j.linalg.ops.transforms.Transforms.abs;
import static org.nd4j.linalg.ops.transforms.Transforms.exp;
import static org.nd4j.linalg.ops.transforms.Transforms.sqrt;

import org.diffhep.autodiff.CutKernel;
import org.diffhep.autodiff.UnaryFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erf;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Erfc;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Functions of one number element by element, and their derivatives.
 *
 * <p>ND4J computes exp(x) − 1, log(1 + x), tanh and the inverse of sinh with loss near 0, and rounds halves away from 0; these are made
 * of others here. Its operations that change their input are called with a result of their own.
 */
final class Functions {

    private static final double LARGE = 1e8;

    /** Added to a number below 2⁵¹ it leaves no room for a fraction; rounding takes the even one of two. */
    private static final double WHOLE = 0x1.8p52;

    private Functions() {}

    static INDArray value(UnaryFunction function, INDArray x) {
        return switch (function) {
            case NEGATE -> x.neg();
            case ABS -> abs(x, true);
            case SQUARE -> x.mul(x);
            case SQRT -> sqrt(x, true);
            case RECIPROCAL -> x.rdiv(1);
            case EXP -> exp(x, true);
            case EXPM1 -> expm1(x);
            case LOG -> Transforms.log(x, true);
            case LOG1P -> log1p(x);
            case SIN -> Transforms.sin(x, true);
            case COS -> Transforms.cos(x, true);
            case TAN -> Transforms.tan(x, true);
            case ASIN -> Transforms.asin(x, true);
            case ACOS -> Transforms.acos(x, true);
            case ATAN -> Transforms.atan(x, true);
            case SINH -> Transforms.sinh(x, true);
            case COSH -> Transforms.cosh(x, true);
            case TANH -> {
                INDArray quotient = Transforms.sinh(x, true).div(Transforms.cosh(x, true));
                yield select(abs(x, true).lt(1), quotient, Transforms.tanh(x, true));
            }
            case ASINH -> {
                INDArray size = abs(x, true);
                INDArray root = sqrt(size.mul(size).add(1), true);
                INDArray near = log1p(size.add(size.mul(size.div(root.add(1)))));
                INDArray far = Transforms.log(size, true).add(Math.log(2));
                yield sign(x).mul(select(size.gt(LARGE), far, near));
            }
            case SIGMOID -> Transforms.sigmoid(x, true);
            case ERF -> Nd4j.exec(new Erf(x, x.ulike()));
            case NORMAL_CDF -> normalCdf(x);
            case FLOOR -> Transforms.floor(x, true);
            case CEIL -> Transforms.ceil(x, true);
            case ROUND -> select(abs(x, true).lt(0x1p51), x.add(WHOLE).sub(WHOLE), x);
            case WRAP_ANGLE -> {
                INDArray turns = Transforms.floor(x.add(Math.PI).div(2 * Math.PI), true);
                yield x.sub(turns.mul(2 * Math.PI));
            }
        };
    }

    /** The derivative at x; y is the function of it. */
    static INDArray slope(UnaryFunction function, INDArray x, INDArray y) {
        return switch (function) {
            case NEGATE -> repeated(-1, x.shape());
            case ABS -> sign(x);
            case SQUARE -> x.mul(2);
            case SQRT -> select(y.eq(0), 0, y.rdiv(0.5));
            case RECIPROCAL -> x.mul(x).rdiv(-1);
            case EXP, EXPM1 -> exp(x, true);
            case LOG -> x.rdiv(1);
            case LOG1P -> x.add(1).rdiv(1);
            case SIN -> Transforms.cos(x, true);
            case COS -> Transforms.sin(x, true).neg();
            case TAN -> squareOf(Transforms.cos(x, true)).rdiv(1);
            case ASIN -> overChord(x);
            case ACOS -> overChord(x).neg();
            case ATAN -> squareOf(x).add(1).rdiv(1);
            case SINH -> Transforms.cosh(x, true);
            case COSH -> Transforms.sinh(x, true);
            case TANH -> squareOf(Transforms.cosh(x, true)).rdiv(1);
            case ASINH -> {
                INDArray size = abs(x, true);
                yield select(size.gt(LARGE), size, sqrt(squareOf(x).add(1), true))
                        .rdiv(1);
            }
            case SIGMOID -> Transforms.sigmoid(x, true).mul(Transforms.sigmoid(x.neg(), true));
            case ERF -> exp(squareOf(x).neg(), true).mul(2 / Math.sqrt(Math.PI));
            case NORMAL_CDF -> normalDensity(x);
            case FLOOR, CEIL, ROUND -> repeated(0, x.shape());
            case WRAP_ANGLE -> repeated(1, x.shape());
        };
    }

    private static INDArray squareOf(INDArray x) {
        return x.mul(x);
    }

    /** −1, 0 or 1; NaN where x is. */
    private static INDArray sign(INDArray x) {
        return select(x.isNaN(), x, number(x.gt(0)).sub(number(x.lt(0))));
    }

    /** 2·exp(x/2)·sinh(x/2) near 0. */
    private static INDArray expm1(INDArray x) {
        INDArray half = x.mul(0.5);
        INDArray near = exp(half, true).mul(Transforms.sinh(half, true)).mul(2);
        return select(abs(x, true).lt(1), near, exp(x, true).sub(1));
    }

    /** log(1 + x) = 2·artanh(x/(2 + x)), the series of artanh to the 15th power where |x| is below a tenth. */
    private static INDArray log1p(INDArray x) {
        INDArray t = x.div(x.add(2));
        INDArray square = t.mul(t);
        INDArray series = repeated(1.0 / 15, x.shape());
        for (int power = 13; power > 0; power -= 2) {
            series = series.mul(square).add(1.0 / power);
        }
        return select(abs(x, true).lt(0.1), series.mul(t).mul(2), Transforms.log(x.add(1), true));
    }

    /** 1/√(1 − x²), 0 at the ends. */
    private static INDArray overChord(INDArray x) {
        INDArray square = x.rsub(1).mul(x.add(1));
        return select(square.eq(0), 0, sqrt(square, true).rdiv(1));
    }

    /** ½·erfc(−x/√2), exact in the lower tail too. */
    static INDArray normalCdf(INDArray x) {
        INDArray scaled = x.mul(-Math.sqrt(0.5));
        return Nd4j.exec(new Erfc(scaled, scaled.ulike())).mul(0.5);
    }

    static INDArray normalDensity(INDArray x) {
        return exp(x.mul(x).mul(-0.5), true).mul(1 / Math.sqrt(2 * Math.PI));
    }

    /** The soft step of a cut at z. */
    static INDArray step(CutKernel kernel, INDArray z) {
        return switch (kernel) {
            case SIGMOID -> Transforms.sigmoid(z, true);
            case GAUSSIAN -> normalCdf(z);
            case COMPACT -> select(z.gte(1), 1, select(z.lte(-1), 0, triweight(z)));
        };
    }

    /** The derivative of {@link #step}. */
    static INDArray density(CutKernel kernel, INDArray z) {
        return switch (kernel) {
            case SIGMOID -> Transforms.sigmoid(z, true).mul(Transforms.sigmoid(z.neg(), true));
            case GAUSSIAN -> normalDensity(z);
            case COMPACT -> triweightDensity(z);
        };
    }

    /** ½ + 35/32 ∫₀ᵘ (1 − s²)³ ds for −1 ≤ u ≤ 1, not above 1. */
    static INDArray triweight(INDArray u) {
        INDArray square = u.mul(u);
        INDArray series =
                square.mul(-1.0 / 7).add(3.0 / 5).mul(square).sub(1).mul(square).add(1);
        INDArray value = series.mul(u).mul(35.0 / 32).add(0.5);
        return select(value.gt(1), 1, select(value.lt(0), 0, value));
    }

    /** 35/32 (1 − u²)³; 0 outside of ±1. */
    static INDArray triweightDensity(INDArray u) {
        INDArray inside = u.mul(u).rsub(1);
        return select(inside.lte(0), 0, inside.mul(inside).mul(inside).mul(35.0 / 32));
    }
}
