package org.diffhep.autodiff.optimise;

/** A function that knows its second derivatives. */
public interface TwiceDifferentiable extends SmoothFunction {
    /**
     * The Hessian where the value is finite.
     *
     * @param at values of the parameters, in order; not to be kept
     * @return n × n, symmetric; the caller's own
     */
    double[][] hessian(double[] at);
}
