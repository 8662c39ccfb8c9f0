package org.diffhep.stats.internal;

import java.util.Arrays;
import org.diffhep.stats.internal.Block.BinFactor;

/**
 * A block's factors and their derivatives at the last point. Inner loops run over parameters, not over bins: a channel
 * has few bins, and a sample many systematics.
 */
final class BlockState {
    /** Below this, logarithmic derivatives lose digits by cancelling. */
    private static final double SMALL = 0.01;

    final Block block;
    final ShapeGroup shapes;
    private final ScalarFactors factors;
    /** Index of the block's first scalar factor, and their number. */
    private final int firstFactor;

    private final int scalars;
    /** Product of the scalar factors. */
    double scalar;
    /** ∂(Π scalar factors)/∂θ over the channel's global parameters. */
    final double[] scalarRow;
    /** Product of the factors per bin. */
    final double[] binFactor;
    /** Nominal yields and shape variations. */
    final double[] base;
    /** Values of the bin factors, [factor][bin]. */
    final double[][] binValue;

    private int zeros;
    private boolean anySmall;
    private double productOfNonZero;
    private final double[] shapeSlope;
    private final double[] work;
    private final double[] sumHi;
    private final double[] sumLo;
    /** Σ_b r_b · ν_b without the scalar factors. */
    private double residual;

    BlockState(Block block, int slots, ScalarFactors factors, ShapeGroup shapes) {
        this.block = block;
        this.factors = factors;
        this.shapes = shapes;
        firstFactor = block.firstFactor;
        scalars = block.scalarParameter.length;
        int bins = block.bins();
        int count = block.shapeParameter.length;
        binFactor = new double[bins];
        Arrays.fill(binFactor, 1);
        base = new double[bins];
        binValue = new double[block.binFactors.length][bins];
        shapeSlope = new double[count];
        work = new double[bins];
        scalarRow = new double[slots];
        sumHi = new double[count];
        sumLo = new double[count];
    }

    /** Computes the yields, when the scalar factors and weights of shapes are there. */
    void compute(double[] theta) {
        multiplyFactors();
        if (shapeSlope.length == 0) {
            System.arraycopy(block.nominal, 0, base, 0, base.length);
        }
        for (int b = 0; b < base.length && shapeSlope.length > 0; b++) {
            base[b] = block.nominal[b] + Dense.dots(shapes.plus, block.shapeHi[b], shapes.minus, block.shapeLo[b]);
        }
        for (int f = 0; f < binValue.length; f++) {
            double[] values = binValue[f];
            System.arraycopy(theta, block.binFactors[f].firstParameter, values, 0, values.length);
            for (int b = 0; b < values.length; b++) {
                binFactor[b] = f == 0 ? values[b] : binFactor[b] * values[b];
            }
        }
    }

    private void multiplyFactors() {
        double[] value = factors.value;
        int end = firstFactor + scalars;
        // two products, so that neither waits for the other
        double even = 1;
        double odd = 1;
        anySmall = false;
        int i = firstFactor;
        for (; i + 1 < end; i += 2) {
            even *= value[i];
            odd *= value[i + 1];
            anySmall |= Math.abs(value[i]) <= SMALL;
            anySmall |= Math.abs(value[i + 1]) <= SMALL;
        }
        if (i < end) {
            even *= value[i];
            anySmall |= Math.abs(value[i]) <= SMALL;
        }
        scalar = even * odd;
        zeros = 0;
        productOfNonZero = scalar;
        if (anySmall) {
            productOfNonZero = 1;
            for (i = firstFactor; i < end; i++) {
                zeros += value[i] == 0 ? 1 : 0;
                productOfNonZero *= value[i] == 0 ? 1 : value[i];
            }
            scalar = zeros > 0 ? 0 : productOfNonZero;
        }
    }

    /** Whether a scalar factor is so small that logarithmic derivatives should not be used. */
    boolean nearlyVanishes() {
        return anySmall;
    }

    /** First derivative of the i-th scalar factor. */
    double slope(int i) {
        return factors.slope[firstFactor + i];
    }

    /** Logarithmic derivative of the i-th scalar factor, where none {@link #nearlyVanishes}. */
    double log(int i) {
        return factors.log[firstFactor + i];
    }

    /** Derivative of the product of the scalar factors in the i-th one's parameter. */
    private double productSlope(int i) {
        return anySmall ? without(i) * slope(i) : scalar * log(i);
    }

    /** Product of the scalar factors without the i-th. */
    double without(int i) {
        double f = factors.value[firstFactor + i];
        if (zeros == 0) {
            return scalar / f;
        }
        return zeros == 1 && f == 0 ? productOfNonZero : 0;
    }

    /** Product of the scalar factors without the i-th and the j-th. */
    double without(int i, int j) {
        double f = factors.value[firstFactor + i];
        double g = factors.value[firstFactor + j];
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
        for (int i = 0; i < scalars; i++) {
            scalarRow[block.scalarSlot[i]] += productSlope(i);
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
        double scaled = residual * scalar;
        for (int i = 0; i < scalars; i++) {
            e.gradient[block.scalarParameter[i]] += anySmall ? residual * without(i) * slope(i) : scaled * log(i);
        }
        if (sumHi.length > 0) {
            Arrays.fill(sumHi, 0);
            Arrays.fill(sumLo, 0);
            Dense.addRows(work, block.shapeHi, base.length, sumHi, sumHi.length);
            Dense.addRows(work, block.shapeLo, base.length, sumLo, sumLo.length);
            for (int h = 0; h < sumHi.length; h++) {
                e.gradient[block.shapeParameter[h]] +=
                        scalar * (shapes.plusSlope[h] * sumHi[h] + shapes.minusSlope[h] * sumLo[h]);
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
        int[] slots = block.shapeSlot;
        double[] plus = shapes.plusSlope;
        double[] minus = shapes.minusSlope;
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
        for (int h = 0; h < shapeSlope.length; h++) {
            shapeSlope[h] = scalar * (shapes.plusSlope[h] * sumHi[h] + shapes.minusSlope[h] * sumLo[h]);
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
        for (int i = 0; i < scalars; i++) {
            double log = log(i);
            left[block.scalarSlot[i]] += log;
            double curve = factors.curve[firstFactor + i] / factors.value[firstFactor + i];
            e.curvatures[block.scalarParameter[i]] += scaled * (curve - log * log);
        }
        for (int i = 0; i < slots; i++) {
            right[i] = 0.5 * scaled * left[i];
        }
        scatter(1, right);
        e.hessian.addProduct(c, left, right);
    }

    private void addPairCurvature(Evaluator e) {
        int c = block.channel;
        for (int i = 0; i < scalars; i++) {
            e.curvatures[block.scalarParameter[i]] += residual * without(i) * factors.curve[firstFactor + i];
            double k = residual * slope(i);
            for (int j = 0; j < i; j++) {
                e.hessian.addGlobal(c, block.scalarSlot[i], block.scalarSlot[j], k * slope(j) * without(i, j));
            }
        }
        for (int h = 0; h < sumHi.length; h++) {
            double shape = shapes.plusSlope[h] * sumHi[h] + shapes.minusSlope[h] * sumLo[h];
            int slot = block.shapeSlot[h];
            for (int i = 0; i < scalars; i++) {
                double mixed = shape * without(i) * slope(i);
                // One name may be both normsys and histosys: then the mixed term is met once, and counts twice.
                e.hessian.addGlobal(c, slot, block.scalarSlot[i], slot == block.scalarSlot[i] ? 2 * mixed : mixed);
            }
        }
    }

    private void addShapeCurvature(Evaluator e) {
        for (int h = 0; h < sumHi.length; h++) {
            e.curvatures[block.shapeParameter[h]] +=
                    scalar * (shapes.plusCurve[h] * sumHi[h] + shapes.minusCurve[h] * sumLo[h]);
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
        for (int i = 0; i < scalars; i++) {
            e.hessian.addGlobal(c, slot, block.scalarSlot[i], x * base[b] * productSlope(i));
        }
        for (int h = 0; h < sumHi.length; h++) {
            double shape = shapes.plusSlope[h] * block.shapeHi[b][h] + shapes.minusSlope[h] * block.shapeLo[b][h];
            e.hessian.addGlobal(c, slot, block.shapeSlot[h], x * scalar * shape);
        }
    }
}
