package org.diffhep.histogram;

import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.kernels.Kernels;

/** Fills event by event with a smooth kernel through the moments of {@link KernelCells}. */
final class MomentSweep implements Reduction.Sweep {

    private static final int TERMS = TailPolynomials.TERMS;
    /** The moments of p·w, then those of p·w². */
    private static final int STRIDE = Kernels.POWERS_ROW;

    /** Moments of all weights at most, 256 kB: they must stay in cache. */
    private static final int MOST_PARTIALS = 1 << 15;

    private final HistogramFill fill;
    private final Axis axis;
    private final KernelCells cells;
    private final int weights;
    /** The slot of the first cells: 1 where the underflow is folded. */
    private final int firstSlot;

    MomentSweep(HistogramFill fill, Axis axis, KernelCells cells) {
        this.fill = fill;
        this.axis = axis;
        this.firstSlot = axis.underflow() == Flow.FOLDED ? 1 : 0;
        this.cells = cells;
        this.weights = fill.weights();
    }

    /** How many cells an axis may have at most. */
    static int mostCells(int weights) {
        return MOST_PARTIALS / (STRIDE * weights);
    }

    @Override
    public int partials() {
        return weights * cells.cells() * STRIDE;
    }

    @Override
    public void accumulate(Reduction.Block block, double[] partial, int at) {
        int n = block.events();
        int[] cell = block.scratch().integers(n);
        double[] u = block.scratch().numbers(0, n);
        locate(block, cell, u);
        addValues(block, cell, u, partial, at);
    }

    private void locate(Reduction.Block block, int[] cell, double[] u) {
        int n = block.events();
        if (!cells.locate(block.values(0), n, cell, u)) {
            double[] p = block.values(1);
            for (int i = 0; i < n; i++) {
                if (p[i] == 0 && Double.isNaN(u[i])) {
                    // an event that cannot enter may have no observable
                    u[i] = 0;
                }
            }
        }
    }

    private void addValues(Reduction.Block block, int[] cell, double[] u, double[] partial, int at) {
        int n = block.events();
        double[] p = block.values(1);
        double[] pw = block.scratch().numbers(1, n);
        double[] pww = block.scratch().numbers(2, n);
        for (int v = 0; v < weights; v++) {
            double[] w = block.values(2 + v);
            for (int i = 0; i < n; i++) {
                pw[i] = p[i] * w[i];
                pww[i] = pw[i] * w[i];
            }
            for (int i = 0; i < n; i++) {
                if (p[i] == 0) {
                    // nor a weight
                    pw[i] = 0;
                    pww[i] = 0;
                }
            }
            block.kernels().addPowers(cell, u, pw, pww, n, partial, begin(at, v));
        }
    }

    /** Where the moments of a weight begin. */
    private int begin(int at, int v) {
        return at + v * cells.cells() * STRIDE;
    }

    @Override
    public void accumulate(Reduction.Block block, Reduction.Tangents tangents, double[] partial, int at, int stride) {
        int n = block.events();
        int[] cell = block.scratch().integers(n);
        double[] u = block.scratch().numbers(0, n);
        locate(block, cell, u);
        addValues(block, cell, u, partial, at);
        for (int k = 0; k < tangents.parameters(); k++) {
            int to = at + (k + 1) * stride;
            for (int v = 0; v < weights; v++) {
                if (tangents.varies(1, k)) {
                    addProbability(block, tangents.tangent(1, k), v, cell, u, partial, to);
                }
                if (tangents.varies(2 + v, k)) {
                    addWeight(block, tangents.tangent(2 + v, k), v, cell, u, partial, to);
                }
                if (tangents.varies(0, k)) {
                    addObservable(block, tangents.tangent(0, k), v, cell, u, partial, to);
                }
            }
        }
    }

    private void addProbability(
            Reduction.Block block, double[] dp, int v, int[] cell, double[] u, double[] partial, int at) {
        int n = block.events();
        double[] x = block.values(0);
        double[] p = block.values(1);
        double[] w = block.values(2 + v);
        double[] dpw = block.scratch().numbers(1, n);
        double[] dpww = block.scratch().numbers(2, n);
        for (int i = 0; i < n; i++) {
            dpw[i] = dp[i] * w[i];
            dpww[i] = dpw[i] * w[i];
        }
        for (int i = 0; i < n; i++) {
            if (p[i] == 0 && (dp[i] == 0 || Double.isNaN(x[i]) || !Double.isFinite(w[i]))) {
                // as in the values
                dpw[i] = 0;
                dpww[i] = 0;
            }
        }
        block.kernels().addPowers(cell, u, dpw, dpww, n, partial, begin(at, v));
    }

    private void addWeight(
            Reduction.Block block, double[] dw, int v, int[] cell, double[] u, double[] partial, int at) {
        int n = block.events();
        double[] p = block.values(1);
        double[] w = block.values(2 + v);
        double[] pdw = block.scratch().numbers(1, n);
        double[] pdww = block.scratch().numbers(2, n);
        for (int i = 0; i < n; i++) {
            pdw[i] = p[i] == 0 ? 0 : p[i] * dw[i];
            pdww[i] = p[i] == 0 ? 0 : 2 * pdw[i] * w[i];
        }
        block.kernels().addPowers(cell, u, pdw, pdww, n, partial, begin(at, v));
    }

    /** The derivative of u^k is k·u^(k−1). */
    private void addObservable(
            Reduction.Block block, double[] dx, int v, int[] cell, double[] u, double[] partial, int at) {
        double[] p = block.values(1);
        double[] w = block.values(2 + v);
        int n = block.events();
        for (int i = 0; i < n; i++) {
            if (p[i] != 0) {
                int row = begin(at, v) + cell[i] * STRIDE;
                double term = p[i] * w[i] * dx[i] * cells.perWidth(cell[i]);
                for (int k = 1; k < TERMS; k++) {
                    partial[row + k] += k * term;
                    partial[row + TERMS + k] += k * term * w[i];
                    term *= u[i];
                }
            }
        }
    }

    @Override
    public double[] finish(double[] partial, int from) {
        double[] sums = new double[fill.size()];
        int slots = fill.slots();
        for (int v = 0; v < weights; v++) {
            int begin = begin(from, v);
            int at = fill.position(v, 0);
            cells.addSums(partial, begin, STRIDE, sums, at + firstSlot);
            cells.addSums(partial, begin + TERMS, STRIDE, sums, at + slots + firstSlot);
            drop(sums, at);
            drop(sums, at + slots);
        }
        return sums;
    }

    /** Clears the slots of flows that are not counted, unless they tell that something is not a number. */
    private void drop(double[] sums, int at) {
        if (axis.underflow() == Flow.DROPPED && Double.isFinite(sums[at])) {
            sums[at] = 0;
        }
        int last = at + axis.slots() - 1;
        if (axis.overflow() == Flow.DROPPED && Double.isFinite(sums[last])) {
            sums[last] = 0;
        }
    }

    @Override
    public Reduction.PullBack pullBack(double[] cotangents) {
        int slots = fill.slots();
        double[] mine = cotangents.clone();
        double[][] linear = new double[weights][];
        double[][] square = new double[weights][];
        for (int v = 0; v < weights; v++) {
            int at = fill.position(v, 0);
            drop(mine, at);
            drop(mine, at + slots);
            linear[v] = cells.pullBack(mine, at + firstSlot);
            square[v] = HistogramFill.anyNonZero(mine, at + slots, slots)
                    ? cells.pullBack(mine, at + slots + firstSlot)
                    : new double[0];
        }
        return block -> pull(block, linear, square);
    }

    private void pull(Reduction.Block block, double[][] linear, double[][] square) {
        int n = block.events();
        int[] cell = block.scratch().integers(n);
        double[] u = block.scratch().numbers(0, n);
        double[] shares = block.scratch().numbers(1, n);
        boolean numbers = cells.locate(block.values(0), n, cell, u);
        double[] p = block.values(1);
        for (int v = 0; v < weights; v++) {
            double[] w = weight(block, v);
            block.kernels().polynomials(linear[v], cell, u, shares, n);
            if (!numbers) {
                clearWithoutObservable(p, u, shares, n);
            }
            addProducts(block, 1, w, shares);
            addProducts(block, 2 + v, p, shares);
            if (square[v].length > 0) {
                block.kernels().polynomials(square[v], cell, u, shares, n);
                if (!numbers) {
                    clearWithoutObservable(p, u, shares, n);
                }
                pullSquare(block, v, w, shares);
            }
            if (block.wantsGradient(0)) {
                pullObservable(block, w, linear[v], square[v], cell, u);
            }
        }
    }

    /** The values of a weight; 0 where an event that cannot enter has none. */
    private static double[] weight(Reduction.Block block, int v) {
        double[] w = block.values(2 + v);
        int n = block.events();
        // 0 times each; two sums side by side cost next to nothing
        double even = 0;
        double odd = 0;
        for (int i = 0; i + 1 < n; i += 2) {
            even += 0 * w[i];
            odd += 0 * w[i + 1];
        }
        if (even + odd + (n > 0 ? 0 * w[n - 1] : 0) == 0) {
            return w;
        }
        double[] p = block.values(1);
        double[] cleared = block.scratch().numbers(3, n);
        for (int i = 0; i < n; i++) {
            cleared[i] = p[i] == 0 && !Double.isFinite(w[i]) ? 0 : w[i];
        }
        return cleared;
    }

    /** An event that cannot enter may have no observable. */
    private static void clearWithoutObservable(double[] p, double[] u, double[] shares, int n) {
        for (int i = 0; i < n; i++) {
            if (p[i] == 0 && Double.isNaN(u[i])) {
                shares[i] = 0;
            }
        }
    }

    private static void addProducts(Reduction.Block block, int input, double[] factor, double[] shares) {
        if (block.wantsGradient(input)) {
            double[] adjoint = block.adjoint(input);
            int n = block.events();
            for (int i = 0; i < n; i++) {
                adjoint[i] += factor[i] * shares[i];
            }
        }
    }

    private static void pullSquare(Reduction.Block block, int v, double[] w, double[] shares) {
        double[] p = block.values(1);
        int n = block.events();
        double[] factor = block.scratch().numbers(2, n);
        for (int i = 0; i < n; i++) {
            factor[i] = w[i] * w[i];
        }
        addProducts(block, 1, factor, shares);
        for (int i = 0; i < n; i++) {
            factor[i] = 2 * p[i] * w[i];
        }
        addProducts(block, 2 + v, factor, shares);
    }

    private void pullObservable(
            Reduction.Block block, double[] w, double[] linear, double[] square, int[] cell, double[] u) {
        double[] p = block.values(1);
        double[] dx = block.adjoint(0);
        for (int i = 0; i < block.events(); i++) {
            if (p[i] != 0) {
                int at = cell[i] * TERMS;
                double slope = TailPolynomials.slope(linear, at, u[i]);
                if (square.length > 0) {
                    slope += w[i] * TailPolynomials.slope(square, at, u[i]);
                }
                dx[i] += p[i] * w[i] * slope * cells.perWidth(cell[i]);
            }
        }
    }
}
