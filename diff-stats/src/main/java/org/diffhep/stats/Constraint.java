package org.diffhep.stats;

/** The auxiliary measurement that constrains a parameter. */
public sealed interface Constraint {
    /** The parameter is free. */
    record None() implements Constraint {}

    /**
     * auxdata ~ Normal(mean = parameter, σ).
     *
     * @param auxdata the auxiliary measurement
     * @param sigma its width
     */
    record Normal(double auxdata, double sigma) implements Constraint {}

    /**
     * auxdata ~ Poisson(mean = parameter · τ).
     *
     * @param auxdata the auxiliary measurement, in general not a whole number
     * @param tau expected auxiliary count at parameter 1
     */
    record Poisson(double auxdata, double tau) implements Constraint {}
}
