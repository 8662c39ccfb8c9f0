package org.diffhep.stats.internal;

import java.util.Arrays;
import org.diffhep.stats.InterpolationCodes.NormSysCode;
import org.diffhep.stats.internal.Block.BinFactor;

/** A block's factors and their derivatives at the last point. */
final class BlockState {
    final Block block;
    /** Product of the scalar factors. */
    double scalar;
    /** Per scalar factor: f, f′, f″. */
    final double[] factor;
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
    private final double[] first;
    private final double[] work;

    BlockState(Block block) {
        this.block = block;
        int bins = block.bins();
        factor = new double[3 * block.scalarParameter.length];
        binFactor = new double[bins];
        Arrays.fill(binFactor, 1);
        base = new double[bins];
        binValue = new double[block.binFactors.length][bins];
        first = new double[block.scalarParameter.length];
        work = new double[bins];
    }

    void compute(double[] theta, double[] weights, NormSysCode code) {
        int count = block.scalarParameter.length;
        zeros = 0;
        productOfNonZero = 1;
        smallest = 1;
        for (int i = 0; i < count; i++) {
            double x = theta[block.scalarParameter[i]];
            if (i < block.directFactors) {
                factor[3 * i] = x;
                factor[3 * i + 1] = 1;
                factor[3 * i + 2] = 0;
            } else {
                Interpolation.factor(code, block.normSysCoefficients, 8 * (i - block.directFactors), x, factor, 3 * i);
            }
            smallest = Math.min(smallest, Math.abs(factor[3 * i]));
            if (factor[3 * i] == 0) {
                zeros++;
            } else {
                productOfNonZero *= factor[3 * i];
            }
        }
        scalar = zeros > 0 ? 0 : productOfNonZero;
        System.arraycopy(block.nominal, 0, base, 0, base.length);
        for (int h = 0; h < block.shapeParameter.length; h++) {
            int p = 6 * block.shapeParameter[h];
            double plus = weights[p];
            double minus = weights[p + 1];
            if (plus == 0 && minus == 0) {
                continue;
            }
            double[] hi = block.shapeHi[h];
            double[] lo = block.shapeLo[h];
            for (int b = 0; b < base.length; b++) {
                base[b] += plus * hi[b] + minus * lo[b];
            }
        }
        for (int f = 0; f < binValue.length; f++) {
            double[] values = binValue[f];
            System.arraycopy(theta, block.binFactors[f].firstParameter, values, 0, values.length);
            for (int b = 0; b < values.length; b++) {
                binFactor[b] = f == 0 ? values[b] : binFactor[b] * values[b];
            }
        }
    }

    /** Product of the scalar factors without the i-th. */
    double without(int i) {
        double f = factor[3 * i];
        if (zeros == 0) {
            return scalar / f;
        }
        return zeros == 1 && f == 0 ? productOfNonZero : 0;
    }

    /** Product of the scalar factors without the i-th and the j-th. */
    double without(int i, int j) {
        double f = factor[3 * i];
        double g = factor[3 * j];
        int removed = (f == 0 ? 1 : 0) + (g == 0 ? 1 : 0);
        if (removed < zeros) {
            return 0;
        }
        return productOfNonZero / ((f == 0 ? 1 : f) * (g == 0 ? 1 : g));
    }

    /** Product of the bin factors without the f-th. */
    double binWithout(int b, int f) {
        double product = 1;
        for (int k = 0; k < binValue.length; k++) {
            product *= k == f ? 1 : binValue[k][b];
        }
        return product;
    }

    private double binWithout(int b, int f, int g) {
        double product = 1;
        for (int k = 0; k < binValue.length; k++) {
            product *= k == f || k == g ? 1 : binValue[k][b];
        }
        return product;
    }

    /** Adds ∂ν/∂θ of this block. */
    void addJacobian(Evaluator e) {
        int bins = base.length;
        double[] jac = e.jacobian[block.channel];
        for (int b = 0; b < bins; b++) {
            work[b] = binFactor[b] * base[b];
        }
        for (int i = 0; i < first.length; i++) {
            first[i] = without(i) * factor[3 * i + 1];
            double k = first[i];
            int at = block.scalarSlot[i] * bins;
            for (int b = 0; b < bins; b++) {
                jac[at + b] += k * work[b];
            }
        }
        for (int h = 0; h < block.shapeParameter.length; h++) {
            int p = 6 * block.shapeParameter[h];
            double plus = scalar * e.shapeWeights[p + 2];
            double minus = scalar * e.shapeWeights[p + 3];
            double[] hi = block.shapeHi[h];
            double[] lo = block.shapeLo[h];
            int at = block.shapeSlot[h] * bins;
            for (int b = 0; b < bins; b++) {
                jac[at + b] += binFactor[b] * (plus * hi[b] + minus * lo[b]);
            }
        }
        double[] locals = e.localJacobian[block.channel];
        for (int f = 0; f < binValue.length; f++) {
            int[] position = block.binFactors[f].position;
            for (int b = 0; b < bins; b++) {
                double d = scalar * base[b] * binWithout(b, f);
                if (position[b] >= 0) {
                    locals[position[b]] += d;
                } else {
                    jac[(-1 - position[b]) * bins + b] += d;
                }
            }
        }
    }

    /** Adds Σ_b r_b ∂²ν_b of this block; {@link #addJacobian} comes first. */
    void addCurvature(Evaluator e) {
        int bins = base.length;
        double residual = 0;
        for (int b = 0; b < bins; b++) {
            residual += e.r[block.first + b] * binFactor[b] * base[b];
        }
        if (smallest > SMALL) {
            addSmoothCurvature(e, residual);
        } else {
            addPairCurvature(e, residual);
        }
        for (int f = 0; f < binValue.length; f++) {
            addBinCurvature(e, f);
        }
    }

    /**
     * Without vanishing factors, the second derivatives of Π f · (nominal + Σ δ) are sums of products of logarithmic
     * derivatives l = f′/f and slopes of shapes, but for the diagonal.
     */
    private void addSmoothCurvature(Evaluator e, double residual) {
        int c = block.channel;
        int slots = e.model.channelGlobals[c].length;
        double[] left = e.left;
        double[] right = e.right;
        Arrays.fill(left, 0, slots, 0);
        Arrays.fill(right, 0, slots, 0);
        double scaled = residual * scalar;
        for (int i = 0; i < first.length; i++) {
            double log = factor[3 * i + 1] / factor[3 * i];
            int slot = block.scalarSlot[i];
            left[slot] += log;
            right[slot] += 0.5 * scaled * log;
            e.addGlobal(c, slot, slot, scaled * (factor[3 * i + 2] / factor[3 * i] - log * log));
        }
        for (int h = 0; h < block.shapeParameter.length; h++) {
            right[block.shapeSlot[h]] += scalar * shapeSlope(e, h);
        }
        e.addProduct(c);
    }

    private void addPairCurvature(Evaluator e, double residual) {
        int c = block.channel;
        for (int i = 0; i < first.length; i++) {
            e.addGlobal(c, block.scalarSlot[i], block.scalarSlot[i], residual * without(i) * factor[3 * i + 2]);
            double k = residual * factor[3 * i + 1];
            for (int j = 0; j < i; j++) {
                e.addGlobal(c, block.scalarSlot[i], block.scalarSlot[j], k * factor[3 * j + 1] * without(i, j));
            }
        }
        for (int h = 0; h < block.shapeParameter.length; h++) {
            double slope = shapeSlope(e, h);
            int slot = block.shapeSlot[h];
            for (int i = 0; i < first.length; i++) {
                double mixed = slope * first[i];
                // One name may be both normsys and histosys: then the mixed term is met once, and counts twice.
                e.addGlobal(c, slot, block.scalarSlot[i], slot == block.scalarSlot[i] ? 2 * mixed : mixed);
            }
        }
    }

    /** Adds a shape's own second derivative, and returns Σ_b r_b G_b δ′_b. */
    private double shapeSlope(Evaluator e, int h) {
        double[] hi = block.shapeHi[h];
        double[] lo = block.shapeLo[h];
        double sumHi = 0;
        double sumLo = 0;
        for (int b = 0; b < hi.length; b++) {
            double rg = e.r[block.first + b] * binFactor[b];
            sumHi += rg * hi[b];
            sumLo += rg * lo[b];
        }
        double[] q = e.shapeWeights;
        int p = 6 * block.shapeParameter[h];
        int slot = block.shapeSlot[h];
        e.addGlobal(block.channel, slot, slot, scalar * (q[p + 4] * sumHi + q[p + 5] * sumLo));
        return q[p + 2] * sumHi + q[p + 3] * sumLo;
    }

    private void addBinCurvature(Evaluator e, int f) {
        int c = block.channel;
        BinFactor binFactorF = block.binFactors[f];
        for (int b = 0; b < base.length; b++) {
            double residual = e.r[block.first + b];
            double rho = residual * binWithout(b, f);
            for (int i = 0; i < first.length; i++) {
                e.addMixed(c, binFactorF, b, block.scalarSlot[i], rho * first[i] * base[b]);
            }
            for (int h = 0; h < block.shapeParameter.length; h++) {
                int p = 6 * block.shapeParameter[h];
                double slope =
                        e.shapeWeights[p + 2] * block.shapeHi[h][b] + e.shapeWeights[p + 3] * block.shapeLo[h][b];
                e.addMixed(c, binFactorF, b, block.shapeSlot[h], rho * scalar * slope);
            }
            for (int g = 0; g < f; g++) {
                double value = residual * scalar * base[b] * binWithout(b, f, g);
                e.addBinPair(c, binFactorF, block.binFactors[g], b, value);
            }
        }
    }
}
