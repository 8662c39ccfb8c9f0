package org.diffhep.events;

import java.util.Map;
import org.diffhep.events.internal.JoinedTable;

/**
 * Tables side by side, entry by entry: the friends of ROOT's trees, where one file has what was computed later for the events of
 * another. Friends that a tree names itself are joined by {@link EventFile#table}.
 */
public final class FriendTables {

    private FriendTables() {}

    /**
     * A table with the columns of others beside its own. A column of a friend goes by its own name, or, where that is taken, by
     * {@code friend.column}, which is understood for each; so asked for, it belongs to the collection {@code friend.Jet}. Under its own name it belongs
     * to {@code Jet} as in its file: reading it with columns of other tables makes sure that each entry has the same number of values.
     *
     * @param table the first; its columns keep their names
     * @param friends others by the name that precedes those of their columns, in order
     * @return usable as long as all of them
     * @throws IllegalArgumentException a friend has another number of entries
     */
    public static EventTableSource join(EventTableSource table, Map<String, EventTableSource> friends) {
        return friends.isEmpty() ? table : new JoinedTable(table, friends, Map.of());
    }
}
