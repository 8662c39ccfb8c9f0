package org.diffhep.stats.internal;

import java.util.Arrays;

/**
 * Solves (H + diag(shift)) x = b over the free parameters, H the Hessian that an {@link Evaluator} holds. Local
 * parameters are eliminated by a Schur complement, bin by bin, so that the dense system is as large as the number of
 * global parameters only.
 */
public final class NewtonSystem implements StepSystem {
    private final Evaluator evaluator;
    private final CompiledModel model;
    /** Cholesky factor of the Schur complement. */
    private final double[][] dense;
    /** Per channel: Cholesky factors of the local blocks. */
    private final double[][] local;
    /** Per channel: L⁻¹ · coupling. */
    private final double[][][] reduced;

    private final WeightedSquares squares;
    private final Dense.Cholesky cholesky;
    private final double[] work;
    /** One number per slot of a channel. */
    private final double[] slotWork;

    private final double[] slotProduct;

    private final boolean[] free;
    private int failedParameter = -1;

    /**
     * Work arrays for the systems of one evaluator.
     *
     * @param evaluator holds the Hessian
     */
    public NewtonSystem(Evaluator evaluator) {
        this.evaluator = evaluator;
        model = evaluator.model;
        int g = model.globals.length;
        dense = Dense.triangle(g);
        squares = new WeightedSquares(dense);
        cholesky = new Dense.Cholesky(g);
        int channels = model.channels();
        local = new double[channels][];
        reduced = new double[channels][][];
        int most = 0;
        for (int c = 0; c < channels; c++) {
            local[c] = new double[evaluator.hessian.local[c].length];
            reduced[c] = new double[model.channelLocals[c].length][model.channelGlobals[c].length];
            most = Math.max(most, model.channelLocals[c].length);
        }
        work = new double[Math.max(most, model.globals.length)];
        slotWork = new double[g];
        slotProduct = new double[g];
        free = new boolean[model.parameters()];
    }

    @Override
    public boolean factor(boolean[] isFree, double[] shift, double lambda) {
        System.arraycopy(isFree, 0, free, 0, free.length);
        int g = model.globals.length;
        // what a failed attempt left waiting must not be added later
        squares.flush();
        Dense.copyTriangle(evaluator.hessian.global, dense, g);
        for (int i = 0; i < g; i++) {
            int p = model.globals[i];
            if (free[p]) {
                dense[i][i] += lambda * shift[p];
            } else {
                Arrays.fill(dense[i], 0);
                for (int j = i + 1; j < g; j++) {
                    dense[j][i] = 0;
                }
                dense[i][i] = 1;
            }
        }
        for (int c = 0; c < local.length; c++) {
            if (!eliminate(c, shift, lambda)) {
                return false;
            }
        }
        squares.flush();
        int failed = cholesky.factor(dense, g);
        failedParameter = failed < 0 ? -1 : model.globals[failed];
        return failed < 0;
    }

    /** After a failed {@link #factor}: the parameter at which the matrix is seen not to be positive definite. */
    public int failedParameter() {
        return failedParameter;
    }

    /**
     * After {@link #factor} without damping: the smallest part of a global parameter's curvature that is left once all
     * parameters before it follow; rounding alone makes it some 1e−15 where the data do not constrain a combination.
     */
    public double smallestPivot() {
        double smallest = 1;
        double[] curvature = new double[free.length];
        diagonal(curvature);
        for (int i = 0; i < model.globals.length; i++) {
            int p = model.globals[i];
            if (free[p]) {
                smallest = Math.min(smallest, dense[i][i] * dense[i][i] / curvature[p]);
            }
        }
        return smallest;
    }

    private boolean eliminate(int c, double[] shift, double lambda) {
        System.arraycopy(evaluator.hessian.local[c], 0, local[c], 0, local[c].length);
        for (int b = 0; b + 1 < model.localStart[c].length; b++) {
            boolean positive = model.commonFactor[c][b]
                    ? eliminateCommonFactor(c, b, shift, lambda)
                    : eliminateBin(c, b, shift, lambda);
            if (!positive) {
                return false;
            }
        }
        return true;
    }

    /** The one local parameter of a bin whose row is a multiple of J: what is left of both is a multiple of J Jᵀ. */
    private boolean eliminateCommonFactor(int c, int b, double[] shift, double lambda) {
        int[] slots = model.channelGlobals[c];
        int l = model.localStart[c][b];
        int p = model.channelLocals[c][l];
        int at = evaluator.hessian.blockStart[c][b];
        int bin = model.channelStart[c] + b;
        double weight = evaluator.hessian.weight[bin];
        double scale = 0;
        double root = 1;
        if (free[p]) {
            double diagonal = local[c][at] + lambda * shift[p];
            if (!(diagonal > 0)) {
                failedParameter = p;
                return false;
            }
            root = Math.sqrt(diagonal);
            scale = evaluator.hessian.factorRow[bin] / root;
            weight -= scale * scale;
        }
        local[c][at] = root;
        double[] jacobian = evaluator.jacobian.global[c][b];
        double[] row = reduced[c][l];
        double[] product = squares.row(weight);
        for (int s = 0; s < slots.length; s++) {
            double x = free[model.globals[slots[s]]] ? jacobian[s] : 0;
            row[s] = scale * x;
            product[slots[s]] = x;
        }
        return true;
    }

    private boolean eliminateBin(int c, int b, double[] shift, double lambda) {
        int[] slots = model.channelGlobals[c];
        int[] locals = model.channelLocals[c];
        double[] blocks = local[c];
        int start = model.localStart[c][b];
        int m = model.localStart[c][b + 1] - start;
        int at = evaluator.hessian.blockStart[c][b];
        for (int i = 0; i < m; i++) {
            int p = locals[start + i];
            double[] row = reduced[c][start + i];
            if (free[p]) {
                blocks[at + i * m + i] += lambda * shift[p];
                double[] coupling = evaluator.hessian.coupling[c][start + i];
                for (int s = 0; s < slots.length; s++) {
                    row[s] = free[model.globals[slots[s]]] ? coupling[s] : 0;
                }
            } else {
                Arrays.fill(blocks, at + i * m, at + i * m + i, 0);
                for (int j = i + 1; j < m; j++) {
                    blocks[at + j * m + i] = 0;
                }
                blocks[at + i * m + i] = 1;
                Arrays.fill(row, 0);
            }
        }
        int failed = Dense.factorBlock(blocks, at, m);
        if (failed >= 0) {
            failedParameter = locals[start + failed];
            return false;
        }
        for (int i = 0; i < m; i++) {
            double[] row = reduced[c][start + i];
            for (int j = 0; j < i; j++) {
                Dense.addMultiple(-blocks[at + i * m + j], reduced[c][start + j], row, slots.length);
            }
            double f = 1 / blocks[at + i * m + i];
            double[] product = squares.row(-1);
            for (int s = 0; s < slots.length; s++) {
                row[s] *= f;
                product[slots[s]] = row[s];
            }
        }
        return true;
    }

    @Override
    public void solve(double[] b, double[] x) {
        int g = model.globals.length;
        for (int i = 0; i < x.length; i++) {
            x[i] = free[i] ? b[i] : 0;
        }
        for (int c = 0; c < local.length; c++) {
            int[] slots = model.channelGlobals[c];
            int[] locals = model.channelLocals[c];
            forwardLocal(c, x, locals);
            Arrays.fill(slotWork, 0, slots.length, 0);
            for (int l = 0; l < locals.length; l++) {
                Dense.addMultiple(x[locals[l]], reduced[c][l], slotWork, slots.length);
            }
            for (int s = 0; s < slots.length; s++) {
                // A column that is not free is zero in `reduced`.
                x[model.globals[slots[s]]] -= slotWork[s];
            }
        }
        for (int i = 0; i < g; i++) {
            work[i] = x[model.globals[i]];
        }
        Dense.forward(dense, g, work);
        Dense.backward(dense, g, work);
        for (int i = 0; i < g; i++) {
            x[model.globals[i]] = work[i];
        }
        for (int c = 0; c < local.length; c++) {
            int[] slots = model.channelGlobals[c];
            int[] locals = model.channelLocals[c];
            gatherSlots(slots, x);
            for (int l = 0; l < locals.length; l++) {
                x[locals[l]] -= Dense.dot(reduced[c][l], slotWork, slots.length);
            }
            backwardLocal(c, x, locals);
        }
    }

    private void forwardLocal(int c, double[] x, int[] locals) {
        gather(x, locals);
        for (int b = 0; b + 1 < model.localStart[c].length; b++) {
            int start = model.localStart[c][b];
            int m = model.localStart[c][b + 1] - start;
            Dense.forwardBlock(local[c], evaluator.hessian.blockStart[c][b], m, work, start);
        }
        spread(x, locals);
    }

    private void backwardLocal(int c, double[] x, int[] locals) {
        gather(x, locals);
        for (int b = 0; b + 1 < model.localStart[c].length; b++) {
            int start = model.localStart[c][b];
            int m = model.localStart[c][b + 1] - start;
            Dense.backwardBlock(local[c], evaluator.hessian.blockStart[c][b], m, work, start);
        }
        spread(x, locals);
    }

    /** Writes the values of a channel's global parameters to {@link #slotWork}. */
    private void gatherSlots(int[] slots, double[] x) {
        for (int s = 0; s < slots.length; s++) {
            slotWork[s] = x[model.globals[slots[s]]];
        }
    }

    private void gather(double[] x, int[] indices) {
        for (int i = 0; i < indices.length; i++) {
            work[i] = x[indices[i]];
        }
    }

    private void spread(double[] x, int[] indices) {
        for (int i = 0; i < indices.length; i++) {
            x[indices[i]] = work[i];
        }
    }

    @Override
    public void multiply(double[] v, double[] out) {
        Arrays.fill(out, 0);
        int g = model.globals.length;
        gather(v, model.globals);
        Arrays.fill(slotWork, 0);
        for (int i = 0; i < g; i++) {
            double[] row = evaluator.hessian.global[i];
            slotWork[i] += Dense.dot(row, work, i);
            Dense.addMultiple(work[i], row, slotWork, i + 1);
        }
        for (int i = 0; i < g; i++) {
            out[model.globals[i]] = slotWork[i];
        }
        for (int c = 0; c < local.length; c++) {
            multiplyLocal(c, v, out);
        }
    }

    private void multiplyLocal(int c, double[] v, double[] out) {
        int[] slots = model.channelGlobals[c];
        int[] locals = model.channelLocals[c];
        Hessian hessian = evaluator.hessian;
        gatherSlots(slots, v);
        Arrays.fill(slotProduct, 0, slots.length, 0);
        for (int b = 0; b + 1 < model.localStart[c].length; b++) {
            int start = model.localStart[c][b];
            int m = model.localStart[c][b + 1] - start;
            int at = hessian.blockStart[c][b];
            if (model.commonFactor[c][b]) {
                int p = locals[start];
                int bin = model.channelStart[c] + b;
                double[] row = evaluator.jacobian.global[c][b];
                double along = Dense.dot(row, slotWork, slots.length);
                double x = hessian.weight[bin] * along + hessian.factorRow[bin] * v[p];
                Dense.addMultiple(x, row, slotProduct, slots.length);
                out[p] += hessian.factorRow[bin] * along + hessian.local[c][at] * v[p];
                continue;
            }
            for (int i = 0; i < m; i++) {
                int p = locals[start + i];
                double[] row = hessian.coupling[c][start + i];
                out[p] += Dense.dot(row, slotWork, slots.length);
                Dense.addMultiple(v[p], row, slotProduct, slots.length);
                for (int j = 0; j <= i; j++) {
                    double h = hessian.local[c][at + i * m + j];
                    out[p] += h * v[locals[start + j]];
                    if (i != j) {
                        out[locals[start + j]] += h * v[p];
                    }
                }
            }
        }
        for (int s = 0; s < slots.length; s++) {
            out[model.globals[slots[s]]] += slotProduct[s];
        }
    }

    @Override
    public void diagonal(double[] out) {
        int g = model.globals.length;
        for (int i = 0; i < g; i++) {
            out[model.globals[i]] = evaluator.hessian.global[i][i];
        }
        for (int c = 0; c < local.length; c++) {
            int[] slots = model.channelGlobals[c];
            Arrays.fill(slotProduct, 0, slots.length, 0);
            for (int b = 0; b + 1 < model.localStart[c].length; b++) {
                int start = model.localStart[c][b];
                int m = model.localStart[c][b + 1] - start;
                if (model.commonFactor[c][b]) {
                    double weight = evaluator.hessian.weight[model.channelStart[c] + b];
                    Dense.addSquares(weight, evaluator.jacobian.global[c][b], slotProduct, slots.length);
                }
                for (int i = 0; i < m; i++) {
                    out[model.channelLocals[c][start + i]] =
                            evaluator.hessian.local[c][evaluator.hessian.blockStart[c][b] + i * m + i];
                }
            }
            for (int s = 0; s < slots.length; s++) {
                out[model.globals[slots[s]]] += slotProduct[s];
            }
        }
    }
}
