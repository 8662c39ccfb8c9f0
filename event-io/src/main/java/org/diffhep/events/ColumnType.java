package org.diffhep.events;

import java.util.Locale;

/**
 * The type of a column's values. Unsigned integers are stored in the signed Java array of the same width, bit for bit.
 */
public enum ColumnType {
    FLOAT32(4, float.class),
    FLOAT64(8, double.class),
    INT8(1, byte.class),
    INT16(2, short.class),
    INT32(4, int.class),
    INT64(8, long.class),
    UINT8(1, byte.class),
    UINT16(2, short.class),
    UINT32(4, int.class),
    UINT64(8, long.class),
    BOOL(1, boolean.class),
    /** A byte of a string in UTF-8; {@link Column#text} puts them together. */
    CHAR(1, byte.class);

    private final int bytes;
    private final Class<?> storage;

    ColumnType(int bytes, Class<?> storage) {
        this.bytes = bytes;
        this.storage = storage;
    }

    /** Bytes of one value in a file; 1 for {@link #BOOL}. */
    public int bytes() {
        return bytes;
    }

    /** The primitive type of the Java array that holds the values, for example {@code int.class} for uint32. */
    public Class<?> storage() {
        return storage;
    }

    /** Whether values are floating-point numbers. */
    public boolean isFloating() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /** The name users see: {@code float32}, {@code uint8}, {@code bool}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
