package org.diffhep.events;

import java.util.Collection;
import java.util.List;
import org.diffhep.events.internal.NearestNames;

/** A column was asked for that the table does not have, or has in a form that cannot be read. */
public final class UnknownColumnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String column;

    private UnknownColumnException(String column, String message) {
        super(message);
        this.column = column;
    }

    /**
     * The table lacks the column.
     *
     * @param table how the message names the table, for example {@code ttbar.root: tree Events}
     * @param kind what the format calls a column: {@code branch}, {@code column}
     * @param column the name asked for
     * @param present the names there are; those nearest to {@code column} are suggested
     */
    public static UnknownColumnException missing(String table, String kind, String column, Collection<String> present) {
        List<String> nearest = NearestNames.of(column, present);
        return new UnknownColumnException(
                column,
                table + " has no " + kind + " " + column
                        + (nearest.isEmpty() ? "; it has none at all" : "; nearest: " + String.join(", ", nearest)));
    }

    /** The table has the column in a form that cannot be read; parameters as in {@link #missing}. */
    public static UnknownColumnException unsupported(String table, String kind, UnsupportedColumn column) {
        return new UnknownColumnException(
                column.name(), table + ": " + kind + " " + column.name() + " cannot be read: " + column.reason());
    }

    /** The name that was asked for. */
    public String column() {
        return column;
    }
}
