package org.diffhep.engine.djl;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.function.Function;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.GraphNumbers;
import org.diffhep.autodiff.engine.NonFiniteValueException;

/** A graph over events, chunk by chunk. */
final class BoundDjlGraph implements BoundGraph {

    private final Graph graph;
    private final EventSource events;
    private final NDManager manager;
    private final OrderedTasks tasks;
    private final int chunkSize;
    private final int size;

    BoundDjlGraph(Graph graph, EventSource events, NDManager manager, OrderedTasks tasks) {
        this.graph = graph;
        this.events = events;
        this.manager = manager;
        this.tasks = tasks;
        this.chunkSize = chunkSize(graph);
        this.size = graph.reductions().stream().mapToInt(Reduction::size).sum();
        graph.reductions().forEach(Reductions::requireKnown);
        if (events.batches() > 0) {
            requireColumns(events.batch(0));
        }
    }

    /** Smaller chunks where combinations make many objects of an event; depends on the graph alone, as results do. */
    private static int chunkSize(Graph graph) {
        boolean combinations = graph.nodes().stream()
                .anyMatch(node -> node.domain() instanceof Domain.Objects objects
                        && objects.collection() instanceof ObjectCollection.Tuples);
        return combinations ? 512 : 4096;
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
        try (OrderedTasks.Sum sum = tasks.sum(length)) {
            for (int b = 0; b < events.batches(); b++) {
                EventBatch batch = events.batch(b);
                String where = events.batches() > 1 ? " of batch " + b : "";
                for (int from = 0; from < batch.events(); from += chunkSize) {
                    int first = from;
                    int count = Math.min(chunkSize, batch.events() - first);
                    sum.add(() -> {
                        try (NDManager ofChunk = manager.newSubManager()) {
                            Chunk chunk = new Chunk(graph, parameters, relaxation, ofChunk, batch, first, count);
                            double[] partial = result.apply(chunk);
                            if (!allFinite(partial)) {
                                throw new NonFiniteValueException(chunk.causeOfNonFinite() + where);
                            }
                            return partial;
                        }
                    });
                }
            }
            double[] total = sum.total();
            if (!allFinite(total)) {
                throw new NonFiniteValueException("a sum or a gradient over all events overflows");
            }
            return total;
        }
    }

    private static boolean allFinite(double[] values) {
        return Arrays.stream(values).allMatch(Double::isFinite);
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

    /** Nothing to free: arrays live no longer than their chunk. */
    @Override
    public void close() {}
}
