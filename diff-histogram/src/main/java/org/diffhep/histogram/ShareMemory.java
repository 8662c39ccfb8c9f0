package org.diffhep.histogram;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;

/**
 * What {@link ShareSweep} works with, one for each thread: the inputs of the block at hand and windows on its axes, which stay from block to
 * block as long as edges and relaxation do.
 */
final class ShareMemory {

    private final HistogramFill fill;
    /** Slots along each axis. */
    private final int[] sizes;

    private final int weights;

    /** The observables. */
    final double[][] x;

    private double[] p = new double[0];
    /** The weights. */
    final double[][] w;

    private Optional<Relaxation> relaxation = Optional.empty();
    /** For learnable axes those of the windows. */
    private final double[][] edges;

    private AxisWindow[] values = new AxisWindow[0];
    private AxisWindow[] slopes = new AxisWindow[0];

    private final SlotSums shares;
    private final ShareTangents tangents;
    private final SharePuller puller;

    ShareMemory(HistogramFill fill) {
        this.fill = fill;
        this.sizes = fill.dimensions().stream()
                .mapToInt(dimension -> dimension.binning().slots())
                .toArray();
        this.weights = fill.weights();
        this.x = new double[sizes.length][];
        this.w = new double[weights][];
        this.edges = new double[sizes.length][];
        for (int d = 0; d < sizes.length; d++) {
            boolean learnable = fill.dimensions().get(d).binning() instanceof LearnableAxis;
            edges[d] = new double[learnable ? sizes[d] - 1 : 0];
        }
        this.shares = new SlotSums(fill.slots());
        this.tangents = new ShareTangents(fill, this);
        this.puller = new SharePuller(fill, this);
    }

    /**
     * Takes a block.
     *
     * @return whether all edges are finite numbers; if not, there is nothing to work with
     */
    boolean take(Reduction.Block block, Relaxation newRelaxation) {
        for (int d = 0; d < x.length; d++) {
            x[d] = block.values(d);
        }
        p = block.values(fill.probabilityInput());
        for (int v = 0; v < weights; v++) {
            w[v] = block.values(fill.weightInput(v));
        }
        boolean same = relaxation.isPresent() && relaxation.get().equals(newRelaxation);
        for (int d = 0; d < edges.length; d++) {
            for (int i = 0; i < edges[d].length; i++) {
                double edge = block.values(fill.firstEdgeInput(d) + i)[0];
                if (!Double.isFinite(edge)) {
                    relaxation = Optional.empty();
                    return false;
                }
                same &= edge == edges[d][i];
                edges[d][i] = edge;
            }
        }
        if (!same) {
            List<Axis> axes = new ArrayList<>();
            for (int d = 0; d < edges.length; d++) {
                axes.add(fill.axisAt(d, edges[d]));
            }
            values = windows(fill, axes, newRelaxation, newRelaxation.softValues());
            slopes = newRelaxation.softValues() == newRelaxation.softGradients()
                    ? values
                    : windows(fill, axes, newRelaxation, newRelaxation.softGradients());
            relaxation = Optional.of(newRelaxation);
        }
        return true;
    }

    /** New windows on some axes. */
    static AxisWindow[] windows(HistogramFill fill, List<Axis> axes, Relaxation relaxation, boolean soft) {
        AxisWindow[] windows = new AxisWindow[axes.size()];
        for (int d = 0; d < windows.length; d++) {
            double width = soft ? fill.width(d, axes.get(d), relaxation.temperature()) : 0;
            windows[d] = new AxisWindow(axes.get(d), fill.dimensions().get(d).smoothing(), width);
        }
        return windows;
    }

    /** The probabilities. */
    double[] p() {
        return p;
    }

    /** Slots along an axis. */
    int size(int dimension) {
        return sizes[dimension];
    }

    /** Windows for shares. */
    AxisWindow[] values() {
        return values;
    }

    /** Windows for derivatives: those of the shares, or soft ones where shares are hard. */
    AxisWindow[] slopes() {
        return slopes;
    }

    /** For the shares of an event. */
    SlotSums shares() {
        return shares;
    }

    ShareTangents tangents() {
        return tangents;
    }

    SharePuller puller() {
        return puller;
    }

    /** Finds the slots that an entry reaches. */
    void place(AxisWindow[] windows, int i) {
        boolean numbers = true;
        for (int d = 0; d < windows.length; d++) {
            numbers &= !Double.isNaN(x[d][i]);
        }
        for (int d = 0; d < windows.length; d++) {
            if (numbers) {
                windows[d].at(x[d][i]);
            } else {
                windows[d].atNoNumber();
            }
        }
    }

    /** Whether an entry is in one slot of one axis as a whole: then there are no shares to be found. */
    boolean inOwnSlotAlone(AxisWindow[] windows, int i) {
        return windows.length == 1 && windows[0].isHard() && !Double.isNaN(x[0][i]);
    }

    /** Adds a factor times the shares of an entry to some sums. */
    void addEntry(SlotSums sums, int i, double factor) {
        if (inOwnSlotAlone(values, i)) {
            int slot = values[0].countedSlot(x[0][i]);
            if (slot >= 0) {
                sums.touch(slot);
                sums.add(slot, factor);
            }
            return;
        }
        place(values, i);
        addShares(sums, factor);
    }

    /** Whether all weights of an event are numbers. */
    boolean hasWeights(int event) {
        for (double[] each : w) {
            if (!Double.isFinite(each[event])) {
                return false;
            }
        }
        return true;
    }

    /** Adds a factor times the shares of the entry that was placed to some sums. */
    void addShares(SlotSums sums, double factor) {
        addShares(sums, 0, 0, factor);
    }

    private void addShares(SlotSums sums, int dimension, int row, double factor) {
        AxisWindow window = values[dimension];
        int to = window.to();
        int base = row * sizes[dimension];
        boolean isLast = dimension + 1 == values.length;
        for (int slot = window.from(); slot <= to; slot++) {
            double share = factor * window.share(slot);
            if (isLast) {
                sums.touch(base + slot);
                sums.add(base + slot, share);
            } else {
                addShares(sums, dimension + 1, base + slot, share);
            }
        }
    }

    /** Adds the shares of an event times its weights to the histograms of all weights, which begin at a place. */
    void addWeighted(int event, double[] sums, int at) {
        int slots = fill.slots();
        for (int v = 0; v < weights; v++) {
            double weight = w[v][event];
            int target = at + fill.position(v, 0);
            for (int k = 0; k < shares.count(); k++) {
                int slot = shares.slot(k);
                double share = shares.share(slot);
                sums[target + slot] += weight * share;
                sums[target + slots + slot] += weight * weight * share;
            }
        }
    }
}
