package org.diffhep.cli.plot;

import java.util.Optional;
import org.diffhep.stats.Constraint;
import org.diffhep.stats.Parameter;

/**
 * What is known of a parameter before the fit.
 *
 * @param nominal centre of its auxiliary measurement
 * @param sigma uncertainty of that measurement; 1/√τ for a Poisson measurement
 */
record Prefit(double nominal, double sigma) {

    /** Empty for a parameter without constraint. */
    static Optional<Prefit> of(Parameter parameter) {
        Constraint constraint = parameter.constraint();
        if (constraint instanceof Constraint.Normal normal) {
            return Optional.of(new Prefit(normal.auxdata(), normal.sigma()));
        }
        if (constraint instanceof Constraint.Poisson poisson) {
            return Optional.of(new Prefit(poisson.auxdata() / poisson.tau(), 1 / Math.sqrt(poisson.tau())));
        }
        return Optional.empty();
    }
}
