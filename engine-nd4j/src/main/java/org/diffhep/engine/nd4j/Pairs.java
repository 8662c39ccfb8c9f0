package org.diffhep.engine.nd4j;

import static org.diffhep.engine.nd4j.Numbers.number;
import static org.diffhep.engine.nd4j.Numbers.repeated;
import static org.diffhep.engine.nd4j.Numbers.select;
import static org.nd4j.linalg.ops.transforms.Transforms.abs;
import static org.nd4j.linalg.ops.transforms.Transforms.sqrt;

import org.diffhep.autodiff.BinaryFunction;
import org.diffhep.autodiff.Op.Comparison;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.ATan2;
import org.nd4j.linalg.api.ops.impl.transforms.custom.GreaterThanOrEqual;
import org.nd4j.linalg.api.ops.impl.transforms.custom.LessThanOrEqual;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Functions of two numbers element by element, and their derivatives; both arrays of one shape. */
final class Pairs {

    private Pairs() {}

    static INDArray value(BinaryFunction function, INDArray a, INDArray b) {
        return switch (function) {
            case ADD -> a.add(b);
            case SUBTRACT -> a.sub(b);
            case MULTIPLY -> a.mul(b);
            case DIVIDE -> a.div(b);
            // ND4J's own lose NaN
            case MINIMUM -> select(a.isNaN(), a, select(atMost(a, b), a, b));
            case MAXIMUM -> select(a.isNaN(), a, select(atLeast(a, b), a, b));
            // 1 to the power NaN is 1 in C
            case POWER -> select(b.isNaN(), b, Transforms.pow(a, b, true));
            case ATAN2 -> Nd4j.exec(new ATan2(a, b, a.ulike()))[0];
            case HYPOT -> hypot(a, b);
        };
    }

    /** The derivative for the first number; y is the function of the two. */
    static INDArray firstSlope(BinaryFunction function, INDArray a, INDArray b, INDArray y) {
        return switch (function) {
            case ADD, SUBTRACT -> repeated(1, a.shape());
            case MULTIPLY -> b;
            case DIVIDE -> b.rdiv(1);
            case MINIMUM -> number(atMost(a, b));
            case MAXIMUM -> number(atLeast(a, b));
            case POWER -> select(a.eq(0), number(b.eq(1)), b.mul(Transforms.pow(a, b.sub(1), true)));
            case ATAN2 -> overSquare(b, hypot(a, b));
            case HYPOT -> select(y.eq(0), 0, a.div(y));
        };
    }

    /** The derivative for the second number; y is the function of the two. */
    static INDArray secondSlope(BinaryFunction function, INDArray a, INDArray b, INDArray y) {
        return switch (function) {
            case ADD -> repeated(1, a.shape());
            case SUBTRACT -> repeated(-1, a.shape());
            case MULTIPLY -> a;
            case DIVIDE -> a.div(b).div(b).neg();
            case MINIMUM -> number(b.lt(a));
            case MAXIMUM -> number(b.gt(a));
            case POWER -> select(a.eq(0), 0, y.mul(Transforms.log(a, true)));
            case ATAN2 -> overSquare(a.neg(), hypot(a, b));
            case HYPOT -> select(y.eq(0), 0, b.div(y));
        };
    }

    /** √(a² + b²), the squares of numbers up to one. */
    private static INDArray hypot(INDArray a, INDArray b) {
        INDArray scale = value(BinaryFunction.MAXIMUM, abs(a, true), abs(b, true));
        INDArray p = a.div(scale);
        INDArray q = b.div(scale);
        return select(scale.eq(0), 0, sqrt(p.mul(p).add(q.mul(q)), true).mul(scale));
    }

    /** x/size², 0 at the origin. */
    private static INDArray overSquare(INDArray x, INDArray size) {
        return select(size.eq(0), 0, x.div(size).div(size));
    }

    static INDArray atLeast(INDArray a, INDArray b) {
        return Nd4j.exec(new GreaterThanOrEqual(a, b))[0];
    }

    private static INDArray atMost(INDArray a, INDArray b) {
        return Nd4j.exec(new LessThanOrEqual(a, b))[0];
    }

    /** 1 where a comparison holds, else 0. */
    static INDArray compare(Comparison comparison, INDArray a, INDArray b) {
        return number(
                switch (comparison) {
                    case GREATER -> a.gt(b);
                    case GREATER_OR_EQUAL -> atLeast(a, b);
                    case LESS -> a.lt(b);
                    case LESS_OR_EQUAL -> atMost(a, b);
                    case EQUAL -> a.eq(b);
                });
    }
}
