package org.diffhep.stats.internal;

import java.util.Arrays;
import org.diffhep.stats.internal.Block.BinFactor;

/**
 * Value, gradient and Hessian of −ln L of one model for one data set. Owns its work arrays, so it must not be shared
 * between threads; after construction nothing is allocated.
 *
 * <p>With ν the yields, J = ∂ν/∂θ, r = 1 − n/ν and w = n/ν²: gradient = Jᵀr + constraints, Hessian = Jᵀ diag(w) J +
 * Σ_b r_b ∂²ν_b + constraints.
 */
public final class Evaluator {
    final CompiledModel model;
    private final double[] n;
    private final double[] auxiliary;
    private double constant;

    /** Yields per bin at the last point. */
    final double[] nu;

    final double[] r;
    final double[] w;
    final BlockState[] states;
    final double[] shapeWeights;

    /** Gradient over all parameters. */
    public final double[] gradient;
    /** Hessian of the global parameters, lower triangle, row-major. */
    final double[] globalHessian;
    /** Per channel: rows = local parameters, columns = the channel's global parameters. */
    final double[][] coupling;
    /** Per channel, for each bin the square block of its local parameters, one after another. */
    final double[][] localHessian;

    final int[][] localBlockStart;

    /** Per channel: ∂ν/∂θ, [slot][bin]. */
    final double[][] jacobian;
    /** Per channel and local parameter: ∂ν of its bin. */
    final double[][] localJacobian;

    /** Rows of a channel whose weighted squares make up its Hessian: one per bin, then two per block. */
    private final double[] rows;

    private final double[] weights;
    private int rowCount;
    private final double[] square;
    /** One number per slot, for blocks to work with. */
    final double[] left;

    final double[] right;

    /**
     * Work arrays for a model, with no data yet.
     *
     * @param model model
     */
    public Evaluator(CompiledModel model) {
        this.model = model;
        int channels = model.channels();
        n = new double[model.bins()];
        auxiliary = new double[model.parameters()];
        nu = new double[n.length];
        r = new double[n.length];
        w = new double[n.length];
        gradient = new double[model.parameters()];
        shapeWeights = new double[6 * model.parameters()];
        int g = model.globals.length;
        globalHessian = new double[g * g];
        coupling = new double[channels][];
        localHessian = new double[channels][];
        localBlockStart = new int[channels][];
        jacobian = new double[channels][];
        localJacobian = new double[channels][];
        int most = 0;
        int widest = 0;
        int highest = 0;
        for (int c = 0; c < channels; c++) {
            int slots = model.channelGlobals[c].length;
            int locals = model.channelLocals[c].length;
            int bins = model.channelStart[c + 1] - model.channelStart[c];
            coupling[c] = new double[locals * slots];
            localJacobian[c] = new double[locals];
            jacobian[c] = new double[slots * bins];
            localBlockStart[c] = new int[bins + 1];
            for (int b = 0; b < bins; b++) {
                int m = model.localStart[c][b + 1] - model.localStart[c][b];
                localBlockStart[c][b + 1] = localBlockStart[c][b] + m * m;
            }
            localHessian[c] = new double[localBlockStart[c][bins]];
            int height = bins;
            for (Block block : model.blocks) {
                height += block.channel == c ? 2 : 0;
            }
            most = Math.max(most, slots * height);
            highest = Math.max(highest, height);
            widest = Math.max(widest, slots);
        }
        rows = new double[most];
        weights = new double[highest];
        left = new double[widest];
        right = new double[widest];
        square = new double[widest * widest];
        states = new BlockState[model.blocks.length];
        for (int i = 0; i < states.length; i++) {
            states[i] = new BlockState(model.blocks[i]);
        }
    }

    /**
     * Sets the data.
     *
     * @param main events per bin
     * @param aux auxiliary data, constrained parameters in order
     */
    public void setData(double[] main, double[] aux) {
        System.arraycopy(main, 0, n, 0, n.length);
        constant = 0;
        for (double count : n) {
            constant += PoissonTerm.constant(count);
        }
        for (int p = 0; p < auxiliary.length; p++) {
            int index = model.auxiliaryIndex[p];
            if (index < 0) {
                continue;
            }
            auxiliary[p] = aux[index];
            constant += model.constraint[p] == ParameterSet.NORMAL
                    ? Math.log(model.width[p]) + 0.5 * Math.log(2 * Math.PI)
                    : PoissonTerm.constant(aux[index]);
        }
    }

    /** What {@link #value} leaves out of −ln L: a constant of the data and of the widths. */
    public double constant() {
        return constant;
    }

    /** Events in a bin of the data. */
    public double data(int bin) {
        return n[bin];
    }

    /** Auxiliary datum of a parameter. */
    public double auxiliary(int parameter) {
        return auxiliary[parameter];
    }

    /** Yield of a bin at the last point. */
    public double yieldOf(int bin) {
        return nu[bin];
    }

    /** Computes the yields. */
    public void computeYields(double[] theta) {
        for (int p : model.shapeParameters) {
            Interpolation.shapeWeights(model.codes.histoSys(), theta[p], shapeWeights, 6 * p);
        }
        Arrays.fill(nu, 0);
        for (BlockState state : states) {
            state.compute(theta, shapeWeights, model.codes.normSys());
            int first = state.block.first;
            for (int b = 0; b < state.base.length; b++) {
                nu[first + b] += state.scalar * state.binFactor[b] * state.base[b];
            }
        }
    }

    /**
     * −ln L without {@link #constant()}: a sum of deviances, zero for data equal to the expectation. Infinite where a
     * bin with events has no expectation.
     */
    public double value(double[] theta) {
        computeYields(theta);
        double sum = 0;
        for (int b = 0; b < n.length; b++) {
            sum += PoissonTerm.deviance(n[b], nu[b]);
        }
        return sum + constraints(theta);
    }

    /** The deviance of the auxiliary measurements. */
    double constraints(double[] theta) {
        double sum = 0;
        for (int p = 0; p < theta.length; p++) {
            if (model.constraint[p] == ParameterSet.NORMAL) {
                double pull = (theta[p] - auxiliary[p]) / model.width[p];
                sum += 0.5 * pull * pull;
            } else if (model.constraint[p] == ParameterSet.POISSON) {
                sum += PoissonTerm.deviance(auxiliary[p], theta[p] * model.width[p]);
            }
        }
        return sum;
    }

    /**
     * −ln L of the main measurement at the last point, constants included.
     */
    public double mainValue() {
        double sum = 0;
        for (int b = 0; b < n.length; b++) {
            sum += PoissonTerm.deviance(n[b], nu[b]) + PoissonTerm.constant(n[b]);
        }
        return sum;
    }

    /** −ln of the density of the auxiliary measurements, constants included. */
    public double constraintValue(double[] theta) {
        double mainConstant = 0;
        for (double count : n) {
            mainConstant += PoissonTerm.constant(count);
        }
        return constraints(theta) + constant - mainConstant;
    }

    /** Number of (channel, sample) pairs. */
    public int blocks() {
        return states.length;
    }

    /** Channel of a pair. */
    public String blockChannel(int i) {
        return model.channelNames.get(states[i].block.channel);
    }

    /** Sample of a pair. */
    public String blockSample(int i) {
        return states[i].block.sample;
    }

    /** Yields of a pair at the last point; a new array. */
    public double[] blockYields(int i) {
        BlockState state = states[i];
        double[] yields = new double[state.base.length];
        for (int b = 0; b < yields.length; b++) {
            yields[b] = state.scalar * state.binFactor[b] * state.base[b];
        }
        return yields;
    }

    /** Value as {@link #value}, and the gradient. */
    public double valueAndGradient(double[] theta) {
        return derivatives(theta, false, false);
    }

    /** Value as {@link #value}, the gradient and the Hessian. */
    public double valueGradientHessian(double[] theta) {
        return derivatives(theta, true, true);
    }

    /**
     * Value, gradient, and the Hessian with or without the second derivatives of the yields. Without, it is positive
     * semidefinite everywhere (Gauss-Newton).
     */
    double valueGradient(double[] theta, boolean curvature) {
        return derivatives(theta, true, curvature);
    }

    private double derivatives(double[] theta, boolean second, boolean curvature) {
        double value = value(theta);
        if (!Double.isFinite(value)) {
            return value;
        }
        for (int b = 0; b < n.length; b++) {
            r[b] = n[b] == 0 ? 1 : 1 - n[b] / nu[b];
            w[b] = n[b] == 0 ? 0 : n[b] / (nu[b] * nu[b]);
        }
        Arrays.fill(gradient, 0);
        Arrays.fill(globalHessian, 0);
        for (int c = 0; c < jacobian.length; c++) {
            Arrays.fill(jacobian[c], 0);
            Arrays.fill(localJacobian[c], 0);
            if (second) {
                Arrays.fill(coupling[c], 0);
                Arrays.fill(localHessian[c], 0);
            }
        }
        int next = 0;
        for (int c = 0; c < jacobian.length; c++) {
            rowCount = model.channelStart[c + 1] - model.channelStart[c];
            // blocks are in the order of their channels
            for (; next < states.length && states[next].block.channel == c; next++) {
                states[next].addJacobian(this);
                if (curvature) {
                    states[next].addCurvature(this);
                }
            }
            gradientOfChannel(c);
            if (second) {
                gaussNewton(c);
            }
        }
        addConstraints(theta, second);
        return value;
    }

    private void gradientOfChannel(int c) {
        int first = model.channelStart[c];
        int bins = model.channelStart[c + 1] - first;
        int[] slots = model.channelGlobals[c];
        for (int s = 0; s < slots.length; s++) {
            double sum = 0;
            for (int b = 0; b < bins; b++) {
                sum += jacobian[c][s * bins + b] * r[first + b];
            }
            gradient[model.globals[slots[s]]] += sum;
        }
        int[] locals = model.channelLocals[c];
        for (int l = 0; l < locals.length; l++) {
            gradient[locals[l]] = localJacobian[c][l] * r[first + model.localBin[c][l]];
        }
    }

    /** Adds Jᵀ diag(w) J of a channel, and the products that its blocks have left in {@link #rows}. */
    private void gaussNewton(int c) {
        int first = model.channelStart[c];
        int bins = model.channelStart[c + 1] - first;
        int slots = model.channelGlobals[c].length;
        double[] jac = jacobian[c];
        for (int s = 0; s < slots; s++) {
            for (int b = 0; b < bins; b++) {
                rows[b * slots + s] = jac[s * bins + b];
            }
        }
        System.arraycopy(w, first, weights, 0, bins);
        Arrays.fill(square, 0, slots * slots, 0);
        Dense.addWeightedSquares(rows, weights, 0, rowCount, slots, square);
        scatter(c, square, globalHessian);
        double[] dl = localJacobian[c];
        for (int b = 0; b < bins; b++) {
            int start = model.localStart[c][b];
            int m = model.localStart[c][b + 1] - start;
            int at = localBlockStart[c][b];
            for (int i = 0; i < m; i++) {
                double wd = w[first + b] * dl[start + i];
                int row = (start + i) * slots;
                for (int s = 0; s < slots; s++) {
                    coupling[c][row + s] += wd * rows[b * slots + s];
                }
                for (int j = 0; j <= i; j++) {
                    localHessian[c][at + i * m + j] += wd * dl[start + j];
                }
            }
        }
    }

    /** Adds a channel's lower triangle to the one of all global parameters. */
    void scatter(int c, double[] source, double[] target) {
        int[] slots = model.channelGlobals[c];
        int k = slots.length;
        int g = model.globals.length;
        for (int i = 0; i < k; i++) {
            int row = slots[i] * g;
            for (int j = 0; j <= i; j++) {
                target[row + slots[j]] += source[i * k + j];
            }
        }
    }

    private void addConstraints(double[] theta, boolean second) {
        int g = model.globals.length;
        int global = 0;
        for (int p = 0; p < theta.length; p++) {
            boolean isGlobal = global < g && model.globals[global] == p;
            if (model.constraint[p] != ParameterSet.UNCONSTRAINED) {
                gradient[p] += constraintGradient(p, theta[p]);
                if (second && isGlobal) {
                    globalHessian[global * g + global] += constraintCurvature(p, theta[p]);
                }
            }
            global += isGlobal ? 1 : 0;
        }
        if (second) {
            for (int c = 0; c < jacobian.length; c++) {
                for (int b = 0; b + 1 < model.localStart[c].length; b++) {
                    int start = model.localStart[c][b];
                    int m = model.localStart[c][b + 1] - start;
                    for (int i = 0; i < m; i++) {
                        int p = model.channelLocals[c][start + i];
                        localHessian[c][localBlockStart[c][b] + i * m + i] += constraintCurvature(p, theta[p]);
                    }
                }
            }
        }
    }

    private double constraintGradient(int p, double x) {
        double width = model.width[p];
        if (model.constraint[p] == ParameterSet.NORMAL) {
            return (x - auxiliary[p]) / (width * width);
        }
        return width - (auxiliary[p] == 0 ? 0 : auxiliary[p] / x);
    }

    private double constraintCurvature(int p, double x) {
        return switch (model.constraint[p]) {
            case ParameterSet.NORMAL -> 1 / (model.width[p] * model.width[p]);
            case ParameterSet.POISSON -> auxiliary[p] == 0 ? 0 : auxiliary[p] / (x * x);
            default -> 0;
        };
    }

    /** Writes Σ_p ∂ν_b/∂θ_p v_p, with the Jacobian of the last derivatives. */
    public void yieldSlopes(double[] v, double[] out) {
        Arrays.fill(out, 0);
        for (int c = 0; c < jacobian.length; c++) {
            int first = model.channelStart[c];
            int bins = model.channelStart[c + 1] - first;
            int[] slots = model.channelGlobals[c];
            for (int s = 0; s < slots.length; s++) {
                double x = v[model.globals[slots[s]]];
                for (int b = 0; b < bins; b++) {
                    out[first + b] += x * jacobian[c][s * bins + b];
                }
            }
            int[] locals = model.channelLocals[c];
            for (int l = 0; l < locals.length; l++) {
                out[first + model.localBin[c][l]] += v[locals[l]] * localJacobian[c][l];
            }
        }
    }

    /** Σ_b ∂ν_b/∂θ_p · slope_b / ν_b for a local or global parameter, with the Jacobian of the last derivatives. */
    public double weightedJacobian(int p, double[] slopes) {
        double[] unit = new double[model.parameters()];
        unit[p] = 1;
        double[] column = new double[n.length];
        yieldSlopes(unit, column);
        double sum = 0;
        for (int b = 0; b < column.length; b++) {
            sum += column[b] * slopes[b] / nu[b];
        }
        return sum;
    }

    /** Hessian over all parameters, row-major, from the last {@link #valueGradientHessian}. */
    public double[] denseHessian() {
        int count = model.parameters();
        int g = model.globals.length;
        double[] full = new double[count * count];
        for (int i = 0; i < g; i++) {
            for (int j = 0; j <= i; j++) {
                put(full, count, model.globals[i], model.globals[j], globalHessian[i * g + j]);
            }
        }
        for (int c = 0; c < jacobian.length; c++) {
            int[] slots = model.channelGlobals[c];
            int[] locals = model.channelLocals[c];
            for (int l = 0; l < locals.length; l++) {
                for (int s = 0; s < slots.length; s++) {
                    put(full, count, locals[l], model.globals[slots[s]], coupling[c][l * slots.length + s]);
                }
            }
            for (int b = 0; b + 1 < model.localStart[c].length; b++) {
                int start = model.localStart[c][b];
                int m = model.localStart[c][b + 1] - start;
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j <= i; j++) {
                        double h = localHessian[c][localBlockStart[c][b] + i * m + j];
                        put(full, count, locals[start + i], locals[start + j], h);
                    }
                }
            }
        }
        return full;
    }

    private static void put(double[] full, int count, int i, int j, double value) {
        full[i * count + j] = value;
        full[j * count + i] = value;
    }

    /** Adds left rightᵀ + right leftᵀ to the Hessian of a channel's global parameters. */
    void addProduct(int c) {
        int slots = model.channelGlobals[c].length;
        int at = rowCount * slots;
        for (int s = 0; s < slots; s++) {
            rows[at + s] = left[s] + right[s];
            rows[at + slots + s] = left[s] - right[s];
        }
        weights[rowCount++] = 0.5;
        weights[rowCount++] = -0.5;
    }

    /** Position of a global slot pair in the lower triangle. */
    void addGlobal(int c, int slotA, int slotB, double value) {
        int a = model.channelGlobals[c][slotA];
        int b = model.channelGlobals[c][slotB];
        globalHessian[Math.max(a, b) * model.globals.length + Math.min(a, b)] += value;
    }

    /** Adds to ∂²/∂(bin factor's parameter)∂(global parameter). */
    void addMixed(int c, BinFactor factor, int b, int slot, double value) {
        int position = factor.position[b];
        if (position >= 0) {
            coupling[c][position * model.channelGlobals[c].length + slot] += value;
        } else {
            addGlobal(c, -1 - position, slot, -1 - position == slot ? 2 * value : value);
        }
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
            localHessian[c][localBlockStart[c][b] + i * m + j] += value;
        } else if (p >= 0) {
            addMixed(c, f, b, -1 - q, value);
        } else {
            addMixed(c, g, b, -1 - p, value);
        }
    }
}
