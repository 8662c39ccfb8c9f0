package org.diffhep.autodiff.optimise;

/** A function of parameters that is minimised. Where it is undefined its value is infinite or NaN. */
public interface SmoothFunction {
    /**
     * Value and gradient.
     *
     * @param at values of the parameters, in order; not to be kept
     * @param gradient target for the derivatives; not read where the value is not finite
     * @return the value
     */
    double valueAndGradient(double[] at, double[] gradient);

    /**
     * The value alone.
     *
     * @param at values of the parameters, in order; not to be kept
     */
    default double value(double[] at) {
        return valueAndGradient(at, new double[at.length]);
    }
}
