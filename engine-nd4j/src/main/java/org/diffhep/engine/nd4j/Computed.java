package org.diffhep.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A node that was computed.
 *
 * @param value its numbers
 * @param pullBack what to do with the derivative of the result for each of them
 */
record Computed(INDArray value, PullBack pullBack) {

    /** Adds to the adjoints of a node's inputs. */
    interface PullBack {
        void pull(INDArray adjoint);
    }

    /** A value without gradient. */
    static Computed fixed(INDArray value) {
        return new Computed(value, adjoint -> {});
    }
}
