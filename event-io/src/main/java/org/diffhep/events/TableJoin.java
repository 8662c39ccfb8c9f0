package org.diffhep.events;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffhep.events.internal.PrimitiveArrays;

/** Tables one after another. */
final class TableJoin {

    private TableJoin() {}

    static EventTable join(List<EventTable> tables) {
        long entries = tables.stream().mapToLong(EventTable::entries).sum();
        Map<String, int[]> shared = new HashMap<>();
        List<Column> columns = new ArrayList<>();
        for (Column first : tables.get(0).columns()) {
            columns.add(column(tables.stream().map(t -> t.column(first.name())).toList(), shared));
        }
        return EventTable.of(toInt("the tables", entries), columns);
    }

    private static Column column(List<Column> parts, Map<String, int[]> shared) {
        Column first = parts.get(0);
        long size = 0;
        for (Column part : parts) {
            if (part.type() != first.type() || part.depth() != first.depth()) {
                throw new IllegalArgumentException("column " + first.name() + " is " + first.type() + " of depth "
                        + first.depth() + " in one table, and " + part.type() + " of depth " + part.depth()
                        + " in another");
            }
            size += part.size();
        }
        Object values = PrimitiveArrays.allocate(first.type(), toInt("column " + first.name(), size));
        int at = 0;
        for (Column part : parts) {
            System.arraycopy(part.array(), 0, values, at, part.size());
            at += part.size();
        }
        Optional<String> collection = first.collection();
        if (collection.isEmpty()) {
            return Column.flat(first.name(), first.type(), values);
        }
        List<int[]> levels = new ArrayList<>();
        for (int level = 0; level < first.depth(); level++) {
            int[] offsets = offsets(parts, level);
            levels.add(first.depth() == 1 ? shared.computeIfAbsent(collection.get(), c -> offsets) : offsets);
        }
        return Column.nested(first.name(), first.type(), values, levels, collection.get());
    }

    private static int[] offsets(List<Column> parts, int level) {
        long lists = 0;
        for (Column part : parts) {
            lists += part.offsets(level).length - 1;
        }
        int[] offsets = new int[toInt("column " + parts.get(0).name(), lists) + 1];
        int at = 0;
        for (Column part : parts) {
            int[] own = part.offsets(level);
            int end = offsets[at];
            for (int i = 1; i < own.length; i++) {
                offsets[at + i] = end + own[i];
            }
            at += own.length - 1;
        }
        return offsets;
    }

    private static int toInt(String what, long size) {
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(what + " would have " + size + " values; join fewer entries");
        }
        return (int) size;
    }
}
