package org.diffhep.pipeline;

/**
 * How constraints act on the optimiser, see {@link org.diffhep.autodiff.optimise.Inequalities}.
 *
 * @param updated whether multipliers are updated as the optimisation goes on (augmented Lagrangian), or a violation has a fixed
 *     price (penalty)
 * @param stiffness ρ: a violation by the share v of a limit costs ρ/2·v² of the objective at the start
 */
public record Enforcement(boolean updated, double stiffness) {

    /** @throws InvalidInputException if the stiffness is not positive and finite */
    public Enforcement {
        if (!(stiffness > 0 && stiffness < Double.POSITIVE_INFINITY)) {
            throw new InvalidInputException("the stiffness of constraints must be a positive number, got " + stiffness);
        }
    }

    /** A smooth penalty. Constraints that bind end a little violated. */
    public static Enforcement penalty(double stiffness) {
        return new Enforcement(false, stiffness);
    }

    /** An augmented Lagrangian: constraints that bind end fulfilled. */
    public static Enforcement augmentedLagrangian(double stiffness) {
        return new Enforcement(true, stiffness);
    }

    @Override
    public String toString() {
        return (updated ? "augmented Lagrangian" : "penalty") + " of stiffness " + stiffness;
    }
}
