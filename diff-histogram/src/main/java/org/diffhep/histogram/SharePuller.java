package org.diffhep.histogram;

import java.util.Arrays;
import org.diffhep.autodiff.Reduction;

/** Reverse mode for a block: cotangents of the sums come back to the inputs. Belongs to a {@link ShareMemory}. */
final class SharePuller {

    private final HistogramFill fill;
    private final ShareMemory memory;
    private final int slots;
    private final int weights;
    private final boolean[] wantsObservable;
    private final boolean[] wantsEdges;
    /** For each axis the derivatives for its edges. */
    private final double[][] edges;
    /** For the event at hand, for the slots touched, Σ weight·cotangent. */
    private final double[] perSlot;

    private final double[] along;

    // of the block at hand
    private double[] cotangents = new double[0];
    private boolean[] squares = new boolean[0];
    private boolean soft;
    private boolean wantsProbability;
    private boolean wantsWeight;
    private int event;

    SharePuller(HistogramFill fill, ShareMemory memory) {
        this.fill = fill;
        this.memory = memory;
        this.slots = fill.slots();
        this.weights = fill.weights();
        int axes = fill.dimensions().size();
        wantsObservable = new boolean[axes];
        wantsEdges = new boolean[axes];
        edges = new double[axes][];
        int most = 0;
        for (int d = 0; d < axes; d++) {
            edges[d] = new double[memory.size(d) - 1];
            most = Math.max(most, memory.size(d));
        }
        perSlot = new double[slots];
        along = new double[most];
    }

    /**
     * Adds the gradients of a block that the memory has taken.
     *
     * @param newSquares for each weight whether there is a cotangent of Σw²
     * @param newSoft whether derivatives for observables and edges are taken
     */
    void pull(Reduction.Block block, double[] newCotangents, boolean[] newSquares, boolean newSoft) {
        cotangents = newCotangents;
        squares = newSquares;
        soft = newSoft;
        begin(block);
        SlotSums shares = memory.shares();
        for (event = 0; event < block.events(); event++) {
            int from = fill.perObject() ? block.offsets(0)[event] : event;
            int to = fill.perObject() ? block.offsets(0)[event + 1] : event + 1;
            shares.clear();
            for (int i = from; i < to; i++) {
                pullEntry(block, i);
            }
            for (int v = 0; wantsWeight && v < weights; v++) {
                if (block.wantsGradient(fill.weightInput(v))) {
                    pullWeight(block, v);
                }
            }
        }
        for (int d = 0; d < edges.length; d++) {
            for (int i = 0; wantsEdges[d] && i < edges[d].length; i++) {
                int input = fill.firstEdgeInput(d) + i;
                if (block.wantsGradient(input)) {
                    block.adjoint(input)[0] += edges[d][i];
                }
            }
        }
    }

    private void begin(Reduction.Block block) {
        wantsProbability = block.wantsGradient(fill.probabilityInput());
        wantsWeight = false;
        for (int v = 0; v < weights; v++) {
            wantsWeight |= block.wantsGradient(fill.weightInput(v));
        }
        for (int d = 0; d < edges.length; d++) {
            Arrays.fill(edges[d], 0);
            wantsObservable[d] = block.wantsGradient(d);
            wantsEdges[d] = false;
            if (fill.dimensions().get(d).binning() instanceof LearnableAxis) {
                for (int i = 0; i < edges[d].length; i++) {
                    wantsEdges[d] |= block.wantsGradient(fill.firstEdgeInput(d) + i);
                }
            }
        }
    }

    private void pullEntry(Reduction.Block block, int i) {
        double[] p = memory.p();
        AxisWindow[] values = memory.values();
        AxisWindow[] slopes = memory.slopes();
        if (p[i] == 0 && !memory.hasWeights(event)) {
            return; // an entry that cannot be chosen may have no weight
        }
        if (memory.inOwnSlotAlone(values, i) && slopes[0].isHard()) {
            pullWholeEntry(block, i);
            return;
        }
        memory.place(values, i);
        if (p[i] == 0 && !values[0].isNumber()) {
            return; // nor an observable
        }
        if (wantsProbability || wantsWeight) {
            double gradient = pullShares(0, 0, 1, p[i]);
            if (wantsProbability) {
                block.adjoint(fill.probabilityInput())[i] += gradient;
            }
        }
        if (p[i] == 0 || !soft) {
            return;
        }
        if (slopes != values) {
            memory.place(slopes, i);
        }
        for (int d = 0; d < slopes.length; d++) {
            if (wantsObservable[d] || wantsEdges[d]) {
                pullAxis(block, d, i);
            }
        }
    }

    private void pullWholeEntry(Reduction.Block block, int i) {
        int slot = memory.values()[0].countedSlot(memory.x[0][i]);
        if (slot >= 0 && (wantsProbability || wantsWeight)) {
            double gradient = prepared(slot);
            memory.shares().add(slot, memory.p()[i]);
            if (wantsProbability) {
                block.adjoint(fill.probabilityInput())[i] += gradient;
            }
        }
    }

    /** Σ shares·{@link #perSlot} from a dimension on; adds probability·share to the shares of the event. */
    private double pullShares(int dimension, int row, double factor, double probability) {
        AxisWindow window = memory.values()[dimension];
        int to = window.to();
        int base = row * memory.size(dimension);
        boolean isLast = dimension + 1 == edges.length;
        double total = 0;
        for (int slot = window.from(); slot <= to; slot++) {
            double share = factor * window.share(slot);
            if (isLast) {
                total += share * prepared(base + slot);
                memory.shares().add(base + slot, probability * share);
            } else {
                total += pullShares(dimension + 1, base + slot, share, probability);
            }
        }
        return total;
    }

    private void pullAxis(Reduction.Block block, int d, int i) {
        double p = memory.p()[i];
        AxisWindow window = memory.slopes()[d];
        double dx = window.isNumber() ? 0 : Double.NaN;
        int first = window.first();
        int last = window.last();
        if (first < last) {
            for (int slot = first; slot <= last; slot++) {
                boolean counted = slot >= window.from() && slot <= window.to();
                along[slot] = counted ? contract(0, 0, d, slot) : 0;
            }
            for (int slot = first + 1; slot <= last; slot++) {
                window.differentiateAt(slot);
                double step = along[slot - 1] - along[slot];
                dx += step * window.perX();
                edges[d][slot - 1] += p * step * window.perEdge();
            }
        }
        if (wantsObservable[d]) {
            block.adjoint(d)[i] += p * dx;
        }
    }

    /** Σ {@link #perSlot} times the shares of all axes but one, on which the entry is in a slot. */
    private double contract(int dimension, int row, int axis, int slotOfAxis) {
        if (dimension == edges.length) {
            return prepared(row);
        }
        int base = row * memory.size(dimension);
        if (dimension == axis) {
            return contract(dimension + 1, base + slotOfAxis, axis, slotOfAxis);
        }
        AxisWindow window = memory.values()[dimension];
        double total = 0;
        for (int slot = window.from(); slot <= window.to(); slot++) {
            total += window.share(slot) * contract(dimension + 1, base + slot, axis, slotOfAxis);
        }
        return total;
    }

    private double prepared(int slot) {
        if (memory.shares().touch(slot)) {
            double total = 0;
            for (int v = 0; v < weights; v++) {
                double weight = memory.w[v][event];
                total += weight * perWeight(v, slot, weight);
            }
            perSlot[slot] = total;
        }
        return perSlot[slot];
    }

    /** Σw's cotangent and factor times Σw²'s. */
    private double perWeight(int v, int slot, double factor) {
        int at = fill.position(v, slot);
        return squares[v] ? cotangents[at] + factor * cotangents[at + slots] : cotangents[at];
    }

    private void pullWeight(Reduction.Block block, int v) {
        SlotSums shares = memory.shares();
        double gradient = 0;
        for (int k = 0; k < shares.count(); k++) {
            int slot = shares.slot(k);
            gradient += shares.share(slot) * perWeight(v, slot, 2 * memory.w[v][event]);
        }
        block.adjoint(fill.weightInput(v))[event] += gradient;
    }
}
