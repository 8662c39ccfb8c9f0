package org.diffhep.engine.nd4j;

import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.engine.ChunkEvaluator;
import org.diffhep.autodiff.engine.EventChunk;
import org.diffhep.histogram.HistogramFill;

/** Computes chunks with ND4J. Arrays live no longer than their chunk, and their memory belongs to the thread that computes. */
final class Nd4jChunks implements ChunkEvaluator {

    private static final int MOST_EVENTS = 1024;
    /** Where combinations make many objects of an event. */
    private static final int MOST_EVENTS_OF_COMBINATIONS = 256;
    /** Of the matrix entries × slots of a fill, for event entries. */
    private static final int MOST_SHARES = 1 << 20;

    /** The most events in a chunk. */
    static int size(Graph graph) {
        boolean combinations = graph.nodes().stream()
                .anyMatch(node -> node.domain() instanceof Domain.Objects objects
                        && objects.collection() instanceof ObjectCollection.Tuples);
        int mostSlots = graph.reductions().stream()
                .mapToInt(reduction -> reduction instanceof HistogramFill fill ? fill.slots() : 1)
                .max()
                .orElse(1);
        int most = combinations ? MOST_EVENTS_OF_COMBINATIONS : MOST_EVENTS;
        return Math.max(1, Math.min(most, MOST_SHARES / mostSlots));
    }

    @Override
    public double[] sums(EventChunk events) {
        return Workspaces.ofChunk(() -> new Chunk(events).sums());
    }

    @Override
    public double[] gradient(EventChunk events, double[] cotangents) {
        return Workspaces.ofChunk(() -> new Chunk(events).gradient(cotangents));
    }
}
