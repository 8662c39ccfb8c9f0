package org.diffhep.events.internal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.diffhep.events.Column;

/** Gives the columns of a collection one array of offsets, once they are known to be equal. For one read by one thread. */
public final class SharedOffsets {

    private final long firstEntry;
    private final Map<String, Leader> leaders = new HashMap<>();

    /** @param firstEntry the number of the first entry that was read, for messages */
    public SharedOffsets(long firstEntry) {
        this.firstEntry = firstEntry;
    }

    /** The first column of a collection, its name in the file, and what messages call its table. */
    private record Leader(Column column, String stored, String table) {

        /** The name of the column, with that in the file if it is another. */
        String name() {
            return column.name().equals(stored) ? stored : column.name() + " (" + stored + ")";
        }
    }

    /**
     * The column with the offsets of the first of its collection; itself if it is flat or has lists in lists.
     *
     * @param stored its name in the file
     * @param table what messages call its table
     * @param remedy what a user can do if the offsets differ
     * @throws IllegalArgumentException they differ: some entry has more values of the one than of the other
     */
    public Column share(Column column, String stored, String table, String remedy) {
        if (column.depth() != 1) {
            return column;
        }
        String collection = column.collection().orElseThrow();
        Leader own = new Leader(column, stored, table);
        Leader leader = leaders.putIfAbsent(collection, own);
        if (leader == null || leader.column.offsets() == column.offsets()) {
            return column;
        }
        int differs = Arrays.mismatch(leader.column.offsets(), column.offsets());
        if (differs >= 0) {
            int entry = Math.max(0, differs - 1);
            throw new IllegalArgumentException(table + ": column " + own.name() + " has " + column.count(entry)
                    + " values in entry " + (firstEntry + entry) + ", and " + leader.name()
                    + (leader.table.equals(table) ? "" : " of " + leader.table) + ", of the same collection, "
                    + leader.column.count(entry) + "; " + remedy);
        }
        return Column.jagged(column.name(), column.type(), column.array(), leader.column.offsets(), collection);
    }
}
