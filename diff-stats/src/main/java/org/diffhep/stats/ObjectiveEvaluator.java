package org.diffhep.stats;

import java.util.List;
import java.util.Optional;

/**
 * Evaluates an objective again and again while the templates change, as an optimiser does: the model is not compiled
 * again as long as channels, samples, modifiers and numbers of bins stay, work arrays are kept, and fits begin where
 * the last one ended. Where the structure changes, a new model takes its place.
 *
 * <p>With {@link Objectives#precision}, {@link Objectives#discovery} and {@link Objectives#limit}, an evaluation
 * allocates nothing but its result once the structure has been met. A value depends on those before it only within the
 * tolerance of a fit ({@code 1e-14} in −ln L) as long as the likelihood has one minimum.
 *
 * <p>Not for use by several threads: each takes its own.
 */
public final class ObjectiveEvaluator {
    private final Objective objective;
    private final Measurement measurement;
    private final InterpolationCodes codes;
    private Optional<Bound> bound = Optional.empty();

    ObjectiveEvaluator(Objective objective, Measurement measurement, InterpolationCodes codes) {
        this.objective = objective;
        this.measurement = measurement;
        this.codes = codes;
    }

    /** A model of its own, and what evaluates the objective on it. */
    private record Bound(TemplateBinding templates, RepeatedObjective.Evaluation evaluation) {}

    /**
     * Value and exact derivative with respect to every template.
     *
     * @param channels the templates, in any order that stays from call to call
     * @throws ObjectiveUndefinedException if the objective has no value or no derivative there
     * @throws InvalidModelException if the channels contradict themselves, or the model has no parameter of interest
     */
    public ObjectiveResult evaluate(List<Channel> channels) {
        return evaluate(channels, false);
    }

    /**
     * As {@link #evaluate}, but fits begin where those of a new model do: the result depends on the templates alone, bit for
     * bit, and not on what was evaluated before.
     */
    public ObjectiveResult evaluateAfresh(List<Channel> channels) {
        return evaluate(channels, true);
    }

    private ObjectiveResult evaluate(List<Channel> channels, boolean afresh) {
        try {
            if (bound.isPresent() && bound.get().templates().fits(channels)) {
                bound.get().templates().load(channels);
                if (afresh) {
                    bound.get().evaluation().forget();
                }
            } else {
                bound = Optional.of(bind(channels));
            }
            return bound.get().evaluation().evaluate();
        } catch (RuntimeException e) {
            // What stops half-way may leave old numbers among the new.
            bound = Optional.empty();
            throw e;
        }
    }

    private Bound bind(List<Channel> channels) {
        HistFactoryModel model = HistFactoryModel.of(channels, measurement, codes);
        return new Bound(
                new TemplateBinding(channels, model.compiled()),
                objective instanceof RepeatedObjective repeated ? repeated.on(model) : () -> objective.evaluate(model));
    }
}
