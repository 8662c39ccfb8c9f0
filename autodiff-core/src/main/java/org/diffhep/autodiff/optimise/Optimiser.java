package org.diffhep.autodiff.optimise;

import java.util.List;
import org.diffhep.autodiff.Parameter;

/**
 * Minimises a function of parameters with bounds, from their starting values.
 *
 * <p>An optimiser sees the world through the evaluations of its function alone, one after another from the calling thread,
 * and is deterministic: the same values at the same points lead to the same next point, bit for bit. So whoever provides the
 * function can watch a run, change the function while it runs (a falling temperature), end it by an exception, which passes
 * through unchanged, and take it up again later by answering with the values of the first time.
 */
public interface Optimiser {
    /**
     * Minimises.
     *
     * @param function what is minimised
     * @param parameters its parameters: starting values, bounds and scales
     * @param maxEvaluations after which to end
     * @throws IllegalArgumentException if there is no parameter, the function is undefined at the start, or the optimiser
     *     needs bounds that a parameter lacks
     */
    Optimum minimise(SmoothFunction function, List<Parameter> parameters, int maxEvaluations);

    /**
     * Adam: gradient descent with a step length for each parameter from the mean square of its slopes. Takes {@code
     * maxEvaluations} − 1 steps, whatever it finds; for a function that changes while it runs.
     */
    static Optimiser adam(LearningRate rate) {
        return new GradientDescent(new GradientDescent.Adam(), rate);
    }

    /**
     * Gradient descent with momentum. Its steps are as long as the slopes are large: the learning rate belongs to the function.
     * Takes {@code maxEvaluations} − 1 steps, whatever it finds.
     *
     * @param momentum what share of the last step is added to the next, in [0, 1)
     */
    static Optimiser sgd(LearningRate rate, double momentum) {
        return new GradientDescent(new GradientDescent.Momentum(momentum), rate);
    }

    /** Quasi-Newton steps with the gradient: the choice for a smooth function. */
    static Optimiser lbfgs() {
        return new ProjectedLbfgs();
    }

    /**
     * Newton steps in a trust region, with the Hessian from differences of gradients, or exact where the function is {@link
     * TwiceDifferentiable}: for few parameters, and where they are correlated.
     */
    static Optimiser newton() {
        return new TrustRegionNewton();
    }

    /**
     * Covariance-matrix adaptation (CMA-ES), without gradient: slow and hard to mislead, a check of other results.
     *
     * @param seed of its random steps
     */
    static Optimiser cmaEs(long seed) {
        return new CmaEs(seed);
    }

    /** Quadratic models within bounds (BOBYQA), without gradient. Needs two parameters or more, all with finite bounds. */
    static Optimiser bobyqa() {
        return new Bobyqa();
    }
}
