package org.diffhep.events;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes an {@link EventTable} by hand: flat columns, and collections given by their counts.
 *
 * <pre>{@code
 * EventTable events = EventTable.builder(2)
 *         .flat("MET_pt", new float[] {31, 57})
 *         .collection("Jet", 1, 2) // adds nJet; one jet in the first event, two in the second
 *         .jagged("Jet", "pt", new float[] {44, 91, 28}) // Jet_pt
 *         .build();
 * }</pre>
 *
 * <p>Arrays are not copied. A wrong length is an {@link IllegalArgumentException}, at the latest in {@link #build}.
 */
public final class EventTableBuilder {

    private final int entries;
    private final List<Column> columns = new ArrayList<>();
    private final Map<String, int[]> offsets = new LinkedHashMap<>();

    EventTableBuilder(int entries) {
        this.entries = entries;
    }

    /** Adds a column made elsewhere. */
    public EventTableBuilder column(Column column) {
        columns.add(column);
        return this;
    }

    /** Adds a flat column: float32. */
    public EventTableBuilder flat(String name, float[] values) {
        return column(Column.flat(name, ColumnType.FLOAT32, values));
    }

    /** Adds a flat column: float64. */
    public EventTableBuilder flat(String name, double[] values) {
        return column(Column.flat(name, ColumnType.FLOAT64, values));
    }

    /** Adds a flat column: int32. */
    public EventTableBuilder flat(String name, int[] values) {
        return column(Column.flat(name, ColumnType.INT32, values));
    }

    /** Adds a flat column: int64. */
    public EventTableBuilder flat(String name, long[] values) {
        return column(Column.flat(name, ColumnType.INT64, values));
    }

    /** Adds a flat column: bool. */
    public EventTableBuilder flat(String name, boolean[] values) {
        return column(Column.flat(name, ColumnType.BOOL, values));
    }

    /** Declares a collection by the number of its objects in each entry, and adds its counter {@code n<collection>} (uint32). */
    public EventTableBuilder collection(String collection, int... counts) {
        int[] sums = new int[counts.length + 1];
        for (int e = 0; e < counts.length; e++) {
            if (counts[e] < 0) {
                throw new IllegalArgumentException(collection + " has " + counts[e] + " objects in entry " + e);
            }
            sums[e + 1] = Math.addExact(sums[e], counts[e]);
        }
        if (offsets.putIfAbsent(collection, sums) != null) {
            throw new IllegalArgumentException("the collection " + collection + " is declared twice");
        }
        return column(EventTable.counter(NanoNames.counter(collection), ColumnType.UINT32, sums));
    }

    /** Adds the column {@code <collection>_<field>} of a declared collection: float32. */
    public EventTableBuilder jagged(String collection, String field, float[] values) {
        return jagged(collection, field, ColumnType.FLOAT32, values);
    }

    /** Adds the column {@code <collection>_<field>} of a declared collection: float64. */
    public EventTableBuilder jagged(String collection, String field, double[] values) {
        return jagged(collection, field, ColumnType.FLOAT64, values);
    }

    /** Adds the column {@code <collection>_<field>} of a declared collection: int32. */
    public EventTableBuilder jagged(String collection, String field, int[] values) {
        return jagged(collection, field, ColumnType.INT32, values);
    }

    /** Adds the column {@code <collection>_<field>} of a declared collection: bool. */
    public EventTableBuilder jagged(String collection, String field, boolean[] values) {
        return jagged(collection, field, ColumnType.BOOL, values);
    }

    /** Adds the column {@code <collection>_<field>} of a declared collection; {@code values} is an array of {@code type.storage()}. */
    public EventTableBuilder jagged(String collection, String field, ColumnType type, Object values) {
        int[] declared = offsets.get(collection);
        if (declared == null) {
            throw new IllegalArgumentException("declare the collection " + collection + " before its column " + field);
        }
        return column(Column.jagged(collection + "_" + field, type, values, declared, collection));
    }

    /**
     * The table.
     *
     * @throws IllegalArgumentException as {@link EventTable#of}
     */
    public EventTable build() {
        return EventTable.of(entries, columns);
    }
}
