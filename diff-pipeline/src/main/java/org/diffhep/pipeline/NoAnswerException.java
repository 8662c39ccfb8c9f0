package org.diffhep.pipeline;

/** The input is fine but the computation has no answer, such as a sample of which no event passes. */
public final class NoAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NoAnswerException(String message) {
        super(message);
    }
}
