package org.diffhep.stats;

/** An objective that can be evaluated again and again on the same work arrays, while the templates change. */
interface RepeatedObjective extends Objective {
    /**
     * Makes the work arrays for a model.
     *
     * @throws InvalidModelException if the model has no parameter of interest
     */
    Evaluation on(HistFactoryModel model);

    @Override
    default ObjectiveResult evaluate(HistFactoryModel model) {
        return on(model).evaluate();
    }

    /** Value and gradient at the templates that the model has now. Fits begin where the last one ended. */
    interface Evaluation {
        /**
         * Evaluates. Allocates nothing but the result.
         *
         * @throws ObjectiveUndefinedException if the objective has no value or no derivative there
         */
        ObjectiveResult evaluate();

        /** Forgets where the last fit ended: the next begins as the first did. */
        default void forget() {}
    }
}
