package org.diffhep.stats.internal;

import java.util.Arrays;

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

    /** Yields per bin at the last point. */
    final double[] nu;

    final double[] r;
    final double[] w;
    final ScalarFactors factors;
    private final ShapeGroup[] shapeGroups;
    final BlockState[] states;
    final double[] shapeWeights;

    /** Gradient over all parameters. */
    public final double[] gradient;
    /** ∂ν/∂θ at the last point that derivatives were asked at. */
    public final Jacobian jacobian;
    /** Second derivatives at the last point that they were asked at. */
    public final Hessian hessian;

    /** Second derivatives in one parameter each that are not yet in the Hessian. */
    final double[] curvatures;

    /** One number per slot each, for blocks to work with. */
    final double[] left;

    final double[] right;
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
        n = new double[model.bins()];
        auxiliary = new double[model.parameters()];
        nu = new double[n.length];
        r = new double[n.length];
        w = new double[n.length];
        gradient = new double[model.parameters()];
        shapeWeights = new double[6 * model.parameters()];
        jacobian = new Jacobian(model);
        hessian = new Hessian(model, jacobian);
        curvatures = new double[model.parameters()];
        left = new double[model.globals.length];
        right = new double[model.globals.length];
        factors = new ScalarFactors(model);
        shapeGroups = new ShapeGroup[model.shapeGroups.length];
        for (int i = 0; i < shapeGroups.length; i++) {
            shapeGroups[i] = new ShapeGroup(model.shapeGroups[i]);
        }
        states = new BlockState[model.blocks.length];
        for (int i = 0; i < states.length; i++) {
            Block block = model.blocks[i];
            states[i] = new BlockState(
                    block, model.channelGlobals[block.channel].length, factors, shapeGroups[block.shapeGroup]);
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
        for (int p = 0; p < auxiliary.length; p++) {
            int index = model.auxiliaryIndex[p];
            if (index >= 0) {
                auxiliary[p] = aux[index];
            }
        }
    }

    /** What {@link #value} leaves out of −ln L: a constant of the data and of the widths. */
    public double constant() {
        return mainConstant() + constraintConstant();
    }

    private double mainConstant() {
        double sum = 0;
        for (double count : n) {
            sum += PoissonTerm.constant(count);
        }
        return sum;
    }

    private double constraintConstant() {
        double sum = 0;
        for (int p = 0; p < auxiliary.length; p++) {
            if (model.constraint[p] == ParameterSet.NORMAL) {
                sum += Math.log(model.width[p]) + 0.5 * Math.log(2 * Math.PI);
            } else if (model.constraint[p] == ParameterSet.POISSON) {
                sum += PoissonTerm.constant(auxiliary[p]);
            }
        }
        return sum;
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
        for (ShapeGroup group : shapeGroups) {
            group.read(shapeWeights);
        }
        factors.compute(theta);
        Arrays.fill(nu, 0);
        for (BlockState state : states) {
            state.compute(theta);
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
        return constraints(theta) + constraintConstant();
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
        return derivatives(theta, Order.GRADIENT);
    }

    /** Value as {@link #value}, the gradient, and ∂ν/∂θ. */
    public double valueGradientJacobian(double[] theta) {
        return derivatives(theta, Order.JACOBIAN);
    }

    /** Value as {@link #value}, the gradient, ∂ν/∂θ and the Hessian. */
    public double valueGradientHessian(double[] theta) {
        return derivatives(theta, Order.HESSIAN);
    }

    /**
     * As {@link #valueGradientHessian}, but the Hessian without the second derivatives of the yields, so that it is
     * positive semidefinite everywhere.
     */
    double valueGradientGaussNewton(double[] theta) {
        return derivatives(theta, Order.GAUSS_NEWTON);
    }

    /** Which derivatives are made; each needs those before it. */
    private enum Order {
        GRADIENT,
        JACOBIAN,
        GAUSS_NEWTON,
        HESSIAN
    }

    private double derivatives(double[] theta, Order order) {
        double value = value(theta);
        if (!Double.isFinite(value)) {
            return value;
        }
        for (int b = 0; b < n.length; b++) {
            r[b] = n[b] == 0 ? 1 : 1 - n[b] / nu[b];
            w[b] = n[b] == 0 ? 0 : n[b] / (nu[b] * nu[b]);
        }
        Arrays.fill(gradient, 0);
        factors.computeSlopes();
        for (BlockState state : states) {
            state.addGradient(this);
        }
        for (int p = 0; p < theta.length; p++) {
            if (model.constraint[p] != ParameterSet.UNCONSTRAINED) {
                gradient[p] += constraintGradient(p, theta[p]);
            }
        }
        if (order != Order.GRADIENT) {
            addSecond(theta, order != Order.JACOBIAN, order == Order.HESSIAN);
        }
        return value;
    }

    private void addSecond(double[] theta, boolean second, boolean curvature) {
        jacobian.clear();
        if (second) {
            hessian.clear();
            if (curvature) {
                factors.computeCurves();
            }
            for (int p = 0; p < theta.length; p++) {
                curvatures[p] = constraintCurvature(p, theta[p]);
            }
        }
        int next = 0;
        for (int c = 0; c < model.channels(); c++) {
            // blocks are in the order of their channels
            int first = next;
            for (; next < states.length && states[next].block.channel == c; next++) {
                states[next].computeScalarRow();
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
            if (second) {
                hessian.addSquares(c, theta, w, nu, r, curvature);
            }
        }
        if (second) {
            hessian.finish();
            hessian.addDiagonal(curvatures);
        }
    }

    /** Adds what comes through the scalar factors of blocks to ∂ν/∂θ, and to the mixed second derivatives. */
    private void addScalarRows(int c, int first, int end, boolean curvature) {
        int slots = model.channelGlobals[c].length;
        int start = model.channelStart[c];
        for (int b = 0; b < jacobian.global[c].length; b++) {
            for (int i = first; i < end; i++) {
                blockWeights[i - first] = states[i].binFactor[b] * states[i].base[b];
            }
            Dense.addRows(blockWeights, blockRows, end - first, jacobian.global[c][b], slots);
            if (!curvature || model.commonFactor[c][b]) {
                continue;
            }
            for (int l = model.localStart[c][b]; l < model.localStart[c][b + 1]; l++) {
                for (int i = first; i < end; i++) {
                    blockWeights[i - first] = r[start + b] * states[i].base[b] * states[i].slopeInLocal(b, l);
                }
                Dense.addRows(blockWeights, blockRows, end - first, hessian.coupling[c][l], slots);
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
}
