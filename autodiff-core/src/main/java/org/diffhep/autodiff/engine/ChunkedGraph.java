package org.diffhep.autodiff.engine;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;

/**
 * A graph bound to events for an engine that computes each node of some events at once, as an array: events go through in chunks, so that
 * memory does not grow with them, and chunks are added in the order of the events.
 *
 * <p>Where a result is not finite, the engine {@code jvm} evaluates the graph again: it says in which event, and from which columns.
 */
public final class ChunkedGraph implements BoundGraph {

    private final Graph graph;
    private final EventSource events;
    private final ChunkEvaluator evaluator;
    private final int chunkSize;
    private final OrderedSums sums;
    private final int size;

    /**
     * Binds a graph; what the evaluator holds must live longer.
     *
     * @param evaluator what the engine does with a chunk; called by as many threads as the sums have
     * @param chunkSize the most events in a chunk; results depend on it, so it must depend on the graph alone
     * @throws MissingColumnException if the graph uses a column that the events do not have
     */
    public ChunkedGraph(Graph graph, EventSource events, ChunkEvaluator evaluator, int chunkSize, OrderedSums sums) {
        this.graph = graph;
        this.events = events;
        this.evaluator = evaluator;
        this.chunkSize = chunkSize;
        this.sums = sums;
        this.size = graph.reductions().stream().mapToInt(Reduction::size).sum();
        if (events.batches() > 0) {
            GraphNumbers.requireColumns(graph, events.batch(0));
        }
    }

    @Override
    public Graph graph() {
        return graph;
    }

    @Override
    public double[][] forward(double[] parameters, Relaxation relaxation) {
        double[] flat = overAllEvents(
                size, parameters, relaxation, evaluator::sums, again -> again.forward(parameters, relaxation));
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
        double[] flat = join(cotangents);
        return overAllEvents(
                parameters.length, parameters, relaxation, chunk -> evaluator.gradient(chunk, flat), again -> {
                    again.pullBack(parameters, relaxation, cotangents);
                    again.forward(parameters, relaxation);
                });
    }

    /** @param again the same, asked of another engine */
    private double[] overAllEvents(
            int length,
            double[] parameters,
            Relaxation relaxation,
            Function<EventChunk, double[]> work,
            Consumer<BoundGraph> again) {
        GraphNumbers.requireParameters(graph, parameters);
        try {
            double[] total = sums.sum(events, length, chunkSize, (range, sum) -> {
                EventChunk chunk = new EventChunk(
                        graph, parameters, relaxation, events.batch(range.batch()), range.first(), range.count());
                double[] partial = work.apply(chunk);
                requireFinite(
                        partial,
                        "overflows after event " + range.first()
                                + (events.batches() > 1 ? " of batch " + range.batch() : ""));
                System.arraycopy(partial, 0, sum, 0, length);
            });
            requireFinite(total, "over all events overflows");
            return total;
        } catch (NonFiniteValueException unexplained) {
            explain(graph, again);
            // what another engine leaves out, since it cannot enter, may be what this one stumbled over
            explain(
                    Graph.withParameters(List.of(new Total("values", graph.nodes())), graph.parameters()),
                    values -> values.forward(parameters, relaxation));
            throw unexplained;
        }
    }

    /** Found by name: engines do not see each other. */
    private void explain(Graph asked, Consumer<BoundGraph> again) {
        try (Engine jvm = Engines.create("jvm", 1);
                BoundGraph bound = jvm.bind(asked, events)) {
            again.accept(bound);
        }
    }

    private static void requireFinite(double[] results, String otherwise) {
        if (!Arrays.stream(results).allMatch(Double::isFinite)) {
            throw new NonFiniteValueException("a sum or a gradient " + otherwise);
        }
    }

    private double[] join(double[][] parts) {
        GraphNumbers.requireCotangents(graph, parts);
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }

    /** Nothing to free: arrays live no longer than their chunk. */
    @Override
    public void close() {}
}
