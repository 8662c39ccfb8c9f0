package org.diffhep.events;

/** A table or histogram was asked for that the file does not have. The message names the file and those there are. */
public final class UnknownTableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String table;

    /**
     * @param table the name that was asked for
     * @param message names the file, the table, and what tables there are
     */
    public UnknownTableException(String table, String message) {
        super(message);
        this.table = table;
    }

    /** The name that was asked for. */
    public String table() {
        return table;
    }
}
