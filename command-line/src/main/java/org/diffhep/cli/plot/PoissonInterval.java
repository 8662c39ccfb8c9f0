package org.diffhep.cli.plot;

import org.apache.commons.math3.distribution.GammaDistribution;

/**
 * The central 68.27 % interval of a Poisson mean from a count n: n − low and high − n are the error bars of data. From F.
 * Garwood, Biometrika 28 (1936) 437, in the form with the gamma distribution, which also takes counts that are not whole (Asimov
 * data).
 *
 * @param low lower end, 0 for n = 0
 * @param high upper end
 */
record PoissonInterval(double low, double high) {

    /** (1 − 0.6827) / 2: the probability of each side of ±1 σ. */
    private static final double TAIL = 0.15865525393145707;

    static PoissonInterval of(double count) {
        double low = count > 0 ? new GammaDistribution(null, count, 1).inverseCumulativeProbability(TAIL) : 0;
        double high = new GammaDistribution(null, count + 1, 1).inverseCumulativeProbability(1 - TAIL);
        return new PoissonInterval(low, high);
    }
}
