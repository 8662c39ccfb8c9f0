package org.diffhep.events.internal.rntuple;

import java.lang.reflect.Array;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.PrimitiveArrays;

/** An array that takes room as values really come, not on the word of a file that may be damaged. */
final class GrowingArray {

    /** The most elements of an array. */
    static final int MOST = Integer.MAX_VALUE - 8;

    private static final int TRUSTED = 1 << 18;

    private final ColumnType type;
    private final int expected;
    private Object array;
    private int size;

    /** @param expected the number of values that are to come */
    GrowingArray(ColumnType type, int expected) {
        this.type = type;
        this.expected = expected;
        this.array = PrimitiveArrays.allocate(type, Math.min(expected, TRUSTED));
    }

    /** The array, with room for {@code more} values from {@link #size} on. */
    Object room(int more) {
        long needed = (long) size + more;
        int length = Array.getLength(array);
        if (needed > length) {
            array = PrimitiveArrays.copyOfRange(
                    type, array, 0, (int) Math.min(expected, Math.max(needed, 4L * length)));
        }
        return array;
    }

    int size() {
        return size;
    }

    /** Values have been put where {@link #room} was made; nothing put is zeros. */
    void added(int more) {
        size += more;
    }

    /** The values; all that were expected have come. */
    Object toArray() {
        return Array.getLength(array) == size ? array : PrimitiveArrays.copyOfRange(type, array, 0, size);
    }
}
