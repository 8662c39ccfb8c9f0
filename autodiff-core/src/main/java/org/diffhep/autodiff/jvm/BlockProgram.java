package org.diffhep.autodiff.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Scratch;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.kernels.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * A graph made ready to run on blocks of events, with one thread's memory: a value array for each node, an adjoint array
 * for each node that a gradient flows through. Arrays grow to the largest block seen and are reused.
 */
final class BlockProgram {

    private final Kernels kernels;
    private final Scratch scratch = new Scratch();
    private final Lowering lowering;
    private final Domain[] domains;
    private final Step[] steps;
    private final List<Step> backwardSteps = new ArrayList<>();
    /** What steps read: own arrays, or kept ones for what is fixed. */
    private final double[][] values;

    private final double[][] own;
    private final double[][] adjoints;
    private final boolean[] active;
    /** Layouts of objects, and of all their combinations. */
    private final List<ObjectLayout> layouts = new ArrayList<>();
    /** Layouts of combinations of which only some are made, and the nodes that say which. */
    private final List<ObjectLayout> restricted = new ArrayList<>();

    private final int[] marks;
    /** The first step for which restricted layouts must be there. */
    private final int afterMarks;
    /** The layout of each node's objects; {@link ObjectLayout#NONE} for scalars and event values. */
    private final ObjectLayout[] layoutOf;

    private final boolean[] untaken;
    /** Made where forward mode is asked for. */
    private Tangents tangents = Tangents.NONE;

    private final int[] parameterNodes;
    private final List<ReductionBlock> reductionBlocks = new ArrayList<>();
    private final List<Integer> reductionNumbers;
    private BlockEvents block = BlockEvents.NONE;
    private int events;

    /** Whether the clock is asked around each step, and where the time is added, forward and back. */
    private final boolean timed;

    private final List<LongAdder> timesForward = new ArrayList<>();
    private final List<LongAdder> timesBackward = new ArrayList<>();
    private final List<LongAdder> timesTangent = new ArrayList<>();
    private final LongAdder timeOfReductions;
    private final LongAdder timeOfReductionsBack;

    /** A program for the reductions of a graph. */
    BlockProgram(Graph graph, Kernels kernels) {
        this(Stage.whole(graph), kernels, StepTimes.NONE);
    }

    /** A program for a stage. */
    BlockProgram(Stage stage, Kernels kernels, StepTimes times) {
        Graph graph = stage.graph();
        this.kernels = kernels;
        lowering = new Lowering(graph, stage.members().values(), stage.given());
        int size = lowering.size();
        domains = new Domain[size];
        values = new double[size][1];
        own = new double[size][1];
        adjoints = new double[size][];
        active = new boolean[size];
        layoutOf = new ObjectLayout[size];
        Arrays.fill(layoutOf, ObjectLayout.NONE);
        Map<ObjectCollection, ObjectLayout> layoutsByCollection = ObjectLayout.forCollectionsIn(graph.nodes());
        untaken = lowering.untaken(graph);
        steps = new Step[size];
        StepFactory factory = new StepFactory(this);
        for (int i = 0; i < size; i++) {
            Lowering.Slot slot = lowering.slot(i);
            domains[i] = slot.node().domain();
            int given = slot.isOrder() ? -1 : stage.given().indexOf(slot.node());
            active[i] = slot.node().isDifferentiable() && !slot.isOrder();
            adjoints[i] = new double[active[i] ? 1 : 0];
            if (domains[i] instanceof Domain.Objects objects) {
                layoutOf[i] = Objects.requireNonNull(layoutsByCollection.get(objects.collection()));
            }
            int[] inputs = lowering.inputs(i);
            if (given >= 0) {
                steps[i] = new ColumnSteps.GivenStep(this, i, given);
            } else if (slot.isOrder()) {
                steps[i] = new OrderSteps.OrderStep(this, i, inputs);
            } else {
                steps[i] = factory.stepFor(slot.node(), i, inputs);
            }
            if (active[i] && inputs.length > 0) {
                backwardSteps.add(0, steps[i]);
                timesBackward.add(0, times.of(StepTimes.kind(slot) + " back"));
            }
            timesForward.add(times.of(StepTimes.kind(slot)));
            timesTangent.add(active[i] ? times.of(StepTimes.kind(slot) + " tangent") : new LongAdder());
        }
        timed = times.isOn();
        timeOfReductions = times.of("reduction");
        timeOfReductionsBack = times.of("reduction back");
        parameterNodes = graph.parameters().stream()
                .mapToInt(parameter -> parameterNode(parameter))
                .toArray();
        marks = new int[stage.members().size()];
        layoutsByCollection.forEach((collection, layout) -> {
            Expr mark = stage.members().get(collection);
            if (mark == null) {
                layouts.add(layout);
            } else {
                marks[restricted.size()] = lowering.number(mark);
                restricted.add(layout);
            }
        });
        int last = -1;
        for (int mark : marks) {
            last = Math.max(last, mark);
        }
        afterMarks = last + 1;
        reductionNumbers = stage.reductions();
        for (Reduction reduction : graph.reductions()) {
            int[] inputs =
                    reduction.inputs().stream().mapToInt(lowering::number).toArray();
            reductionBlocks.add(new ReductionBlock(inputs));
        }
    }

    private int parameterNode(Parameter parameter) {
        for (int i = 0; i < lowering.size(); i++) {
            if (lowering.slot(i).node().op() instanceof Op.ParameterValue value
                    && value.parameter().equals(parameter)) {
                return i;
            }
        }
        return -1;
    }

    /** Values of a node of the graph in the current block. */
    double[] valuesOf(Expr node) {
        int number = lowering.number(node);
        return Arrays.copyOf(values[number], count(number));
    }

    int events() {
        return events;
    }

    /** The events of the block that was computed last. */
    BlockEvents block() {
        return block;
    }

    /** Whether there are reductions, or only flags for further stages. */
    boolean hasReductions() {
        return !reductionBlocks.isEmpty();
    }

    int number(Expr node) {
        return lowering.number(node);
    }

    Kernels kernels() {
        return kernels;
    }

    int count(int node) {
        Domain domain = domains[node];
        if (domain instanceof Domain.Scalar) {
            return 1;
        }
        return domain instanceof Domain.Event ? events : layoutOf[node].count();
    }

    boolean isScalar(int node) {
        return domains[node] instanceof Domain.Scalar;
    }

    boolean isActive(int node) {
        return active[node];
    }

    /** Whether some values of a node may not be taken, so that they and their derivatives need not be numbers. */
    boolean hasUntaken(int node) {
        return untaken[node];
    }

    double[] values(int node) {
        return values[node];
    }

    double[] adjoint(int node) {
        return adjoints[node];
    }

    /** The derivatives of all nodes in the current block. */
    Tangents tangents() {
        return tangents;
    }

    int[] offsets(int node) {
        return layoutOf[node].offsets();
    }

    /** Where the objects of a column lie in the batch. */
    ObjectLayout.Stored stored(int node) {
        return (ObjectLayout.Stored) layoutOf[node];
    }

    int[] members(int node, int position) {
        return layoutOf[node].members(position);
    }

    /** Sets the values of the parameters, in the order of the graph. */
    void setParameters(double[] parameters) {
        for (int i = 0; i < parameters.length; i++) {
            if (parameterNodes[i] >= 0) {
                own[parameterNodes[i]][0] = parameters[i];
            }
        }
    }

    /**
     * Takes a block of events and computes all nodes.
     *
     * @param kept what {@link FixedValues} kept of this block, or no arrays
     */
    void forward(EventBatch batch, int first, int count, Relaxation relaxation, double[][] kept) {
        forward(BlockEvents.inRow(batch, first, count), relaxation, kept);
    }

    /** The same for events that need not lie in a row. */
    void forward(BlockEvents newBlock, Relaxation relaxation, double[][] kept) {
        block = newBlock;
        events = block.count();
        for (ObjectLayout layout : layouts) {
            layout.load(block);
        }
        boolean known = kept.length > 0;
        for (int i = 0; i < steps.length; i++) {
            if (i == afterMarks) {
                loadRestricted();
            }
            if (known && lowering.isFixed(i)) {
                if (lowering.isFrontier(i)) {
                    values[i] = kept[i];
                }
                continue;
            }
            own[i] = room(own[i], count(i));
            values[i] = own[i];
            long began = now();
            if (steps[i] instanceof ColumnSteps.FromBatch column) {
                column.load(block);
            }
            steps[i].forward(relaxation);
            addTime(timesForward.get(i), began);
        }
    }

    /** The order of objects by a key, if it was put off; else null. */
    OrderSteps.@Nullable OrderStep pendingOrder(int node) {
        boolean computed = values[node] == own[node]; // else it was kept
        return computed && steps[node] instanceof OrderSteps.OrderStep order && order.isPending() ? order : null;
    }

    /** The order of objects by a key. */
    double[] order(int node) {
        OrderSteps.OrderStep pending = pendingOrder(node);
        if (pending != null) {
            pending.complete();
        }
        return values[node];
    }

    private long now() {
        return timed ? System.nanoTime() : 0;
    }

    private void addTime(LongAdder sum, long began) {
        if (timed) {
            sum.add(System.nanoTime() - began);
        }
    }

    private void loadRestricted() {
        for (int i = 0; i < marks.length; i++) {
            restricted.get(i).restrictTo(values[marks[i]]);
            restricted.get(i).load(block);
        }
    }

    long frontierBytes() {
        long bytes = 0;
        for (int i = 0; i < steps.length; i++) {
            bytes += lowering.isFrontier(i) ? 8L * count(i) + 16 : 0;
        }
        return bytes;
    }

    double[][] copyFrontier() {
        double[][] kept = new double[steps.length][];
        for (int i = 0; i < steps.length; i++) {
            kept[i] = lowering.isFrontier(i) ? Arrays.copyOf(order(i), count(i)) : new double[0];
        }
        return kept;
    }

    /** Adds the block to the partial sums of all reductions. */
    void accumulate(Sweeps sweeps, double[] partial) {
        long began = now();
        for (int r = 0; r < reductionBlocks.size(); r++) {
            sweeps.accumulate(reductionNumbers.get(r), reductionBlocks.get(r), partial);
        }
        addTime(timeOfReductions, began);
    }

    /**
     * Adds the block that was computed last to the partial sums of all reductions, and the derivatives of what is added with respect to each
     * parameter another stride further.
     */
    void accumulateWithTangents(Sweeps sweeps, Relaxation relaxation, double[] partial) {
        if (tangents == Tangents.NONE) {
            int[][] inputs = new int[steps.length][];
            Arrays.setAll(inputs, lowering::inputs);
            tangents = Tangents.of(inputs, active, parameterNodes);
        }
        for (int i = 0; i < steps.length; i++) {
            if (active[i]) {
                tangents.begin(i, count(i));
                long began = now();
                steps[i].tangents(relaxation, tangents.parametersOf(i));
                addTime(timesTangent.get(i), began);
            }
        }
        long began = now();
        for (int r = 0; r < reductionBlocks.size(); r++) {
            sweeps.accumulateWithTangents(reductionNumbers.get(r), reductionBlocks.get(r), partial);
        }
        addTime(timeOfReductions, began);
    }

    /**
     * Pulls cotangents back through the block that was computed last and adds to the gradient of the parameters.
     *
     * @param pullBacks those of all reductions of the whole graph
     */
    void backward(List<Reduction.PullBack> pullBacks, Relaxation relaxation, double[] gradient) {
        for (int i = 0; i < adjoints.length; i++) {
            if (active[i]) {
                int n = count(i);
                adjoints[i] = room(adjoints[i], n);
                Arrays.fill(adjoints[i], 0, n, 0);
            }
        }
        long began = now();
        for (int r = 0; r < reductionBlocks.size(); r++) {
            pullBacks.get(reductionNumbers.get(r)).add(reductionBlocks.get(r));
        }
        addTime(timeOfReductionsBack, began);
        for (int i = 0; i < backwardSteps.size(); i++) {
            began = now();
            backwardSteps.get(i).backward(relaxation);
            addTime(timesBackward.get(i), began);
        }
        for (int i = 0; i < gradient.length; i++) {
            if (parameterNodes[i] >= 0) {
                gradient[i] += adjoints[parameterNodes[i]][0];
            }
        }
    }

    /** Where a number that is not finite comes from in the current block, or "". */
    String causeOfNonFinite(String where) {
        return new NonFiniteCause(this, lowering, block, where).text();
    }

    static double[] room(double[] array, int needed) {
        return array.length >= needed ? array : new double[needed + needed / 2];
    }

    /** What a reduction sees of the current block. */
    private final class ReductionBlock implements Reduction.Block, Reduction.Tangents {

        private final int[] inputs;

        ReductionBlock(int[] inputs) {
            this.inputs = inputs;
        }

        @Override
        public int events() {
            return events;
        }

        @Override
        public int count(int input) {
            return BlockProgram.this.count(inputs[input]);
        }

        @Override
        public double[] values(int input) {
            return values[inputs[input]];
        }

        @Override
        public int[] offsets(int input) {
            return layoutOf[inputs[input]].offsets();
        }

        @Override
        public boolean wantsGradient(int input) {
            return active[inputs[input]];
        }

        @Override
        public double[] adjoint(int input) {
            return adjoints[inputs[input]];
        }

        @Override
        public int parameters() {
            return tangents.parameters();
        }

        @Override
        public boolean varies(int input, int parameter) {
            return tangents.varies(inputs[input], parameter);
        }

        @Override
        public double[] tangent(int input, int parameter) {
            return tangents.of(inputs[input], parameter);
        }

        @Override
        public Kernels kernels() {
            return kernels;
        }

        @Override
        public Scratch scratch() {
            return scratch;
        }
    }
}
