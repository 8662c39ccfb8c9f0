package org.diffhep.stats;

/** A fit that found no minimum: the message says why. */
public final class FitFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * With its message.
     *
     * @param message what is wrong, where, and what to do
     */
    public FitFailedException(String message) {
        super(message);
    }
}
