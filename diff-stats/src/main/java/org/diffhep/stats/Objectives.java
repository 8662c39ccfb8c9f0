package org.diffhep.stats;

import java.util.List;

/** The objectives, all expected ones: no observed data enters. */
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
}
