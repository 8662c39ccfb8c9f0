package org.diffhep.autodiff.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.GraphNumbers;
import org.diffhep.autodiff.engine.NonFiniteValueException;

/**
 * The default engine: float64, all cores, no native code, memory that does not grow with the events.
 *
 * <p>Results are the same bit for bit for any number of threads.
 */
public final class JvmEngine implements Engine {

    private final ExecutorService executor;
    private final OrderedSums sums;
    private final FixedValues.Budget budget;

    /** @param threads how many threads compute at the same time, at least 1 */
    public JvmEngine(int threads) {
        executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "diffhep-jvm-engine");
            thread.setDaemon(true);
            return thread;
        });
        sums = new OrderedSums(executor, threads);
        budget = new FixedValues.Budget(Runtime.getRuntime().maxMemory() / 4);
    }

    @Override
    public String name() {
        return "jvm";
    }

    @Override
    public BoundGraph bind(Graph graph, EventSource events) {
        Bound bound = new Bound(graph, events);
        if (events.batches() > 0) {
            // an empty block asks for every column and so finds what is missing before any work is done
            bound.program().forward(events.batch(0), 0, 0, Relaxation.HARD, FixedValues.NONE);
        }
        return bound;
    }

    @Override
    public void close() {
        executor.shutdown();
    }

    /**
     * Small blocks where combinations make many objects of an event, so that all arrays of a block stay in cache. A block
     * size is part of what makes a result reproducible: it depends on the graph alone.
     */
    private static int blockSize(Graph graph) {
        boolean combinations = graph.nodes().stream()
                .anyMatch(node -> node.domain() instanceof Domain.Objects objects
                        && objects.collection() instanceof ObjectCollection.Combinations);
        return combinations ? 64 : 512;
    }

    private final class Bound implements BoundGraph {

        private final Graph graph;
        private final EventSource events;
        private final int blockSize;
        private final int size;
        private final FixedValues fixedValues = new FixedValues(budget);
        private int evaluations;
        private final ConcurrentLinkedQueue<BlockProgram> idle = new ConcurrentLinkedQueue<>();

        Bound(Graph graph, EventSource events) {
            this.graph = graph;
            this.events = events;
            this.blockSize = blockSize(graph);
            this.size = graph.reductions().stream().mapToInt(Reduction::size).sum();
        }

        @Override
        public Graph graph() {
            return graph;
        }

        /** One program a thread: made when needed, kept for the next call. */
        private BlockProgram program() {
            BlockProgram program = idle.poll();
            return program == null ? new BlockProgram(graph) : program;
        }

        /** Values that depend on the events alone are kept from the second evaluation on: many graphs see only one. */
        private void run(
                BlockProgram program,
                EventBatch batch,
                int batchIndex,
                int first,
                int count,
                Relaxation relaxation,
                boolean keep) {
            double[][] kept = fixedValues.get(batchIndex, first);
            program.forward(batch, first, count, relaxation, kept);
            if (keep && kept.length == 0) {
                fixedValues.keep(batchIndex, first, program);
            }
        }

        @Override
        public double[][] forward(double[] parameters, Relaxation relaxation) {
            GraphNumbers.requireParameters(graph, parameters);
            boolean keep = evaluations++ > 0;
            double[] flat = sums.sum(events, size, range -> {
                BlockProgram program = program();
                program.setParameters(parameters);
                EventBatch batch = events.batch(range.batch());
                double[] partial = new double[size];
                for (int first = range.first(); first < range.first() + range.count(); first += blockSize) {
                    int count = Math.min(blockSize, range.first() + range.count() - first);
                    run(program, batch, range.batch(), first, count, relaxation, keep);
                    program.accumulate(graph.reductions(), relaxation, partial);
                    requireFinite(partial, program, range.batch(), first);
                }
                idle.add(program);
                return partial;
            });
            requireFinite(flat, "a sum");
            return split(flat);
        }

        @Override
        public double[] pullBack(double[] parameters, Relaxation relaxation, double[][] cotangents) {
            GraphNumbers.requireParameters(graph, parameters);
            double[] flat = join(cotangents);
            boolean keep = evaluations++ > 0;
            int count = graph.parameters().size();
            double[] total = sums.sum(events, count, range -> {
                BlockProgram program = program();
                program.setParameters(parameters);
                EventBatch batch = events.batch(range.batch());
                double[] gradient = new double[count];
                for (int first = range.first(); first < range.first() + range.count(); first += blockSize) {
                    int n = Math.min(blockSize, range.first() + range.count() - first);
                    run(program, batch, range.batch(), first, n, relaxation, keep);
                    program.backward(graph.reductions(), relaxation, flat, gradient);
                    requireFinite(gradient, program, range.batch(), first);
                }
                idle.add(program);
                return gradient;
            });
            requireFinite(total, "a gradient");
            return total;
        }

        private void requireFinite(double[] result, BlockProgram program, int batch, int first) {
            for (double value : result) {
                if (!Double.isFinite(value)) {
                    String cause = program.firstNonFinite(first);
                    String where = events.batches() > 1 ? " of batch " + batch : "";
                    throw new NonFiniteValueException(
                            (cause.isEmpty() ? "a sum or a gradient overflows after event " + first : cause) + where);
                }
            }
        }

        private static void requireFinite(double[] total, String what) {
            for (double value : total) {
                if (!Double.isFinite(value)) {
                    throw new NonFiniteValueException(what + " over all events overflows");
                }
            }
        }

        private double[][] split(double[] flat) {
            double[][] parts = new double[graph.reductions().size()][];
            int at = 0;
            for (int r = 0; r < parts.length; r++) {
                int next = at + graph.reductions().get(r).size();
                parts[r] = Arrays.copyOfRange(flat, at, next);
                at = next;
            }
            return parts;
        }

        private double[] join(double[][] parts) {
            if (parts.length != graph.reductions().size()) {
                throw new IllegalArgumentException("the graph has "
                        + graph.reductions().size() + " reductions, got cotangents for " + parts.length);
            }
            double[] flat = new double[size];
            int at = 0;
            for (int r = 0; r < graph.reductions().size(); r++) {
                int n = graph.reductions().get(r).size();
                if (parts[r].length != n) {
                    throw new IllegalArgumentException(
                            "reduction " + graph.reductions().get(r).label() + " has " + n + " sums, got "
                                    + parts[r].length + " cotangents");
                }
                System.arraycopy(parts[r], 0, flat, at, n);
                at += n;
            }
            return flat;
        }

        @Override
        public void close() {
            idle.clear();
            fixedValues.clear();
        }
    }

    /**
     * The values of some expressions, event by event: for looking at events, not for sums over many.
     *
     * @param parameters values in the order of {@link Graph#ofExpressions}
     * @return one array for each expression: a value for each event, or for each object of each event
     */
    public static List<double[]> evaluate(
            List<Expr> expressions, EventBatch batch, double[] parameters, Relaxation relaxation) {
        Graph graph = Graph.ofExpressions(expressions);
        GraphNumbers.requireParameters(graph, parameters);
        BlockProgram program = new BlockProgram(graph);
        program.setParameters(parameters);
        program.forward(batch, 0, batch.events(), relaxation, FixedValues.NONE);
        List<double[]> results = new ArrayList<>();
        for (Expr expression : expressions) {
            results.add(program.valuesOf(expression));
        }
        return results;
    }

    /** What {@link java.util.ServiceLoader} finds. */
    public static final class Provider implements org.diffhep.autodiff.engine.Engines.Provider {

        @Override
        public String name() {
            return "jvm";
        }

        @Override
        public Engine create(int threads) {
            return new JvmEngine(threads);
        }
    }
}
