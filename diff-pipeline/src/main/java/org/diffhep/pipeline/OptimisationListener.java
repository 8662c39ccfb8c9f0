package org.diffhep.pipeline;

import java.util.function.Supplier;

/** Hears of an optimisation while it runs. Called from the thread that optimises. */
@FunctionalInterface
public interface OptimisationListener {

    /** A listener that ignores everything. */
    OptimisationListener NONE = (point, best, steps) -> {};

    /**
     * Called after the start was evaluated (step 0) and after every step; in a run that goes on from a checkpoint for the steps of the
     * first run too.
     *
     * @param point where the optimiser stands
     * @param best the best point so far by its hard objective, among those that fulfil the constraints
     * @param steps number of steps planned
     */
    void stepped(OptimisationResult.TrajectoryPoint point, OptimisationResult.TrajectoryPoint best, int steps);

    /**
     * Called after each step that was computed: the moment to keep a checkpoint.
     *
     * @param checkpoint makes it; stays usable, and then has what was known at this moment
     */
    default void reached(Supplier<OptimisationCheckpoint> checkpoint) {}
}
