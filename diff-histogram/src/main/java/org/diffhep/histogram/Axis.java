package org.diffhep.histogram;

import java.util.Arrays;
import java.util.Objects;

/**
 * Bin edges. Bin i holds edge i ≤ x &lt; edge i+1. What lies below the first and not below the last edge is kept in two
 * more slots, dropped, or folded into the bin beside it: {@link Flow}.
 */
public final class Axis implements Binning {

    private final double[] edges;
    private final Flow underflow;
    private final Flow overflow;
    /** Bins per unit where all bins have one width, else 0: bins are found by arithmetic or by bisection. */
    private final double binsPerUnit;

    private Axis(double[] edges, Flow underflow, Flow overflow, double binsPerUnit) {
        this.edges = edges;
        this.underflow = underflow;
        this.overflow = overflow;
        this.binsPerUnit = binsPerUnit;
    }

    /**
     * Bins of one width.
     *
     * @throws IllegalArgumentException if there is no bin or the range is empty
     */
    public static Axis regular(int bins, double low, double high) {
        if (bins < 1 || !(low < high)) {
            throw new IllegalArgumentException("an axis of " + bins + " bins from " + low + " to " + high);
        }
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++) {
            edges[i] = low + (high - low) * i / bins;
        }
        double binsPerUnit = bins / (high - low);
        return new Axis(ascending(edges), Flow.KEPT, Flow.KEPT, Double.isFinite(binsPerUnit) ? binsPerUnit : 0);
    }

    /**
     * Bins between given edges.
     *
     * @throws IllegalArgumentException if there are less than two, or they do not ascend, or one is not finite
     */
    public static Axis of(double... edges) {
        if (edges.length < 2) {
            throw new IllegalArgumentException("an axis needs two edges or more, got " + edges.length);
        }
        return new Axis(ascending(edges.clone()), Flow.KEPT, Flow.KEPT, 0);
    }

    private static double[] ascending(double[] edges) {
        for (int i = 0; i < edges.length; i++) {
            if (!Double.isFinite(edges[i]) || (i > 0 && !(edges[i] > edges[i - 1]))) {
                throw new IllegalArgumentException("edges must be finite and ascend: " + Arrays.toString(edges));
            }
        }
        return edges;
    }

    /** The same axis with what is not below the last edge in the last bin. */
    public Axis foldingOverflow() {
        return flow(underflow, Flow.FOLDED);
    }

    /** The same axis with another treatment of what lies beyond its ends. */
    public Axis flow(Flow newUnderflow, Flow newOverflow) {
        return new Axis(edges, newUnderflow, newOverflow, binsPerUnit);
    }

    @Override
    public int bins() {
        return edges.length - 1;
    }

    @Override
    public Flow underflow() {
        return underflow;
    }

    @Override
    public Flow overflow() {
        return overflow;
    }

    /** Whether all bins have one width because they were asked for as {@link #regular}. */
    public boolean isRegular() {
        return binsPerUnit > 0;
    }

    /** Edge i, from 0 to {@link #bins()}. */
    public double edge(int i) {
        return edges[i];
    }

    /** All edges. */
    public double[] edges() {
        return edges.clone();
    }

    /**
     * The slot of a value: 0 for underflow, 1 + i for bin i, bins + 1 for overflow. Folded flows are in the bins; dropped ones are
     * in their slot, which is not counted. NaN is overflow.
     */
    public int slot(double x) {
        int slot = slotBeforeFolding(x);
        if (slot == 0) {
            return underflow == Flow.FOLDED ? 1 : 0;
        }
        return overflow == Flow.FOLDED && slot == edges.length && !Double.isNaN(x) ? slot - 1 : slot;
    }

    /** The edges that separate two slots: not that of an end whose flow is folded. */
    double[] separating() {
        int from = underflow == Flow.FOLDED ? 1 : 0;
        return Arrays.copyOfRange(edges, from, Math.max(from, overflow == Flow.FOLDED ? bins() : bins() + 1));
    }

    /** The lowest slot that is counted. */
    int lowestSlot() {
        return underflow == Flow.KEPT ? 0 : 1;
    }

    /** The highest slot that is counted. */
    int highestSlot() {
        return overflow == Flow.KEPT ? bins() + 1 : bins();
    }

    private int slotBeforeFolding(double x) {
        int last = edges.length - 1;
        if (x < edges[0]) {
            return 0;
        }
        if (!(x < edges[last])) {
            return edges.length;
        }
        return binsPerUnit > 0 ? 1 + byArithmetic(x, last) : byBisection(x, last);
    }

    /** The bin; rounding may put the first guess beside it. */
    private int byArithmetic(double x, int bins) {
        int bin = Math.min(bins - 1, (int) ((x - edges[0]) * binsPerUnit));
        while (x < edges[bin]) {
            bin--;
        }
        while (x >= edges[bin + 1]) {
            bin++;
        }
        return bin;
    }

    private int byBisection(double x, int last) {
        int low = 1;
        int high = last;
        // invariant: edges before low are ≤ x, edges from high on are > x
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (x < edges[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Axis axis
                && underflow == axis.underflow
                && overflow == axis.overflow
                && Arrays.equals(edges, axis.edges);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(edges), underflow.name(), overflow.name());
    }

    @Override
    public String toString() {
        return bins() + " bins from " + edges[0] + " to " + edges[bins()] + text(underflow, "below")
                + text(overflow, "above");
    }

    private static String text(Flow flow, String where) {
        return switch (flow) {
            case KEPT -> "";
            case DROPPED -> ", nothing " + where;
            case FOLDED -> " and " + where;
        };
    }
}
