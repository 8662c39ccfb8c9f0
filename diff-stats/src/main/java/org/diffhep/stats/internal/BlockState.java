package org.diffhep.stats.internal;

import java.util.Arrays;
import org.diffhep.stats.InterpolationCodes.NormSysCode;
import org.diffhep.stats.internal.Block.BinFactor;

/**
 * A block's factors and their derivatives at the last point. Inner loops run over parameters, not over bins: a channel
 * has few bins, and a sample many systematics.
 */
final class BlockState {
    final Block block;
    /** Product of the scalar factors. */
    double scalar;
    /** Values of the scalar factors, and from {@link #computeSlopes} their derivatives. */
    final double[] factor;

    final double[] slope;
    private final double[] curve;
    /** ∂(Π scalar factors)/∂θ over the channel's global parameters. */
    final double[] scalarRow;
    /** Product of the factors per bin. */
    final double[] binFactor;
    /** Nominal yields and shape variations. */
    final double[] base;
    /** Values of the bin factors, [factor][bin]. */
    final double[][] binValue;

    /** Below this, logarithmic derivatives lose digits by cancelling. */
    private static final double SMALL = 0.01;

    private int zeros;
    private double smallest;
    private double productOfNonZero;
    /** Values of the scalar factors' parameters. */
    private final double[] x;
    /** Per shape: c₊, c₋ or one of their derivatives, and sums over bins. */
    private final double[] plus;

    private final double[] minus;
    private final double[] shapeSlope;
    private final double[] work;
    private final double[] sumHi;
    private final double[] sumLo;
    /** Σ_b r_b · ν_b without the scalar factors. */
    private double residual;

    BlockState(Block block, int slots) {
        this.block = block;
        int bins = block.bins();
        int scalars = block.scalarParameter.length;
        int shapes = block.shapeParameter.length;
        factor = new double[scalars];
        slope = new double[scalars];
        curve = new double[scalars];
        x = new double[scalars];
        binFactor = new double[bins];
        Arrays.fill(binFactor, 1);
        base = new double[bins];
        binValue = new double[block.binFactors.length][bins];
        plus = new double[shapes];
        minus = new double[shapes];
        shapeSlope = new double[shapes];
        work = new double[bins];
        scalarRow = new double[slots];
        sumHi = new double[shapes];
        sumLo = new double[shapes];
    }

    void compute(double[] theta, double[] weights, NormSysCode code) {
        computeFactors(theta, code);
        gather(weights, 0);
        for (int b = 0; b < base.length; b++) {
            base[b] = block.nominal[b] + Dense.dots(plus, block.shapeHi[b], minus, block.shapeLo[b]);
        }
        for (int f = 0; f < binValue.length; f++) {
            double[] values = binValue[f];
            System.arraycopy(theta, block.binFactors[f].firstParameter, values, 0, values.length);
            for (int b = 0; b < values.length; b++) {
                binFactor[b] = f == 0 ? values[b] : binFactor[b] * values[b];
            }
        }
    }

    private void computeFactors(double[] theta, NormSysCode code) {
        for (int i = 0; i < x.length; i++) {
            x[i] = theta[block.scalarParameter[i]];
        }
        System.arraycopy(x, 0, factor, 0, block.directFactors);
        Interpolation.factors(code, block.normSysCoefficients, block.directFactors, x, factor);
        zeros = 0;
        productOfNonZero = 1;
        smallest = 1;
        for (double f : factor) {
            smallest = Math.min(smallest, Math.abs(f));
            if (f == 0) {
                zeros++;
            } else {
                productOfNonZero *= f;
            }
        }
        scalar = zeros > 0 ? 0 : productOfNonZero;
    }

    /** Reads the weights of the shapes, or their first or second derivatives. */
    private void gather(double[] weights, int derivative) {
        for (int h = 0; h < plus.length; h++) {
            int at = 6 * block.shapeParameter[h] + 2 * derivative;
            plus[h] = weights[at];
            minus[h] = weights[at + 1];
        }
    }

    /** First derivatives of the scalar factors at the last point. */
    void computeSlopes(NormSysCode code) {
        Arrays.fill(slope, 0, block.directFactors, 1);
        Interpolation.factorSlopes(code, block.normSysCoefficients, block.directFactors, x, factor, slope);
    }

    /** Second derivatives of the scalar factors at the last point. */
    void computeCurves(NormSysCode code) {
        Interpolation.factorCurves(code, block.normSysCoefficients, block.directFactors, x, factor, curve);
    }

    /** Whether a scalar factor is so small that logarithmic derivatives should not be used. */
    boolean nearlyVanishes() {
        return smallest <= SMALL;
    }

    /** Product of the scalar factors without the i-th. */
    double without(int i) {
        double f = factor[i];
        if (zeros == 0) {
            return scalar / f;
        }
        return zeros == 1 && f == 0 ? productOfNonZero : 0;
    }

    /** Product of the scalar factors without the i-th and the j-th. */
    double without(int i, int j) {
        double f = factor[i];
        double g = factor[j];
        int removed = (f == 0 ? 1 : 0) + (g == 0 ? 1 : 0);
        if (removed < zeros) {
            return 0;
        }
        return productOfNonZero / ((f == 0 ? 1 : f) * (g == 0 ? 1 : g));
    }

    /** Product of the bin factors without the f-th. */
    double binWithout(int b, int f) {
        return binWithout(b, f, f);
    }

    /** Derivative of the product of a bin's factors in one of the channel's local parameters. */
    double slopeInLocal(int b, int local) {
        for (int f = 0; f < binValue.length; f++) {
            if (block.binFactors[f].position[b] == local) {
                return binWithout(b, f);
            }
        }
        return 0;
    }

    private double binWithout(int b, int f, int g) {
        double product = 1;
        for (int k = 0; k < binValue.length; k++) {
            product *= k == f || k == g ? 1 : binValue[k][b];
        }
        return product;
    }

    /** Writes ∂(Π scalar factors)/∂θ over the channel's global parameters. */
    void computeScalarRow() {
        Arrays.fill(scalarRow, 0);
        for (int i = 0; i < slope.length; i++) {
            scalarRow[block.scalarSlot[i]] += without(i) * slope[i];
        }
    }

    /**
     * Adds Σ_b r_b ∂ν_b/∂θ to the gradient, without making ∂ν/∂θ. Needs the slopes, and leaves sums over the bins for
     * {@link #addCurvature}.
     */
    void addGradient(Evaluator e) {
        residual = 0;
        for (int b = 0; b < base.length; b++) {
            work[b] = e.r[block.first + b] * binFactor[b];
            residual += work[b] * base[b];
        }
        for (int i = 0; i < slope.length; i++) {
            e.gradient[block.scalarParameter[i]] += residual * without(i) * slope[i];
        }
        if (plus.length > 0) {
            Arrays.fill(sumHi, 0);
            Arrays.fill(sumLo, 0);
            Dense.addRows(work, block.shapeHi, base.length, sumHi, sumHi.length);
            Dense.addRows(work, block.shapeLo, base.length, sumLo, sumLo.length);
            gather(e.shapeWeights, 1);
            for (int h = 0; h < plus.length; h++) {
                e.gradient[block.shapeParameter[h]] += scalar * (plus[h] * sumHi[h] + minus[h] * sumLo[h]);
            }
        }
        for (int f = 0; f < binValue.length; f++) {
            int first = block.binFactors[f].firstParameter;
            for (int b = 0; b < base.length; b++) {
                e.gradient[first + b] += e.r[block.first + b] * scalar * base[b] * binWithout(b, f);
            }
        }
    }

    /** Adds what comes through the shapes to ∂ν/∂θ, and where asked for to the mixed second derivatives. */
    void addShapes(Evaluator e, boolean curvature) {
        gather(e.shapeWeights, 1);
        int[] slots = block.shapeSlot;
        for (int b = 0; b < base.length && slots.length > 0; b++) {
            double[] hi = block.shapeHi[b];
            double[] lo = block.shapeLo[b];
            for (int h = 0; h < shapeSlope.length; h++) {
                shapeSlope[h] = scalar * (plus[h] * hi[h] + minus[h] * lo[h]);
            }
            scatter(binFactor[b], e.jacobian.global[block.channel][b]);
            boolean coupled = curvature && !e.model.commonFactor[block.channel][b];
            for (int f = 0; f < binValue.length && coupled; f++) {
                int position = block.binFactors[f].position[b];
                if (position >= 0) {
                    scatter(e.r[block.first + b] * binWithout(b, f), e.hessian.coupling[block.channel][position]);
                }
            }
        }
    }

    private void scatter(double x, double[] row) {
        int[] slots = block.shapeSlot;
        for (int h = 0; h < slots.length; h++) {
            row[slots[h]] += x * shapeSlope[h];
        }
    }

    /** Adds the derivatives of ν in the factors per bin. */
    void addBinSlopes(Evaluator e) {
        for (int f = 0; f < binValue.length; f++) {
            int[] position = block.binFactors[f].position;
            for (int b = 0; b < base.length; b++) {
                double d = scalar * base[b] * binWithout(b, f);
                if (position[b] >= 0) {
                    e.jacobian.local[block.channel][position[b]] += d;
                } else {
                    e.jacobian.global[block.channel][b][-1 - position[b]] += d;
                }
            }
        }
    }

    /**
     * Adds Σ_b r_b ∂²ν_b, but for what {@link #addShapes} and the evaluator add. They and {@link #addGradient} come
     * first.
     */
    void addCurvature(Evaluator e) {
        gather(e.shapeWeights, 1);
        for (int h = 0; h < shapeSlope.length; h++) {
            shapeSlope[h] = scalar * (plus[h] * sumHi[h] + minus[h] * sumLo[h]);
        }
        if (nearlyVanishes()) {
            addPairCurvature(e);
        } else {
            addSmoothCurvature(e);
        }
        for (int f = 0; f < binValue.length; f++) {
            for (int b = 0; b < base.length; b++) {
                addBinCurvature(e, b, f);
            }
        }
        addShapeCurvature(e);
    }

    /**
     * Without vanishing factors, the second derivatives of Π f · (nominal + Σ δ) are sums of products of logarithmic
     * derivatives l = f′/f and slopes of shapes, but for the diagonal.
     */
    private void addSmoothCurvature(Evaluator e) {
        int c = block.channel;
        int slots = scalarRow.length;
        double[] left = e.left;
        double[] right = e.right;
        Arrays.fill(left, 0, slots, 0);
        double scaled = residual * scalar;
        for (int i = 0; i < slope.length; i++) {
            double log = slope[i] / factor[i];
            left[block.scalarSlot[i]] += log;
            e.curvatures[block.scalarParameter[i]] += scaled * (curve[i] / factor[i] - log * log);
        }
        for (int i = 0; i < slots; i++) {
            right[i] = 0.5 * scaled * left[i];
        }
        scatter(1, right);
        e.hessian.addProduct(c, left, right);
    }

    private void addPairCurvature(Evaluator e) {
        int c = block.channel;
        for (int i = 0; i < slope.length; i++) {
            e.curvatures[block.scalarParameter[i]] += residual * without(i) * curve[i];
            double k = residual * slope[i];
            for (int j = 0; j < i; j++) {
                e.hessian.addGlobal(c, block.scalarSlot[i], block.scalarSlot[j], k * slope[j] * without(i, j));
            }
        }
        for (int h = 0; h < plus.length; h++) {
            double shape = plus[h] * sumHi[h] + minus[h] * sumLo[h];
            int slot = block.shapeSlot[h];
            for (int i = 0; i < slope.length; i++) {
                double mixed = shape * without(i) * slope[i];
                // One name may be both normsys and histosys: then the mixed term is met once, and counts twice.
                e.hessian.addGlobal(c, slot, block.scalarSlot[i], slot == block.scalarSlot[i] ? 2 * mixed : mixed);
            }
        }
    }

    private void addShapeCurvature(Evaluator e) {
        gather(e.shapeWeights, 2);
        for (int h = 0; h < plus.length; h++) {
            e.curvatures[block.shapeParameter[h]] += scalar * (plus[h] * sumHi[h] + minus[h] * sumLo[h]);
        }
    }

    /** What a factor per bin shares with the others of its bin, and with all else if it is not a local parameter. */
    private void addBinCurvature(Evaluator e, int b, int f) {
        int c = block.channel;
        BinFactor factorF = block.binFactors[f];
        double r = e.r[block.first + b];
        for (int g = 0; g < f; g++) {
            double value = r * scalar * base[b] * binWithout(b, f, g);
            e.hessian.addBinPair(c, factorF, block.binFactors[g], b, value);
        }
        int slot = -1 - factorF.position[b];
        if (slot < 0) {
            return;
        }
        double x = r * binWithout(b, f);
        for (int i = 0; i < slope.length; i++) {
            e.hessian.addGlobal(c, slot, block.scalarSlot[i], x * base[b] * without(i) * slope[i]);
        }
        for (int h = 0; h < plus.length; h++) {
            double shape = plus[h] * block.shapeHi[b][h] + minus[h] * block.shapeLo[b][h];
            e.hessian.addGlobal(c, slot, block.shapeSlot[h], x * scalar * shape);
        }
    }
}
