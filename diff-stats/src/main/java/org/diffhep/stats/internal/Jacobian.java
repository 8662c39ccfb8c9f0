package org.diffhep.stats.internal;

import java.util.Arrays;

/** ∂ν/∂θ of a model at one point, without its zeros. */
public final class Jacobian {
    private final CompiledModel model;
    /** Per channel: [bin][slot of the channel's global parameters]. */
    final double[][][] global;
    /** Per channel and local parameter: ∂ν of its bin. */
    final double[][] local;

    private final double[] row;

    Jacobian(CompiledModel model) {
        this.model = model;
        int channels = model.channels();
        row = new double[model.globals.length];
        global = new double[channels][][];
        local = new double[channels][];
        for (int c = 0; c < channels; c++) {
            global[c] = new double[model.channelStart[c + 1] - model.channelStart[c]][model.channelGlobals[c].length];
            local[c] = new double[model.channelLocals[c].length];
        }
    }

    void clear() {
        for (int c = 0; c < global.length; c++) {
            Dense.clear(global[c]);
            Arrays.fill(local[c], 0);
        }
    }

    /** Writes it with its zeros, [parameter][bin]. */
    void copyTo(double[][] out) {
        Dense.clear(out);
        for (int c = 0; c < global.length; c++) {
            int first = model.channelStart[c];
            int[] slots = model.channelGlobals[c];
            for (int s = 0; s < slots.length; s++) {
                double[] target = out[model.globals[slots[s]]];
                for (int b = 0; b < global[c].length; b++) {
                    target[first + b] = global[c][b][s];
                }
            }
            int[] locals = model.channelLocals[c];
            for (int l = 0; l < locals.length; l++) {
                out[locals[l]][first + model.localBin[c][l]] = local[c][l];
            }
        }
    }

    /** J v: writes Σ_p ∂ν_b/∂θ_p v_p. */
    public void multiply(double[] v, double[] out) {
        Arrays.fill(out, 0);
        for (int c = 0; c < global.length; c++) {
            int first = model.channelStart[c];
            int[] slots = model.channelGlobals[c];
            for (int s = 0; s < slots.length; s++) {
                double x = v[model.globals[slots[s]]];
                for (int b = 0; b < global[c].length; b++) {
                    out[first + b] += x * global[c][b][s];
                }
            }
            int[] locals = model.channelLocals[c];
            for (int l = 0; l < locals.length; l++) {
                out[first + model.localBin[c][l]] += v[locals[l]] * local[c][l];
            }
        }
    }

    /** Jᵀ x: adds Σ_b x_b ∂ν_b/∂θ_p. */
    public void addTransposed(double[] x, double[] out) {
        for (int c = 0; c < global.length; c++) {
            addTransposed(c, x, out);
        }
    }

    /** The part of one channel. */
    void addTransposed(int c, double[] x, double[] out) {
        int first = model.channelStart[c];
        int[] slots = model.channelGlobals[c];
        double[] sum = row;
        Arrays.fill(sum, 0, slots.length, 0);
        for (int b = 0; b < global[c].length; b++) {
            Dense.addMultiple(x[first + b], global[c][b], sum, slots.length);
        }
        for (int s = 0; s < slots.length; s++) {
            out[model.globals[slots[s]]] += sum[s];
        }
        int[] locals = model.channelLocals[c];
        for (int l = 0; l < locals.length; l++) {
            out[locals[l]] += x[first + model.localBin[c][l]] * local[c][l];
        }
    }
}
