package org.diffhep.autodiff.engine;

/** A value became NaN or infinite and reached a result. The message names the expression and the event. */
public final class NonFiniteValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NonFiniteValueException(String message) {
        super(message);
    }
}
