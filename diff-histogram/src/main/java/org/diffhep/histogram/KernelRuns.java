package org.diffhep.histogram;

import java.util.ArrayList;
import java.util.List;

/**
 * How an axis is cut into cells for a bandwidth: runs of equal cells, each run within one slot, in ascending order; together
 * they cover all numbers.
 *
 * <p>Cells near edges are an eighth of a bandwidth wide or less. Where no edge is in reach, between edges that are far apart and beyond
 * both ends, one cell of any width does.
 */
final class KernelRuns {

    /**
     * Some cells.
     *
     * @param from where the first begins
     * @param width of each; 0 for one cell without an edge in reach
     */
    record Run(int slot, double from, double width, int firstCell, int cells) {

        boolean isSmooth() {
            return width > 0;
        }
    }

    private final double[] edges;
    private final double reach;
    private final double widest;
    private final List<Run> runs = new ArrayList<>();
    private int cells;

    private KernelRuns(double[] edges, double bandwidth) {
        this.edges = edges;
        this.reach = TailPolynomials.REACH * bandwidth;
        this.widest = bandwidth / TailPolynomials.PER_UNIT;
    }

    /** @param edges those that separate two slots, ascending */
    static List<Run> of(double[] edges, double bandwidth) {
        KernelRuns cut = new KernelRuns(edges, bandwidth);
        int last = edges.length;
        cut.gap(0, Double.NEGATIVE_INFINITY);
        cut.upTo(0, edges[0], cut.widthBeside(1));
        for (int slot = 1; slot < last; slot++) {
            double from = edges[slot - 1];
            double to = edges[slot];
            if (to - from <= 2 * cut.reach) {
                int n = cut.cellsOf(slot);
                cut.add(slot, from, (to - from) / n, n);
            } else {
                cut.startingAt(slot, from, cut.widest);
                cut.upTo(slot, to, cut.widest);
            }
        }
        cut.startingAt(last, edges[last - 1], cut.widthBeside(last - 1));
        return List.copyOf(cut.runs);
    }

    private int cellsOf(int slot) {
        // a bin that is a whole number of cells wide must not get one more by rounding
        return (int) Math.ceil((edges[slot] - edges[slot - 1]) / widest * (1 - 1e-12));
    }

    /** The width of cells beyond the ends: that of the outermost bin where it fits, so that a regular axis is one stretch. */
    private double widthBeside(int slot) {
        if (slot < 1 || slot >= edges.length || edges[slot] - edges[slot - 1] > 2 * reach) {
            return widest;
        }
        double width = (edges[slot] - edges[slot - 1]) / cellsOf(slot);
        return width >= widest / 2 ? width : widest;
    }

    private void upTo(int slot, double to, double width) {
        int n = (int) Math.ceil(reach / width);
        add(slot, to - n * width, width, n);
    }

    private void startingAt(int slot, double from, double width) {
        int n = (int) Math.ceil(reach / width);
        add(slot, from, width, n);
        gap(slot, from + n * width);
    }

    private void gap(int slot, double from) {
        add(slot, from, 0, 1);
    }

    private void add(int slot, double from, double width, int n) {
        runs.add(new Run(slot, from, width, cells, n));
        cells += n;
    }
}
