package org.diffhep.events.internal.root;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.PrimitiveArrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing column. Room is taken as values come, not on the word of a file that may be damaged.
 *
 * <p>A column that follows another of its collection takes the offsets of that; its own are compared with them and not kept.
 */
final class ColumnBuilder {

    private static final int FIRST_ROOM = 1 << 16;
    private static final int MOST = Integer.MAX_VALUE - 8;
    // By so much an array grows at once towards the length expected: a wrong expectation costs little.
    private static final int MOST_GROWTH = 16;

    private final Encoding encoding;
    private final ColumnType type;
    private final String label;
    private final int depth;
    private final int entries;
    private final List<Offsets> levels = new ArrayList<>();
    private final int @Nullable [] followed;
    private int listsFollowed;
    private @Nullable Difference difference;
    private Object array;
    private int size;

    /**
     * @param label how messages name the column
     * @param depth the number of levels of lists
     * @param entries the number of entries to come
     * @param followed the offsets that the column should have; for a depth of 1 only
     */
    ColumnBuilder(Encoding encoding, String label, int depth, int entries, Optional<int[]> followed) {
        this.encoding = encoding;
        this.type = encoding.type();
        this.label = label;
        this.depth = depth;
        this.entries = entries;
        this.followed = followed.orElse(null);
        this.array = PrimitiveArrays.allocate(type, 0);
        for (int level = 0; level < depth && followed.isEmpty(); level++) {
            levels.add(new Offsets(Math.min(entries, FIRST_ROOM) + 1));
        }
    }

    /**
     * Where a column departs from the one it follows.
     *
     * @param entry counted from the first entry of the column
     * @param count the number of values it has there
     */
    record Difference(int entry, int count) {}

    /** Appends {@code count} values stored from byte {@code from} of {@code bytes} on. */
    void append(ByteBuffer bytes, int from, int count) {
        long needed = (long) size + count;
        if (needed > Array.getLength(array)) {
            requirePossible(needed);
            array = PrimitiveArrays.copyOfRange(type, array, 0, (int) Math.max(needed, roomFor(needed)));
        }
        encoding.decode(bytes.slice(from, count * encoding.bytes()), array, size);
        size += count;
    }

    private long roomFor(long needed) {
        long expected;
        if (followed != null) {
            expected = followed[entries];
        } else if (depth == 0) {
            expected = entries;
        } else {
            int lists = levels.get(0).size - 1;
            // As many in each entry to come as in those that came, and a little more.
            expected = lists == 0 ? needed : Math.max(needed + needed / 2, (long) (1.01 * entries / lists * needed));
        }
        return Math.min(Math.min(expected, MOST), MOST_GROWTH * needed);
    }

    /** Ends lists of level 0, the only one: list {@code e} has the values {@code starts[e]} to {@code starts[e + 1]}. */
    void endLists(int[] starts, int from, int to) {
        if (followed == null) {
            levels.get(0).addAll(starts, from, to);
            return;
        }
        for (int e = from; e < to; e++) {
            int count = starts[e + 1] - starts[e];
            if (count != followed[listsFollowed + 1] - followed[listsFollowed] && difference == null) {
                difference = new Difference(listsFollowed, count);
            }
            listsFollowed++;
        }
    }

    /**
     * Ends lists of level 0, the only one, if this column follows another and the lists are those of that.
     *
     * @param starts where each list begins: {@code unit} for each value, and {@code base} for none
     * @param n the number of lists
     * @param end where the last list ends, in the same unit from 0
     * @return whether the lists are the same; if not, nothing is done
     */
    boolean endListsAsFollowed(int[] starts, int n, int base, int unit, int end) {
        if (followed == null || listsFollowed + n > entries) {
            return false;
        }
        int[] offsets = followed;
        int shift = listsFollowed;
        int origin = offsets[shift];
        if ((long) (offsets[shift + n] - origin) * unit != end) {
            return false;
        }
        int wrong = 0;
        for (int e = 0; e < n; e++) { // no branches, so that the compiler can take several at once
            wrong |= starts[e] - base - (offsets[shift + e] - origin) * unit;
        }
        if (wrong != 0) {
            return false;
        }
        listsFollowed += n;
        return true;
    }

    /** The first entry that differs from the column that this one follows; empty if none has so far. */
    Optional<Difference> difference() {
        return Optional.ofNullable(difference);
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
        if (followed != null) {
            return Column.jagged(name, type, values, followed, collection);
        }
        List<int[]> offsets = levels.stream().map(Offsets::toArray).toList();
        return switch (depth) {
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
            int before = size - from - 1;
            for (int e = from + 1; e <= to; e++) {
                array[before + e] = starts[e] + shift;
            }
            size += to - from;
        }

        private void grow(long needed) {
            requirePossible(needed);
            long room = Math.max(needed, 2L * array.length);
            // There are as many lists of the first level as entries.
            long most = this == levels.get(0) ? Math.max(needed, entries + 1L) : MOST;
            array = Arrays.copyOf(array, (int) Math.min(most, room));
        }

        int[] toArray() {
            return array.length == size ? array : Arrays.copyOf(array, size);
        }
    }
}
