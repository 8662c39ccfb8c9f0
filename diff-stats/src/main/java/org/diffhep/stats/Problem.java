package org.diffhep.stats;

/**
 * One thing that is wrong with a document.
 *
 * @param severity whether it keeps the document from being used
 * @param path JSON pointer (RFC 6901) to it; empty for the document as a whole
 * @param message what is wrong, and what to do
 */
public record Problem(Severity severity, String path, String message) {
    /** How bad a problem is. */
    public enum Severity {
        /** The document is refused, by pyhf too unless the message says otherwise. */
        ERROR,
        /** The document is used, but part of it may not mean what was meant. */
        WARNING
    }

    static Problem error(String path, String message) {
        return new Problem(Severity.ERROR, path, message);
    }

    static Problem warning(String path, String message) {
        return new Problem(Severity.WARNING, path, message);
    }

    /** Path and message. */
    @Override
    public String toString() {
        return (path.isEmpty() ? "/" : path) + " " + message;
    }
}
