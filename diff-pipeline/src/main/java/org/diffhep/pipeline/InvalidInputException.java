package org.diffhep.pipeline;

/** Something the user wrote or gave is wrong: a file, a field, an option. The message names it and says what to do. */
public final class InvalidInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidInputException(String message) {
        super(message);
    }

    public InvalidInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
