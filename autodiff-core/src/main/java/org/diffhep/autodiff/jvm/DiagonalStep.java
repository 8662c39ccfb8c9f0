package org.diffhep.autodiff.jvm;

import java.util.Arrays;
import org.diffhep.autodiff.Relaxation;

/**
 * A step whose every value depends on the same element of each input alone. The matrix of its derivatives is diagonal, so that one rule serves
 * both ways: adjoints go back through it as tangents go forward.
 */
abstract class DiagonalStep extends Step {

    DiagonalStep(BlockProgram program, int out, int... in) {
        super(program, out, in);
    }

    /** Adds {@code from} times the derivative with respect to an input to {@code to}, element by element. */
    abstract void addTimesSlope(int input, double[] from, double[] to, Relaxation relaxation);

    @Override
    final void backward(Relaxation relaxation) {
        for (int input = 0; input < in.length; input++) {
            if (wants(input)) {
                addTimesSlope(input, resultAdjoint(), spreadAdjoint(input), relaxation);
                collectAdjoint(input);
            }
        }
    }

    @Override
    final void tangent(Relaxation relaxation, int parameter) {
        double[] result = resultTangent(parameter);
        Arrays.fill(result, 0, count(), 0);
        for (int input = 0; input < in.length; input++) {
            if (varies(input, parameter)) {
                addTimesSlope(input, spreadTangent(input, parameter), result, relaxation);
            }
        }
    }
}
