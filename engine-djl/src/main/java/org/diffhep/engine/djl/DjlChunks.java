package org.diffhep.engine.djl;

import ai.djl.ndarray.NDManager;
import java.util.function.Function;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.engine.ChunkEvaluator;
import org.diffhep.autodiff.engine.EventChunk;

/**
 * Computes chunks with PyTorch. Arrays live no longer than their chunk.
 *
 * @param manager owns them meanwhile
 */
record DjlChunks(NDManager manager) implements ChunkEvaluator {

    private static final int MOST_EVENTS = 4096;
    /** Where combinations make many objects of an event. */
    private static final int MOST_EVENTS_OF_COMBINATIONS = 512;

    /** The most events in a chunk. */
    static int size(Graph graph) {
        boolean combinations = graph.nodes().stream()
                .anyMatch(node -> node.domain() instanceof Domain.Objects objects
                        && objects.collection() instanceof ObjectCollection.Tuples);
        return combinations ? MOST_EVENTS_OF_COMBINATIONS : MOST_EVENTS;
    }

    @Override
    public double[] sums(EventChunk events) {
        return of(events, Chunk::sums);
    }

    @Override
    public double[] gradient(EventChunk events, double[] cotangents) {
        return of(events, chunk -> chunk.gradient(cotangents));
    }

    private double[] of(EventChunk events, Function<Chunk, double[]> result) {
        try (NDManager ofChunk = manager.newSubManager()) {
            return result.apply(new Chunk(events, ofChunk));
        }
    }
}
