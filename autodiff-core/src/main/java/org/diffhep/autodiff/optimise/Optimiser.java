package org.diffhep.autodiff.optimise;

import java.util.List;
import org.diffhep.autodiff.Parameter;

/** Minimises a function of parameters with bounds, from their starting values. */
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

    /** Quasi-Newton steps with the gradient: the choice for a smooth function. */
    static Optimiser lbfgs() {
        return new ProjectedLbfgs();
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
