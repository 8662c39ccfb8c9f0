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
    /** Hessian of the global parameters, lower triangle. */
    final double[][] globalHessian;
    /** Per channel: rows = local parameters, columns = the channel's global parameters. */
    final double[][][] coupling;
    /** Per channel, for each bin the square block of its local parameters, one after another. */
    final double[][] localHessian;

    final int[][] localBlockStart;

    /** Per channel: ∂ν/∂θ, [bin][slot]. */
    final double[][][] jacobian;
    /** Per channel and local parameter: ∂ν of its bin. */
    final double[][] localJacobian;

    private final WeightedSquares squares;
    /** One number per slot each, for blocks to work with. */
    final double[] left;

    final double[] right;
    private final double[] row;
    /** Per block of a channel: its scalar row, and the number that it is multiplied with. */
    private final double[][] blockRows;

    private final double[] blockWeights;

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
        globalHessian = Dense.triangle(g);
        squares = new WeightedSquares(globalHessian);
        coupling = new double[channels][][];
        localHessian = new double[channels][];
        localBlockStart = new int[channels][];
        jacobian = new double[channels][][];
        localJacobian = new double[channels][];
        int widest = 0;
        for (int c = 0; c < channels; c++) {
            int slots = model.channelGlobals[c].length;
            int locals = model.channelLocals[c].length;
            int bins = model.channelStart[c + 1] - model.channelStart[c];
            coupling[c] = new double[locals][slots];
            localJacobian[c] = new double[locals];
            jacobian[c] = new double[bins][slots];
            localBlockStart[c] = new int[bins + 1];
            for (int b = 0; b < bins; b++) {
                int m = model.localStart[c][b + 1] - model.localStart[c][b];
                localBlockStart[c][b + 1] = localBlockStart[c][b] + m * m;
            }
            localHessian[c] = new double[localBlockStart[c][bins]];
            widest = Math.max(widest, slots);
        }

        left = new double[widest];
        right = new double[widest];
        row = new double[widest];

        states = new BlockState[model.blocks.length];
        for (int i = 0; i < states.length; i++) {
            Block block = model.blocks[i];
            states[i] = new BlockState(block, model.channelGlobals[block.channel].length);
        }
        blockRows = new double[states.length][];
        blockWeights = new double[states.length];
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

    /** Events per bin; a copy. */
    public double[] data() {
        return n.clone();
    }

    /** The auxiliary data, constrained parameters in order; a copy. */
    public double[] auxiliaryData() {
        double[] data = new double[model.auxiliaryCount];
        for (int p = 0; p < auxiliary.length; p++) {
            if (model.auxiliaryIndex[p] >= 0) {
                data[model.auxiliaryIndex[p]] = auxiliary[p];
            }
        }
        return data;
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
        if (second) {
            clear(globalHessian);
        }
        for (int c = 0; c < jacobian.length; c++) {
            clear(jacobian[c]);
            Arrays.fill(localJacobian[c], 0);
            if (second) {
                clear(coupling[c]);
                Arrays.fill(localHessian[c], 0);
            }
        }
        int next = 0;
        for (int c = 0; c < jacobian.length; c++) {

            // blocks are in the order of their channels
            int first = next;
            for (; next < states.length && states[next].block.channel == c; next++) {
                states[next].computeSlopes(model.codes.normSys());
                blockRows[next - first] = states[next].scalarRow;
            }
            addScalarRows(c, first, next, curvature);
            for (int i = first; i < next; i++) {
                states[i].addShapes(this, curvature);
                states[i].addBinSlopes(this);
                if (curvature) {
                    states[i].addCurvature(this);
                }
            }
            gradientOfChannel(c);
            if (second) {
                gaussNewton(c);
            }
        }
        squares.flush();
        addConstraints(theta, second);
        return value;
    }

    /** Adds what comes through the scalar factors of blocks to ∂ν/∂θ, and to the mixed second derivatives. */
    private void addScalarRows(int c, int first, int end, boolean curvature) {
        int slots = model.channelGlobals[c].length;
        int start = model.channelStart[c];
        for (int b = 0; b < jacobian[c].length; b++) {
            for (int i = first; i < end; i++) {
                blockWeights[i - first] = states[i].binFactor[b] * states[i].base[b];
            }
            Dense.addRows(blockWeights, blockRows, end - first, jacobian[c][b], slots);
            for (int l = model.localStart[c][b]; l < model.localStart[c][b + 1] && curvature; l++) {
                for (int i = first; i < end; i++) {
                    blockWeights[i - first] = r[start + b] * states[i].base[b] * states[i].slopeInLocal(b, l);
                }
                Dense.addRows(blockWeights, blockRows, end - first, coupling[c][l], slots);
            }
        }
    }

    private static void clear(double[][] rows) {
        for (double[] row : rows) {
            Arrays.fill(row, 0);
        }
    }

    private void gradientOfChannel(int c) {
        int first = model.channelStart[c];
        int bins = model.channelStart[c + 1] - first;
        int[] slots = model.channelGlobals[c];
        Arrays.fill(row, 0);
        for (int b = 0; b < bins; b++) {
            Dense.addMultiple(r[first + b], jacobian[c][b], row, slots.length);
        }
        for (int s = 0; s < slots.length; s++) {
            gradient[model.globals[slots[s]]] += row[s];
        }
        int[] locals = model.channelLocals[c];
        for (int l = 0; l < locals.length; l++) {
            gradient[locals[l]] = localJacobian[c][l] * r[first + model.localBin[c][l]];
        }
    }

    /** Adds Jᵀ diag(w) J of a channel. */
    private void gaussNewton(int c) {
        int first = model.channelStart[c];
        int bins = model.channelStart[c + 1] - first;
        int[] slots = model.channelGlobals[c];
        double[][] jac = jacobian[c];
        for (int b = 0; b < bins; b++) {
            if (w[first + b] > 0) {
                double[] slopes = squares.row(w[first + b]);
                for (int s = 0; s < slots.length; s++) {
                    slopes[slots[s]] = jac[b][s];
                }
            }
        }
        double[] dl = localJacobian[c];
        for (int b = 0; b < bins; b++) {
            int start = model.localStart[c][b];
            int m = model.localStart[c][b + 1] - start;
            int at = localBlockStart[c][b];
            for (int i = 0; i < m; i++) {
                double wd = w[first + b] * dl[start + i];
                Dense.addMultiple(wd, jac[b], coupling[c][start + i], slots.length);
                for (int j = 0; j <= i; j++) {
                    localHessian[c][at + i * m + j] += wd * dl[start + j];
                }
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
                    globalHessian[global][global] += constraintCurvature(p, theta[p]);
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

    /** Second derivative of a parameter's constraint. */
    double constraintCurvature(int p, double x) {
        return switch (model.constraint[p]) {
            case ParameterSet.NORMAL -> 1 / (model.width[p] * model.width[p]);
            case ParameterSet.POISSON -> auxiliary[p] == 0 ? 0 : auxiliary[p] / (x * x);
            default -> 0;
        };
    }

    /** Writes ∂ν_b/∂θ_p of the last derivatives, [p][b] over all parameters and bins. */
    void copyJacobian(double[][] out) {
        clear(out);
        for (int c = 0; c < jacobian.length; c++) {
            int first = model.channelStart[c];
            int bins = model.channelStart[c + 1] - first;
            int[] slots = model.channelGlobals[c];
            for (int s = 0; s < slots.length; s++) {
                double[] target = out[model.globals[slots[s]]];
                for (int b = 0; b < bins; b++) {
                    target[first + b] = jacobian[c][b][s];
                }
            }
            int[] locals = model.channelLocals[c];
            for (int l = 0; l < locals.length; l++) {
                out[locals[l]][first + model.localBin[c][l]] = localJacobian[c][l];
            }
        }
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
                    out[first + b] += x * jacobian[c][b][s];
                }
            }
            int[] locals = model.channelLocals[c];
            for (int l = 0; l < locals.length; l++) {
                out[first + model.localBin[c][l]] += v[locals[l]] * localJacobian[c][l];
            }
        }
    }

    /** Adds Σ_b weights_b ∂ν_b/∂θ_p for every parameter, with the Jacobian of the last derivatives. */
    public void addYieldGradient(double[] weights, double[] out) {
        for (int c = 0; c < jacobian.length; c++) {
            int first = model.channelStart[c];
            int[] slots = model.channelGlobals[c];
            for (int b = 0; b < jacobian[c].length; b++) {
                for (int s = 0; s < slots.length; s++) {
                    out[model.globals[slots[s]]] += weights[first + b] * jacobian[c][b][s];
                }
            }
            int[] locals = model.channelLocals[c];
            for (int l = 0; l < locals.length; l++) {
                out[locals[l]] += weights[first + model.localBin[c][l]] * localJacobian[c][l];
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
                put(full, count, model.globals[i], model.globals[j], globalHessian[i][j]);
            }
        }
        for (int c = 0; c < jacobian.length; c++) {
            int[] slots = model.channelGlobals[c];
            int[] locals = model.channelLocals[c];
            for (int l = 0; l < locals.length; l++) {
                for (int s = 0; s < slots.length; s++) {
                    put(full, count, locals[l], model.globals[slots[s]], coupling[c][l][s]);
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

    /** Adds a bᵀ + b aᵀ to the Hessian of a channel's global parameters. */
    void addProduct(int c, double[] a, double[] b) {
        int[] slots = model.channelGlobals[c];
        double[] sum = squares.row(0.5);
        for (int s = 0; s < slots.length; s++) {
            sum[slots[s]] = a[s] + b[s];
        }
        double[] difference = squares.row(-0.5);
        for (int s = 0; s < slots.length; s++) {
            difference[slots[s]] = a[s] - b[s];
        }
    }

    /** Position of a global slot pair in the lower triangle. */
    void addGlobal(int c, int slotA, int slotB, double value) {
        int a = model.channelGlobals[c][slotA];
        int b = model.channelGlobals[c][slotB];
        globalHessian[Math.max(a, b)][Math.min(a, b)] += value;
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
        } else if (p < 0 && q < 0) {
            addGlobal(c, -1 - p, -1 - q, p == q ? 2 * value : value);
        } else {
            coupling[c][Math.max(p, q)][-1 - Math.min(p, q)] += value;
        }
    }
}
