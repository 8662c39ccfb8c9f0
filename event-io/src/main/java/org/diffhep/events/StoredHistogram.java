package org.diffhep.events;

import java.util.List;
import java.util.Objects;

/**
 * A histogram as a file holds it, of one to three dimensions, with underflow and overflow.
 *
 * <p>Along an axis of n bins there are n + 2 cells: underflow, the bins, overflow. Cell {@code (i, j, k)} is
 * at {@code i + (nx + 2) * (j + (ny + 2) * k)}, as in ROOT; bin 1 is the first.
 *
 * <p>Immutable by agreement: arrays are neither copied in nor out. Safe for use by several threads.
 */
public final class StoredHistogram {

    private final String name;
    private final String title;
    private final List<double[]> edges;
    private final double[] values;
    private final double[] variances;
    private final double entries;

    /**
     * @param edges for each axis, the n + 1 edges of its bins, ascending; one to three axes
     * @param values the content of each cell
     * @param variances the variance of each cell: the sum of squared weights
     * @param entries the number of fills
     * @throws IllegalArgumentException the arrays do not suit each other
     */
    public StoredHistogram(
            String name, String title, List<double[]> edges, double[] values, double[] variances, double entries) {
        this.name = Objects.requireNonNull(name, "name");
        this.title = Objects.requireNonNull(title, "title");
        this.edges = List.copyOf(edges);
        this.values = values;
        this.variances = variances;
        this.entries = entries;
        long cells = 1;
        for (double[] axis : edges) {
            cells *= axis.length + 1L;
        }
        if (edges.isEmpty() || edges.size() > 3 || values.length != cells || variances.length != cells) {
            throw new IllegalArgumentException("histogram " + name + ": " + edges.size() + " axes with " + cells
                    + " cells have " + values.length + " values and " + variances.length + " variances");
        }
    }

    /** The name, without directories. */
    public String name() {
        return name;
    }

    /** The title; empty if it has none. */
    public String title() {
        return title;
    }

    /** The number of axes: 1 to 3. */
    public int dimensions() {
        return edges.size();
    }

    /**
     * The edges of an axis, [n + 1], ascending.
     *
     * @param axis 0 for x, 1 for y, 2 for z
     */
    public double[] edges(int axis) {
        return edges.get(axis);
    }

    /** The content of each cell, [cells]. */
    public double[] values() {
        return values;
    }

    /** The variance of each cell, [cells]: its sum of squared weights; its content if the file stores none (as ROOT does). */
    public double[] variances() {
        return variances;
    }

    /** The number of fills, as stored. */
    public double entries() {
        return entries;
    }
}
