package org.diffhep.histogram;

import java.util.Arrays;
import org.diffhep.autodiff.Reduction;

/** Forward mode for a block: the derivatives of the shares of each event, and of the sums. Belongs to a {@link ShareMemory}. */
final class ShareTangents {

    private final HistogramFill fill;
    private final ShareMemory memory;
    private final int slots;
    /** For each parameter the derivatives of the shares of the event at hand. */
    private SlotSums[] slopes = new SlotSums[0];
    /** For each parameter whether an observable or an edge changes with it. */
    private boolean[] moves = new boolean[0];

    /** For each edge in reach what is moved across it. */
    private double[] perX = new double[0];

    private double[] perEdge = new double[0];

    ShareTangents(HistogramFill fill, ShareMemory memory) {
        this.fill = fill;
        this.memory = memory;
        this.slots = fill.slots();
    }

    /** Takes a block. */
    void begin(Reduction.Tangents tangents, boolean soft) {
        int parameters = tangents.parameters();
        if (slopes.length < parameters) {
            slopes = new SlotSums[parameters];
            Arrays.setAll(slopes, k -> new SlotSums(slots));
            moves = new boolean[parameters];
        }
        for (int k = 0; k < parameters; k++) {
            boolean any = false;
            for (int input = 0; soft && input < fill.inputs().size(); input++) {
                boolean isPlace = input < fill.probabilityInput() || input >= fill.weightInput(fill.weights());
                any |= isPlace && tangents.varies(input, k);
            }
            moves[k] = any;
        }
    }

    /** Forgets the last event. */
    void clear() {
        for (SlotSums each : slopes) {
            each.clear();
        }
    }

    /** Adds the derivatives of probability times shares of an entry. */
    void addEntry(Reduction.Tangents tangents, int event, int i) {
        double p = memory.p()[i];
        if (p == 0 && !memory.hasWeights(event)) {
            return; // an entry that cannot be chosen may have no weight
        }
        memory.place(memory.values(), i);
        boolean number = memory.values()[0].isNumber();
        if (p == 0 && !number) {
            return; // nor an observable
        }
        boolean any = false;
        for (int k = 0; k < tangents.parameters(); k++) {
            if (tangents.varies(fill.probabilityInput(), k)) {
                double dp = tangents.tangent(fill.probabilityInput(), k)[i];
                if (dp != 0) {
                    memory.addShares(slopes[k], dp);
                }
            }
            any |= moves[k];
        }
        if (any && p != 0 && number) {
            if (memory.slopes() != memory.values()) {
                memory.place(memory.slopes(), i);
            }
            for (int d = 0; d < memory.slopes().length; d++) {
                addMoved(tangents, d, i);
            }
        }
    }

    /** What moves between the slots of one axis. */
    private void addMoved(Reduction.Tangents tangents, int d, int i) {
        AxisWindow window = memory.slopes()[d];
        int first = window.first();
        int last = window.last();
        if (first == last) {
            return;
        }
        if (perX.length <= last) {
            perX = new double[2 * last];
            perEdge = new double[2 * last];
        }
        for (int slot = first + 1; slot <= last; slot++) {
            window.differentiateAt(slot);
            perX[slot] = window.perX();
            perEdge[slot] = window.perEdge();
        }
        boolean learnable = fill.dimensions().get(d).binning() instanceof LearnableAxis;
        int firstEdge = learnable ? fill.firstEdgeInput(d) : 0;
        double p = memory.p()[i];
        for (int k = 0; k < tangents.parameters(); k++) {
            double dx = moves[k] && tangents.varies(d, k) ? tangents.tangent(d, k)[i] : 0;
            for (int slot = first + 1; moves[k] && slot <= last; slot++) {
                double moved = perX[slot] * dx;
                int edge = firstEdge + slot - 1;
                if (learnable && tangents.varies(edge, k)) {
                    moved += perEdge[slot] * tangents.tangent(edge, k)[0];
                }
                if (moved != 0) {
                    addAt(slopes[k], window, d, slot - 1, p * moved);
                    addAt(slopes[k], window, d, slot, -p * moved);
                }
            }
        }
    }

    /** Adds to the slots of all axes but one, on which the slot is known, if that is counted. */
    private void addAt(SlotSums sums, AxisWindow window, int axis, int slotOfAxis, double factor) {
        if (slotOfAxis >= window.from() && slotOfAxis <= window.to()) {
            addAt(sums, 0, 0, axis, slotOfAxis, factor);
        }
    }

    private void addAt(SlotSums sums, int dimension, int row, int axis, int slotOfAxis, double factor) {
        if (dimension == memory.values().length) {
            sums.touch(row);
            sums.add(row, factor);
            return;
        }
        int base = row * memory.size(dimension);
        if (dimension == axis) {
            addAt(sums, dimension + 1, base + slotOfAxis, axis, slotOfAxis, factor);
            return;
        }
        AxisWindow window = memory.values()[dimension];
        for (int slot = window.from(); slot <= window.to(); slot++) {
            addAt(sums, dimension + 1, base + slot, axis, slotOfAxis, factor * window.share(slot));
        }
    }

    /** Adds the derivatives of the weighted shares of an event, those for each parameter a stride further. */
    void addWeighted(Reduction.Tangents tangents, int event, double[] sums, int at, int stride) {
        SlotSums shares = memory.shares();
        for (int k = 0; k < tangents.parameters(); k++) {
            for (int v = 0; v < fill.weights(); v++) {
                double weight = memory.w[v][event];
                int target = at + (k + 1) * stride + fill.position(v, 0);
                addTimes(slopes[k], weight, weight * weight, sums, target);
                if (shares.count() > 0 && tangents.varies(fill.weightInput(v), k)) {
                    double dWeight = tangents.tangent(fill.weightInput(v), k)[event];
                    addTimes(shares, dWeight, 2 * weight * dWeight, sums, target);
                }
            }
        }
    }

    private void addTimes(SlotSums shares, double factor, double squareFactor, double[] sums, int target) {
        for (int j = 0; j < shares.count(); j++) {
            int slot = shares.slot(j);
            double share = shares.share(slot);
            sums[target + slot] += factor * share;
            sums[target + slots + slot] += squareFactor * share;
        }
    }
}
