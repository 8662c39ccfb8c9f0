package org.diffhep.pipeline;

/** Hears of an optimisation while it runs. Called from the thread that optimises. */
@FunctionalInterface
public interface OptimisationListener {

    /** A listener that ignores everything. */
    OptimisationListener NONE = (point, best, steps) -> {};

    /**
     * Called after the start was evaluated (step 0) and after every step.
     *
     * @param point where the optimiser stands
     * @param best the best point so far by its hard objective
     * @param steps number of steps planned
     */
    void stepped(OptimisationResult.TrajectoryPoint point, OptimisationResult.TrajectoryPoint best, int steps);
}
