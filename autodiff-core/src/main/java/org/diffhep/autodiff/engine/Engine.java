package org.diffhep.autodiff.engine;

import org.diffhep.autodiff.Graph;

/** Evaluates graphs over events and pulls gradients back. Found by {@link Engines} through {@link java.util.ServiceLoader}. */
public interface Engine extends AutoCloseable {

    /** What {@code --engine} calls it. */
    String name();

    /**
     * Prepares a graph for repeated evaluation over the same events.
     *
     * @throws MissingColumnException if the graph uses a column that the events do not have
     */
    BoundGraph bind(Graph graph, EventSource events);

    /** Frees threads and native memory. Bound graphs are unusable afterwards. */
    @Override
    void close();
}
