package org.diffhep.autodiff.engine;

/**
 * A bound graph at one value of its parameters: its sums, and the gradient of whatever is made of them. Belongs to the bound graph that made
 * it, and is used no longer than that. Not thread-safe.
 */
public interface Linearisation {

    /** The sums of each reduction over all events, as {@link BoundGraph#forward} has them, in every bit; the caller's own. */
    double[][] sums();

    /**
     * The gradient of Σ cotangent·sum with respect to the parameters.
     *
     * @param cotangents one array for each reduction, of its size
     * @return one number for each parameter
     * @throws NonFiniteValueException if the gradient is not finite
     */
    double[] pullBack(double[][] cotangents);
}
