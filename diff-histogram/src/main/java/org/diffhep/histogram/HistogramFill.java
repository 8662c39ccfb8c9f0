package org.diffhep.histogram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;

/**
 * Fills histograms of one or more observables with several weights: those of the nominal sample and of all variations that change
 * only the weight.
 *
 * <p>An event with observable x enters with probability p; for an object observable each object enters with its own, that of a sub-collection
 * with that of being a member too. Hard:
 * Σw of a bin grows by p·w, Σw² by p·w². With p from soft cuts these are the <em>expected</em> sums of the hard analysis,
 * so that softness is not mistaken for Monte-Carlo statistics. Soft, with a bandwidth h: the bin between edges a and b takes
 * the share F((b − x)/h) − F((a − x)/h) of both, F of the {@link Kernel} and h = bandwidth·temperature; all shares sum to one. In several dimensions
 * a share is the product of those of the axes.
 *
 * <p>Sums, for each weight in turn: Σw of every slot, then Σw² of every slot. Slots of several axes lie in rows, the last axis fastest: slot (i, j)
 * of two axes is number i·slots of the second + j, as numpy and UHI have it. All inputs carry gradients, the edges of a {@link LearnableAxis} too.
 *
 * <p>Cost for each event: a few operations for each weight where one fixed axis is filled once an event with a Gaussian kernel ({@link KernelCells}); else
 * O(edges within reach of the kernel), for several axes their product, and 1 for hard bins. It does not depend on the number of bins.
 */
public final class HistogramFill implements Reduction {

    private static final double OPERATIONS_PER_WEIGHT = 40;

    private final String label;
    private final List<Dimension> dimensions;
    private final int weights;
    private final List<Expr> inputs;
    private final boolean perObject;
    private final int slots;

    private HistogramFill(
            String label, List<Dimension> dimensions, int weights, List<Expr> inputs, boolean perObject, int slots) {
        this.label = label;
        this.dimensions = dimensions;
        this.weights = weights;
        this.inputs = inputs;
        this.perObject = perObject;
        this.slots = slots;
    }

    /**
     * A fill of one axis with a Gaussian kernel.
     *
     * @param bandwidth in the unit of the observable; 0 for hard bins in every relaxation
     * @param observable an event value or an object value
     * @param probability that the event, or the object, enters
     * @param weights event values; one histogram for each
     * @throws IllegalArgumentException if there is no weight, a weight is an object value, the bandwidth is negative, or
     *     observable and probability belong to different collections
     */
    public static HistogramFill of(
            String label, Binning binning, double bandwidth, Expr observable, Expr probability, List<Expr> weights) {
        Smoothing smoothing;
        try {
            smoothing = Smoothing.gaussian(bandwidth);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(label + ": " + e.getMessage(), e);
        }
        return of(label, List.of(new Dimension(observable, binning, smoothing)), probability, weights);
    }

    /**
     * A fill of one or more axes.
     *
     * @param dimensions in the order of the slots, the last fastest
     * @param probability that the event, or the object, enters
     * @param weights event values; one histogram for each
     * @throws IllegalArgumentException if there is no dimension or no weight, a weight is an object value, observables and
     *     probability belong to different collections, the edge of a reflecting end can move, or there are more than 2³¹ slots
     */
    public static HistogramFill of(String label, List<Dimension> dimensions, Expr probability, List<Expr> weights) {
        if (dimensions.isEmpty()) {
            throw new IllegalArgumentException(label + ": a fill needs a dimension");
        }
        if (weights.isEmpty()) {
            throw new IllegalArgumentException(label + ": a fill needs a weight");
        }
        List<Expr> values = new ArrayList<>();
        dimensions.forEach(dimension -> values.add(dimension.observable()));
        values.add(probability);
        Optional<ObjectCollection> collection = values.stream()
                .map(Expr::domain)
                .flatMap(domain ->
                        domain instanceof Domain.Objects objects ? Stream.of(objects.collection()) : Stream.empty())
                .findFirst();
        List<Expr> inputs = new ArrayList<>();
        for (Expr value : values) {
            Expr each = collection.map(value::forEach).orElseGet(value::forEachEvent);
            inputs.add(inputs.size() < dimensions.size() ? each.unmasked() : each.withMask());
        }
        for (Expr weight : weights) {
            if (weight.domain() instanceof Domain.Objects) {
                throw new IllegalArgumentException(
                        label + ": a weight belongs to the event, not to " + weight.domain());
            }
            inputs.add(weight.forEachEvent());
        }
        long slots = 1;
        for (Dimension dimension : dimensions) {
            requireFixedReflectingEnds(label, dimension);
            if (dimension.binning() instanceof LearnableAxis learnable) {
                inputs.addAll(learnable.edges());
            }
            slots = Math.multiplyExact(slots, dimension.binning().slots());
            if (slots * 2 * weights.size() > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        label + ": " + slots + " slots of " + weights.size() + " weights are too many");
            }
        }
        return new HistogramFill(
                label, List.copyOf(dimensions), weights.size(), List.copyOf(inputs), collection.isPresent(), (int)
                        slots);
    }

    private static void requireFixedReflectingEnds(String label, Dimension dimension) {
        Smoothing smoothing = dimension.smoothing();
        if (dimension.binning() instanceof LearnableAxis axis) {
            boolean below = smoothing.reflectsBelow() && !axis.isFixed(0);
            boolean above = smoothing.reflectsAbove() && !axis.isFixed(axis.bins());
            if (below || above) {
                throw new IllegalArgumentException(label + ": the kernel is reflected at the "
                        + (below ? "first" : "last") + " edge, which must be a number, not "
                        + axis.edges().get(below ? 0 : axis.bins()));
            }
        }
    }

    @Override
    public String label() {
        return label;
    }

    /** What is binned, and how; the last dimension is the fastest. */
    public List<Dimension> dimensions() {
        return dimensions;
    }

    /**
     * The bins of a fill of one fixed axis.
     *
     * @throws IllegalStateException if there are several axes or it is learnable
     */
    public Axis axis() {
        if (dimensions.size() == 1 && dimensions.get(0).binning() instanceof Axis axis) {
            return axis;
        }
        throw new IllegalStateException(label + " has not one fixed axis; see dimensions()");
    }

    /** Number of slots of a histogram: the product of those of all axes. */
    public int slots() {
        return slots;
    }

    /** Number of weights, and of histograms. */
    public int weights() {
        return weights;
    }

    /** Whether each object of an event is filled, or the event once. */
    public boolean perObject() {
        return perObject;
    }

    /** The observables, the probability, the weights, then the edges of each learnable axis, scalars. */
    @Override
    public List<Expr> inputs() {
        return inputs;
    }

    /** Which input is the probability; the observables come before, the weights after it. */
    public int probabilityInput() {
        return dimensions.size();
    }

    /** Which input is a weight. */
    public int weightInput(int weight) {
        return dimensions.size() + 1 + weight;
    }

    /**
     * Which input is the first edge of a learnable axis; the others follow.
     *
     * @throws IllegalArgumentException if the axis is fixed
     */
    public int firstEdgeInput(int dimension) {
        int at = weightInput(weights);
        for (int d = 0; d < dimension; d++) {
            at += dimensions.get(d).binning() instanceof LearnableAxis axis ? axis.bins() + 1 : 0;
        }
        if (dimensions.get(dimension).binning() instanceof Axis axis) {
            throw new IllegalArgumentException(label + ": the edges of " + axis + " are no inputs");
        }
        return at;
    }

    /**
     * An axis with the edges of the moment.
     *
     * @param edges of the axis if it is learnable; not read if it is fixed
     * @throws IllegalArgumentException if they do not ascend, or one is not finite
     */
    public Axis axisAt(int dimension, double[] edges) {
        Binning binning = dimensions.get(dimension).binning();
        if (binning instanceof Axis axis) {
            return axis;
        }
        try {
            return ((LearnableAxis) binning).at(edges);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    label + ": " + e.getMessage() + "; LearnableAxis.softmax keeps edges in order", e);
        }
    }

    /**
     * How wide the kernel of an axis is at a temperature.
     *
     * @param axis with the edges of the moment
     * @throws IllegalArgumentException as {@link Smoothing#width}, with the label
     */
    public double width(int dimension, Axis axis, double temperature) {
        try {
            return dimensions.get(dimension).smoothing().width(axis, temperature);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(label + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<Expr> probability() {
        return Optional.of(inputs.get(probabilityInput()));
    }

    @Override
    public int size() {
        return weights * 2 * slots;
    }

    /** Two rows of powers for each weight; see the cost above. */
    @Override
    public double operations() {
        return OPERATIONS_PER_WEIGHT * weights * dimensions.size();
    }

    /**
     * Takes one weight's histogram out of the sums.
     *
     * @throws IllegalStateException if an axis is learnable
     */
    public Histogram histogram(double[] sums, int weight) {
        return histogram(sums, weight, List.of(), new double[0]);
    }

    /**
     * Takes one weight's histogram out of the sums, with the edges at some values of the parameters.
     *
     * @param parameters those of the graph
     * @throws IllegalStateException if a parameter of a learnable axis is not in the list
     */
    public Histogram histogram(double[] sums, int weight, List<Parameter> parameters, double[] values) {
        List<Axis> axes = new ArrayList<>();
        for (Dimension dimension : dimensions) {
            if (dimension.binning() instanceof Axis axis) {
                axes.add(axis);
            } else if (dimension.binning() instanceof LearnableAxis axis) {
                try {
                    axes.add(axis.at(parameters, values));
                } catch (IllegalArgumentException e) {
                    throw new IllegalStateException(label + ": " + e.getMessage(), e);
                }
            }
        }
        int at = position(weight, 0);
        return new Histogram(
                axes, Arrays.copyOfRange(sums, at, at + slots), Arrays.copyOfRange(sums, at + slots, at + 2 * slots));
    }

    /** Where Σw of a slot lies among the sums; Σw² lies {@link #slots()} further. */
    public int position(int weight, int slot) {
        return weight * 2 * slots + slot;
    }

    @Override
    public Sweep sweep(Relaxation relaxation) {
        if (relaxation.softValues() && !perObject && dimensions.size() == 1) {
            Smoothing smoothing = dimensions.get(0).smoothing();
            boolean plain = smoothing.kernel() == Kernel.GAUSSIAN && !smoothing.reflects();
            if (plain && dimensions.get(0).binning() instanceof Axis axis) {
                Optional<KernelCells> cells = KernelCells.of(
                        axis, smoothing.bandwidth() * relaxation.temperature(), MomentSweep.mostCells(weights));
                if (cells.isPresent()) {
                    return new MomentSweep(this, axis, cells.get());
                }
            }
        }
        return new ShareSweep(this, relaxation);
    }

    static boolean anyNonZero(double[] values, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (values[i] != 0) {
                return true;
            }
        }
        return false;
    }
}
