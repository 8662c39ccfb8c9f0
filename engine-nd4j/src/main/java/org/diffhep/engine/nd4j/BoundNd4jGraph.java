package org.diffhep.engine.nd4j;

import java.util.Arrays;
import java.util.function.Function;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.GraphNumbers;
import org.diffhep.autodiff.engine.NonFiniteValueException;
import org.diffhep.histogram.HistogramFill;

/** A graph over events, chunk by chunk. */
final class BoundNd4jGraph implements BoundGraph {

    private static final int MOST_EVENTS = 1024;
    /** Where combinations make many objects of an event. */
    private static final int MOST_EVENTS_OF_COMBINATIONS = 256;
    /** Of the matrix entries × slots of a fill, for event entries. */
    private static final int MOST_SHARES = 1 << 20;

    private final Graph graph;
    private final EventSource events;
    private final NativeThread thread;
    private final int chunkSize;
    private final int size;

    BoundNd4jGraph(Graph graph, EventSource events, NativeThread thread) {
        this.graph = graph;
        this.events = events;
        this.thread = thread;
        this.chunkSize = chunkSize(graph);
        this.size = graph.reductions().stream().mapToInt(Reduction::size).sum();
        graph.reductions().forEach(BoundNd4jGraph::requireKnown);
        if (events.batches() > 0) {
            requireColumns(events.batch(0));
        }
    }

    private static void requireKnown(Reduction reduction) {
        if (!(reduction instanceof Total || reduction instanceof HistogramFill)) {
            throw new IllegalArgumentException("the engine nd4j knows no reduction of type "
                    + reduction.getClass().getName() + " (" + reduction.label()
                    + "); it knows Total and HistogramFill. The engine jvm takes any");
        }
    }

    /** Depends on the graph alone, as results do. */
    private static int chunkSize(Graph graph) {
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

    private void requireColumns(EventBatch batch) {
        for (Expr node : graph.nodes()) {
            if (node.domain() instanceof Domain.Objects objects) {
                requireCollection(batch, objects.collection());
            }
            if (node.op() instanceof Op.EventColumn column) {
                batch.column(column.name());
            } else if (node.op() instanceof Op.ObjectColumn column) {
                batch.column(column.collection(), column.name());
            }
        }
    }

    private static void requireCollection(EventBatch batch, ObjectCollection collection) {
        if (collection instanceof ObjectCollection.Stored stored) {
            batch.offsets(stored.name());
        } else if (collection instanceof ObjectCollection.Concatenated concatenated) {
            concatenated.parts().forEach(part -> requireCollection(batch, part));
        } else if (collection instanceof ObjectCollection.Tuples tuples) {
            for (int k = 0; k < tuples.size(); k++) {
                requireCollection(batch, tuples.of(k));
            }
        }
    }

    @Override
    public Graph graph() {
        return graph;
    }

    @Override
    public double[][] forward(double[] parameters, Relaxation relaxation) {
        GraphNumbers.requireParameters(graph, parameters);
        double[] flat = sumOverChunks(size, parameters, relaxation, Chunk::sums);
        double[][] parts = new double[graph.reductions().size()][];
        int at = 0;
        for (int r = 0; r < parts.length; r++) {
            int next = at + graph.reductions().get(r).size();
            parts[r] = Arrays.copyOfRange(flat, at, next);
            at = next;
        }
        return parts;
    }

    @Override
    public double[] pullBack(double[] parameters, Relaxation relaxation, double[][] cotangents) {
        GraphNumbers.requireParameters(graph, parameters);
        double[] flat = join(cotangents);
        return sumOverChunks(parameters.length, parameters, relaxation, chunk -> chunk.gradient(flat));
    }

    private double[] sumOverChunks(
            int length, double[] parameters, Relaxation relaxation, Function<Chunk, double[]> result) {
        double[] total = thread.call(() -> {
            double[] sum = new double[length];
            for (int b = 0; b < events.batches(); b++) {
                try {
                    addChunks(events.batch(b), parameters, relaxation, result, sum);
                } catch (NonFiniteValueException e) {
                    throw events.batches() > 1 ? new NonFiniteValueException(e.getMessage() + " of batch " + b) : e;
                }
            }
            return sum;
        });
        if (!Arrays.stream(total).allMatch(Double::isFinite)) {
            throw new NonFiniteValueException("a sum or a gradient over all events overflows");
        }
        return total;
    }

    private void addChunks(
            EventBatch batch,
            double[] parameters,
            Relaxation relaxation,
            Function<Chunk, double[]> result,
            double[] sum) {
        for (int first = 0; first < batch.events(); first += chunkSize) {
            int count = Math.min(chunkSize, batch.events() - first);
            Chunk chunk = new Chunk(graph, parameters, relaxation, batch, first, count);
            double[] partial = Workspaces.ofChunk(() -> result.apply(chunk));
            for (int i = 0; i < sum.length; i++) {
                sum[i] += partial[i];
            }
        }
    }

    private double[] join(double[][] parts) {
        if (parts.length != graph.reductions().size()) {
            throw new IllegalArgumentException(
                    "the graph has " + graph.reductions().size() + " reductions, got cotangents for " + parts.length);
        }
        double[] flat = new double[size];
        int at = 0;
        for (int r = 0; r < parts.length; r++) {
            Reduction reduction = graph.reductions().get(r);
            if (parts[r].length != reduction.size()) {
                throw new IllegalArgumentException("reduction " + reduction.label() + " has " + reduction.size()
                        + " sums, got " + parts[r].length + " cotangents");
            }
            System.arraycopy(parts[r], 0, flat, at, parts[r].length);
            at += parts[r].length;
        }
        return flat;
    }

    /** Nothing to free: arrays live no longer than their chunk, and their memory belongs to the engine. */
    @Override
    public void close() {}
}
