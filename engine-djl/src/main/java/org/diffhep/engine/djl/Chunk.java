package org.diffhep.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventChunk;
import org.jspecify.annotations.Nullable;

/**
 * Some events of a batch, computed by the thread that asks. An array for each node: one number for a scalar, one for each
 * event, or one for each object, the objects of all events one after another. All arrays belong to one manager and go with
 * it.
 */
final class Chunk {

    private final EventChunk of;
    private final NDManager manager;
    private final boolean careful;
    private final Map<ObjectCollection, JaggedObjects> objects = new HashMap<>();
    private final Map<Parameter, NDArray> leaves = new HashMap<>();
    private final Map<Expr, NDArray> values = new HashMap<>();
    private final Map<Expr, NDArray> distributions = new HashMap<>();
    private @Nullable Taken taken;

    /** @param manager owns all arrays */
    Chunk(EventChunk of, NDManager manager) {
        this(of, manager, Taken.matters(of.graph()));
    }

    /** @param careful whether a gradient is kept from values that are not taken, at the price of computing all values twice */
    private Chunk(EventChunk of, NDManager manager, boolean careful) {
        this.of = of;
        this.manager = manager;
        this.careful = careful;
    }

    /** The sums of all reductions, one after another. */
    double[] sums() {
        return compute(false).toDoubleArray();
    }

    /** The gradient of Σ cotangent·sum, in the order of the parameters. */
    double[] gradient(double[] cotangents) {
        double[] gradient = new double[parameters().length];
        if (parameters().length == 0) {
            return gradient;
        }
        NDArray sums = compute(true);
        // nothing times each parameter: where no gradient flows, as through hard cuts, PyTorch refuses to go back
        for (NDArray leaf : leaves.values()) {
            sums = sums.add(leaf.mul(create(0)));
        }
        NDArray weights = manager.create(cotangents);
        // per thread, unlike DJL's GradientCollector, of which a JVM can have only one
        JniUtils.backward((PtNDArray) sums, (PtNDArray) weights, false, false);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] = leaf(graph().parameters().get(i)).getGradient().toDoubleArray()[0];
        }
        // what cannot enter may have no derivative: rare, so that it is looked into only where it shows
        boolean finite = Arrays.stream(gradient).allMatch(Double::isFinite);
        return finite || careful ? gradient : new Chunk(of, manager, true).gradient(cotangents);
    }

    private NDArray compute(boolean withGradient) {
        if (withGradient && careful) {
            try (NDManager ofValues = manager.newSubManager()) {
                Chunk computed = new Chunk(of, ofValues);
                computed.compute(false);
                taken = Taken.of(graph(), computed);
            }
        }
        JniUtils.setGradMode(withGradient);
        for (int i = 0; i < parameters().length; i++) {
            NDArray leaf = create(parameters()[i]);
            leaf.setRequiresGradient(withGradient);
            leaves.put(graph().parameters().get(i), leaf);
        }
        for (Expr node : graph().nodes()) {
            values.put(node, node.op().accept(new Lowering(this, node)));
        }
        NDList sums = new NDList();
        for (Reduction reduction : graph().reductions()) {
            sums.add(Reductions.sums(this, reduction));
        }
        return sums.isEmpty() ? create(new double[0]) : concat(0, sums);
    }

    Graph graph() {
        return of.graph();
    }

    /** Values of the parameters, in the order of the graph. */
    double[] parameters() {
        return of.parameters();
    }

    Relaxation relaxation() {
        return of.relaxation();
    }

    EventBatch batch() {
        return of.batch();
    }

    /** Number of the first event in the batch. */
    int first() {
        return of.first();
    }

    int events() {
        return of.events();
    }

    /** The value of a node that was computed before. */
    NDArray value(Expr node) {
        return Objects.requireNonNull(values.get(node));
    }

    /** The value of an input of a node, with a harmless number where the node does not need it. */
    NDArray taken(Expr node, int input) {
        NDArray value = value(node.inputs().get(input));
        boolean[] needed = taken == null ? null : taken.read(node, input);
        return needed == null ? value : where(manager.create(needed), value, create(0.5));
    }

    /**
     * How many objects have a flag, as computed for a number of states: once for all counts of it, unless each needs other values of
     * the flag.
     */
    NDArray distribution(Expr count, IntFunction<NDArray> ofStates) {
        Expr flag = count.inputs().get(0);
        int states = Counting.states(graph().nodes().stream()
                .filter(node -> node.op() instanceof Op.Count && node.inputs().contains(flag))
                .map(node -> (Op.Count) node.op()));
        if (taken != null) {
            return ofStates.apply(states);
        }
        NDArray known = distributions.get(flag);
        if (known == null) {
            known = ofStates.apply(states);
            distributions.put(flag, known);
        }
        return known;
    }

    /** The numbers of a node of which some may not be taken, without gradient; empty where a gradient flows to all of them. */
    Optional<NDArray> fixed(Expr node) {
        return Optional.ofNullable(taken).map(known -> create(known.numbers(node)));
    }

    /** The derivative of a {@link Op.Where} with respect to its flag, on the way to a gradient. */
    Optional<NDArray> flagSlope(Expr where) {
        return Optional.ofNullable(taken).map(known -> create(known.difference(where)));
    }

    NDArray leaf(Parameter parameter) {
        return Objects.requireNonNull(leaves.get(parameter));
    }

    /** Where the objects of a collection lie. */
    JaggedObjects objects(ObjectCollection collection) {
        JaggedObjects known = objects.get(collection);
        if (known == null) {
            known = JaggedObjects.of(this, collection);
            objects.put(collection, known);
        }
        return known;
    }

    /**
     * Numbers as an array, for as long as the chunk. Where a gradient flows, {@code x.mul(create(2))} is needed, not {@code
     * x.mul(2)}: there DJL makes an array of 2 and frees it at once, but PyTorch reads it again on the way back.
     */
    NDArray create(double... numbers) {
        return manager.create(numbers);
    }

    NDArray create(double[] numbers, Shape shape) {
        return manager.create(numbers, shape);
    }

    NDArray create(long[] numbers) {
        return manager.create(numbers);
    }

    NDArray zeros(Shape shape) {
        return manager.zeros(shape, DataType.FLOAT64);
    }

    NDArray ones(Shape shape) {
        return manager.ones(shape, DataType.FLOAT64);
    }

    /** Where a condition holds one value, elsewhere the other; scalars are repeated. Gradients flow to what is taken. */
    NDArray where(NDArray condition, NDArray then, NDArray otherwise) {
        return NDArrays.where(
                condition,
                then.getShape().equals(condition.getShape()) ? then : then.broadcast(condition.getShape()),
                otherwise.getShape().equals(condition.getShape())
                        ? otherwise
                        : otherwise.broadcast(condition.getShape()));
    }

    /** Arrays joined along an axis; of a single array DJL would make a copy without gradient. */
    static NDArray concat(int axis, NDList arrays) {
        return arrays.size() == 1 ? arrays.get(0) : NDArrays.concat(arrays, axis);
    }
}
