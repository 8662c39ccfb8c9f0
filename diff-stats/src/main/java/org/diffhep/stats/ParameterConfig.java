package org.diffhep.stats;

import java.util.Arrays;
import java.util.Optional;

/**
 * A measurement's settings for one parameter set. An empty array, or an empty {@code fixed}, keeps the default.
 *
 * @param name name of the parameter set
 * @param inits initial values
 * @param lower lower bounds
 * @param upper upper bounds, as many as lower bounds
 * @param auxdata auxiliary measurements
 * @param sigmas widths of a Gaussian constraint (lumi, staterror)
 * @param factors the τ of a Poisson constraint (shapesys)
 * @param fixed whether held constant: one flag for all, or one per element
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out, compared by content
public record ParameterConfig(
        String name,
        double[] inits,
        double[] lower,
        double[] upper,
        double[] auxdata,
        double[] sigmas,
        double[] factors,
        Optional<boolean[]> fixed) {
    private static final double[] NONE = {};

    /**
     * Copies the arrays.
     *
     * @throws InvalidModelException if bounds are crossed or incomplete, or a number is not finite
     */
    public ParameterConfig {
        inits = checked(name, "inits", inits);
        lower = checked(name, "bounds", lower);
        upper = checked(name, "bounds", upper);
        auxdata = checked(name, "auxdata", auxdata);
        sigmas = checked(name, "sigmas", sigmas);
        factors = checked(name, "factors", factors);
        fixed = fixed.map(boolean[]::clone);
        if (lower.length != upper.length) {
            throw new InvalidModelException(
                    "parameter '" + name + "': " + lower.length + " lower bounds, " + upper.length + " upper bounds");
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower[i] > upper[i]) {
                throw new InvalidModelException(
                        "parameter '" + name + "': bounds [" + lower[i] + ", " + upper[i] + "] are crossed");
            }
        }
    }

    private static double[] checked(String name, String what, double[] values) {
        Numbers.requireFinite(values, "parameter '" + name + "'", what);
        return values.clone();
    }

    /**
     * Nothing but defaults.
     *
     * @param name name of the parameter set
     */
    public static ParameterConfig of(String name) {
        return new ParameterConfig(name, NONE, NONE, NONE, NONE, NONE, NONE, Optional.empty());
    }

    /**
     * The luminosity's configuration, which every model with lumi modifiers needs.
     *
     * @param name name of the parameter, by custom {@code lumi}
     * @param value nominal value
     * @param sigma absolute uncertainty
     * @param lower lower bound
     * @param upper upper bound
     */
    public static ParameterConfig lumi(String name, double value, double sigma, double lower, double upper) {
        return of(name).withInits(value)
                .withBounds(lower, upper)
                .withAuxdata(value)
                .withSigmas(sigma);
    }

    /** With these initial values. */
    public ParameterConfig withInits(double... values) {
        return new ParameterConfig(name, values, lower, upper, auxdata, sigmas, factors, fixed);
    }

    /** With one pair of bounds. */
    public ParameterConfig withBounds(double low, double high) {
        return withBounds(new double[] {low}, new double[] {high});
    }

    /** With these bounds. */
    public ParameterConfig withBounds(double[] low, double[] high) {
        return new ParameterConfig(name, inits, low, high, auxdata, sigmas, factors, fixed);
    }

    /** With this auxiliary data. */
    public ParameterConfig withAuxdata(double... values) {
        return new ParameterConfig(name, inits, lower, upper, values, sigmas, factors, fixed);
    }

    /** With these widths. */
    public ParameterConfig withSigmas(double... values) {
        return new ParameterConfig(name, inits, lower, upper, auxdata, values, factors, fixed);
    }

    /** Held constant, or not. */
    public ParameterConfig withFixed(boolean value) {
        return new ParameterConfig(
                name, inits, lower, upper, auxdata, sigmas, factors, Optional.of(new boolean[] {value}));
    }

    @Override
    public double[] inits() {
        return inits.clone();
    }

    @Override
    public double[] lower() {
        return lower.clone();
    }

    @Override
    public double[] upper() {
        return upper.clone();
    }

    @Override
    public double[] auxdata() {
        return auxdata.clone();
    }

    @Override
    public double[] sigmas() {
        return sigmas.clone();
    }

    @Override
    public double[] factors() {
        return factors.clone();
    }

    @Override
    public Optional<boolean[]> fixed() {
        return fixed.map(boolean[]::clone);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParameterConfig p
                && name.equals(p.name)
                && Arrays.equals(inits, p.inits)
                && Arrays.equals(lower, p.lower)
                && Arrays.equals(upper, p.upper)
                && Arrays.equals(auxdata, p.auxdata)
                && Arrays.equals(sigmas, p.sigmas)
                && Arrays.equals(factors, p.factors)
                && Arrays.equals(flags(fixed), flags(p.fixed));
    }

    private static boolean[] flags(Optional<boolean[]> fixed) {
        return fixed.orElse(new boolean[0]);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(inits) + Arrays.hashCode(flags(fixed));
    }
}
