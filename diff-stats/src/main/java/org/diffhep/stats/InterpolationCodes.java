package org.diffhep.stats;

/**
 * How yields are interpolated between and beyond the variations at α = ±1 (CERN-OPEN-2012-016, section 4; numbering of
 * pyhf).
 *
 * @param normSys interpolation of factors
 * @param histoSys interpolation of shapes
 */
public record InterpolationCodes(NormSysCode normSys, HistoSysCode histoSys) {
    /** pyhf's and our defaults: smooth at α = 0 and at |α| = 1. */
    public static final InterpolationCodes DEFAULT = new InterpolationCodes(NormSysCode.CODE4, HistoSysCode.CODE4P);

    /** Interpolation of factors. */
    public enum NormSysCode {
        /** Piecewise exponential: first derivative jumps at α = 0. */
        CODE1,
        /** Sixth-order polynomial inside ±1 with continuous second derivative, exponential outside. */
        CODE4,
        /**
         * The asymmetric log-normal of CMS Combine: exponential outside ±1/2, and inside the exponent's slope goes
         * smoothly from one side's to the other's (arXiv:2404.06614).
         */
        COMBINE
    }

    /** Interpolation of shapes. */
    public enum HistoSysCode {
        /** Piecewise linear: first derivative jumps at α = 0. */
        CODE0,
        /** Quadratic inside ±1, linear outside; as in pyhf the value jumps at |α| = 1. */
        CODE2,
        /** Sixth-order polynomial inside ±1, linear outside. */
        CODE4P
    }
}
