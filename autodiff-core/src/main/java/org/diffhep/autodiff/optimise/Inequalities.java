package org.diffhep.autodiff.optimise;

/**
 * Inequalities g_j ≥ 0, folded into the function that is minimised: the augmented Lagrangian of Powell, Hestenes and Rockafellar
 * (Nocedal and Wright, Numerical Optimization, 2nd edition, equation 17.65),
 *
 * <p>L = f + Σ_j [max(0, λ_j − ρ g_j)² − λ_j²] / (2ρ).
 *
 * <p>It has one continuous derivative. With all λ_j = 0, as at first, it is the quadratic penalty ρ/2·Σ max(0, −g_j)², whose minimum
 * violates an active inequality by about λ_j/ρ; {@link #update} between minimisations takes this away. Mutable.
 */
public final class Inequalities {
    private static final double GROWTH = 4;
    /** An update that leaves more than this share of the largest violation raises ρ. */
    private static final double PROGRESS = 0.25;

    private final double[] multipliers;
    private double stiffness;
    private double violation = Double.POSITIVE_INFINITY;

    /**
     * @param count how many inequalities
     * @param stiffness ρ: what a violation of 1 costs, twice
     * @throws IllegalArgumentException if the stiffness is not positive and finite
     */
    public Inequalities(int count, double stiffness) {
        if (!(stiffness > 0 && stiffness < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("stiffness " + stiffness + " is not a positive number");
        }
        this.multipliers = new double[count];
        this.stiffness = stiffness;
    }

    /** What is added to f. */
    public double value(double[] g) {
        double sum = 0;
        for (int j = 0; j < g.length; j++) {
            double push = push(j, g[j]);
            sum += (push * push - multipliers[j] * multipliers[j]) / (2 * stiffness);
        }
        return sum;
    }

    /** The derivative of {@link #value} in each g_j: not positive. */
    public double[] slopes(double[] g) {
        double[] slopes = new double[g.length];
        for (int j = 0; j < g.length; j++) {
            slopes[j] = -push(j, g[j]);
        }
        return slopes;
    }

    /** Takes the multipliers from a point near the minimum of L; raises ρ if the largest violation has not become much smaller. */
    public void update(double[] g) {
        double largest = 0;
        for (int j = 0; j < g.length; j++) {
            // where λ_j is 0 and g_j > 0 nothing is violated; where λ_j > 0 both signs of g_j are off
            largest = Math.max(largest, Math.abs(Math.min(g[j], multipliers[j] / stiffness)));
            multipliers[j] = push(j, g[j]);
        }
        if (largest > PROGRESS * violation) {
            stiffness *= GROWTH;
        }
        violation = largest;
    }

    private double push(int j, double g) {
        return Math.max(0, multipliers[j] - stiffness * g);
    }

    /** λ_j: at the solution, how much f falls when the inequality is loosened by one unit. */
    public double[] multipliers() {
        return multipliers.clone();
    }

    /** ρ. */
    public double stiffness() {
        return stiffness;
    }
}
