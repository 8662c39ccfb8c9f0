package org.diffhep.autodiff.jvm;

import org.diffhep.autodiff.Relaxation;

/** A step through which no derivative goes. */
abstract class StepWithoutDerivative extends Step {

    StepWithoutDerivative(BlockProgram program, int out, int... in) {
        super(program, out, in);
    }

    @Override
    final void backward(Relaxation relaxation) {}

    @Override
    final void tangent(Relaxation relaxation, int parameter) {}
}
