package org.diffhep.stats.internal;

/**
 * One sample in one channel, with its modifiers resolved to parameter indices. Yield of bin b:
 * Π scalar factors · Π bin factors[b] · (nominal[b] + Σ_h c₊ dHi[h][b] + c₋ dLo[h][b]).
 */
final class Block {
    final int channel;
    final String sample;
    /** Index of the first bin among all bins of the model. */
    final int first;

    final double[] nominal;

    /** Scalar factors: normfactor and lumi first (value = parameter), then normsys. */
    int[] scalarParameter = {};

    int directFactors;
    String[] normSysName = {};
    double[] normSysLo = {};
    double[] normSysHi = {};
    /** Index of the first scalar factor among those of all blocks. */
    int firstFactor;
    /** What {@link Interpolation#factorCoefficients} makes of the scalar factors of all blocks, [which][factor]. */
    double[][] coefficients = {};

    int[] shapeParameter = {};
    /** Index of the list of shapes among the different ones that the model's blocks have. */
    int shapeGroup;

    String[] shapeName = {};
    /** High and low minus nominal yields, [bin][shape]. */
    double[][] shapeHi = {};

    double[][] shapeLo = {};

    /** Factors per bin. */
    BinFactor[] binFactors = {};

    /** Position of each scalar factor's and each shape's parameter in the channel's list of global parameters. */
    int[] scalarSlot = {};

    int[] shapeSlot = {};

    Block(int channel, String sample, int first, double[] nominal) {
        this.channel = channel;
        this.sample = sample;
        this.first = first;
        this.nominal = nominal;
    }

    int bins() {
        return nominal.length;
    }

    /** Sets the factors of a normsys, at −1 and at +1. */
    void setNormSys(int k, double lo, double hi) {
        if (lo != normSysLo[k] || hi != normSysHi[k]) {
            normSysLo[k] = lo;
            normSysHi[k] = hi;
            Interpolation.factorCoefficients(lo, hi, coefficients, firstFactor + directFactors + k);
        }
    }

    /** Sets the yields of a histosys, after those of the sample. */
    void setShape(int h, double[] lo, double[] hi) {
        for (int b = 0; b < nominal.length; b++) {
            shapeLo[b][h] = lo[b] - nominal[b];
            shapeHi[b][h] = hi[b] - nominal[b];
        }
    }

    /** A factor per bin: parameter {@code firstParameter + b} multiplies bin b. */
    static final class BinFactor {
        final ParameterSet set;
        final int offset;
        final double[] uncertainties;
        int firstParameter;
        /** Per bin: index among the channel's local parameters, or −1 − slot for a parameter of several bins. */
        int[] position = {};

        BinFactor(ParameterSet set, int offset, double[] uncertainties) {
            this.set = set;
            this.offset = offset;
            this.uncertainties = uncertainties;
        }
    }
}
