package org.diffhep.events;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Columns of the same number of entries, in memory. The columns of a collection have the same number of values in each
 * entry and share one array of offsets. Immutable; safe for use by several threads.
 */
public final class EventTable {

    private final int entries;
    private final Map<String, Column> columns;
    private final Map<String, int[]> offsets;

    private EventTable(int entries, Map<String, Column> columns, Map<String, int[]> offsets) {
        this.entries = entries;
        this.columns = Collections.unmodifiableMap(columns);
        this.offsets = offsets;
    }

    /**
     * A table of the given columns.
     *
     * @param entries the number of entries, that of each column
     * @throws IllegalArgumentException two columns have one name, a column has another number of entries, or two columns
     *     of a collection differ in their offsets
     */
    public static EventTable of(int entries, Collection<Column> columns) {
        Map<String, Column> byName = new LinkedHashMap<>();
        Map<String, int[]> offsets = new LinkedHashMap<>();
        for (Column column : columns) {
            if (column.entries() != entries) {
                throw new IllegalArgumentException(
                        "column " + column.name() + " has " + column.entries() + " entries, the table " + entries);
            }
            if (byName.putIfAbsent(column.name(), column) != null) {
                throw new IllegalArgumentException("two columns are named " + column.name());
            }
            column.collection().ifPresent(collection -> {
                int[] known = offsets.putIfAbsent(collection, column.offsets());
                int differs =
                        known == null || known == column.offsets() ? -1 : firstDifference(known, column.offsets());
                if (differs >= 0) {
                    throw new IllegalArgumentException("column " + column.name() + " has " + column.count(differs)
                            + " values in entry " + differs + ", other columns of " + collection + " have "
                            + (known[differs + 1] - known[differs]));
                }
            });
        }
        return new EventTable(entries, byName, offsets);
    }

    /** Starts a table made by hand, of the given number of entries. */
    public static EventTableBuilder builder(int entries) {
        return new EventTableBuilder(entries);
    }

    /**
     * The entries of several tables one after another.
     *
     * @param tables at least one; each has the columns of the first, with their types and depths
     * @throws IllegalArgumentException columns do not suit each other, or there are too many values for one array
     */
    public static EventTable concat(List<EventTable> tables) {
        return tables.size() == 1 ? tables.get(0) : TableJoin.join(tables);
    }

    /** The number of entries. */
    public int entries() {
        return entries;
    }

    /** The names of the columns, in order. */
    public List<String> columnNames() {
        return List.copyOf(columns.keySet());
    }

    /** The columns, in order. */
    public List<Column> columns() {
        return List.copyOf(columns.values());
    }

    /** Whether there is a column of this name. */
    public boolean has(String name) {
        return columns.containsKey(name);
    }

    /**
     * A column by name.
     *
     * @throws UnknownColumnException there is none of this name
     */
    public Column column(String name) {
        Column column = columns.get(name);
        if (column == null) {
            throw UnknownColumnException.missing("the table", "column", name, columns.keySet());
        }
        return column;
    }

    /** The names of the collections that have columns here. */
    public List<String> collections() {
        return List.copyOf(offsets.keySet());
    }

    /**
     * Where each entry's objects begin: [entries + 1], shared by all columns of the collection; not to be written to.
     *
     * @throws IllegalArgumentException no column belongs to this collection
     */
    public int[] offsets(String collection) {
        int[] found = offsets.get(collection);
        if (found == null) {
            throw new IllegalArgumentException(
                    "the table has no column of a collection " + collection + "; collections: " + offsets.keySet());
        }
        return found;
    }

    /**
     * The entries {@code first} (inclusive) to {@code end} (exclusive).
     *
     * @throws IndexOutOfBoundsException the range does not lie within the table
     */
    public EventTable slice(int first, int end) {
        Objects.checkFromToIndex(first, end, entries);
        Map<String, int[]> newOffsets = new LinkedHashMap<>();
        offsets.forEach((collection, old) -> {
            int[] part = new int[end - first + 1];
            for (int e = first; e <= end; e++) {
                part[e - first] = old[e] - old[first];
            }
            newOffsets.put(collection, part);
        });
        List<Column> sliced = new ArrayList<>();
        for (Column column : columns.values()) {
            sliced.add(column.slice(
                    first, end, column.collection().map(newOffsets::get).orElse(null)));
        }
        return of(end - first, sliced);
    }

    /**
     * Only the entries {@code e} with {@code keep[e]}.
     *
     * @param keep [entries]
     * @throws IllegalArgumentException {@code keep} has another length
     */
    public EventTable filterEntries(boolean[] keep) {
        requireLength(keep, entries, "entries");
        int kept = countTrue(keep);
        Map<String, int[]> newOffsets = new LinkedHashMap<>();
        Map<String, boolean[]> keepObjects = new LinkedHashMap<>();
        offsets.forEach((collection, old) -> {
            boolean[] flags = new boolean[old[entries]];
            int[] result = new int[kept + 1];
            int n = 0;
            for (int e = 0; e < entries; e++) {
                if (keep[e]) {
                    Arrays.fill(flags, old[e], old[e + 1], true);
                    result[n + 1] = result[n] + old[e + 1] - old[e];
                    n++;
                }
            }
            keepObjects.put(collection, flags);
            newOffsets.put(collection, result);
        });
        List<Column> filtered = new ArrayList<>();
        for (Column column : columns.values()) {
            if (column.depth() > 1) {
                filtered.add(column.keepEntries(keep));
                continue;
            }
            int[] result = column.collection().map(newOffsets::get).orElse(null);
            boolean[] flags = column.collection().map(keepObjects::get).orElse(keep);
            filtered.add(column.gather(flags, result == null ? kept : result[kept], result));
        }
        return of(kept, filtered);
    }

    /** Only the entries whose number {@code keep} accepts. */
    public EventTable filterEntries(IntPredicate keep) {
        boolean[] flags = new boolean[entries];
        for (int e = 0; e < entries; e++) {
            flags[e] = keep.test(e);
        }
        return filterEntries(flags);
    }

    /**
     * Drops objects of one collection from all its columns, and adapts its counters ({@code nJet}, {@code NJet}) if the
     * table has them. All entries stay.
     *
     * @param keepPerObject one flag per object, [offsets(collection)[entries]]
     * @throws IllegalArgumentException no such collection, or {@code keepPerObject} has another length
     */
    public EventTable filterObjects(String collection, boolean[] keepPerObject) {
        int[] old = offsets(collection);
        requireLength(keepPerObject, old[entries], "objects of " + collection);
        int[] newOffsets = new int[entries + 1];
        for (int e = 0; e < entries; e++) {
            int n = newOffsets[e];
            for (int i = old[e]; i < old[e + 1]; i++) {
                n += keepPerObject[i] ? 1 : 0;
            }
            newOffsets[e + 1] = n;
        }
        Set<String> counters = counters(collection);
        List<Column> filtered = new ArrayList<>();
        for (Column column : columns.values()) {
            if (column.collection().equals(Optional.of(collection))) {
                filtered.add(column.gather(keepPerObject, newOffsets[entries], newOffsets));
            } else if (isCounter(column, counters)) {
                filtered.add(counter(column.name(), column.type(), newOffsets));
            } else {
                filtered.add(column);
            }
        }
        return of(entries, filtered);
    }

    /** The counts that belong to {@code offsets}, as a flat column of an integer type. */
    static Column counter(String name, ColumnType type, int[] offsets) {
        int entries = offsets.length - 1;
        Object counts = Array.newInstance(type.storage(), entries);
        for (int e = 0; e < entries; e++) {
            int count = offsets[e + 1] - offsets[e];
            switch (type.bytes()) {
                case 1 -> ((byte[]) counts)[e] = (byte) count;
                case 2 -> ((short[]) counts)[e] = (short) count;
                case 4 -> ((int[]) counts)[e] = count;
                default -> ((long[]) counts)[e] = count;
            }
        }
        return Column.flat(name, type, counts);
    }

    private static boolean isCounter(Column column, Set<String> counters) {
        return counters.contains(column.name())
                && !column.isJagged()
                && !column.type().isFloating()
                && column.type() != ColumnType.BOOL;
    }

    /** Names under which files count a collection's objects: as NanoAOD, as older ntuples, or for each column. */
    private Set<String> counters(String collection) {
        Set<String> names = new HashSet<>(Set.of(NanoNames.counter(collection), "N" + collection));
        for (Column column : columns.values()) {
            if (column.collection().equals(Optional.of(collection))) {
                names.add(NanoNames.counter(column.name()));
            }
        }
        return names;
    }

    private static int countTrue(boolean[] flags) {
        int n = 0;
        for (boolean flag : flags) {
            n += flag ? 1 : 0;
        }
        return n;
    }

    private static void requireLength(boolean[] flags, int expected, String of) {
        if (flags.length != expected) {
            throw new IllegalArgumentException(flags.length + " flags were given for " + expected + " " + of);
        }
    }

    /** The first entry in which two arrays of offsets give different counts, or -1. */
    private static int firstDifference(int[] a, int[] b) {
        int e = Arrays.mismatch(a, b);
        return e < 0 ? -1 : Math.max(0, e - 1);
    }
}
