package org.diffhep.stats;

/** A number that an analysis is optimised for, as a function of the templates of its model. */
public interface Objective {
    /** Its name in configurations and reports. */
    String name();

    /** Whether a larger value is the better one. */
    boolean maximise();

    /**
     * Value and exact derivative with respect to every template.
     *
     * @param model model with a parameter of interest
     * @throws ObjectiveUndefinedException if the objective has no value or no derivative there
     * @throws InvalidModelException if the model has no parameter of interest
     */
    ObjectiveResult evaluate(HistFactoryModel model);

    /**
     * What evaluates this objective while templates change, with pyhf's default interpolation codes.
     *
     * @param measurement parameter of interest and configuration, as for {@link HistFactoryModel#of}
     */
    default ObjectiveEvaluator evaluator(Measurement measurement) {
        return evaluator(measurement, InterpolationCodes.DEFAULT);
    }

    /**
     * What evaluates this objective while templates change.
     *
     * @param measurement parameter of interest and configuration, as for {@link HistFactoryModel#of}
     * @param codes interpolation codes
     */
    default ObjectiveEvaluator evaluator(Measurement measurement, InterpolationCodes codes) {
        return new ObjectiveEvaluator(this, measurement, codes);
    }
}
