package org.diffhep.histogram;

import java.util.Arrays;

/**
 * Bin edges. Bin i holds edge i ≤ x &lt; edge i+1. What lies below the first and not below the last edge is kept in two
 * more slots, or the overflow is folded into the last bin.
 */
public final class Axis {

    private final double[] edges;
    private final boolean foldsOverflow;

    private Axis(double[] edges, boolean foldsOverflow) {
        this.edges = edges;
        this.foldsOverflow = foldsOverflow;
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
        return of(edges);
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
        for (int i = 0; i < edges.length; i++) {
            if (!Double.isFinite(edges[i]) || (i > 0 && !(edges[i] > edges[i - 1]))) {
                throw new IllegalArgumentException("edges must be finite and ascend: " + Arrays.toString(edges));
            }
        }
        return new Axis(edges.clone(), false);
    }

    /** The same axis with what is not below the last edge in the last bin. */
    public Axis foldingOverflow() {
        return new Axis(edges, true);
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
        int low = 0;
        int high = edges.length;
        // invariant: edges before low are ≤ x, edges from high on are > x; NaN ends as overflow
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
