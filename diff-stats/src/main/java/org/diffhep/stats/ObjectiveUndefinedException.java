package org.diffhep.stats;

/** An objective that has no value or no derivative at the given templates: the message names channel, bin and sample, or parameter, and what to do. */
public final class ObjectiveUndefinedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * With its message.
     *
     * @param message what is wrong, where, and what to do
     */
    public ObjectiveUndefinedException(String message) {
        super(message);
    }
}
