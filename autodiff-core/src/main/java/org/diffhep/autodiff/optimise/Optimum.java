package org.diffhep.autodiff.optimise;

import java.util.List;

/**
 * What an optimiser found.
 *
 * @param at the best point, parameters in order
 * @param value of the function there
 * @param evaluations how often the function was evaluated
 * @param converged whether the optimiser ended because it could not do better
 * @param message why it ended
 */
public record Optimum(List<Double> at, double value, int evaluations, boolean converged, String message) {
    /** Copies the list. */
    public Optimum {
        at = List.copyOf(at);
    }
}
