package org.diffhep.autodiff.jvm;

import java.util.ArrayList;
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
import org.diffhep.autodiff.kernels.Kernels;

/**
 * The default engine: float64, all cores, no native code, memory that does not grow with the events.
 *
 * <p>Results are the same bit for bit for any number of threads.
 */
public final class JvmEngine implements Engine {

    private static final int EVENTS_PER_BLOCK = 2048;

    private final Kernels kernels;
    private final ExecutorService executor;
    private final OrderedSums sums;
    private final FixedValues.Budget budget;

    /**
     * An engine with the fastest kernels of this machine.
     *
     * @param threads how many threads compute at the same time, at least 1
     */
    public JvmEngine(int threads) {
        this(threads, Kernels.fastest());
    }

    /**
     * An engine with some kernels.
     *
     * @param threads how many threads compute at the same time, at least 1
     */
    public JvmEngine(int threads, Kernels kernels) {
        this.kernels = kernels;
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
     * Events in a block: so many that the cost of starting is small and memory streams, so few that the arrays of objects, and the
     * larger ones of combinations, stay in cache. A block size is part of what makes a result reproducible: it depends on the graph alone.
     */
    private static int blockSize(Graph graph) {
        int size = EVENTS_PER_BLOCK;
        for (Expr node : graph.nodes()) {
            if (node.domain() instanceof Domain.Objects objects) {
                boolean combinations = objects.collection() instanceof ObjectCollection.Combinations;
                size = Math.min(size, combinations ? 64 : 512);
            }
        }
        return size;
    }

    /** Whole blocks; few enough tasks that their partial sums cost little, enough of them for some ten threads. */
    private static int eventsPerTask(long events, int blockSize) {
        long least = Math.min(4 * EVENTS_PER_BLOCK, 16 * blockSize);
        long blocks = (Math.max(least, events / 64) + blockSize - 1) / blockSize;
        return (int) Math.min(blocks, Integer.MAX_VALUE / blockSize) * blockSize;
    }

    /** Adds what a block gives, after it ran forward, to some numbers. */
    private interface BlockWork {
        void add(BlockProgram program, double[] target);
    }

    private interface BlockVisitor {
        void visit(int first, int count);
    }

    private final class Bound implements BoundGraph {

        private final Graph graph;
        private final EventSource events;
        private final int blockSize;
        private final int eventsPerTask;
        private final FixedValues fixedValues = new FixedValues(budget);
        private final ConcurrentLinkedQueue<BlockProgram> idle = new ConcurrentLinkedQueue<>();
        private Sweeps sweeps;
        private int evaluations;

        Bound(Graph graph, EventSource events) {
            this.graph = graph;
            this.events = events;
            this.blockSize = blockSize(graph);
            this.eventsPerTask = eventsPerTask(events.events(), blockSize);
            this.sweeps = new Sweeps(graph.reductions(), Relaxation.HARD);
        }

        @Override
        public Graph graph() {
            return graph;
        }

        /** One program a thread: made when needed, kept for the next call. */
        private BlockProgram program() {
            BlockProgram program = idle.poll();
            return program == null ? new BlockProgram(graph, kernels) : program;
        }

        private Sweeps sweeps(Relaxation relaxation) {
            if (!sweeps.isFor(relaxation)) {
                sweeps = new Sweeps(graph.reductions(), relaxation);
            }
            return sweeps;
        }

        @Override
        public double[][] forward(double[] parameters, Relaxation relaxation) {
            Sweeps used = sweeps(relaxation);
            double[] partial = overAllEvents(
                    parameters, relaxation, used.partials(), (program, target) -> program.accumulate(used, target));
            double[][] result = used.finish(partial);
            for (double[] each : result) {
                requireFinite(each, "a sum");
            }
            return result;
        }

        @Override
        public double[] pullBack(double[] parameters, Relaxation relaxation, double[][] cotangents) {
            List<Reduction.PullBack> pullBacks = sweeps(relaxation).pullBacks(cotangents);
            double[] gradient = overAllEvents(
                    parameters,
                    relaxation,
                    graph.parameters().size(),
                    (program, target) -> program.backward(pullBacks, relaxation, target));
            requireFinite(gradient, "a gradient");
            return gradient;
        }

        /** Runs blocks forward and does something with each that adds to some numbers. */
        private double[] overAllEvents(double[] parameters, Relaxation relaxation, int size, BlockWork work) {
            GraphNumbers.requireParameters(graph, parameters);
            // what depends on the events alone is kept from the second evaluation on: many graphs see only one
            boolean keep = evaluations++ > 0;
            return sums.sum(events, size, eventsPerTask, range -> {
                BlockProgram program = program();
                program.setParameters(parameters);
                EventBatch batch = events.batch(range.batch());
                double[] partial = new double[size];
                forEachBlock(range, (first, count) -> {
                    double[][] kept = fixedValues.get(range.batch(), first);
                    program.forward(batch, first, count, relaxation, kept);
                    if (keep && kept.length == 0) {
                        fixedValues.keep(range.batch(), first, program);
                    }
                    work.add(program, partial);
                });
                if (!isFinite(partial)) {
                    explain(program, batch, range, relaxation, size, work);
                }
                idle.add(program);
                return partial;
            });
        }

        private void forEachBlock(OrderedSums.Range range, BlockVisitor visitor) {
            int end = range.first() + range.count();
            for (int first = range.first(); first < end; first += blockSize) {
                visitor.visit(first, Math.min(blockSize, end - first));
            }
        }

        /** Takes events again, block by block, that gave a number that is not finite; says where it comes from. */
        private void explain(
                BlockProgram program,
                EventBatch batch,
                OrderedSums.Range range,
                Relaxation relaxation,
                int size,
                BlockWork work) {
            String where = events.batches() > 1 ? " of batch " + range.batch() : "";
            forEachBlock(range, (first, count) -> {
                double[] block = new double[size];
                program.forward(batch, first, count, relaxation, FixedValues.NONE);
                work.add(program, block);
                if (!isFinite(block)) {
                    String cause = program.firstNonFinite(first);
                    throw new NonFiniteValueException(
                            (cause.isEmpty() ? "a sum or a gradient overflows after event " + first : cause) + where);
                }
            });
            throw new NonFiniteValueException("a sum or a gradient overflows after event " + range.first() + where);
        }

        private static boolean isFinite(double[] values) {
            for (double value : values) {
                if (!Double.isFinite(value)) {
                    return false;
                }
            }
            return true;
        }

        private static void requireFinite(double[] total, String what) {
            if (!isFinite(total)) {
                throw new NonFiniteValueException(what + " over all events overflows");
            }
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
        BlockProgram program = new BlockProgram(graph, Kernels.fastest());
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
