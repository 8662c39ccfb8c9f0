package org.diffhep.stats;

import java.util.List;

/**
 * What is measured: the parameter of interest, and changes to the defaults of parameters.
 *
 * @param name name
 * @param poi name of the parameter of interest; empty for none
 * @param parameters configuration of parameters; names that the model lacks are ignored, as in pyhf
 */
public record Measurement(String name, String poi, List<ParameterConfig> parameters) {
    /** Copies the list. */
    public Measurement {
        parameters = List.copyOf(parameters);
    }

    /**
     * A measurement that keeps all defaults.
     *
     * @param name name
     * @param poi name of the parameter of interest; empty for none
     */
    public static Measurement of(String name, String poi) {
        return new Measurement(name, poi, List.of());
    }
}
