package org.diffhep.histogram;

import java.util.Arrays;

/**
 * Bin edges. Bin i holds edge i ≤ x &lt; edge i+1. What lies below the first and not below the last edge is kept in two
 * more slots, or the overflow is folded into the last bin.
 */
public final class Axis {

    private final double[] edges;
    private final boolean foldsOverflow;
    /** Bins per unit where all bins have one width, else 0: bins are found by arithmetic or by bisection. */
    private final double binsPerUnit;

    private Axis(double[] edges, boolean foldsOverflow, double binsPerUnit) {
        this.edges = edges;
        this.foldsOverflow = foldsOverflow;
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
        return new Axis(ascending(edges), false, Double.isFinite(binsPerUnit) ? binsPerUnit : 0);
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
        return new Axis(ascending(edges.clone()), false, 0);
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
        return new Axis(edges, true, binsPerUnit);
    }

    /** Number of bins, without underflow and overflow. */
    public int bins() {
        return edges.length - 1;
    }

    /** Number of slots: underflow, the bins, overflow. */
    public int slots() {
        return edges.length + 1;
    }

    /** Edge i, from 0 to {@link #bins()}. */
    public double edge(int i) {
        return edges[i];
    }

    /** All edges. */
    public double[] edges() {
        return edges.clone();
    }

    /** Whether the overflow counts for the last bin. */
    public boolean foldsOverflow() {
        return foldsOverflow;
    }

    /** The slot of a value: 0 for underflow, 1 + i for bin i, bins + 1 for overflow. NaN is overflow. */
    public int slot(double x) {
        int slot = slotBeforeFolding(x);
        return foldsOverflow && slot == edges.length && !Double.isNaN(x) ? slot - 1 : slot;
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
        return other instanceof Axis axis && foldsOverflow == axis.foldsOverflow && Arrays.equals(edges, axis.edges);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(edges) + Boolean.hashCode(foldsOverflow);
    }

    @Override
    public String toString() {
        return bins() + " bins from " + edges[0] + " to " + edges[bins()] + (foldsOverflow ? " and above" : "");
    }
}
