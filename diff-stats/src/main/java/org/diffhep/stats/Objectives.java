package org.diffhep.stats;

import java.util.List;

/** The objectives. Those named observed take counts; into the others no data enters. */
public final class Objectives {
    private Objectives() {}

    /**
     * Expected uncertainty of the parameter of interest: σ = √(I⁻¹)_μμ, I the information at the initial values. No fit
     * is made. To be minimised.
     */
    public static Objective precision() {
        return new PrecisionObjective();
    }

    /**
     * Median expected discovery significance: Z = √q₀ on the Asimov data of μ = 1 with the other parameters at their
     * initial values. Free factors other than the parameter of interest stay free in the fit. To be maximised.
     */
    public static Objective discovery() {
        return new DiscoveryObjective();
    }

    /**
     * Median expected upper limit at 95 % CLs on the background-only Asimov data (μ = 0, other parameters at their
     * initial values). To be minimised.
     */
    public static Objective limit() {
        return limit(0.95);
    }

    /**
     * Median expected upper limit.
     *
     * @param level confidence level, in (0, 1)
     */
    public static Objective limit(double level) {
        return new LimitObjective(level);
    }

    /**
     * By name: precision, discovery or limit.
     *
     * @param name name
     * @throws IllegalArgumentException for another name
     */
    public static Objective named(String name) {
        return List.of(precision(), discovery(), limit()).stream()
                .filter(o -> o.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no objective '" + name + "': use precision, discovery or limit"));
    }

    /**
     * Uncertainty of the parameter of interest from the Hessian at the fit to the counts. To be minimised.
     *
     * @param counts events per bin, channels in the model's order; the auxiliary data are the model's own
     */
    public static Objective observedPrecision(double[] counts) {
        return new ObservedPrecisionObjective(counts);
    }

    /**
     * Observed discovery significance √q₀ with the counts held. To be maximised.
     *
     * @param counts events per bin, channels in the model's order; the auxiliary data are the model's own
     */
    public static Objective observedDiscovery(double[] counts) {
        return new ObservedDiscoveryObjective(counts);
    }

    /**
     * Observed upper limit with CLs and q̃, the counts held. To be minimised.
     *
     * @param counts events per bin, channels in the model's order; the auxiliary data are the model's own
     * @param level confidence level, in (0.5, 1)
     */
    public static Objective observedLimit(double[] counts, double level) {
        return new ObservedLimitObjective(counts, level);
    }

    /**
     * The observed form of an objective, by name: precision, discovery, or limit at 95 %.
     *
     * @param name name
     * @param counts events per bin, channels in the model's order
     * @throws IllegalArgumentException for another name
     */
    public static Objective observed(String name, double[] counts) {
        return switch (name) {
            case "discovery" -> observedDiscovery(counts);
            case "limit" -> observedLimit(counts, 0.95);
            case "precision" -> observedPrecision(counts);
            default ->
                throw new IllegalArgumentException(
                        "there is no objective '" + name + "' with observed data: use precision, discovery or limit");
        };
    }
}
