package org.diffhep.pipeline;

import java.util.List;

/**
 * What an optimum must fulfil besides being one. A function of the nominal templates, at the full luminosity, and differentiable in
 * them, so that it moves the parameters as the objective does.
 *
 * <p>Values are those of the events that are evaluated: half of the simulated events train, so that a bin has about half of
 * the effective events there that the whole sample would give it. Yields do not depend on that.
 */
public sealed interface Constraint {

    /** Name of the region it is about. */
    String region();

    /** The samples it is about; empty for all. */
    List<String> samples();

    /** The bound, in events. */
    double limit();

    /** Whether the bound is a lower one. */
    default boolean isLower() {
        return !(this instanceof MaximumYield);
    }

    /** In words: {@code yield of ttbar in 4j1b ≥ 500}. */
    String text();

    /**
     * A floor under the expected yield.
     *
     * @param samples whose yields are added; empty for all
     */
    record MinimumYield(String region, List<String> samples, double limit) implements Constraint {
        /** @throws IllegalArgumentException if the limit is not positive and finite */
        public MinimumYield {
            samples = List.copyOf(samples);
            requirePositive(region, limit);
        }

        @Override
        public String text() {
            return yieldOf(samples) + region + " ≥ " + limit;
        }
    }

    /**
     * A ceiling on the expected yield: a rate that must not be exceeded.
     *
     * @param samples whose yields are added; empty for all
     */
    record MaximumYield(String region, List<String> samples, double limit) implements Constraint {
        /** @throws IllegalArgumentException if the limit is not positive and finite */
        public MaximumYield {
            samples = List.copyOf(samples);
            requirePositive(region, limit);
        }

        @Override
        public String text() {
            return yieldOf(samples) + region + " ≤ " + limit;
        }
    }

    /**
     * A floor under the effective number of simulated events (Σw)²/Σw² of the expectation: with it, no bin is
     * judged by a handful of events. A bin that no event reaches has none, and violates it.
     *
     * @param samples whose events count; empty for all. In a search name the backgrounds: a bin where the signal alone has events is what it should be kept from
     * @param eachBin for each bin of the region, or for the region as a whole
     */
    record MinimumEffectiveEvents(String region, List<String> samples, boolean eachBin, double limit)
            implements Constraint {
        /** @throws IllegalArgumentException if the limit is not positive and finite */
        public MinimumEffectiveEvents {
            samples = List.copyOf(samples);
            requirePositive(region, limit);
        }

        @Override
        public String text() {
            return "effective events " + of(samples) + (eachBin ? "in each bin of " : "in ") + region + " ≥ " + limit;
        }
    }

    /** The expected yield of some samples, or of all if none is named, must not be smaller. */
    static Constraint yieldAtLeast(double events, String region, String... samples) {
        return new MinimumYield(region, List.of(samples), events);
    }

    /** The expected yield of some samples, or of all if none is named, must not be larger. */
    static Constraint yieldAtMost(double events, String region, String... samples) {
        return new MaximumYield(region, List.of(samples), events);
    }

    /** Each bin of the region must have this many effective events of some samples, or of all if none is named. */
    static Constraint effectiveEventsAtLeast(double events, String region, String... samples) {
        return new MinimumEffectiveEvents(region, List.of(samples), true, events);
    }

    private static String yieldOf(List<String> samples) {
        return "yield " + (samples.isEmpty() ? "of " : of(samples) + "in ");
    }

    private static String of(List<String> samples) {
        return samples.isEmpty() ? "" : "of " + String.join(" + ", samples) + " ";
    }

    private static void requirePositive(String region, double limit) {
        if (!(limit > 0 && limit < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "constraint on region " + region + ": limit " + limit + " is not a positive number");
        }
    }
}
