package org.diffhep.events;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.diffhep.events.internal.NearestNames;
import org.jspecify.annotations.Nullable;

/** A column was asked for that the table does not have, or has in a form that cannot be read. */
public final class UnknownColumnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String column;
    private final @Nullable String otherVersion;

    private UnknownColumnException(String column, @Nullable String otherVersion, String message) {
        super(message);
        this.column = column;
        this.otherVersion = otherVersion;
    }

    /**
     * The table lacks the column.
     *
     * @param table how the message names the table, for example {@code ttbar.root: tree Events}
     * @param kind what the format calls a column: {@code branch}, {@code column}
     * @param column the name asked for
     * @param present the names there are; that of another version of NanoAOD and those nearest to
     *     {@code column} are suggested
     */
    public static UnknownColumnException missing(String table, String kind, String column, Collection<String> present) {
        Optional<String> other = NanoNames.otherVersion(column, present);
        List<String> nearest = Stream.concat(other.stream(), NearestNames.of(column, present).stream())
                .distinct()
                .toList();
        return new UnknownColumnException(
                column,
                other.orElse(null),
                table + " has no " + kind + " " + column
                        + (nearest.isEmpty() ? "; it has none at all" : "; nearest: " + String.join(", ", nearest)));
    }

    /** The table has the column in a form that cannot be read; parameters as in {@link #missing}. */
    public static UnknownColumnException unsupported(String table, String kind, UnsupportedColumn column) {
        return new UnknownColumnException(
                column.name(), null, table + ": " + kind + " " + column.name() + " cannot be read: " + column.reason());
    }

    /** What the column is called in another version of NanoAOD, if the table has it by that name. */
    public Optional<String> otherVersion() {
        return Optional.ofNullable(otherVersion);
    }

    /** The name that was asked for. */
    public String column() {
        return column;
    }
}
