package org.diffhep.histogram;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;

/**
 * Fills histograms of one observable with several weights: those of the nominal sample and of all variations that change
 * only the weight.
 *
 * <p>An event with observable x enters with probability p; for an object observable each object enters with its own. Hard:
 * Σw of a bin grows by p·w, Σw² by p·w². With p from soft cuts these are the <em>expected</em> sums of the hard analysis,
 * so that softness is not mistaken for Monte-Carlo statistics. Soft, with a bandwidth h: the bin between edges a and b takes
 * the share Φ((b − x)/h) − Φ((a − x)/h) of both, h = bandwidth·temperature; all shares sum to one.
 *
 * <p>Sums, for each weight in turn: Σw of every {@link Axis#slots() slot}, then Σw² of every slot. All inputs carry gradients.
 * Cost a few operations for each event and weight, or O(edges within eight bandwidths) where the cells of {@link KernelCells} would be too many.
 */
public final class HistogramFill implements Reduction {

    private final String label;
    private final Axis axis;
    private final double bandwidth;
    private final List<Expr> inputs;
    private final boolean perObject;

    private HistogramFill(String label, Axis axis, double bandwidth, List<Expr> inputs, boolean perObject) {
        this.label = label;
        this.axis = axis;
        this.bandwidth = bandwidth;
        this.inputs = List.copyOf(inputs);
        this.perObject = perObject;
    }

    /**
     * A fill.
     *
     * @param bandwidth in the unit of the observable; 0 for hard bins in every relaxation
     * @param observable an event value or an object value
     * @param probability that the event, or the object, enters
     * @param weights event values; one histogram for each
     * @throws IllegalArgumentException if there is no weight, a weight is an object value, the bandwidth is negative, or
     *     observable and probability belong to different collections
     */
    public static HistogramFill of(
            String label, Axis axis, double bandwidth, Expr observable, Expr probability, List<Expr> weights) {
        if (!(bandwidth >= 0 && bandwidth < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(label + ": bandwidth " + bandwidth);
        }
        if (weights.isEmpty()) {
            throw new IllegalArgumentException(label + ": a fill needs a weight");
        }
        List<Expr> inputs = new ArrayList<>();
        boolean perObject =
                observable.domain() instanceof Domain.Objects || probability.domain() instanceof Domain.Objects;
        if (perObject) {
            Domain.Objects domain = (Domain.Objects)
                    (observable.domain() instanceof Domain.Objects ? observable.domain() : probability.domain());
            ObjectCollection collection = domain.collection();
            inputs.add(observable.forEach(collection));
            inputs.add(probability.forEach(collection));
        } else {
            inputs.add(observable.forEachEvent());
            inputs.add(probability.forEachEvent());
        }
        for (Expr weight : weights) {
            if (weight.domain() instanceof Domain.Objects) {
                throw new IllegalArgumentException(
                        label + ": a weight belongs to the event, not to " + weight.domain());
            }
            inputs.add(weight.forEachEvent());
        }
        return new HistogramFill(label, axis, bandwidth, inputs, perObject);
    }

    @Override
    public String label() {
        return label;
    }

    /** The bins. */
    public Axis axis() {
        return axis;
    }

    /** Bandwidth at temperature 1, in the unit of the observable; 0 for hard bins. */
    public double bandwidth() {
        return bandwidth;
    }

    /** Number of weights, and of histograms. */
    public int weights() {
        return inputs.size() - 2;
    }

    /** Whether each object of an event is filled, or the event once. */
    public boolean perObject() {
        return perObject;
    }

    /** Observable, probability, then the weights. */
    @Override
    public List<Expr> inputs() {
        return inputs;
    }

    @Override
    public Optional<Expr> probability() {
        return Optional.of(inputs.get(1));
    }

    @Override
    public int size() {
        return weights() * 2 * axis.slots();
    }

    /** Takes one weight's histogram out of the sums. */
    public Histogram histogram(double[] sums, int weight) {
        int slots = axis.slots();
        int at = weight * 2 * slots;
        return new Histogram(
                axis,
                java.util.Arrays.copyOfRange(sums, at, at + slots),
                java.util.Arrays.copyOfRange(sums, at + slots, at + 2 * slots));
    }

    /** Where Σw of a slot lies among the sums; Σw² lies {@link Axis#slots()} further. */
    public int position(int weight, int slot) {
        return weight * 2 * axis.slots() + slot;
    }

    @Override
    public Sweep sweep(Relaxation relaxation) {
        double smooth = bandwidth * relaxation.temperature();
        if (relaxation.softValues() && !perObject) {
            Optional<KernelCells> cells = KernelCells.of(axis, smooth, MomentSweep.mostCells(weights()));
            if (cells.isPresent()) {
                return new MomentSweep(this, cells.get());
            }
        }
        return new ShareSweep(this, relaxation.softValues() ? smooth : 0, relaxation.softGradients() ? smooth : 0);
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
