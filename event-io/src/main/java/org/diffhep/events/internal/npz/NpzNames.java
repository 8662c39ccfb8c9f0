package org.diffhep.events.internal.npz;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnType;
import org.diffhep.events.TableSchema;

/** The names of arrays that make jagged columns: see {@link NpzTable}. */
final class NpzNames {

    static final String OFFSETS = ".offsets";

    private NpzNames() {}

    /** The array of the beginnings of a column's lists at a level, or of a collection's objects at level 0. */
    static String offsets(String owner, int level) {
        return owner + OFFSETS + (level == 0 ? "" : "." + level);
    }

    /**
     * The collection whose offsets a column uses that has none of its own: the longest {@code C} that has offsets and is
     * no array itself, if the column is called {@code C_...} (or with another sign that is no letter or digit).
     */
    static Optional<String> collection(String column, Collection<String> arrays) {
        for (int end = column.length() - 1; end > 0; end--) {
            String prefix = column.substring(0, end);
            if (!Character.isLetterOrDigit(column.charAt(end))
                    && arrays.contains(offsets(prefix, 0))
                    && !arrays.contains(prefix)) {
                return Optional.of(prefix);
            }
        }
        return Optional.empty();
    }

    /** How many levels of lists a column has beside its strings, which are elements, or its dimensions. */
    static int lists(ColumnInfo column) {
        return column.depth() - (column.type() == ColumnType.CHAR || isBlock(column) ? 1 : 0);
    }

    /** Whether a column is an array of several dimensions. */
    static boolean isBlock(ColumnInfo column) {
        return column.type() != ColumnType.CHAR
                && !column.dimensions().isEmpty()
                && !column.dimensions().contains(0);
    }

    /** The columns that share the offsets of their collection; all other jagged ones get their own. */
    static Set<String> sharing(TableSchema schema) {
        Set<String> shared = new LinkedHashSet<>();
        for (ColumnInfo column : schema.columns()) {
            if (lists(column) == 1 && column.depth() == 1) {
                column.collection().filter(c -> !c.equals(column.name())).ifPresent(shared::add);
            }
        }
        // A flat column that reading would take for one of the collection forbids sharing.
        Set<String> names = new HashSet<>(schema.columnNames());
        Set<String> arrays = new HashSet<>(names);
        shared.forEach(c -> arrays.add(offsets(c, 0)));
        for (ColumnInfo column : schema.columns()) {
            if (lists(column) == 0) {
                for (Optional<String> taken = collection(column.name(), arrays);
                        taken.isPresent();
                        taken = collection(column.name(), arrays)) {
                    arrays.remove(offsets(taken.get(), 0));
                    shared.remove(taken.get());
                }
            }
        }
        Set<String> sharing = new HashSet<>();
        for (ColumnInfo column : schema.columns()) {
            if (lists(column) == 1
                    && column.depth() == 1
                    && column.collection().filter(shared::contains).isPresent()
                    && column.collection().equals(collection(column.name(), arrays))) {
                sharing.add(column.name());
            }
        }
        return sharing;
    }
}
