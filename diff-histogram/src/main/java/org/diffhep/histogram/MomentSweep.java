package org.diffhep.histogram;

import org.diffhep.autodiff.Reduction;

/** Fills event by event with a smooth kernel through the moments of {@link KernelCells}. */
final class MomentSweep implements Reduction.Sweep {

    private static final int TERMS = TailPolynomials.TERMS;
    /** The moments of p·w, then those of p·w². */
    private static final int STRIDE = 2 * TERMS;

    /** Moments of all weights at most, 256 kB: they must stay in cache. */
    private static final int MOST_PARTIALS = 1 << 15;

    private final HistogramFill fill;
    private final KernelCells cells;
    private final int weights;

    MomentSweep(HistogramFill fill, KernelCells cells) {
        this.fill = fill;
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
        double[] x = block.values(0);
        double[] p = block.values(1);
        int n = block.events();
        for (int v = 0; v < weights; v++) {
            double[] w = block.values(2 + v);
            int begin = at + v * cells.cells() * STRIDE;
            for (int i = 0; i < n; i++) {
                if (p[i] != 0) {
                    int cell = cells.cell(x[i]);
                    double pw = p[i] * w[i];
                    add(partial, begin + cell * STRIDE, pw, pw * w[i], cells.offset(x[i], cell));
                }
            }
        }
    }

    private static void add(double[] moments, int at, double pw, double pww, double u) {
        double u2 = u * u;
        double u3 = u2 * u;
        double u4 = u2 * u2;
        double u5 = u4 * u;
        double u6 = u3 * u3;
        double u7 = u4 * u3;
        moments[at] += pw;
        moments[at + 1] += pw * u;
        moments[at + 2] += pw * u2;
        moments[at + 3] += pw * u3;
        moments[at + 4] += pw * u4;
        moments[at + 5] += pw * u5;
        moments[at + 6] += pw * u6;
        moments[at + 7] += pw * u7;
        moments[at + 8] += pww;
        moments[at + 9] += pww * u;
        moments[at + 10] += pww * u2;
        moments[at + 11] += pww * u3;
        moments[at + 12] += pww * u4;
        moments[at + 13] += pww * u5;
        moments[at + 14] += pww * u6;
        moments[at + 15] += pww * u7;
    }

    @Override
    public double[] finish(double[] partial, int from) {
        double[] sums = new double[fill.size()];
        int slots = fill.axis().slots();
        for (int v = 0; v < weights; v++) {
            int begin = from + v * cells.cells() * STRIDE;
            cells.addSums(partial, begin, STRIDE, sums, fill.position(v, 0));
            cells.addSums(partial, begin + TERMS, STRIDE, sums, fill.position(v, 0) + slots);
        }
        return sums;
    }

    @Override
    public Reduction.PullBack pullBack(double[] cotangents) {
        int slots = fill.axis().slots();
        double[][] linear = new double[weights][];
        double[][] square = new double[weights][];
        for (int v = 0; v < weights; v++) {
            int at = fill.position(v, 0);
            linear[v] = cells.pullBack(cotangents, at);
            square[v] = HistogramFill.anyNonZero(cotangents, at + slots, slots)
                    ? cells.pullBack(cotangents, at + slots)
                    : new double[0];
        }
        return block -> {
            for (int v = 0; v < weights; v++) {
                pull(block, v, linear[v], 0);
                if (square[v].length > 0) {
                    pull(block, v, square[v], 1);
                }
            }
        };
    }

    /**
     * Pulls back the polynomials of Σ p·w^(1 + power).
     *
     * @param power 0 for Σw, 1 for Σw²
     */
    private void pull(Reduction.Block block, int v, double[] polynomials, int power) {
        double[] x = block.values(0);
        double[] p = block.values(1);
        double[] w = block.values(2 + v);
        boolean wantsX = block.wantsGradient(0);
        boolean wantsP = block.wantsGradient(1);
        boolean wantsW = block.wantsGradient(2 + v);
        double[] dx = block.adjoint(0);
        double[] dp = block.adjoint(1);
        double[] dw = block.adjoint(2 + v);
        int n = block.events();
        for (int i = 0; i < n; i++) {
            if (p[i] == 0 && Double.isNaN(x[i])) {
                continue; // an event that cannot enter may have no observable
            }
            int cell = cells.cell(x[i]);
            double u = cells.offset(x[i], cell);
            double value = TailPolynomials.value(polynomials, cell * TERMS, u);
            double weight = power == 0 ? w[i] : w[i] * w[i];
            if (wantsP) {
                dp[i] += weight * value;
            }
            if (wantsW) {
                dw[i] += power == 0 ? p[i] * value : 2 * p[i] * w[i] * value;
            }
            if (wantsX && p[i] != 0) {
                dx[i] += p[i] * weight * cells.perWidth(cell) * TailPolynomials.slope(polynomials, cell * TERMS, u);
            }
        }
    }
}
