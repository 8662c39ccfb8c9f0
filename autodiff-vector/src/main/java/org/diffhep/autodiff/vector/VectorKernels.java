package org.diffhep.autodiff.vector;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.diffhep.autodiff.kernels.Kernels;
import org.diffhep.autodiff.kernels.ScalarKernels;

/**
 * Kernels on registers of the width that the processor prefers.
 *
 * <p>exp(x) = 2^n · exp(r) with |r| ≤ ln 2/2; exp(r) = 1 + r + r²·q(r) with the polynomial q of degree 9 that has the smallest largest relative
 * error, 4e−18, by the exchange algorithm of Remez. All vectors of a loop live in one method: C2 puts them on the heap where it does not
 * inline, so exp stands here twice.
 *
 * <p>The last vector of an array overlaps the one before it, so that an element has the same bits wherever it lies.
 */
public final class VectorKernels implements Kernels {

    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private static final double PER_LN2 = 1 / Math.log(2);
    /** −ln 2 in two parts; the first has zeros at its end, so that a whole number times it is exact. */
    private static final double LN2_HIGH = -0x1.62e42fefp-1;

    private static final double LN2_LOW = -0x1.473de6af278edp-34;
    /** Adding this rounds to a whole number, which then stands in the lowest bits. */
    private static final double ROUND = 0x1.8p52;

    /** Up to here neither the result nor 2^n is outside the normal numbers. */
    private static final double LARGEST = 707;

    private static final double Q0 = 0x1.000000000000ap-1;
    private static final double Q1 = 0x1.55555555554fap-3;
    private static final double Q2 = 0x1.555555555087cp-5;
    private static final double Q3 = 0x1.1111111127be5p-7;
    private static final double Q4 = 0x1.6c16c1842a11dp-10;
    private static final double Q5 = 0x1.a01a012a57b51p-13;
    private static final double Q6 = 0x1.a0199a0c677acp-16;
    private static final double Q7 = 0x1.71df2552390c2p-19;
    private static final double Q8 = 0x1.28ad72cc30daap-22;
    private static final double Q9 = 0x1.ad7f6f0799ee2p-26;

    private final Kernels scalar = new ScalarKernels();

    @Override
    public String name() {
        return "vector, " + SPECIES.vectorBitSize() + " bit";
    }

    @Override
    public void sigmoid(double[] x, double steepness, double[] y, int n) {
        if (n < LANES) {
            double[] result = new double[LANES];
            sigmoid(Arrays.copyOf(x, LANES), steepness, result, LANES);
            System.arraycopy(result, 0, y, 0, n);
            return;
        }
        DoubleVector one = DoubleVector.broadcast(SPECIES, 1);
        DoubleVector largest = DoubleVector.broadcast(SPECIES, LARGEST);
        DoubleVector smallest = DoubleVector.broadcast(SPECIES, -LARGEST);
        DoubleVector round = DoubleVector.broadcast(SPECIES, ROUND);
        for (int at = 0; at < n; at += LANES) {
            int i = Math.min(at, n - LANES);
            DoubleVector t = DoubleVector.fromArray(SPECIES, x, i).mul(-steepness);
            // a comparison with NaN does not hold: NaN goes through
            VectorMask<Double> vanishes = t.compare(GT, largest);
            t = t.blend(largest, vanishes);
            t = t.blend(smallest, t.compare(LT, smallest));
            DoubleVector rounded = t.fma(DoubleVector.broadcast(SPECIES, PER_LN2), round);
            DoubleVector steps = rounded.sub(round);
            DoubleVector r = steps.fma(DoubleVector.broadcast(SPECIES, LN2_HIGH), t);
            r = steps.fma(DoubleVector.broadcast(SPECIES, LN2_LOW), r);
            DoubleVector r2 = r.mul(r);
            DoubleVector r4 = r2.mul(r2);
            DoubleVector q01 = r.fma(DoubleVector.broadcast(SPECIES, Q1), DoubleVector.broadcast(SPECIES, Q0));
            DoubleVector q23 = r.fma(DoubleVector.broadcast(SPECIES, Q3), DoubleVector.broadcast(SPECIES, Q2));
            DoubleVector q45 = r.fma(DoubleVector.broadcast(SPECIES, Q5), DoubleVector.broadcast(SPECIES, Q4));
            DoubleVector q67 = r.fma(DoubleVector.broadcast(SPECIES, Q7), DoubleVector.broadcast(SPECIES, Q6));
            DoubleVector q89 = r.fma(DoubleVector.broadcast(SPECIES, Q9), DoubleVector.broadcast(SPECIES, Q8));
            DoubleVector q = q89.fma(r4, q67.fma(r2, q45)).fma(r4, q23.fma(r2, q01));
            DoubleVector power = q.fma(r2, r).add(one);
            DoubleVector e = power.reinterpretAsLongs()
                    .add(rounded.reinterpretAsLongs().lanewise(LSHL, 52))
                    .reinterpretAsDoubles();
            one.div(e.add(one)).blend(0, vanishes).intoArray(y, i);
        }
    }

    @Override
    public void exp(double[] x, double[] y, int n) {
        if (n < LANES) {
            double[] result = new double[LANES];
            exp(Arrays.copyOf(x, LANES), result, LANES);
            System.arraycopy(result, 0, y, 0, n);
            return;
        }
        DoubleVector one = DoubleVector.broadcast(SPECIES, 1);
        DoubleVector round = DoubleVector.broadcast(SPECIES, ROUND);
        for (int at = 0; at < n; at += LANES) {
            int i = Math.min(at, n - LANES);
            DoubleVector t = DoubleVector.fromArray(SPECIES, x, i);
            DoubleVector rounded = t.fma(DoubleVector.broadcast(SPECIES, PER_LN2), round);
            DoubleVector steps = rounded.sub(round);
            DoubleVector r = steps.fma(DoubleVector.broadcast(SPECIES, LN2_HIGH), t);
            r = steps.fma(DoubleVector.broadcast(SPECIES, LN2_LOW), r);
            DoubleVector r2 = r.mul(r);
            DoubleVector r4 = r2.mul(r2);
            DoubleVector q01 = r.fma(DoubleVector.broadcast(SPECIES, Q1), DoubleVector.broadcast(SPECIES, Q0));
            DoubleVector q23 = r.fma(DoubleVector.broadcast(SPECIES, Q3), DoubleVector.broadcast(SPECIES, Q2));
            DoubleVector q45 = r.fma(DoubleVector.broadcast(SPECIES, Q5), DoubleVector.broadcast(SPECIES, Q4));
            DoubleVector q67 = r.fma(DoubleVector.broadcast(SPECIES, Q7), DoubleVector.broadcast(SPECIES, Q6));
            DoubleVector q89 = r.fma(DoubleVector.broadcast(SPECIES, Q9), DoubleVector.broadcast(SPECIES, Q8));
            DoubleVector q = q89.fma(r4, q67.fma(r2, q45)).fma(r4, q23.fma(r2, q01));
            DoubleVector power = q.fma(r2, r).add(one);
            power.reinterpretAsLongs()
                    .add(rounded.reinterpretAsLongs().lanewise(LSHL, 52))
                    .reinterpretAsDoubles()
                    .intoArray(y, i);
            VectorMask<Double> outside = t.abs().compare(GT, LARGEST);
            if (outside.anyTrue()) {
                for (int k = 0; k < LANES; k++) {
                    if (outside.laneIsSet(k)) {
                        y[i + k] = Math.exp(x[i + k]);
                    }
                }
            }
        }
    }

    @Override
    public void addPowers(int[] row, double[] u, double[] a, double[] b, int n, double[] target, int from) {
        if (LANES == 8) {
            addPowersOf8(row, u, a, b, n, target, from);
        } else if (LANES == 4) {
            addPowersOf4(row, u, a, b, n, target, from);
        } else {
            scalar.addPowers(row, u, a, b, n, target, from);
        }
    }

    /** The eight powers in one register: 1 u 1 u … times 1 1 u² u² … times 1 1 1 1 u⁴ u⁴ u⁴ u⁴. */
    private static void addPowersOf8(int[] row, double[] u, double[] a, double[] b, int n, double[] target, int from) {
        VectorSpecies<Double> species = DoubleVector.SPECIES_512;
        DoubleVector one = DoubleVector.broadcast(species, 1);
        VectorMask<Double> odd = VectorMask.fromLong(species, 0b10101010);
        VectorMask<Double> second = VectorMask.fromLong(species, 0b11001100);
        VectorMask<Double> high = VectorMask.fromLong(species, 0b11110000);
        for (int i = 0; i < n; i++) {
            int at = from + row[i] * POWERS_ROW;
            double u1 = u[i];
            double u2 = u1 * u1;
            DoubleVector powers = one.blend(u1, odd).mul(one.blend(u2, second)).mul(one.blend(u2 * u2, high));
            powers.fma(DoubleVector.broadcast(species, a[i]), DoubleVector.fromArray(species, target, at))
                    .intoArray(target, at);
            powers.fma(DoubleVector.broadcast(species, b[i]), DoubleVector.fromArray(species, target, at + 8))
                    .intoArray(target, at + 8);
        }
    }

    private static void addPowersOf4(int[] row, double[] u, double[] a, double[] b, int n, double[] target, int from) {
        VectorSpecies<Double> species = DoubleVector.SPECIES_256;
        DoubleVector one = DoubleVector.broadcast(species, 1);
        VectorMask<Double> odd = VectorMask.fromLong(species, 0b1010);
        VectorMask<Double> second = VectorMask.fromLong(species, 0b1100);
        for (int i = 0; i < n; i++) {
            int at = from + row[i] * POWERS_ROW;
            double u1 = u[i];
            double u2 = u1 * u1;
            DoubleVector low = one.blend(u1, odd).mul(one.blend(u2, second));
            DoubleVector high = low.mul(u2 * u2);
            DoubleVector ai = DoubleVector.broadcast(species, a[i]);
            low.fma(ai, DoubleVector.fromArray(species, target, at)).intoArray(target, at);
            high.fma(ai, DoubleVector.fromArray(species, target, at + 4)).intoArray(target, at + 4);
            DoubleVector bi = DoubleVector.broadcast(species, b[i]);
            low.fma(bi, DoubleVector.fromArray(species, target, at + 8)).intoArray(target, at + 8);
            high.fma(bi, DoubleVector.fromArray(species, target, at + 12)).intoArray(target, at + 12);
        }
    }

    /** One by one, for the coefficients lie apart; processors with these registers multiply and add in one step. */
    @Override
    public void polynomials(double[] coefficients, int[] row, double[] u, double[] y, int n) {
        if (LANES < 4) {
            scalar.polynomials(coefficients, row, u, y, n);
            return;
        }
        double[] c = coefficients;
        for (int i = 0; i < n; i++) {
            int at = row[i] * 8;
            double u1 = u[i];
            double u2 = u1 * u1;
            double low = Math.fma(u2, Math.fma(u1, c[at + 3], c[at + 2]), Math.fma(u1, c[at + 1], c[at]));
            double high = Math.fma(u2, Math.fma(u1, c[at + 7], c[at + 6]), Math.fma(u1, c[at + 5], c[at + 4]));
            y[i] = Math.fma(u2 * u2, high, low);
        }
    }
}
