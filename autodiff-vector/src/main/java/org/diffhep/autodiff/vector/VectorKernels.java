package org.diffhep.autodiff.vector;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.diffhep.autodiff.jvm.Kernels;

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
            DoubleVector q = r.fma(DoubleVector.broadcast(SPECIES, Q9), DoubleVector.broadcast(SPECIES, Q8));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q7));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q6));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q5));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q4));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q3));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q2));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q1));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q0));
            DoubleVector power = q.fma(r.mul(r), r).add(one);
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
            DoubleVector q = r.fma(DoubleVector.broadcast(SPECIES, Q9), DoubleVector.broadcast(SPECIES, Q8));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q7));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q6));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q5));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q4));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q3));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q2));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q1));
            q = q.fma(r, DoubleVector.broadcast(SPECIES, Q0));
            DoubleVector power = q.fma(r.mul(r), r).add(one);
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
}
