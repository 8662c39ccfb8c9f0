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

    /**
     * The sums, and with them the gradient of a function of the sums that is known only once they are: for who needs both at one
     * value of the parameters. An engine may find the derivatives in the sweep that makes the sums.
     *
     * @param parameters values in the order of {@link Graph#parameters()}
     * @throws NonFiniteValueException if a sum is not finite
     */
    default Linearisation linearise(double[] parameters, Relaxation relaxation) {
        double[] at = parameters.clone();
        double[][] sums = forward(at, relaxation);
        return new Linearisation() {
            @Override
            public double[][] sums() {
                return sums;
            }

            @Override
            public double[] pullBack(double[][] cotangents) {
                return BoundGraph.this.pullBack(at, relaxation, cotangents);
            }
        };
    }

    /** Frees what the binding holds. */
    @Override
    void close();
}
