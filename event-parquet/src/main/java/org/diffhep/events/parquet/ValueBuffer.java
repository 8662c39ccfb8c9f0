package org.diffhep.events.parquet;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.PrimitiveArrays;

/** Values of a column of a result, one a row, on their way to an array. */
final class ValueBuffer {

    private static final int FIRST = 1024;

    private final ColumnType type;
    private final int index;
    private Object values;
    private int capacity;
    private int size;
    // Of strings: their bytes, and where each ends.
    private final ByteArrayOutputStream text = new ByteArrayOutputStream(0);
    private int[] ends = {0};

    /** @param index the column of the result, from 1 */
    ValueBuffer(ColumnType type, int index) {
        this.type = type;
        this.index = index;
        this.capacity = FIRST;
        this.values = PrimitiveArrays.allocate(type, type == ColumnType.CHAR ? 0 : capacity);
    }

    /** Takes the value of a row; whether there is one. */
    boolean take(ResultSet row) throws SQLException {
        if (size == capacity) {
            capacity = (int) Math.min(Integer.MAX_VALUE - 8L, capacity * 2L);
            if (type != ColumnType.CHAR) {
                values = PrimitiveArrays.copyOfRange(type, values, 0, capacity);
            }
        }
        switch (type) {
            case FLOAT32 -> ((float[]) values)[size] = row.getFloat(index);
            case FLOAT64 -> ((double[]) values)[size] = row.getDouble(index);
            case INT8, UINT8 -> ((byte[]) values)[size] = (byte) row.getInt(index);
            case INT16, UINT16 -> ((short[]) values)[size] = (short) row.getInt(index);
            case INT32 -> ((int[]) values)[size] = row.getInt(index);
            case UINT32 -> ((int[]) values)[size] = (int) row.getLong(index);
            case INT64 -> ((long[]) values)[size] = row.getLong(index);
            case UINT64 -> {
                Object value = row.getObject(index);
                if (!(value instanceof BigInteger number)) {
                    return false;
                }
                ((long[]) values)[size] = number.longValue();
            }
            case BOOL -> ((boolean[]) values)[size] = row.getBoolean(index);
            case CHAR -> {
                String value = row.getString(index);
                if (value == null) {
                    return false;
                }
                text.writeBytes(value.getBytes(StandardCharsets.UTF_8));
                if (size + 2 > ends.length) {
                    ends = Arrays.copyOf(ends, capacity + 1);
                }
                ends[size + 1] = text.size();
            }
        }
        size++;
        return !row.wasNull();
    }

    int size() {
        return size;
    }

    /** The values taken; of strings, their bytes. */
    Object values() {
        return type == ColumnType.CHAR ? text.toByteArray() : PrimitiveArrays.copyOfRange(type, values, 0, size);
    }

    /** Where strings begin, and the last ends. */
    int[] ends() {
        return Arrays.copyOf(ends, size + 1);
    }

    /** The values taken, of int32, as lengths: where lists of these lengths begin, and the last ends. */
    int[] offsets() {
        int[] lengths = (int[]) values;
        int[] offsets = new int[size + 1];
        for (int i = 0; i < size; i++) {
            offsets[i + 1] = Math.addExact(offsets[i], lengths[i]);
        }
        return offsets;
    }
}
