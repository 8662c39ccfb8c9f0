package org.diffhep.stats.internal;

import org.diffhep.stats.ObjectiveUndefinedException;
import org.diffhep.stats.internal.Block.BinFactor;

/**
 * The chain rule through the modifiers, block by block: yields and widths hand their derivatives in, and those of the
 * templates are added up in a {@link TemplateSums}. Owns its work arrays, so it must not be shared between threads.
 */
public final class TemplatePullBack {
    private static final double[] NONE = {};

    private final CompiledModel model;
    private final double[] onBase;
    private final double[] onSlope;
    /** Interpolation weights of a block's shapes, and their derivatives along a direction. */
    private final Weights values;

    private final Weights slopes;
    private final double[] scratch = new double[4];
    private final double[][] coefficients = new double[6][2];

    /**
     * Work arrays.
     *
     * @param model the model whose templates they are
     */
    public TemplatePullBack(CompiledModel model) {
        this.model = model;
        int bins = 0;
        int shapes = 0;
        for (Block block : model.blocks) {
            bins = Math.max(bins, block.bins());
            shapes = Math.max(shapes, block.shapeParameter.length);
        }
        onBase = new double[bins];
        onSlope = new double[bins];
        values = new Weights(shapes);
        slopes = new Weights(shapes);
    }

    /**
     * Adds the derivative of Σ_b a_b ν_b.
     *
     * @param sums target
     * @param e holds ν at the point
     * @param theta the point
     * @param a weights of ν, per bin
     */
    public void add(TemplateSums sums, Evaluator e, double[] theta, double[] a) {
        add(sums, e, theta, a, NONE, NONE);
    }

    /**
     * Adds the derivative of Σ_b a_b ν_b + c_b ν̇_b, where ν̇ is the derivative of ν along a direction in parameters.
     *
     * @param sums target
     * @param e holds ν at the point
     * @param theta the point
     * @param a weights of ν, per bin
     * @param direction direction, per parameter; empty for no second term
     * @param c weights of ν̇, per bin; empty for no second term
     */
    public void add(TemplateSums sums, Evaluator e, double[] theta, double[] a, double[] direction, double[] c) {
        if (c.length > 0) {
            e.factors.computeSlopes();
        }
        for (int i = 0; i < e.states.length; i++) {
            BlockState state = e.states[i];
            int bins = state.base.length;
            double onScalar = 0;
            double onScalarSlope = 0;
            Block block = state.block;
            double scalarSlope = c.length == 0 ? 0 : scalarSlope(state, direction);
            values.read(block, e.shapeWeights);
            if (c.length > 0) {
                slopes.readAlong(block, e.shapeWeights, direction);
            }
            for (int b = 0; b < bins; b++) {
                double g = state.binFactor[b];
                double ab = a[block.first + b];
                onBase[b] = ab * state.scalar * g;
                onScalar += ab * g * state.base[b];
                if (c.length > 0) {
                    double cb = c[block.first + b];
                    double gSlope = binSlope(state, b, direction);
                    double baseSlope = Dense.dots(block.shapeHi[b], slopes.plus, block.shapeLo[b], slopes.minus);
                    onBase[b] += cb * (scalarSlope * g + state.scalar * gSlope);
                    onSlope[b] = cb * state.scalar * g;
                    onScalar += cb * (gSlope * state.base[b] + g * baseSlope);
                    onScalarSlope += cb * g * state.base[b];
                }
            }
            values.addTo(sums, i, onBase, bins);
            if (c.length > 0) {
                slopes.addTo(sums, i, onSlope, bins);
            }
            double[] nominal = sums.nominal[i];
            for (int b = 0; b < bins; b++) {
                nominal[b] += onBase[b] * (1 - values.sum) - (c.length > 0 ? onSlope[b] * slopes.sum : 0);
            }
            addFactors(sums, i, state, theta, onScalar, onScalarSlope, direction);
        }
    }

    private static double scalarSlope(BlockState state, double[] direction) {
        double sum = 0;
        for (int i = 0; i < state.block.scalarParameter.length; i++) {
            sum += state.without(i) * state.slope(i) * direction[state.block.scalarParameter[i]];
        }
        return sum;
    }

    private static double binSlope(BlockState state, int b, double[] direction) {
        double sum = 0;
        for (int f = 0; f < state.binValue.length; f++) {
            sum += state.binWithout(b, f) * direction[state.block.binFactors[f].firstParameter + b];
        }
        return sum;
    }

    /** Interpolation weights of a block's shapes, or their derivatives along a direction. */
    private static final class Weights {
        final double[] plus;
        final double[] minus;
        int count;
        double sum;
        /** Whether any is not zero. */
        boolean any;

        Weights(int largest) {
            plus = new double[largest];
            minus = new double[largest];
        }

        void read(Block block, double[] weights) {
            begin(block);
            for (int h = 0; h < count; h++) {
                int at = 6 * block.shapeParameter[h];
                set(h, weights[at], weights[at + 1]);
            }
        }

        void readAlong(Block block, double[] weights, double[] direction) {
            begin(block);
            for (int h = 0; h < count; h++) {
                int p = block.shapeParameter[h];
                set(h, weights[6 * p + 2] * direction[p], weights[6 * p + 3] * direction[p]);
            }
        }

        private void begin(Block block) {
            count = block.shapeParameter.length;
            sum = 0;
            any = false;
        }

        private void set(int h, double p, double m) {
            plus[h] = p;
            minus[h] = m;
            sum += p + m;
            any |= p != 0 || m != 0;
        }

        /** Hands on what the yields without factors get, over the bins of a block. */
        void addTo(TemplateSums sums, int block, double[] onYield, int bins) {
            if (any) {
                sums.addShapes(block, onYield, bins, plus, minus, count);
            }
        }
    }

    private void addFactors(
            TemplateSums sums,
            int i,
            BlockState state,
            double[] theta,
            double onScalar,
            double onScalarSlope,
            double[] direction) {
        Block block = state.block;
        double[] logHi = block.coefficients[6];
        double[] logLo = block.coefficients[7];
        double along = 0;
        for (int j = 0; j < block.scalarParameter.length && onScalarSlope != 0; j++) {
            along += direction[block.scalarParameter[j]] * state.log(j);
        }
        for (int k = 0; k < block.normSysLo.length; k++) {
            int index = block.directFactors + k;
            double x = theta[block.scalarParameter[index]];
            if (onScalarSlope == 0 && x == 0) {
                continue;
            }
            double without = state.without(index);
            double onFactor = onScalar * without;
            double onFirst = 0;
            if (onScalarSlope != 0) {
                double d = direction[block.scalarParameter[index]];
                double others = state.nearlyVanishes()
                        ? slopeOfOthers(state, index, direction)
                        : without * (along - d * state.log(index));
                onFactor += onScalarSlope * others;
                onFirst = onScalarSlope * d * without;
            }
            if (onFactor == 0 && onFirst == 0) {
                continue;
            }
            double lo = block.normSysLo[k];
            double hi = block.normSysHi[k];
            Interpolation.factorVariation(
                    model.codes.normSys(),
                    lo,
                    hi,
                    logLo[block.firstFactor + index],
                    logHi[block.firstFactor + index],
                    x,
                    scratch,
                    coefficients);
            double dLo = scratch[0] * onFactor + scratch[2] * onFirst;
            double dHi = scratch[1] * onFactor + scratch[3] * onFirst;
            if (!Double.isFinite(dLo) || !Double.isFinite(dHi)) {
                throw new ObjectiveUndefinedException("channel '" + model.channelNames.get(block.channel)
                        + "', sample '" + block.sample + "': the derivative in normsys '" + block.normSysName[k]
                        + "' (lo = " + lo + ", hi = " + hi + ") is infinite; keep both factors above zero");
            }
            sums.normSysLo[i][k] += dLo;
            sums.normSysHi[i][k] += dHi;
        }
    }

    /** Derivative along the direction of the product of the scalar factors without one of them, where one may be zero. */
    private static double slopeOfOthers(BlockState state, int index, double[] direction) {
        double sum = 0;
        for (int j = 0; j < state.block.scalarParameter.length; j++) {
            if (j != index) {
                sum += direction[state.block.scalarParameter[j]] * state.slope(j) * state.without(index, j);
            }
        }
        return sum;
    }

    /**
     * Adds the part that comes through the widths of constraints, which are made of templates: δ² = Σσ² / (ΣT)² of
     * staterror, τ = 1/δ² of staterror with Poisson constraint, τ = (T/σ)² of shapesys; and through the width of lumi, which is
     * a number of its own. Other widths that the measurement sets are left out.
     *
     * @param sums target
     * @param onWidth per parameter: derivative in δ² for Normal constraints and where a parameter is held for want of an
     *     uncertainty, else in τ
     */
    public void addWidths(TemplateSums sums, double[] onWidth) {
        for (int k = 0; k < model.lumiParameters.length; k++) {
            int p = model.lumiParameters[k];
            sums.lumiSigma[k] += 2 * model.width[p] * onWidth[p];
        }
        for (int i = 0; i < model.blocks.length; i++) {
            Block block = model.blocks[i];
            for (int f = 0; f < block.binFactors.length; f++) {
                BinFactor factor = block.binFactors[f];
                ParameterSet set = factor.set;
                if (set.widthConfigured) {
                    continue;
                }
                for (int b = 0; b < block.bins(); b++) {
                    double d = onWidth[factor.firstParameter + b];
                    int element = factor.offset + b;
                    if (set.kind == ParameterSet.Kind.STAT_ERROR && set.sumNominal[element] > 0) {
                        double total = set.sumNominal[element];
                        sums.variance[i][b] += d / (total * total);
                        sums.nominal[i][b] -= 2 * d * set.sumVariance[element] / (total * total * total);
                    } else if (set.kind == ParameterSet.Kind.SHAPE_SYS && !set.degenerate[element]) {
                        double tau = set.width[element];
                        sums.nominal[i][b] += 2 * d * tau / block.nominal[b];
                        sums.shapeSys[i][f][b] -= 2 * d * tau / factor.uncertainties[b];
                    } else if (set.kind == ParameterSet.Kind.POISSON_STAT_ERROR && set.sumNominal[element] > 0) {
                        addPoissonStatError(sums, i, b, factor.firstParameter + b, d);
                    }
                }
            }
        }
    }

    private void addPoissonStatError(TemplateSums sums, int block, int bin, int parameter, double d) {
        ParameterSet set = model.sets[parameter];
        int element = model.elementOfSet[parameter];
        double total = set.sumNominal[element];
        if (!set.degenerate[element]) {
            double tau = set.width[element];
            sums.nominal[block][bin] += 2 * d * tau / total;
            sums.variance[block][bin] -= d * tau / set.sumVariance[element];
        } else if (model.heldWithoutUncertainty(parameter)) {
            // τ → ∞: one-sided, in δ² = Σσ² / (ΣT)²
            sums.variance[block][bin] += d / (total * total);
        }
    }
}
