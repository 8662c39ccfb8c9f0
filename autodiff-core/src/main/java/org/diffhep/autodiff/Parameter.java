package org.diffhep.autodiff;

/**
 * A tunable number: a threshold, a bin edge, a network weight.
 *
 * <p>A value that any optimiser can drive without knowing what it means. Two parameters of one graph with the same name
 * must be equal.
 *
 * @param name unique within an analysis
 * @param start the value an optimisation starts from, within the bounds
 * @param lower smallest allowed value; may be −∞
 * @param upper largest allowed value; may be +∞
 * @param scale a change that matters, in the unit of the parameter; optimisers step in units of it
 * @param unit for people: {@code GeV}; empty for a pure number
 */
public record Parameter(String name, double start, double lower, double upper, double scale, String unit) {

    /**
     * @throws IllegalArgumentException if the name is blank, the bounds are out of order, the start lies outside of them, or
     *     the scale is not positive
     */
    public Parameter {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a parameter needs a name");
        }
        if (!(lower < upper)) {
            throw new IllegalArgumentException(
                    "parameter " + name + ": bounds [" + lower + ", " + upper + "] are out of order");
        }
        if (!(start >= lower && start <= upper)) {
            throw new IllegalArgumentException("parameter " + name + ": start " + start
                    + " lies outside of its bounds [" + lower + ", " + upper + "]");
        }
        if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("parameter " + name + ": scale " + scale + " is not a positive number");
        }
    }

    /** An unbounded parameter whose scale is a tenth of its start (1 if it starts at 0). */
    public static Parameter of(String name, double start) {
        double scale = start == 0 ? 1 : Math.abs(start) / 10;
        return new Parameter(name, start, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, scale, "");
    }

    /** The same parameter within bounds. */
    public Parameter within(double newLower, double newUpper) {
        return new Parameter(name, start, newLower, newUpper, scale, unit);
    }

    /** The same parameter with a unit. */
    public Parameter unit(String newUnit) {
        return new Parameter(name, start, lower, upper, scale, newUnit);
    }

    /** The same parameter with a scale: a change that matters. */
    public Parameter scale(double newScale) {
        return new Parameter(name, start, lower, upper, newScale, unit);
    }

    /** The same parameter with another start. */
    public Parameter startingAt(double newStart) {
        return new Parameter(name, newStart, lower, upper, scale, unit);
    }

    /** The closest allowed value. */
    public double clamp(double value) {
        return Math.min(upper, Math.max(lower, value));
    }
}
