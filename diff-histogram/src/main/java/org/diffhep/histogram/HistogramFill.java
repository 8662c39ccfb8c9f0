package org.diffhep.histogram;

import java.util.ArrayList;
import java.util.List;
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
 * Cost O(events × edges within eight bandwidths × weights).
 */
public final class HistogramFill implements Reduction {

    /** Beyond this many bandwidths the Gaussian's tail, 6e−16, is below the rounding of one. */
    private static final double REACH = 8.2;

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
    public void accumulate(Relaxation relaxation, Block block, double[] sums, int at) {
        double[] x = block.values(0);
        double[] p = block.values(1);
        Kernel kernel = new Kernel(relaxation.softValues() ? bandwidth * relaxation.temperature() : 0);
        int slots = axis.slots();
        double[][] w = weights(block);
        double[] share = new double[slots];
        for (int event = 0; event < block.events(); event++) {
            int from = perObject ? block.offsets(0)[event] : event;
            int to = perObject ? block.offsets(0)[event + 1] : event + 1;
            // the shares of all objects first, then each weight once: an event may have a hundred candidates
            int low = slots;
            int high = -1;
            for (int i = from; i < to; i++) {
                if (p[i] != 0) {
                    kernel.at(x[i]);
                    for (int slot = kernel.first; slot <= kernel.last; slot++) {
                        share[slot] += p[i] * kernel.share(slot);
                    }
                    low = Math.min(low, kernel.first);
                    high = Math.max(high, kernel.last);
                }
            }
            for (int v = 0; v < weights(); v++) {
                double weight = w[v][event];
                int target = at + position(v, 0);
                for (int slot = low; slot <= high; slot++) {
                    sums[target + slot] += weight * share[slot];
                    sums[target + slots + slot] += weight * weight * share[slot];
                }
            }
            for (int slot = low; slot <= high; slot++) {
                share[slot] = 0;
            }
        }
    }

    private double[][] weights(Block block) {
        double[][] arrays = new double[weights()][];
        for (int v = 0; v < arrays.length; v++) {
            arrays[v] = block.values(2 + v);
        }
        return arrays;
    }

    @Override
    public void pullBack(Relaxation relaxation, Block block, double[] cotangents, int at) {
        double[] x = block.values(0);
        double[] p = block.values(1);
        boolean soft = relaxation.softGradients();
        Kernel kernel = new Kernel(relaxation.softValues() ? bandwidth * relaxation.temperature() : 0);
        Kernel slope = new Kernel(soft ? bandwidth * relaxation.temperature() : 0);
        boolean wantsX = block.wantsGradient(0) && soft && bandwidth > 0;
        int slots = axis.slots();
        double[][] w = weights(block);
        double[] perSlot = new double[slots];
        double[] share = new double[slots];
        for (int event = 0; event < block.events(); event++) {
            int from = perObject ? block.offsets(0)[event] : event;
            int to = perObject ? block.offsets(0)[event + 1] : event + 1;
            if (from == to) {
                continue;
            }
            java.util.Arrays.fill(perSlot, 0);
            for (int v = 0; v < weights(); v++) {
                double weight = w[v][event];
                int source = at + position(v, 0);
                for (int slot = 0; slot < slots; slot++) {
                    perSlot[slot] += weight * (cotangents[source + slot] + weight * cotangents[source + slots + slot]);
                }
            }
            java.util.Arrays.fill(share, 0);
            for (int i = from; i < to; i++) {
                if (p[i] == 0 && Double.isNaN(x[i])) {
                    continue; // an object that cannot be chosen may have no observable
                }
                kernel.at(x[i]);
                double gradient = 0;
                for (int slot = kernel.first; slot <= kernel.last; slot++) {
                    double k = kernel.share(slot);
                    gradient += k * perSlot[slot];
                    share[slot] += p[i] * k;
                }
                if (block.wantsGradient(1)) {
                    block.adjoint(1)[i] += gradient;
                }
                if (wantsX && p[i] != 0) {
                    slope.at(x[i]);
                    double dx = 0;
                    for (int slot = slope.first; slot <= slope.last; slot++) {
                        dx += slope.slope(slot) * perSlot[slot];
                    }
                    block.adjoint(0)[i] += p[i] * dx;
                }
            }
            for (int v = 0; v < weights(); v++) {
                if (block.wantsGradient(2 + v)) {
                    pullBackWeight(block, v, event, share, cotangents, at);
                }
            }
        }
    }

    private void pullBackWeight(Block block, int v, int event, double[] share, double[] cotangents, int at) {
        double w = block.values(2 + v)[event];
        int slots = axis.slots();
        int source = at + position(v, 0);
        double gradient = 0;
        for (int slot = 0; slot < slots; slot++) {
            gradient += share[slot] * (cotangents[source + slot] + 2 * w * cotangents[source + slots + slot]);
        }
        block.adjoint(2 + v)[event] += gradient;
    }

    /** The shares of the slots around one value of the observable. */
    private final class Kernel {

        private final double width;
        private final double[] below;
        private double centre;
        private int first;
        private int last;

        /** @param width 0 for hard bins */
        Kernel(double width) {
            this.width = width;
            this.below = new double[axis.slots() + 1];
        }

        /** Finds the slots that x reaches. */
        void at(double x) {
            centre = x;
            if (width == 0 || Double.isNaN(x)) {
                first = axis.slot(x);
                last = first;
                below[first] = 0;
                below[first + 1] = Double.isNaN(x) ? Double.NaN : 1;
                return;
            }
            first = axis.slot(x - REACH * width);
            last = axis.slot(x + REACH * width);
            below[first] = 0;
            for (int slot = first + 1; slot <= last; slot++) {
                below[slot] = Normal.cdf((axis.edge(slot - 1) - x) / width);
            }
            below[last + 1] = 1;
        }

        double share(int slot) {
            return below[slot + 1] - below[slot];
        }

        /** Derivative of the share in x: the edges of a slot lie between first + 1 and last. */
        double slope(int slot) {
            double upper = slot < last ? density(slot) : 0;
            double lower = slot > first ? density(slot - 1) : 0;
            return lower - upper;
        }

        /** The density at the upper edge of a slot. */
        private double density(int slot) {
            return Normal.density((axis.edge(slot) - centre) / width) / width;
        }
    }
}
