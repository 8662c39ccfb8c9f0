package org.diffhep.histogram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;

/**
 * Fills share by share: hard bins, straight-through kernels, several axes, learnable edges, and smooth kernels for objects, of which an event may
 * have a hundred, so that the shares of all are added before the weights are looked at.
 */
final class ShareSweep implements Reduction.Sweep {

    private final HistogramFill fill;
    private final Relaxation relaxation;
    private final int slots;
    /** Slots along each axis. */
    private final int[] sizes;

    private final int weights;

    ShareSweep(HistogramFill fill, Relaxation relaxation) {
        this.fill = fill;
        this.relaxation = relaxation;
        this.slots = fill.slots();
        this.sizes = fill.dimensions().stream()
                .mapToInt(dimension -> dimension.binning().slots())
                .toArray();
        this.weights = fill.weights();
        // what is wrong with a bandwidth is said here, before any event
        if (fill.dimensions().stream().allMatch(dimension -> dimension.binning() instanceof Axis)) {
            List<Axis> axes = new ArrayList<>();
            fill.dimensions().forEach(dimension -> axes.add((Axis) dimension.binning()));
            windows(axes, relaxation.softGradients());
        }
    }

    @Override
    public int partials() {
        return fill.size();
    }

    @Override
    public double[] finish(double[] partial, int from) {
        return Arrays.copyOfRange(partial, from, from + fill.size());
    }

    /**
     * The axes with the edges of a block.
     *
     * @return no axis if an edge is not a finite number
     */
    private List<Axis> axes(Reduction.Block block) {
        List<Axis> axes = new ArrayList<>();
        for (int d = 0; d < fill.dimensions().size(); d++) {
            Binning binning = fill.dimensions().get(d).binning();
            if (binning instanceof Axis axis) {
                axes.add(axis);
            } else if (binning instanceof LearnableAxis learnable) {
                double[] edges = new double[learnable.bins() + 1];
                for (int i = 0; i < edges.length; i++) {
                    edges[i] = block.values(fill.firstEdgeInput(d) + i)[0];
                }
                if (!Arrays.stream(edges).allMatch(Double::isFinite)) {
                    return List.of();
                }
                axes.add(fill.axisAt(d, edges));
            }
        }
        return axes;
    }

    private AxisWindow[] windows(List<Axis> axes, boolean soft) {
        AxisWindow[] windows = new AxisWindow[axes.size()];
        for (int d = 0; d < windows.length; d++) {
            double width = soft ? fill.width(d, axes.get(d), relaxation.temperature()) : 0;
            windows[d] = new AxisWindow(axes.get(d), fill.dimensions().get(d).smoothing(), width);
        }
        return windows;
    }

    private double[][] values(Reduction.Block block, int firstInput, int count) {
        double[][] arrays = new double[count][];
        for (int k = 0; k < count; k++) {
            arrays[k] = block.values(firstInput + k);
        }
        return arrays;
    }

    @Override
    public void accumulate(Reduction.Block block, double[] sums, int at) {
        List<Axis> axes = axes(block);
        if (axes.isEmpty()) {
            sums[at] = Double.NaN;
            return;
        }
        Adder adder = new Adder(windows(axes, relaxation.softValues()));
        double[][] x = values(block, 0, axes.size());
        double[] p = block.values(fill.probabilityInput());
        double[][] w = values(block, fill.weightInput(0), weights);
        for (int event = 0; event < block.events(); event++) {
            int from = fill.perObject() ? block.offsets(0)[event] : event;
            int to = fill.perObject() ? block.offsets(0)[event + 1] : event + 1;
            adder.sums.clear();
            for (int i = from; i < to; i++) {
                if (p[i] != 0) {
                    adder.add(x, i, p[i]);
                }
            }
            for (int v = 0; v < weights; v++) {
                double weight = w[v][event];
                int target = at + fill.position(v, 0);
                for (int k = 0; k < adder.sums.count(); k++) {
                    int slot = adder.sums.slot(k);
                    double share = adder.sums.share(slot);
                    sums[target + slot] += weight * share;
                    sums[target + slots + slot] += weight * weight * share;
                }
            }
        }
    }

    /** Finds the slots that an entry reaches. */
    private static void place(AxisWindow[] windows, double[][] x, int i) {
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
    private static boolean inOwnSlotAlone(AxisWindow[] windows, double[][] x, int i) {
        return windows.length == 1 && windows[0].isHard() && !Double.isNaN(x[0][i]);
    }

    /** Adds the shares of an entry to those of its event. */
    private final class Adder {

        private final AxisWindow[] windows;
        private final SlotSums sums = new SlotSums(slots);

        Adder(AxisWindow[] windows) {
            this.windows = windows;
        }

        /** Adds an entry with a probability. */
        void add(double[][] x, int i, double probability) {
            if (inOwnSlotAlone(windows, x, i)) {
                int slot = windows[0].countedSlot(x[0][i]);
                if (slot >= 0) {
                    sums.touch(slot);
                    sums.add(slot, probability);
                }
                return;
            }
            place(windows, x, i);
            add(0, 0, probability);
        }

        /** Adds a factor times all products of shares, from a dimension on. */
        private void add(int dimension, int row, double factor) {
            AxisWindow window = windows[dimension];
            int to = window.to();
            int base = row * sizes[dimension];
            boolean isLast = dimension + 1 == windows.length;
            for (int slot = window.from(); slot <= to; slot++) {
                double share = factor * window.share(slot);
                if (isLast) {
                    sums.touch(base + slot);
                    sums.add(base + slot, share);
                } else {
                    add(dimension + 1, base + slot, share);
                }
            }
        }
    }

    @Override
    public Reduction.PullBack pullBack(double[] cotangents) {
        double[] mine = cotangents.clone();
        boolean[] squares = new boolean[weights];
        for (int v = 0; v < weights; v++) {
            squares[v] = HistogramFill.anyNonZero(mine, fill.position(v, 0) + slots, slots);
        }
        return block -> {
            List<Axis> axes = axes(block);
            if (axes.isEmpty()) {
                spoil(block);
            } else {
                new Puller(block, axes, mine, squares).pull();
            }
        };
    }

    /** Lets the engine see that an edge is not finite. */
    private void spoil(Reduction.Block block) {
        for (int input = 0; input < fill.inputs().size(); input++) {
            if (block.wantsGradient(input) && block.count(input) > 0) {
                block.adjoint(input)[0] = Double.NaN;
            }
        }
    }

    /** The way back for one block. */
    private final class Puller {

        private final Reduction.Block block;
        private final double[] cotangents;
        private final boolean[] squares;
        private final double[][] x;
        private final double[] p;
        private final double[][] w;
        private final AxisWindow[] values;
        /** Where derivatives are taken: those of the values, or soft ones where values are hard. */
        private final AxisWindow[] slopes;

        private final boolean wantsProbability;
        private final boolean wantsWeight;
        private final boolean[] wantsObservable;
        private final boolean[] wantsEdges;
        /** For each axis the derivatives for its edges. */
        private final double[][] edges;
        /** For the event at hand, for the slots touched, Σ weight·cotangent. */
        private final double[] perSlot = new double[slots];

        private final SlotSums shares = new SlotSums(slots);
        private double[] along = new double[0];
        private int event;

        Puller(Reduction.Block block, List<Axis> axes, double[] cotangents, boolean[] squares) {
            this.block = block;
            this.cotangents = cotangents;
            this.squares = squares;
            x = ShareSweep.this.values(block, 0, axes.size());
            p = block.values(fill.probabilityInput());
            w = ShareSweep.this.values(block, fill.weightInput(0), weights);
            values = windows(axes, relaxation.softValues());
            slopes = relaxation.softValues() ? values : windows(axes, relaxation.softGradients());
            wantsProbability = block.wantsGradient(fill.probabilityInput());
            boolean anyWeight = false;
            for (int v = 0; v < weights; v++) {
                anyWeight |= block.wantsGradient(fill.weightInput(v));
            }
            wantsWeight = anyWeight;
            wantsObservable = new boolean[axes.size()];
            wantsEdges = new boolean[axes.size()];
            edges = new double[axes.size()][];
            for (int d = 0; d < edges.length; d++) {
                edges[d] = new double[axes.get(d).bins() + 1];
                wantsObservable[d] = block.wantsGradient(d);
                if (fill.dimensions().get(d).binning() instanceof LearnableAxis) {
                    for (int i = 0; i < edges[d].length; i++) {
                        wantsEdges[d] |= block.wantsGradient(fill.firstEdgeInput(d) + i);
                    }
                }
                along = along.length < axes.get(d).slots()
                        ? new double[axes.get(d).slots()]
                        : along;
            }
        }

        void pull() {
            for (event = 0; event < block.events(); event++) {
                int from = fill.perObject() ? block.offsets(0)[event] : event;
                int to = fill.perObject() ? block.offsets(0)[event + 1] : event + 1;
                shares.clear();
                for (int i = from; i < to; i++) {
                    pullEntry(i);
                }
                for (int v = 0; wantsWeight && v < weights; v++) {
                    if (block.wantsGradient(fill.weightInput(v))) {
                        pullWeight(v);
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

        private void pullEntry(int i) {
            if (p[i] == 0 && !hasWeights()) {
                return; // an entry that cannot be chosen may have no weight
            }
            if (inOwnSlotAlone(values, x, i) && slopes[0].isHard()) {
                pullWholeEntry(i);
                return;
            }
            place(values, x, i);
            if (p[i] == 0 && !values[0].isNumber()) {
                return; // nor an observable
            }
            if (wantsProbability || wantsWeight) {
                double gradient = pullShares(0, 0, 1, p[i]);
                if (wantsProbability) {
                    block.adjoint(fill.probabilityInput())[i] += gradient;
                }
            }
            if (p[i] == 0 || !relaxation.softGradients()) {
                return;
            }
            if (slopes != values) {
                place(slopes, x, i);
            }
            for (int d = 0; d < slopes.length; d++) {
                if (wantsObservable[d] || wantsEdges[d]) {
                    pullAxis(d, i);
                }
            }
        }

        private void pullWholeEntry(int i) {
            int slot = values[0].countedSlot(x[0][i]);
            if (slot >= 0 && (wantsProbability || wantsWeight)) {
                double gradient = prepared(slot);
                shares.add(slot, p[i]);
                if (wantsProbability) {
                    block.adjoint(fill.probabilityInput())[i] += gradient;
                }
            }
        }

        private boolean hasWeights() {
            for (double[] each : w) {
                if (!Double.isFinite(each[event])) {
                    return false;
                }
            }
            return true;
        }

        /** Σ shares·{@link #perSlot} from a dimension on; adds probability·share to the shares of the event. */
        private double pullShares(int dimension, int row, double factor, double probability) {
            AxisWindow window = values[dimension];
            int to = window.to();
            int base = row * sizes[dimension];
            boolean isLast = dimension + 1 == values.length;
            double total = 0;
            for (int slot = window.from(); slot <= to; slot++) {
                double share = factor * window.share(slot);
                if (isLast) {
                    total += share * prepared(base + slot);
                    shares.add(base + slot, probability * share);
                } else {
                    total += pullShares(dimension + 1, base + slot, share, probability);
                }
            }
            return total;
        }

        private void pullAxis(int d, int i) {
            AxisWindow window = slopes[d];
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
                    edges[d][slot - 1] += p[i] * step * window.perEdge();
                }
            }
            if (wantsObservable[d]) {
                block.adjoint(d)[i] += p[i] * dx;
            }
        }

        /** Σ {@link #perSlot} times the shares of all axes but one, on which the entry is in a slot. */
        private double contract(int dimension, int row, int axis, int slotOfAxis) {
            if (dimension == values.length) {
                return prepared(row);
            }
            int base = row * sizes[dimension];
            if (dimension == axis) {
                return contract(dimension + 1, base + slotOfAxis, axis, slotOfAxis);
            }
            AxisWindow window = values[dimension];
            double total = 0;
            for (int slot = window.from(); slot <= window.to(); slot++) {
                total += window.share(slot) * contract(dimension + 1, base + slot, axis, slotOfAxis);
            }
            return total;
        }

        private double prepared(int slot) {
            if (shares.touch(slot)) {
                double total = 0;
                for (int v = 0; v < weights; v++) {
                    total += w[v][event] * perWeight(v, slot, w[v][event]);
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

        private void pullWeight(int v) {
            double gradient = 0;
            for (int k = 0; k < shares.count(); k++) {
                int slot = shares.slot(k);
                gradient += shares.share(slot) * perWeight(v, slot, 2 * w[v][event]);
            }
            block.adjoint(fill.weightInput(v))[event] += gradient;
        }
    }
}
