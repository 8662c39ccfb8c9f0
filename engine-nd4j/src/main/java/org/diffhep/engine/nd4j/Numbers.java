package org.diffhep.engine.nd4j;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays of float64: made, read, and chosen from. None is empty, since ND4J refuses to compute with those, and every one names its
 * type, since ND4J makes float32 where none is named.
 */
final class Numbers {

    private Numbers() {}

    static INDArray of(double... numbers) {
        return Nd4j.createFromArray(numbers);
    }

    /** Numbers in rows. */
    static INDArray matrix(double[] numbers, long rows, long columns) {
        return Nd4j.create(numbers, new long[] {rows, columns}, 'c');
    }

    static INDArray repeated(double number, long... shape) {
        return Nd4j.valueArrayOf(shape, number, DataType.DOUBLE);
    }

    /** All numbers, row by row. */
    static double[] read(INDArray array) {
        return array.reshape('c', new long[] {array.length()}).toDoubleVector();
    }

    /** 1 where a condition holds, else 0. */
    static INDArray number(INDArray condition) {
        return condition.castTo(DataType.DOUBLE);
    }

    /**
     * Where a condition holds one value, elsewhere the other; all of one shape. {@code Nd4j.where} of three arrays gives the first
     * everywhere.
     */
    static INDArray select(INDArray condition, INDArray then, INDArray otherwise) {
        return Nd4j.exec(DynamicCustomOp.builder("select")
                .addInputs(condition, then, otherwise)
                .build())[0];
    }

    static INDArray select(INDArray condition, double then, INDArray otherwise) {
        return select(condition, repeated(then, otherwise.shape()), otherwise);
    }

    /** A derivative times what comes from above: 0 where nothing comes, whatever the derivative. */
    static INDArray pulled(INDArray adjoint, INDArray slope) {
        INDArray product = adjoint.mul(slope);
        // 0 times what is not finite shows in the sum; where it is not there, there is nothing to choose
        return Double.isFinite(product.sumNumber().doubleValue()) ? product : select(adjoint.eq(0), 0, product);
    }
}
