package org.diffhep.histogram;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An axis cut into cells, in which the share that an entry gives to any slot is a polynomial of where in the cell it lies.
 *
 * <p>An entry needs eight powers, not an exponential and an error function for each edge in reach: the idea of the fast Gauss
 * transform (Greengard and Strain, SIAM J. Sci. Stat. Comput. 12 (1991) 79). The sums of weight · power over entries are the
 * <em>moments</em> of a cell; {@link #addSums} makes the histogram of them, once for all entries. The way back is one polynomial a
 * cell, {@link #pullBack}.
 *
 * <p>With T(z) = Φ(z) − [z &gt; 0] an entry gives its own slot 1 and moves T((edge − x)/h) across each edge in reach.
 */
final class KernelCells {

    private static final int TERMS = TailPolynomials.TERMS;

    /** Coefficients kept at most, 0.5 MB. */
    private static final int MOST_COEFFICIENTS = 1 << 16;

    /** So that no product of a bandwidth over- or underflows. */
    private static final double SMALLEST = 1e-200;

    private static final double LARGEST = 1e200;

    /** Of the slots that edges separate, from 0. */
    private final int[] slot;

    private final double[] centre;
    /** One over the width of each cell; 0 for cells without an edge in reach. */
    private final double[] perWidth;
    /** For each cell the edges in reach: the first, and one more than the last. */
    private final int[] firstEdge;

    private final int[] endEdge;
    /** For each cell and each edge in its reach the polynomial of T. */
    private final double[] coefficients;

    /** Where each run of equal cells begins, and its first cell. */
    private final double[] begins;

    private final int[] firstCell;

    /** The longest stretch of cells of one width: most entries are found there. */
    private final double mainFrom;

    private final double mainTo;
    private final double mainPerWidth;
    private final int mainFirst;
    private final int mainCells;

    private KernelCells(List<KernelRuns.Run> runs, double[] edges, double bandwidth) {
        KernelRuns.Run end = runs.get(runs.size() - 1);
        int cells = end.firstCell() + end.cells();
        slot = new int[cells];
        centre = new double[cells];
        perWidth = new double[cells];
        firstEdge = new int[cells];
        endEdge = new int[cells];
        begins = runs.stream().mapToDouble(KernelRuns.Run::from).toArray();
        firstCell = runs.stream().mapToInt(KernelRuns.Run::firstCell).toArray();
        int pairs = 0;
        for (KernelRuns.Run run : runs) {
            for (int k = 0; k < run.cells(); k++) {
                int cell = run.firstCell() + k;
                slot[cell] = run.slot();
                if (run.isSmooth()) {
                    centre[cell] = run.from() + (k + 0.5) * run.width();
                    perWidth[cell] = 1 / run.width();
                    double reach = TailPolynomials.REACH * bandwidth + run.width();
                    firstEdge[cell] = edgesBelow(edges, centre[cell] - reach);
                    endEdge[cell] = edgesBelow(edges, centre[cell] + reach);
                    pairs += endEdge[cell] - firstEdge[cell];
                }
            }
        }
        int from = longestStretch(runs);
        int to = endOfStretch(runs, from);
        mainFrom = runs.get(from).from();
        mainFirst = runs.get(from).firstCell();
        mainTo = runs.get(to).from();
        mainCells = runs.get(to).firstCell() - mainFirst;
        mainPerWidth = mainCells / (mainTo - mainFrom);
        coefficients = new double[Math.min(pairs, MOST_COEFFICIENTS / TERMS + 1) * TERMS];
        if (coefficients.length <= MOST_COEFFICIENTS) {
            fillCoefficients(edges, bandwidth);
        }
    }

    /** The cells of an axis, unless they are too many to be worth it. */
    static Optional<KernelCells> of(Axis axis, double bandwidth, int mostCells) {
        if (!(bandwidth >= SMALLEST && bandwidth <= LARGEST)) {
            return Optional.empty();
        }
        double[] edges = axis.separating();
        if (edges.length == 0) {
            return Optional.empty();
        }
        List<KernelRuns.Run> runs = KernelRuns.of(edges, bandwidth);
        KernelRuns.Run end = runs.get(runs.size() - 1);
        if (end.firstCell() + end.cells() > mostCells) {
            return Optional.empty();
        }
        KernelCells cells = new KernelCells(runs, edges, bandwidth);
        return cells.coefficients.length <= MOST_COEFFICIENTS ? Optional.of(cells) : Optional.empty();
    }

    private static int edgesBelow(double[] edges, double x) {
        int found = Arrays.binarySearch(edges, x);
        return found >= 0 ? found : -found - 1;
    }

    /** The number of the run where it begins. */
    private static int longestStretch(List<KernelRuns.Run> runs) {
        int longest = 0;
        int most = 0;
        for (int r = 0; r < runs.size(); r++) {
            if (runs.get(r).isSmooth()) {
                int end = endOfStretch(runs, r);
                int cells = runs.get(end).firstCell() - runs.get(r).firstCell();
                if (cells > most) {
                    most = cells;
                    longest = r;
                }
                r = end - 1;
            }
        }
        return longest;
    }

    /** The number of the first run after one that has not its width; the last run never has. */
    private static int endOfStretch(List<KernelRuns.Run> runs, int from) {
        int end = from + 1;
        double width = runs.get(from).width();
        while (Math.abs(runs.get(end).width() - width) <= 1e-12 * width) {
            end++;
        }
        return end;
    }

    private void fillCoefficients(double[] edges, double bandwidth) {
        int at = 0;
        for (int cell = 0; cell < slot.length; cell++) {
            for (int edge = firstEdge[cell]; edge < endEdge[cell]; edge++) {
                double z = (edges[edge] - centre[cell]) / bandwidth;
                double step = -1 / (perWidth[cell] * bandwidth);
                TailPolynomials.around(z, slot[cell] <= edge, step, coefficients, at);
                at += TERMS;
            }
        }
    }

    /** Number of cells. */
    int cells() {
        return slot.length;
    }

    /**
     * Finds values. Rounding may give the neighbour of the right cell, whose polynomials hold there too.
     *
     * @param cell where to write the cell of each value
     * @param u where to write where in its cell it lies, from −1/2 to 1/2; NaN for NaN, 0 without an edge in reach
     * @return whether there is no NaN
     */
    boolean locate(double[] x, int n, int[] cell, double[] u) {
        boolean numbers = true;
        for (int i = 0; i < n; i++) {
            if (x[i] >= mainFrom && x[i] < mainTo) {
                int found = mainFirst + Math.min(mainCells - 1, (int) ((x[i] - mainFrom) * mainPerWidth));
                cell[i] = found;
                u[i] = (x[i] - centre[found]) * mainPerWidth;
            } else {
                cell[i] = search(x[i]);
                u[i] = offset(x[i], cell[i]);
                numbers &= !Double.isNaN(x[i]);
            }
        }
        return numbers;
    }

    /** The cell of a value; the last for NaN. */
    private int search(double x) {
        int low = 0;
        int high = begins.length - 1;
        // the last run that does not begin above x
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (x < begins[middle]) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        int first = firstCell[low];
        if (perWidth[first] == 0) {
            return first;
        }
        int last = low + 1 < firstCell.length ? firstCell[low + 1] - 1 : first;
        return Math.min(last, first + (int) ((x - begins[low]) * perWidth[first]));
    }

    private double offset(double x, int cell) {
        double scale = perWidth[cell];
        if (scale == 0) {
            return Double.isNaN(x) ? x : 0;
        }
        return (x - centre[cell]) * scale;
    }

    /** One over the width of a cell; 0 without an edge in reach. */
    double perWidth(int cell) {
        return perWidth[cell];
    }

    /**
     * Adds what all cells give to the slots.
     *
     * @param moments for each cell its moments, from {@code from}, one cell every {@code stride}
     * @param sums where to add, from {@code at}
     */
    void addSums(double[] moments, int from, int stride, double[] sums, int at) {
        int pair = 0;
        for (int cell = 0; cell < slot.length; cell++) {
            int m = from + cell * stride;
            sums[at + slot[cell]] += moments[m];
            for (int edge = firstEdge[cell]; edge < endEdge[cell]; edge++) {
                double moved = 0;
                for (int k = 0; k < TERMS; k++) {
                    moved += coefficients[pair + k] * moments[m + k];
                }
                sums[at + edge] += moved;
                sums[at + edge + 1] -= moved;
                pair += TERMS;
            }
        }
    }

    /**
     * For each cell the polynomial of what Σ cotangent·share is for an entry there.
     *
     * @param cotangents one for each slot, from {@code from}
     */
    double[] pullBack(double[] cotangents, int from) {
        double[] polynomials = new double[slot.length * TERMS];
        int pair = 0;
        for (int cell = 0; cell < slot.length; cell++) {
            int at = cell * TERMS;
            polynomials[at] = cotangents[from + slot[cell]];
            for (int edge = firstEdge[cell]; edge < endEdge[cell]; edge++) {
                double step = cotangents[from + edge] - cotangents[from + edge + 1];
                for (int k = 0; k < TERMS; k++) {
                    polynomials[at + k] += step * coefficients[pair + k];
                }
                pair += TERMS;
            }
        }
        return polynomials;
    }
}
