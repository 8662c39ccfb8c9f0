package org.diffhep.histogram.interchange;

/** Text or bytes are no histogram, or one that this library has no room for. The message names the place. */
public final class InvalidHistogramException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidHistogramException(String message) {
        super(message);
    }

    public InvalidHistogramException(String message, Throwable cause) {
        super(message, cause);
    }
}
