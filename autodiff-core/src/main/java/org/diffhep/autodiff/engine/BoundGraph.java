package org.diffhep.autodiff.engine;

import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Relaxation;

/** A graph bound to events: a function of the parameters alone. Not thread-safe. */
public interface BoundGraph extends AutoCloseable {

    /** What was bound. */
    Graph graph();

    /**
     * The sums of each reduction over all events.
     *
     * @param parameters values in the order of {@link Graph#parameters()}
     * @return one array for each reduction, of its size; in float64
     * @throws NonFiniteValueException if a sum is not finite; names the expression and the event
     */
    double[][] forward(double[] parameters, Relaxation relaxation);

    /**
     * The gradient of Σ cotangent·sum with respect to the parameters.
     *
     * @param cotangents one array for each reduction, of its size
     * @return one number for each parameter
     * @throws NonFiniteValueException if the gradient is not finite
     */
    double[] pullBack(double[] parameters, Relaxation relaxation, double[][] cotangents);

    /** Frees what the binding holds. */
    @Override
    void close();
}
