package org.diffhep.stats.internal;

import java.util.Arrays;

/**
 * Solves (H + diag(shift)) x = b over the free parameters, H the Hessian that an {@link Evaluator} holds. Local
 * parameters are eliminated by a Schur complement, bin by bin, so that the dense system is as large as the number of
 * global parameters only.
 */
public final class NewtonSystem {
    private final Evaluator evaluator;
    private final CompiledModel model;
    /** Cholesky factor of the Schur complement. */
    private final double[] dense;
    /** Per channel: Cholesky factors of the local blocks. */
    private final double[][] local;
    /** Per channel: L⁻¹ · coupling. */
    private final double[][] reduced;

    private final double[] minusOne;
    private final double[] square;
    private final double[] work;
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
        dense = new double[evaluator.globalHessian.length];
        int channels = model.channels();
        local = new double[channels][];
        reduced = new double[channels][];
        int most = 0;
        int widest = 0;
        for (int c = 0; c < channels; c++) {
            local[c] = new double[evaluator.localHessian[c].length];
            reduced[c] = new double[evaluator.coupling[c].length];
            most = Math.max(most, model.channelLocals[c].length);
            widest = Math.max(widest, model.channelGlobals[c].length);
        }
        minusOne = new double[most];
        Arrays.fill(minusOne, -1);
        square = new double[widest * widest];
        work = new double[Math.max(most, model.globals.length)];
        free = new boolean[model.parameters()];
    }

    /**
     * Factors the matrix.
     *
     * @param isFree parameters that take part
     * @param shift added to the diagonal, per parameter
     * @param lambda scales the shift
     * @return whether the matrix is positive definite
     */
    public boolean factor(boolean[] isFree, double[] shift, double lambda) {
        System.arraycopy(isFree, 0, free, 0, free.length);
        System.arraycopy(evaluator.globalHessian, 0, dense, 0, dense.length);
        int g = model.globals.length;
        for (int i = 0; i < g; i++) {
            int p = model.globals[i];
            if (free[p]) {
                dense[i * g + i] += lambda * shift[p];
            } else {
                Arrays.fill(dense, i * g, i * g + i, 0);
                for (int j = i + 1; j < g; j++) {
                    dense[j * g + i] = 0;
                }
                dense[i * g + i] = 1;
            }
        }
        for (int c = 0; c < local.length; c++) {
            if (!eliminate(c, shift, lambda)) {
                return false;
            }
        }
        int failed = Dense.cholesky(dense, 0, g);
        failedParameter = failed < 0 ? -1 : model.globals[failed];
        return failed < 0;
    }

    /** After a failed {@link #factor}: the parameter at which the matrix is seen not to be positive definite. */
    public int failedParameter() {
        return failedParameter;
    }

    private boolean eliminate(int c, double[] shift, double lambda) {
        int[] slots = model.channelGlobals[c];
        int[] locals = model.channelLocals[c];
        int k = slots.length;
        double[] v = reduced[c];
        double[] blocks = local[c];
        System.arraycopy(evaluator.coupling[c], 0, v, 0, v.length);
        System.arraycopy(evaluator.localHessian[c], 0, blocks, 0, blocks.length);
        for (int s = 0; s < k; s++) {
            if (!free[model.globals[slots[s]]]) {
                for (int l = 0; l < locals.length; l++) {
                    v[l * k + s] = 0;
                }
            }
        }
        for (int b = 0; b + 1 < model.localStart[c].length; b++) {
            int start = model.localStart[c][b];
            int m = model.localStart[c][b + 1] - start;
            int at = evaluator.localBlockStart[c][b];
            for (int i = 0; i < m; i++) {
                int p = locals[start + i];
                if (free[p]) {
                    blocks[at + i * m + i] += lambda * shift[p];
                } else {
                    Arrays.fill(blocks, at + i * m, at + i * m + i, 0);
                    for (int j = i + 1; j < m; j++) {
                        blocks[at + j * m + i] = 0;
                    }
                    blocks[at + i * m + i] = 1;
                    Arrays.fill(v, (start + i) * k, (start + i + 1) * k, 0);
                }
            }
            int failed = Dense.cholesky(blocks, at, m);
            if (failed >= 0) {
                failedParameter = locals[start + failed];
                return false;
            }
            for (int i = 0; i < m; i++) {
                int row = (start + i) * k;
                for (int j = 0; j < i; j++) {
                    double f = blocks[at + i * m + j];
                    int other = (start + j) * k;
                    for (int s = 0; s < k; s++) {
                        v[row + s] -= f * v[other + s];
                    }
                }
                double f = 1 / blocks[at + i * m + i];
                for (int s = 0; s < k; s++) {
                    v[row + s] *= f;
                }
            }
        }
        if (locals.length > 0) {
            Arrays.fill(square, 0, k * k, 0);
            Dense.addWeightedSquares(v, minusOne, 0, locals.length, k, square);
            evaluator.scatter(c, square, dense);
        }
        return true;
    }

    /**
     * Solves with the last factor.
     *
     * @param b right-hand side, per parameter; entries of parameters that are not free are ignored
     * @param x solution, per parameter; zero where not free
     */
    public void solve(double[] b, double[] x) {
        int g = model.globals.length;
        for (int i = 0; i < x.length; i++) {
            x[i] = free[i] ? b[i] : 0;
        }
        for (int c = 0; c < local.length; c++) {
            int[] slots = model.channelGlobals[c];
            int[] locals = model.channelLocals[c];
            forwardLocal(c, x, locals);
            for (int l = 0; l < locals.length; l++) {
                double y = x[locals[l]];
                for (int s = 0; s < slots.length; s++) {
                    // A column that is not free is zero in `reduced`.
                    x[model.globals[slots[s]]] -= reduced[c][l * slots.length + s] * y;
                }
            }
        }
        for (int i = 0; i < g; i++) {
            work[i] = x[model.globals[i]];
        }
        Dense.forward(dense, 0, g, work, 0);
        Dense.backward(dense, 0, g, work, 0);
        for (int i = 0; i < g; i++) {
            x[model.globals[i]] = work[i];
        }
        for (int c = 0; c < local.length; c++) {
            int[] slots = model.channelGlobals[c];
            int[] locals = model.channelLocals[c];
            for (int l = 0; l < locals.length; l++) {
                double sum = 0;
                for (int s = 0; s < slots.length; s++) {
                    sum += reduced[c][l * slots.length + s] * x[model.globals[slots[s]]];
                }
                x[locals[l]] -= sum;
            }
            backwardLocal(c, x, locals);
        }
    }

    private void forwardLocal(int c, double[] x, int[] locals) {
        gather(x, locals);
        for (int b = 0; b + 1 < model.localStart[c].length; b++) {
            int start = model.localStart[c][b];
            int m = model.localStart[c][b + 1] - start;
            Dense.forward(local[c], evaluator.localBlockStart[c][b], m, work, start);
        }
        spread(x, locals);
    }

    private void backwardLocal(int c, double[] x, int[] locals) {
        gather(x, locals);
        for (int b = 0; b + 1 < model.localStart[c].length; b++) {
            int start = model.localStart[c][b];
            int m = model.localStart[c][b + 1] - start;
            Dense.backward(local[c], evaluator.localBlockStart[c][b], m, work, start);
        }
        spread(x, locals);
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

    /**
     * The product H v over all parameters, without any shift.
     *
     * @param v vector
     * @param out target
     */
    public void multiply(double[] v, double[] out) {
        Arrays.fill(out, 0);
        int g = model.globals.length;
        for (int i = 0; i < g; i++) {
            int p = model.globals[i];
            double sum = 0;
            double x = v[p];
            for (int j = 0; j < i; j++) {
                double h = evaluator.globalHessian[i * g + j];
                sum += h * v[model.globals[j]];
                out[model.globals[j]] += h * x;
            }
            out[p] += sum + evaluator.globalHessian[i * g + i] * x;
        }
        for (int c = 0; c < local.length; c++) {
            multiplyLocal(c, v, out);
        }
    }

    private void multiplyLocal(int c, double[] v, double[] out) {
        int[] slots = model.channelGlobals[c];
        int[] locals = model.channelLocals[c];
        for (int l = 0; l < locals.length; l++) {
            double sum = 0;
            double x = v[locals[l]];
            for (int s = 0; s < slots.length; s++) {
                double h = evaluator.coupling[c][l * slots.length + s];
                sum += h * v[model.globals[slots[s]]];
                out[model.globals[slots[s]]] += h * x;
            }
            out[locals[l]] += sum;
        }
        for (int b = 0; b + 1 < model.localStart[c].length; b++) {
            int start = model.localStart[c][b];
            int m = model.localStart[c][b + 1] - start;
            int at = evaluator.localBlockStart[c][b];
            for (int i = 0; i < m; i++) {
                for (int j = 0; j <= i; j++) {
                    double h = evaluator.localHessian[c][at + i * m + j];
                    out[locals[start + i]] += h * v[locals[start + j]];
                    if (i != j) {
                        out[locals[start + j]] += h * v[locals[start + i]];
                    }
                }
            }
        }
    }

    /** Writes the diagonal of H. */
    public void diagonal(double[] out) {
        int g = model.globals.length;
        for (int i = 0; i < g; i++) {
            out[model.globals[i]] = evaluator.globalHessian[i * g + i];
        }
        for (int c = 0; c < local.length; c++) {
            for (int b = 0; b + 1 < model.localStart[c].length; b++) {
                int start = model.localStart[c][b];
                int m = model.localStart[c][b + 1] - start;
                for (int i = 0; i < m; i++) {
                    out[model.channelLocals[c][start + i]] =
                            evaluator.localHessian[c][evaluator.localBlockStart[c][b] + i * m + i];
                }
            }
        }
    }
}
