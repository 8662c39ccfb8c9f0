package org.diffhep.autodiff.optimise;

import java.util.List;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.BOBYQAOptimizer;
import org.diffhep.autodiff.Parameter;

/** Commons Math's BOBYQA (Powell, DAMTP 2009/NA06) with its recommended 2n + 1 points. */
final class Bobyqa implements Optimiser {
    private static final double STOP_RADIUS = 1e-8;

    @Override
    public Optimum minimise(SmoothFunction function, List<Parameter> parameters, int maxEvaluations) {
        if (parameters.size() < 2) {
            throw new IllegalArgumentException(
                    "BOBYQA needs two parameters or more, there is " + parameters.size() + ": use L-BFGS or CMA-ES");
        }
        double radius = 1;
        for (Parameter p : parameters) {
            double width = (p.upper() - p.lower()) / p.scale();
            if (!Double.isFinite(width)) {
                throw new IllegalArgumentException(
                        "BOBYQA needs finite bounds, and " + p.name() + " has [" + p.lower() + ", " + p.upper() + "]");
            }
            // at most half of the narrowest interval
            radius = Math.min(radius, 0.49 * width);
        }
        GradientFree problem = new GradientFree(function, parameters);
        try {
            new BOBYQAOptimizer(2 * parameters.size() + 1, radius, STOP_RADIUS)
                    .optimize(
                            problem.objective(),
                            problem.goal(),
                            problem.guess(),
                            problem.bounds(),
                            GradientFree.maxEvaluations(maxEvaluations));
            return problem.optimum(true, "the trust region is smaller than " + STOP_RADIUS);
        } catch (TooManyEvaluationsException e) {
            return problem.optimum(false, "the evaluations are spent");
        }
    }
}
