package org.diffhep.pipeline;

import java.util.List;

/**
 * The value of an objective and its gradient.
 *
 * @param gradient one derivative for each parameter, in the order of the analysis
 */
public record ValueAndGradient(double value, List<Double> gradient) {

    public ValueAndGradient {
        gradient = List.copyOf(gradient);
    }
}
