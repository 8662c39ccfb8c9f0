package org.diffhep.notebooks;

/** A cell does not compile or throws. The message names the cell, the line and what is written there. */
public final class NotebookException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotebookException(String message) {
        super(message);
    }
}
