package org.diffhep.stats;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is measured: the parameter of interest, and changes to the defaults of parameters.
 *
 * @param name name
 * @param poi name of the parameter of interest; empty for none
 * @param parameters configuration of parameters; names that the model lacks are ignored, as in pyhf
 */
public record Measurement(String name, String poi, List<ParameterConfig> parameters) {
    /**
     * Copies the list.
     *
     * @throws InvalidModelException if a parameter is configured twice
     */
    public Measurement {
        parameters = List.copyOf(parameters);
        Set<String> names = new HashSet<>();
        for (ParameterConfig parameter : parameters) {
            if (!names.add(parameter.name())) {
                throw new InvalidModelException(
                        "measurement '" + name + "' configures parameter '" + parameter.name() + "' twice");
            }
        }
    }

    /**
     * A measurement.
     *
     * @param name name
     * @param poi name of the parameter of interest; empty for none
     * @param parameters changes to the defaults
     */
    public static Measurement of(String name, String poi, ParameterConfig... parameters) {
        return new Measurement(name, poi, List.of(parameters));
    }
}
