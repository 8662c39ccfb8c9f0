package org.diffhep.autodiff;

/**
 * How cuts and bins are read when a graph is evaluated.
 *
 * @param mode hard, soft, or hard values with soft gradients
 * @param temperature factor on every width and bandwidth; 1 is what the author of the analysis wrote, smaller is harder
 */
public record Relaxation(Mode mode, double temperature) {

    /** The reading of a cut. */
    public enum Mode {
        /** Indicator functions: the conventional analysis. Cuts carry no gradient. */
        HARD,
        /** Smooth probabilities. */
        SOFT,
        /** Values as {@link #HARD}, derivatives as {@link #SOFT} at the same point. */
        STRAIGHT_THROUGH
    }

    /** The conventional analysis. */
    public static final Relaxation HARD = new Relaxation(Mode.HARD, 0);

    /** @throws IllegalArgumentException if a soft mode has a temperature that is not positive and finite */
    public Relaxation {
        if (mode != Mode.HARD && !(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "temperature " + temperature + " is not a positive number; use HARD for temperature 0");
        }
    }

    /** A width at this temperature. Never so small that its inverse is not a number: a distance of 0 has none that is infinite. */
    public double width(double atOne) {
        return Math.max(atOne * temperature, Double.MIN_NORMAL);
    }

    /** Soft cuts at a temperature; at 0 the conventional analysis. */
    public static Relaxation soft(double temperature) {
        return temperature == 0 ? HARD : new Relaxation(Mode.SOFT, temperature);
    }

    /** Hard values, soft gradients. */
    public static Relaxation straightThrough(double temperature) {
        return new Relaxation(Mode.STRAIGHT_THROUGH, temperature);
    }

    /** Whether values are smooth. */
    public boolean softValues() {
        return mode == Mode.SOFT;
    }

    /** Whether cuts carry a gradient. */
    public boolean softGradients() {
        return mode != Mode.HARD;
    }
}
