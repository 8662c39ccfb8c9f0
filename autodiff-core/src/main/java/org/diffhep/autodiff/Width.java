package org.diffhep.autodiff;

/**
 * How soft a cut is at temperature 1.
 *
 * <p>{@code width(5)} is the logistic step 1/(1 + e^(−distance/5)), {@code width(5).gaussian()} one smeared with a standard
 * deviation of 5, {@code width(5).compact()} one that is exactly hard from a distance of 5 on. See {@link CutKernel}.
 *
 * @param value in the unit of what is cut on, positive
 * @param kernel the shape of the step
 */
public record Width(double value, CutKernel kernel) {

    /** @throws IllegalArgumentException if the width is not a positive number */
    public Width {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("width " + value + " is not a positive number");
        }
    }

    /** A logistic step of a width. */
    public static Width width(double value) {
        return new Width(value, CutKernel.SIGMOID);
    }

    /** The same width as the standard deviation of a Gaussian. */
    public Width gaussian() {
        return new Width(value, CutKernel.GAUSSIAN);
    }

    /** The same width as the distance from which on the cut is exact. */
    public Width compact() {
        return new Width(value, CutKernel.COMPACT);
    }
}
