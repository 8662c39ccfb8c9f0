package org.diffhep.stats.internal;

import org.diffhep.stats.InterpolationCodes.NormSysCode;

/**
 * The scalar factors of all blocks at one point, with their derivatives. One after another in one array, because a block
 * alone has too few for a fast loop.
 */
final class ScalarFactors {
    private final CompiledModel model;
    private final NormSysCode code;
    /** α per factor; 0 for a normfactor or lumi. */
    private final double[] x;

    private boolean outside;
    final double[] value;
    /** First derivatives. */
    final double[] slope;
    /** Logarithmic derivatives, slope/value; not finite where a factor vanishes. */
    final double[] log;
    /** Second derivatives. */
    final double[] curve;

    ScalarFactors(CompiledModel model) {
        this.model = model;
        code = model.codes.normSys();
        int count = model.factorParameter.length;
        x = new double[count];
        value = new double[count];
        slope = new double[count];
        log = new double[count];
        curve = new double[count];
    }

    /** Computes the values. */
    void compute(double[] theta) {
        for (int i = 0; i < x.length; i++) {
            x[i] = theta[model.factorParameter[i]];
        }
        for (int i : model.directFactor) {
            x[i] = 0;
        }
        outside = false;
        for (double alpha : x) {
            outside |= Math.abs(alpha) >= 1;
        }
        Interpolation.factors(code, model.factorCoefficients, x, outside, value);
        for (int i : model.directFactor) {
            value[i] = theta[model.factorParameter[i]];
        }
    }

    /** Computes first derivatives at the last point. */
    void computeSlopes() {
        Interpolation.factorSlopes(code, model.factorCoefficients, x, outside, value, slope);
        for (int i : model.directFactor) {
            slope[i] = 1;
        }
        for (int i = 0; i < log.length; i++) {
            log[i] = slope[i] / value[i];
        }
    }

    /** Computes second derivatives at the last point. */
    void computeCurves() {
        Interpolation.factorCurves(code, model.factorCoefficients, x, outside, value, curve);
        for (int i : model.directFactor) {
            curve[i] = 0;
        }
    }
}
