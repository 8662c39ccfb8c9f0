package org.diffhep.stats;

/** A model, a measurement or a workspace that cannot be built: the message names the channel, sample, modifier or JSON path. */
public final class InvalidModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * With its message.
     *
     * @param message what is wrong, where, and what to do
     */
    public InvalidModelException(String message) {
        super(message);
    }
}
