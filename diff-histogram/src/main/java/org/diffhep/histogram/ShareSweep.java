package org.diffhep.histogram;

import java.util.Arrays;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.kernels.Normal;

/**
 * Fills share by share: hard bins, straight-through kernels, and smooth kernels for objects, of which an event may have a hundred, so
 * that the shares of all are added before the weights are looked at.
 */
final class ShareSweep implements Reduction.Sweep {

    private final HistogramFill fill;
    private final Axis axis;
    private final int slots;
    private final int weights;
    private final double width;
    private final double slopeWidth;

    /**
     * @param width of the kernel, 0 for hard bins
     * @param slopeWidth of the kernel whose derivative is taken for the observable; 0 for none
     */
    ShareSweep(HistogramFill fill, double width, double slopeWidth) {
        this.fill = fill;
        this.axis = fill.axis();
        this.slots = axis.slots();
        this.weights = fill.weights();
        this.width = width;
        this.slopeWidth = slopeWidth;
    }

    @Override
    public int partials() {
        return fill.size();
    }

    @Override
    public double[] finish(double[] partial, int from) {
        return Arrays.copyOfRange(partial, from, from + fill.size());
    }

    @Override
    public void accumulate(Reduction.Block block, double[] sums, int at) {
        double[] x = block.values(0);
        double[] p = block.values(1);
        Kernel kernel = new Kernel(width);
        double[][] w = weights(block);
        double[] share = new double[slots];
        int[] filled = new int[slots];
        for (int event = 0; event < block.events(); event++) {
            int from = fill.perObject() ? block.offsets(0)[event] : event;
            int to = fill.perObject() ? block.offsets(0)[event + 1] : event + 1;
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
            int n = 0;
            for (int slot = low; slot <= high; slot++) {
                if (share[slot] != 0) {
                    filled[n++] = slot;
                }
            }
            for (int v = 0; v < weights && n > 0; v++) {
                double weight = w[v][event];
                int target = at + fill.position(v, 0);
                for (int i = 0; i < n; i++) {
                    double some = share[filled[i]];
                    sums[target + filled[i]] += weight * some;
                    sums[target + slots + filled[i]] += weight * weight * some;
                }
            }
            for (int i = 0; i < n; i++) {
                share[filled[i]] = 0;
            }
        }
    }

    private double[][] weights(Reduction.Block block) {
        double[][] arrays = new double[weights][];
        for (int v = 0; v < weights; v++) {
            arrays[v] = block.values(2 + v);
        }
        return arrays;
    }

    @Override
    public Reduction.PullBack pullBack(double[] cotangents) {
        double[] mine = cotangents.clone();
        boolean[] squares = new boolean[weights];
        for (int v = 0; v < weights; v++) {
            squares[v] = HistogramFill.anyNonZero(mine, fill.position(v, 0) + slots, slots);
        }
        return block -> new Puller(block, mine, squares).pull();
    }

    /** The way back for one block. */
    private final class Puller {

        private final Reduction.Block block;
        private final double[] cotangents;
        private final boolean[] squares;
        private final double[] x;
        private final double[] p;
        private final double[][] w;
        private final Kernel kernel = new Kernel(width);
        private final Kernel slope = new Kernel(slopeWidth);
        /** For the event at hand, where it was asked for: Σ weight·cotangent of a slot, and the shares of its objects. */
        private final double[] perSlot = new double[slots];

        private final double[] share = new double[slots];
        /** The event, from 1, that a slot was last asked for; slots from {@link #low} to {@link #high} were asked for. */
        private final int[] asked = new int[slots];

        private int low;
        private int high;

        Puller(Reduction.Block block, double[] cotangents, boolean[] squares) {
            this.block = block;
            this.cotangents = cotangents;
            this.squares = squares;
            x = block.values(0);
            p = block.values(1);
            w = weights(block);
        }

        void pull() {
            for (int event = 0; event < block.events(); event++) {
                int from = fill.perObject() ? block.offsets(0)[event] : event;
                int to = fill.perObject() ? block.offsets(0)[event + 1] : event + 1;
                low = slots;
                high = -1;
                for (int i = from; i < to; i++) {
                    if (p[i] != 0 || !Double.isNaN(x[i])) {
                        pullEntry(event, i); // an entry that cannot be chosen may have no observable
                    }
                }
                for (int v = 0; v < weights; v++) {
                    if (block.wantsGradient(2 + v)) {
                        pullWeight(event, v);
                    }
                }
            }
        }

        private void pullEntry(int event, int i) {
            kernel.at(x[i]);
            extend(event, kernel.first, kernel.last);
            double gradient = 0;
            for (int slot = kernel.first; slot <= kernel.last; slot++) {
                double k = kernel.share(slot);
                gradient += k * perSlot[slot];
                share[slot] += p[i] * k;
            }
            if (block.wantsGradient(1)) {
                block.adjoint(1)[i] += gradient;
            }
            if (block.wantsGradient(0) && slopeWidth > 0 && p[i] != 0) {
                slope.at(x[i]);
                extend(event, slope.first, slope.last);
                double dx = 0;
                for (int slot = slope.first; slot <= slope.last; slot++) {
                    dx += slope.slope(slot) * perSlot[slot];
                }
                block.adjoint(0)[i] += p[i] * dx;
            }
        }

        /** Makes the slots of an event ready that were not before. */
        private void extend(int event, int first, int last) {
            low = Math.min(low, first);
            high = Math.max(high, last);
            for (int slot = first; slot <= last; slot++) {
                if (asked[slot] != event + 1) {
                    asked[slot] = event + 1;
                    prepare(event, slot);
                }
            }
        }

        private void prepare(int event, int slot) {
            double total = 0;
            for (int v = 0; v < weights; v++) {
                total += w[v][event] * perWeight(v, slot, w[v][event]);
            }
            perSlot[slot] = total;
            share[slot] = 0;
        }

        /** Σw's cotangent and factor times Σw²'s. */
        private double perWeight(int v, int slot, double factor) {
            int at = fill.position(v, slot);
            return squares[v] ? cotangents[at] + factor * cotangents[at + slots] : cotangents[at];
        }

        private void pullWeight(int event, int v) {
            double gradient = 0;
            for (int slot = low; slot <= high; slot++) {
                if (asked[slot] == event + 1) {
                    gradient += share[slot] * perWeight(v, slot, 2 * w[v][event]);
                }
            }
            block.adjoint(2 + v)[event] += gradient;
        }
    }

    /** The shares of the slots around one value of the observable. */
    private final class Kernel {

        private final double width;
        /** For the slots in reach, T at the lower edge of each; {@link TailPolynomials}. */
        private final double[] tail;

        private double centre;
        private int own;
        private int first;
        private int last;

        /** @param width 0 for hard bins */
        Kernel(double width) {
            this.width = width;
            this.tail = new double[slots + 1];
        }

        /** Finds the slots that x reaches. */
        void at(double x) {
            centre = x;
            own = axis.slot(x);
            first = own;
            last = own;
            if (Double.isNaN(x)) {
                tail[own + 1] = x;
                return;
            }
            if (width > 0) {
                first = axis.slot(x - TailPolynomials.REACH * width);
                last = axis.slot(x + TailPolynomials.REACH * width);
                for (int slot = first + 1; slot <= last; slot++) {
                    double z = (axis.edge(slot - 1) - x) / width;
                    tail[slot] = z > 0 ? -TailPolynomials.upper(z) : TailPolynomials.upper(-z);
                }
            }
            tail[first] = 0;
            tail[last + 1] = 0;
        }

        double share(int slot) {
            return (slot == own ? 1 : 0) + (tail[slot + 1] - tail[slot]);
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
