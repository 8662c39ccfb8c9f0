package org.diffhep.stats.internal;

import java.util.Arrays;
import org.diffhep.stats.internal.Block.BinFactor;

/**
 * Second derivatives of −ln L at one point, without their zeros: local parameters meet those of their bin only.
 *
 * <p>In a bin whose one local parameter γ is a factor of all samples, the row of γ is a multiple of the bin's ∂ν/∂θ. Its
 * part of the Hessian, w J Jᵀ and that row, is kept as two numbers beside the Jacobian that it was made with.
 */
public final class Hessian {
    private final CompiledModel model;
    /** Of the global parameters, lower triangle. */
    final double[][] global;
    /** Per channel: [local parameter][slot of the channel's global parameters]. */
    final double[][][] coupling;
    /** Per channel, for each bin the square block of its local parameters, one after another. */
    final double[][] local;
    /** Per channel and bin: where its block begins. */
    final int[][] blockStart;

    /** Per bin of the model: w of the bins with a common factor. */
    final double[] weight;
    /** Per bin of the model: what J is multiplied with in the row of a common factor. */
    final double[] factorRow;

    private final Jacobian jacobian;
    private final WeightedSquares squares;
    private final SymmetricProducts products;

    Hessian(CompiledModel model, Jacobian jacobian) {
        this.model = model;
        this.jacobian = jacobian;
        weight = new double[model.bins()];
        factorRow = new double[model.bins()];
        int channels = model.channels();
        global = Dense.triangle(model.globals.length);
        squares = new WeightedSquares(global);
        products = new SymmetricProducts(global);
        coupling = new double[channels][][];
        local = new double[channels][];
        blockStart = new int[channels][];
        for (int c = 0; c < channels; c++) {
            coupling[c] = new double[model.channelLocals[c].length][model.channelGlobals[c].length];
            int bins = model.channelStart[c + 1] - model.channelStart[c];
            blockStart[c] = new int[bins + 1];
            for (int b = 0; b < bins; b++) {
                int m = model.localStart[c][b + 1] - model.localStart[c][b];
                blockStart[c][b + 1] = blockStart[c][b] + m * m;
            }
            local[c] = new double[blockStart[c][bins]];
        }
    }

    void clear() {
        Dense.clear(global);
        for (int c = 0; c < local.length; c++) {
            Dense.clear(coupling[c]);
            Arrays.fill(local[c], 0);
        }
    }

    /**
     * Adds Jᵀ diag(w) J of a channel.
     *
     * @param nu yields
     * @param r 1 − n/ν where second derivatives of the yields are wanted in the rows of common factors
     * @param curvature whether they are
     */
    void addSquares(int c, double[] theta, double[] w, double[] nu, double[] r, boolean curvature) {
        int first = model.channelStart[c];
        int[] slots = model.channelGlobals[c];
        double[] slopes = jacobian.local[c];
        for (int b = 0; b < jacobian.global[c].length; b++) {
            double weight = w[first + b];
            int start = model.localStart[c][b];
            if (model.commonFactor[c][b]) {
                // ∂²ν/∂γ∂θ = J/γ, and ∂ν/∂γ = ν/γ
                double gamma = theta[model.channelLocals[c][start]];
                this.weight[first + b] = weight;
                factorRow[first + b] = (weight * nu[first + b] + (curvature ? r[first + b] : 0)) / gamma;
                local[c][blockStart[c][b]] += weight * slopes[start] * slopes[start];
                continue;
            }
            if (weight == 0) {
                continue;
            }
            double[] bin = jacobian.global[c][b];
            double[] row = squares.row(weight);
            for (int s = 0; s < slots.length; s++) {
                row[slots[s]] = bin[s];
            }
            int m = model.localStart[c][b + 1] - start;
            for (int i = 0; i < m; i++) {
                double x = weight * slopes[start + i];
                Dense.addMultiple(x, bin, coupling[c][start + i], slots.length);
                for (int j = 0; j <= i; j++) {
                    local[c][blockStart[c][b] + i * m + j] += x * slopes[start + j];
                }
            }
        }
    }

    /** Adds a bᵀ + b aᵀ, over the global parameters of a channel; best if a has the more zeros. */
    void addProduct(int c, double[] a, double[] b) {
        products.add(a, b, model.channelGlobals[c]);
    }

    /** Ends the adding of squares and products. */
    void finish() {
        squares.flush();
        products.flush();
    }

    /** Adds to the entry of two of a channel's global parameters. */
    void addGlobal(int c, int slotA, int slotB, double value) {
        int a = model.channelGlobals[c][slotA];
        int b = model.channelGlobals[c][slotB];
        global[Math.max(a, b)][Math.min(a, b)] += value;
    }

    /** Adds to ∂²/∂∂ of two bin factors' parameters in one bin. */
    void addBinPair(int c, BinFactor f, BinFactor g, int b, double value) {
        int p = f.position[b];
        int q = g.position[b];
        if (p >= 0 && q >= 0) {
            int start = model.localStart[c][b];
            int m = model.localStart[c][b + 1] - start;
            int i = Math.max(p, q) - start;
            int j = Math.min(p, q) - start;
            local[c][blockStart[c][b] + i * m + j] += value;
        } else if (p < 0 && q < 0) {
            addGlobal(c, -1 - p, -1 - q, p == q ? 2 * value : value);
        } else {
            coupling[c][Math.max(p, q)][-1 - Math.min(p, q)] += value;
        }
    }

    /** Adds second derivatives in one parameter each, given for all parameters. */
    void addDiagonal(double[] values) {
        for (int i = 0; i < global.length; i++) {
            global[i][i] += values[model.globals[i]];
        }
        for (int c = 0; c < local.length; c++) {
            for (int b = 0; b + 1 < model.localStart[c].length; b++) {
                int start = model.localStart[c][b];
                int m = model.localStart[c][b + 1] - start;
                for (int i = 0; i < m; i++) {
                    local[c][blockStart[c][b] + i * m + i] += values[model.channelLocals[c][start + i]];
                }
            }
        }
    }

    /** All of it over all parameters, row-major. */
    public double[] dense() {
        int count = model.parameters();
        double[] full = new double[count * count];
        for (int i = 0; i < global.length; i++) {
            for (int j = 0; j <= i; j++) {
                put(full, model.globals[i], model.globals[j], global[i][j]);
            }
        }
        for (int c = 0; c < local.length; c++) {
            int[] slots = model.channelGlobals[c];
            int[] locals = model.channelLocals[c];
            for (int l = 0; l < locals.length; l++) {
                int b = model.localBin[c][l];
                boolean common = model.commonFactor[c][b];
                double x = common ? factorRow[model.channelStart[c] + b] : 0;
                for (int s = 0; s < slots.length; s++) {
                    double row = common ? x * jacobian.global[c][b][s] : coupling[c][l][s];
                    put(full, locals[l], model.globals[slots[s]], row);
                }
            }
            addCommon(c, full);
            for (int b = 0; b + 1 < model.localStart[c].length; b++) {
                int start = model.localStart[c][b];
                int m = model.localStart[c][b + 1] - start;
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j <= i; j++) {
                        put(full, locals[start + i], locals[start + j], local[c][blockStart[c][b] + i * m + j]);
                    }
                }
            }
        }
        return full;
    }

    /** Adds w J Jᵀ of the bins with a common factor. */
    private void addCommon(int c, double[] full) {
        int[] slots = model.channelGlobals[c];
        for (int b = 0; b < model.commonFactor[c].length; b++) {
            double w = model.commonFactor[c][b] ? weight[model.channelStart[c] + b] : 0;
            double[] row = jacobian.global[c][b];
            for (int i = 0; i < slots.length && w != 0; i++) {
                for (int j = 0; j < slots.length; j++) {
                    full[model.globals[slots[i]] * model.parameters() + model.globals[slots[j]]] += w * row[i] * row[j];
                }
            }
        }
    }

    private void put(double[] full, int i, int j, double value) {
        full[i * model.parameters() + j] = value;
        full[j * model.parameters() + i] = value;
    }
}
