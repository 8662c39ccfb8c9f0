package org.diffhep.stats;

import java.util.OptionalDouble;

/**
 * An interval from the profile likelihood.
 *
 * @param best the parameter's best value
 * @param lower lower end; empty if the parameter's bound comes first
 * @param upper upper end; empty if the parameter's bound comes first
 */
public record ProfileInterval(double best, OptionalDouble lower, OptionalDouble upper) {
    /** Distance from the best value down to the lower end, positive. */
    public OptionalDouble minus() {
        return lower.isPresent() ? OptionalDouble.of(best - lower.getAsDouble()) : OptionalDouble.empty();
    }

    /** Distance from the best value up to the upper end, positive. */
    public OptionalDouble plus() {
        return upper.isPresent() ? OptionalDouble.of(upper.getAsDouble() - best) : OptionalDouble.empty();
    }
}
