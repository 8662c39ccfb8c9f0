package org.diffhep.stats;

import org.apache.commons.math3.distribution.ChiSquaredDistribution;

/**
 * Goodness of fit against the saturated model: −2 ln of the likelihood ratio to a model that meets every observation,
 * compared with χ².
 *
 * @param statistic the likelihood ratio
 * @param degreesOfFreedom bins minus free parameters without constraint
 * @param pValue probability of a larger value; 1 where no degree of freedom is left
 */
public record GoodnessOfFit(double statistic, int degreesOfFreedom, double pValue) {
    /**
     * Of a converged fit.
     *
     * @param fit the fit
     * @throws FitFailedException if it did not converge
     */
    public static GoodnessOfFit of(FitResult fit) {
        int free = 0;
        for (Parameter parameter : fit.model().parameters()) {
            free += !parameter.fixed() && parameter.constraint() instanceof Constraint.None ? 1 : 0;
        }
        int degrees = fit.model().bins() - free;
        double statistic = fit.deviance();
        double p = degrees > 0 ? 1 - new ChiSquaredDistribution(null, degrees).cumulativeProbability(statistic) : 1;
        return new GoodnessOfFit(statistic, degrees, p);
    }
}
