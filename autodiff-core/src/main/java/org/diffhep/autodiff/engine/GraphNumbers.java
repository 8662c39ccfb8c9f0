package org.diffhep.autodiff.engine;

import org.diffhep.autodiff.Graph;

/** What every engine does with the numbers that go into a graph and come out of it. */
public final class GraphNumbers {

    private GraphNumbers() {}

    /**
     * Checks values of the parameters.
     *
     * @throws IllegalArgumentException if there are not as many as the graph has parameters
     * @throws NonFiniteValueException if one is not finite
     */
    public static void requireParameters(Graph graph, double[] parameters) {
        if (parameters.length != graph.parameters().size()) {
            throw new IllegalArgumentException(
                    "the graph has " + graph.parameters().size() + " parameters, got " + parameters.length);
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!Double.isFinite(parameters[i])) {
                throw new NonFiniteValueException(
                        "parameter " + graph.parameters().get(i).name() + " is " + parameters[i]);
            }
        }
    }
}
