package org.diffhep.stats;

/**
 * Hears how far a computation of many fits has come. Called by one thread at a time. An exception that it throws ends the
 * computation and reaches the caller: so work is cancelled.
 */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (done, of) -> {};

    /**
     * Called after each part.
     *
     * @param done parts done, from 1
     * @param of how many there are
     */
    void done(long done, long of);
}
