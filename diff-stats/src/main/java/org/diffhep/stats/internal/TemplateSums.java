package org.diffhep.stats.internal;

import org.diffhep.stats.ObjectiveUndefinedException;
import org.diffhep.stats.internal.Block.BinFactor;

/**
 * Collects the derivative of a number with respect to every template: yields and widths hand their derivatives in, and
 * the chain rule through the modifiers is applied here, block by block.
 */
public final class TemplateSums {
    final CompiledModel model;
    /** Per block and bin. */
    public final double[][] nominal;
    /** Per block and bin: ∂/∂σ² of staterror; empty where the block has none. */
    public final double[][] variance;
    /** Per block and normsys. */
    public final double[][] normSysLo;

    public final double[][] normSysHi;
    /** Per block, bin and histosys. */
    private final double[][][] shapeLo;

    private final double[][][] shapeHi;
    /** Per block, bin factor and bin: ∂/∂σ of shapesys. */
    public final double[][][] shapeSys;

    private final double[] scratch = new double[4];
    private final double[][] coefficients = new double[6][2];

    /**
     * All zero.
     *
     * @param model the model whose templates they are
     */
    public TemplateSums(CompiledModel model) {
        this.model = model;
        int count = model.blocks.length;
        nominal = new double[count][];
        variance = new double[count][];
        normSysLo = new double[count][];
        normSysHi = new double[count][];
        shapeLo = new double[count][][];
        shapeHi = new double[count][][];
        shapeSys = new double[count][][];
        for (int i = 0; i < count; i++) {
            Block block = model.blocks[i];
            int bins = block.bins();
            nominal[i] = new double[bins];
            normSysLo[i] = new double[block.normSysLo.length];
            normSysHi[i] = new double[block.normSysLo.length];
            shapeLo[i] = new double[bins][block.shapeParameter.length];
            shapeHi[i] = new double[bins][block.shapeParameter.length];
            shapeSys[i] = new double[block.binFactors.length][];
            boolean stat = false;
            for (int f = 0; f < block.binFactors.length; f++) {
                ParameterSet.Kind kind = block.binFactors[f].set.kind;
                stat |= kind == ParameterSet.Kind.STAT_ERROR;
                shapeSys[i][f] = new double[kind == ParameterSet.Kind.SHAPE_SYS ? bins : 0];
            }
            variance[i] = new double[stat ? bins : 0];
        }
    }

    /**
     * Adds the derivative of Σ_b a_b ν_b + c_b ν̇_b, where ν̇ is the derivative of ν along a direction in parameters.
     *
     * @param e holds ν at the point
     * @param theta the point
     * @param a weights of ν, per bin
     * @param direction direction, per parameter; empty for no second term
     * @param c weights of ν̇, per bin; empty for no second term
     */
    public void add(Evaluator e, double[] theta, double[] a, double[] direction, double[] c) {
        for (int i = 0; i < e.states.length; i++) {
            BlockState state = e.states[i];
            if (c.length > 0) {
                state.computeSlopes(model.codes.normSys());
            }
            int bins = state.base.length;
            double[] onBase = new double[bins];
            double[] onSlope = new double[c.length == 0 ? 0 : bins];
            double onScalar = 0;
            double onScalarSlope = 0;
            Block block = state.block;
            double scalarSlope = c.length == 0 ? 0 : scalarSlope(state, direction);
            Weights values = new Weights(block, e.shapeWeights);
            Weights slopes = c.length == 0 ? values : new Weights(block, e.shapeWeights, direction);
            for (int b = 0; b < bins; b++) {
                double g = state.binFactor[b];
                double ab = a[block.first + b];
                onBase[b] = ab * state.scalar * g;
                onScalar += ab * g * state.base[b];
                if (c.length > 0) {
                    double cb = c[block.first + b];
                    double gSlope = binSlope(state, b, direction);
                    double baseSlope = Dense.dots(slopes.plus, block.shapeHi[b], slopes.minus, block.shapeLo[b]);
                    onBase[b] += cb * (scalarSlope * g + state.scalar * gSlope);
                    onSlope[b] = cb * state.scalar * g;
                    onScalar += cb * (gSlope * state.base[b] + g * baseSlope);
                    onScalarSlope += cb * g * state.base[b];
                }
            }
            addShapes(i, onBase, onSlope, values, slopes);
            addFactors(i, state, theta, onScalar, onScalarSlope, direction);
        }
    }

    private static double scalarSlope(BlockState state, double[] direction) {
        double sum = 0;
        for (int i = 0; i < state.block.scalarParameter.length; i++) {
            sum += state.without(i) * state.slope[i] * direction[state.block.scalarParameter[i]];
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

    /**
     * Hands on what the yields without factors get, over the bins of a block.
     *
     * @param onBase derivatives in nominal + Σ δ
     * @param onSlope derivatives in its derivative along the direction; empty for none
     */
    private void addShapes(int i, double[] onBase, double[] onSlope, Weights values, Weights slopes) {
        for (int b = 0; b < onBase.length; b++) {
            double x = onBase[b];
            if (values.any) {
                Dense.addMultiple(x, values.plus, shapeHi[i][b], values.plus.length);
                Dense.addMultiple(x, values.minus, shapeLo[i][b], values.plus.length);
            }
            double onNominal = x * (1 - values.sum);
            if (onSlope.length > 0) {
                double y = onSlope[b];
                Dense.addMultiple(y, slopes.plus, shapeHi[i][b], values.plus.length);
                Dense.addMultiple(y, slopes.minus, shapeLo[i][b], values.plus.length);
                onNominal -= y * slopes.sum;
            }
            nominal[i][b] += onNominal;
        }
    }

    /** Interpolation weights of a block's shapes, or their derivatives along a direction. */
    private static final class Weights {
        final double[] plus;
        final double[] minus;
        final double sum;
        /** Whether any is not zero. */
        final boolean any;

        Weights(Block block, double[] weights) {
            plus = new double[block.shapeParameter.length];
            minus = new double[plus.length];
            double total = 0;
            boolean found = false;
            for (int h = 0; h < plus.length; h++) {
                int at = 6 * block.shapeParameter[h];
                plus[h] = weights[at];
                minus[h] = weights[at + 1];
                total += plus[h] + minus[h];
                found |= plus[h] != 0 || minus[h] != 0;
            }
            sum = total;
            any = found;
        }

        Weights(Block block, double[] weights, double[] direction) {
            plus = new double[block.shapeParameter.length];
            minus = new double[plus.length];
            double total = 0;
            for (int h = 0; h < plus.length; h++) {
                int p = block.shapeParameter[h];
                plus[h] = weights[6 * p + 2] * direction[p];
                minus[h] = weights[6 * p + 3] * direction[p];
                total += plus[h] + minus[h];
            }
            sum = total;
            any = true;
        }
    }

    private void addFactors(
            int i, BlockState state, double[] theta, double onScalar, double onScalarSlope, double[] direction) {
        Block block = state.block;
        double[] logHi = block.normSysCoefficients[6];
        double[] logLo = block.normSysCoefficients[7];
        double along = 0;
        for (int j = 0; j < block.scalarParameter.length && onScalarSlope != 0; j++) {
            along += direction[block.scalarParameter[j]] * state.slope[j] / state.factor[j];
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
                        : without * (along - d * state.slope[index] / state.factor[index]);
                onFactor += onScalarSlope * others;
                onFirst = onScalarSlope * d * without;
            }
            if (onFactor == 0 && onFirst == 0) {
                continue;
            }
            double lo = block.normSysLo[k];
            double hi = block.normSysHi[k];
            Interpolation.factorVariation(
                    model.codes.normSys(), lo, hi, logLo[index], logHi[index], x, scratch, coefficients);
            double dLo = scratch[0] * onFactor + scratch[2] * onFirst;
            double dHi = scratch[1] * onFactor + scratch[3] * onFirst;
            if (!Double.isFinite(dLo) || !Double.isFinite(dHi)) {
                throw new ObjectiveUndefinedException("channel '" + model.channelNames.get(block.channel)
                        + "', sample '" + block.sample + "': the derivative in normsys '" + block.normSysName[k]
                        + "' (lo = " + lo + ", hi = " + hi + ") is infinite; keep both factors above zero");
            }
            normSysLo[i][k] += dLo;
            normSysHi[i][k] += dHi;
        }
    }

    /** Derivative along the direction of the product of the scalar factors without one of them, where one may be zero. */
    private static double slopeOfOthers(BlockState state, int index, double[] direction) {
        double sum = 0;
        for (int j = 0; j < state.factor.length; j++) {
            if (j != index) {
                sum += direction[state.block.scalarParameter[j]] * state.slope[j] * state.without(index, j);
            }
        }
        return sum;
    }

    /**
     * Adds the part that comes through the widths of constraints, which are made of templates: δ² = Σσ² / (ΣT)² of
     * staterror, τ = (T/σ)² of shapesys. Widths that the measurement sets are left out.
     *
     * @param onWidth per parameter: derivative in δ² for staterror, in τ for shapesys
     */
    public void addWidths(double[] onWidth) {
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
                        variance[i][b] += d / (total * total);
                        nominal[i][b] -= 2 * d * set.sumVariance[element] / (total * total * total);
                    } else if (set.kind == ParameterSet.Kind.SHAPE_SYS && !set.degenerate[element]) {
                        double tau = set.width[element];
                        nominal[i][b] += 2 * d * tau / block.nominal[b];
                        shapeSys[i][f][b] -= 2 * d * tau / factor.uncertainties[b];
                    }
                }
            }
        }
    }

    /** Multiplies everything. */
    public void scale(double factor) {
        for (double[][] group : new double[][][] {nominal, variance, normSysLo, normSysHi}) {
            scale(group, factor);
        }
        for (double[][][] group : new double[][][][] {shapeLo, shapeHi, shapeSys}) {
            for (double[][] part : group) {
                scale(part, factor);
            }
        }
    }

    private static void scale(double[][] arrays, double factor) {
        for (double[] array : arrays) {
            for (int i = 0; i < array.length; i++) {
                array[i] *= factor;
            }
        }
    }

    /** Number of (channel, sample) pairs. */
    public int blocks() {
        return nominal.length;
    }

    /** Channel of a pair. */
    public String channel(int i) {
        return model.channelNames.get(model.blocks[i].channel);
    }

    /** Sample of a pair. */
    public String sample(int i) {
        return model.blocks[i].sample;
    }

    /** Names of a pair's normsys, in order. */
    public String[] normSysNames(int i) {
        return model.blocks[i].normSysName;
    }

    /** Derivatives in the low yields of a pair's histosys, per bin; a new array. */
    public double[] shapeLo(int i, int h) {
        return column(shapeLo[i], h);
    }

    /** Derivatives in the high yields of a pair's histosys, per bin; a new array. */
    public double[] shapeHi(int i, int h) {
        return column(shapeHi[i], h);
    }

    private static double[] column(double[][] rows, int h) {
        double[] column = new double[rows.length];
        for (int b = 0; b < column.length; b++) {
            column[b] = rows[b][h];
        }
        return column;
    }

    /** Names of a pair's histosys, in order. */
    public String[] shapeNames(int i) {
        return model.blocks[i].shapeName;
    }

    /** Name of a pair's bin factor. */
    public String binFactorName(int i, int f) {
        return model.blocks[i].binFactors[f].set.name;
    }
}
