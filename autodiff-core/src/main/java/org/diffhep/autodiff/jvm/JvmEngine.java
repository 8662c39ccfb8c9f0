package org.diffhep.autodiff.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.GraphNumbers;
import org.diffhep.autodiff.engine.Linearisation;
import org.diffhep.autodiff.engine.NonFiniteValueException;
import org.diffhep.autodiff.engine.OrderedSums;
import org.diffhep.autodiff.kernels.Kernels;

/**
 * The default engine: float64, all cores, no native code, memory that does not grow with the events.
 *
 * <p>Results are the same bit for bit for any number of threads.
 */
public final class JvmEngine implements Engine {

    private static final int EVENTS_PER_TASK = 8192;
    /** Partial sums and their derivatives that each of some tasks may hold for forward mode, 8 MB. */
    private static final int MOST_PARTIALS = 1 << 20;

    private final Kernels kernels;
    private final StepTimes times;
    private final DerivativeMode mode;
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
        this(threads, kernels, StepTimes.NONE);
    }

    /**
     * An engine that measures where its time goes.
     *
     * @param threads how many threads compute at the same time, at least 1
     */
    public JvmEngine(int threads, Kernels kernels, StepTimes times) {
        this(threads, kernels, times, DerivativeMode.AUTOMATIC);
    }

    /**
     * An engine with the fastest kernels of this machine that finds derivatives one way: for tests and benchmarks.
     *
     * @param threads how many threads compute at the same time, at least 1
     */
    public JvmEngine(int threads, DerivativeMode mode) {
        this(threads, Kernels.fastest(), StepTimes.NONE, mode);
    }

    JvmEngine(int threads, Kernels kernels, StepTimes times, DerivativeMode mode) {
        this.kernels = kernels;
        this.times = times;
        this.mode = mode;
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
            Plan plan = bound.plan(Relaxation.HARD);
            StageProgram program = plan.program();
            program.findColumns(events.batch(0));
            plan.idle.add(program);
        }
        return bound;
    }

    @Override
    public void close() {
        executor.shutdown();
    }

    /** Whole blocks; few enough tasks that their partial sums cost little, enough of them for some ten threads. */
    private static int eventsPerTask(long events, int blockSize) {
        long least = Math.min(EVENTS_PER_TASK, 16 * blockSize);
        long blocks = (Math.max(least, events / 64) + blockSize - 1) / blockSize;
        return (int) Math.min(blocks, Integer.MAX_VALUE / blockSize) * blockSize;
    }

    /** Adds what a block gives, after it ran forward, to some numbers. */
    private interface BlockWork {
        void add(BlockProgram program, double[] target);
    }

    /** A graph in one reading of its cuts: its first stage, programs for it, and what is kept. */
    private final class Plan {

        private final Stage stage;
        /** Whether each stage sees the same events whatever the parameters are. */
        private final boolean fixed;

        private final FixedValues memory = new FixedValues(budget);
        private final ConcurrentLinkedQueue<StageProgram> idle = new ConcurrentLinkedQueue<>();

        Plan(Stage stage, boolean fixed) {
            this.stage = stage;
            this.fixed = fixed;
        }

        /** One program a thread: made when needed, kept for the next call. */
        StageProgram program() {
            StageProgram program = idle.poll();
            return program == null ? new StageProgram(stage, kernels, times) : program;
        }

        void clear() {
            idle.clear();
            memory.clear();
        }
    }

    private final class Bound implements BoundGraph {

        private final Graph graph;
        private final EventSource events;
        private final int eventsPerTask;
        private final Map<Gates.Reading, Plan> plans = new EnumMap<>(Gates.Reading.class);
        private final DerivativeCost cost;
        private Sweeps sweeps;
        private int evaluations;

        Bound(Graph graph, EventSource events) {
            this.graph = graph;
            this.events = events;
            this.eventsPerTask =
                    eventsPerTask(events.events(), Stage.whole(graph).blockSize());
            this.cost = DerivativeCost.of(graph);
            this.sweeps = new Sweeps(graph.reductions(), Relaxation.HARD);
        }

        @Override
        public Graph graph() {
            return graph;
        }

        /** Straight through, a cut that fails has a hard value and a soft gradient: then only what is fixed may be left out. */
        private Plan plan(Relaxation relaxation) {
            return plans.computeIfAbsent(
                    relaxation.softGradients() ? Gates.Reading.FIXED : Gates.Reading.HARD, this::makePlan);
        }

        private Plan makePlan(Gates.Reading reading) {
            boolean hard = reading == Gates.Reading.HARD;
            Stage stage = hard ? Stage.hard(graph) : Stage.soft(graph);
            for (Plan other : plans.values()) {
                if (stage.isWhole() && other.stage.isWhole()) {
                    return other;
                }
            }
            return new Plan(stage, !hard || stage.isWhole());
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
            int size = used.partials();
            double[] partial = overAllEvents(
                    parameters, relaxation, size, size, (program, target) -> program.accumulate(used, target));
            return sums(used, partial);
        }

        private static double[][] sums(Sweeps used, double[] partial) {
            double[][] sums = used.finish(partial, 0);
            for (double[] each : sums) {
                requireFinite(each, "a sum");
            }
            return sums;
        }

        @Override
        public Linearisation linearise(double[] parameters, Relaxation relaxation) {
            return goesForward(relaxation)
                    ? withTangents(parameters, relaxation)
                    : BoundGraph.super.linearise(parameters, relaxation);
        }

        private boolean goesForward(Relaxation relaxation) {
            long partials = sweeps(relaxation).partials() * (graph.parameters().size() + 1L);
            return switch (mode) {
                case FORWARD -> true;
                case REVERSE -> false;
                case AUTOMATIC -> partials <= MOST_PARTIALS && cost.prefersForward();
            };
        }

        /** Forward mode: the derivatives of all sums with respect to all parameters in the sweep that makes the sums. */
        private Linearisation withTangents(double[] parameters, Relaxation relaxation) {
            double[] at = parameters.clone();
            Sweeps used = sweeps(relaxation);
            int size = used.partials();
            double[][][] derivatives = new double[graph.parameters().size()][][];
            double[] partial = overAllEvents(
                    at,
                    relaxation,
                    Math.multiplyExact(size, derivatives.length + 1),
                    size,
                    (program, target) -> program.accumulateWithTangents(used, relaxation, target));
            double[][] sums = sums(used, partial);
            Arrays.setAll(derivatives, k -> used.finish(partial, (k + 1) * size));
            return new Linearisation() {
                @Override
                public double[][] sums() {
                    return sums;
                }

                @Override
                public double[] pullBack(double[][] cotangents) {
                    GraphNumbers.requireCotangents(graph, cotangents);
                    double[] gradient = new double[derivatives.length];
                    Arrays.setAll(gradient, k -> product(derivatives[k], cotangents));
                    // a derivative that is not finite may be one that is not asked for: the way back knows, and says
                    // where it comes from
                    return isFinite(gradient) ? gradient : withAdjoints(at, relaxation, cotangents);
                }
            };
        }

        private static double product(double[][] derivatives, double[][] cotangents) {
            double total = 0;
            for (int r = 0; r < derivatives.length; r++) {
                for (int i = 0; i < derivatives[r].length; i++) {
                    total += derivatives[r][i] * cotangents[r][i];
                }
            }
            return total;
        }

        @Override
        public double[] pullBack(double[] parameters, Relaxation relaxation, double[][] cotangents) {
            return mode == DerivativeMode.FORWARD
                    ? withTangents(parameters, relaxation).pullBack(cotangents)
                    : withAdjoints(parameters, relaxation, cotangents);
        }

        /** Reverse mode. */
        private double[] withAdjoints(double[] parameters, Relaxation relaxation, double[][] cotangents) {
            GraphNumbers.requireCotangents(graph, cotangents);
            List<Reduction.PullBack> pullBacks = sweeps(relaxation).pullBacks(cotangents);
            int size = graph.parameters().size();
            double[] gradient = overAllEvents(
                    parameters,
                    relaxation,
                    size,
                    size,
                    (program, target) -> program.backward(pullBacks, relaxation, target));
            requireFinite(gradient, "a gradient");
            return gradient;
        }

        /**
         * Runs blocks forward and does something with each that adds to some numbers.
         *
         * @param size how many numbers
         * @param checked so many of them, the first, must be finite
         */
        private double[] overAllEvents(
                double[] parameters, Relaxation relaxation, int size, int checked, BlockWork work) {
            GraphNumbers.requireParameters(graph, parameters);
            // what depends on the events alone is kept from the second evaluation on: many graphs see only one
            boolean keep = evaluations++ > 0;
            Plan plan = plan(relaxation);
            return sums.sum(events, size, eventsPerTask, (range, partial) -> {
                StageProgram program = plan.program();
                program.setParameters(parameters);
                EventBatch batch = events.batch(range.batch());
                program.run(
                        new StageProgram.Run(
                                range.batch(),
                                batch,
                                relaxation,
                                plan.memory,
                                keep && plan.fixed,
                                block -> work.add(block, partial)),
                        BlockEvents.inRow(batch, range.first(), range.count()));
                if (!isFinite(partial, checked)) {
                    explain(parameters, batch, range, relaxation, size, checked, work);
                }
                plan.idle.add(program);
            });
        }

        /** Takes events again, block by block, that gave a number that is not finite; says where it comes from. */
        private void explain(
                double[] parameters,
                EventBatch batch,
                OrderedSums.Range range,
                Relaxation relaxation,
                int size,
                int checked,
                BlockWork work) {
            String where = events.batches() > 1 ? " of batch " + range.batch() : "";
            FixedValues nothing = new FixedValues(new FixedValues.Budget(0));
            Stage stage = relaxation.softGradients() ? Stage.soft(graph) : Stage.hardWithoutGiven(graph);
            StageProgram program = new StageProgram(stage, kernels, StepTimes.NONE);
            program.setParameters(parameters);
            program.run(
                    new StageProgram.Run(range.batch(), batch, relaxation, nothing, false, block -> {
                        double[] alone = new double[size];
                        work.add(block, alone);
                        if (!isFinite(alone, checked)) {
                            String cause = block.causeOfNonFinite(where);
                            int first = block.block().event(0);
                            throw new NonFiniteValueException(
                                    cause.isEmpty()
                                            ? "a sum or a gradient overflows after event " + first + where
                                            : cause);
                        }
                    }),
                    BlockEvents.inRow(batch, range.first(), range.count()));
            throw new NonFiniteValueException("a sum or a gradient overflows after event " + range.first() + where);
        }

        private static boolean isFinite(double[] values) {
            return isFinite(values, values.length);
        }

        private static boolean isFinite(double[] values, int count) {
            for (int i = 0; i < count; i++) {
                if (!Double.isFinite(values[i])) {
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
            plans.values().forEach(Plan::clear);
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
