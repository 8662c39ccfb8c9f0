package org.diffhep.cli;

/** What the user asked for cannot be done as asked: an option, a name or a path is wrong. Exit code 2. */
public final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With the message for the user: what is wrong, where, and what to do. */
    public UsageException(String message) {
        super(message);
    }
}
