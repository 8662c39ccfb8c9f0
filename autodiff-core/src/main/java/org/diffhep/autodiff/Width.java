package org.diffhep.autodiff;

/**
 * How soft a cut is at temperature 1: the distance from the threshold at which the flag is 1/(1 + e⁻¹) ≈ 0.73.
 *
 * @param value in the unit of what is cut on, positive
 */
public record Width(double value) {

    /** @throws IllegalArgumentException if the width is not a positive number */
    public Width {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("width " + value + " is not a positive number");
        }
    }

    /** A width. */
    public static Width width(double value) {
        return new Width(value);
    }
}
