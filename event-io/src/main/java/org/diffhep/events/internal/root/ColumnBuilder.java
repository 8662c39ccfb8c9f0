package org.diffhep.events.internal.root;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.PrimitiveArrays;

/** A growing column. Room is taken as values come, not on the word of a file that may be damaged. */
final class ColumnBuilder {

    private static final int FIRST_ROOM = 1 << 16;
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final Encoding encoding;
    private final ColumnType type;
    private final String label;
    private final int most;
    private final List<Offsets> levels = new ArrayList<>();
    private Object array;
    private int size;

    /**
     * @param label how messages name the column
     * @param depth the number of levels of lists
     * @param entries the number of entries to come
     */
    ColumnBuilder(Encoding encoding, String label, int depth, int entries) {
        this.encoding = encoding;
        this.type = encoding.type();
        this.label = label;
        this.most = depth == 0 ? entries : MOST;
        this.array = PrimitiveArrays.allocate(type, Math.min(entries, FIRST_ROOM));
        for (int level = 0; level < depth; level++) {
            levels.add(new Offsets(Math.min(entries, FIRST_ROOM) + 1));
        }
    }

    /** Appends {@code count} values stored from byte {@code from} of {@code bytes} on. */
    void append(ByteBuffer bytes, int from, int count) {
        long needed = (long) size + count;
        int room = Array.getLength(array);
        if (needed > room) {
            requirePossible(needed);
            array = PrimitiveArrays.copyOfRange(
                    type, array, 0, (int) Math.min(Math.max(most, needed), Math.max(needed, 2L * room)));
        }
        encoding.decode(bytes.slice(from, count * encoding.bytes()), array, size);
        size += count;
    }

    /** Ends lists of level 0, the only one: list {@code e} has the values {@code starts[e]} to {@code starts[e + 1]}. */
    void endLists(int[] starts, int from, int to) {
        levels.get(0).addAll(starts, from, to);
    }

    /** Ends a list, of what has been appended to the next level, or of values, since the last end. */
    void endList(int level) {
        boolean last = level == levels.size() - 1;
        levels.get(level).add(last ? size : levels.get(level + 1).size - 1);
    }

    private void requirePossible(long needed) {
        if (needed > MOST) {
            throw new IllegalArgumentException(label + " has more values than one array can hold; read fewer entries");
        }
    }

    /** The column; {@code collection} is of no use for a flat one. */
    Column toColumn(String name, String collection) {
        Object values = Array.getLength(array) == size ? array : PrimitiveArrays.copyOfRange(type, array, 0, size);
        List<int[]> offsets = levels.stream().map(Offsets::toArray).toList();
        return switch (levels.size()) {
            case 0 -> Column.flat(name, type, values);
            case 1 -> Column.jagged(name, type, values, offsets.get(0), collection);
            default -> Column.nested(name, type, values, offsets, collection);
        };
    }

    /** Ends of lists, after a 0. */
    private final class Offsets {

        private int[] array;
        private int size = 1;

        Offsets(int room) {
            array = new int[room];
        }

        void add(int offset) {
            if (size == array.length) {
                grow(size + 1L);
            }
            array[size++] = offset;
        }

        void addAll(int[] starts, int from, int to) {
            long needed = (long) size + to - from;
            if (needed > array.length) {
                grow(needed);
            }
            int shift = array[size - 1] - starts[from];
            for (int e = from + 1; e <= to; e++) {
                array[size++] = starts[e] + shift;
            }
        }

        private void grow(long needed) {
            requirePossible(needed);
            array = Arrays.copyOf(array, (int) Math.min(MOST, Math.max(needed, 2L * array.length)));
        }

        int[] toArray() {
            return array.length == size ? array : Arrays.copyOf(array, size);
        }
    }
}
