package org.diffhep.events.internal;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import org.diffhep.events.ColumnType;

/** Primitive arrays whose element type is known only at run time, with no boxing of their elements. */
public final class PrimitiveArrays {

    private PrimitiveArrays() {}

    /** A new array for {@code length} values. */
    public static Object allocate(ColumnType type, int length) {
        return Array.newInstance(type.storage(), length);
    }

    /** A copy of the elements {@code from} to {@code to}; what lies beyond the array's end is zero. */
    public static Object copyOfRange(ColumnType type, Object array, int from, int to) {
        Object copy = allocate(type, to - from);
        System.arraycopy(array, from, copy, 0, Math.min(to, Array.getLength(array)) - from);
        return copy;
    }

    /** Decodes the values that fill {@code source}, in its byte order, into {@code target} from {@code position} on. */
    public static void decode(ColumnType type, ByteBuffer source, Object target, int position) {
        int count = source.remaining() / type.bytes();
        switch (type) {
            case FLOAT32 -> source.asFloatBuffer().get((float[]) target, position, count);
            case FLOAT64 -> source.asDoubleBuffer().get((double[]) target, position, count);
            case INT8, UINT8, CHAR -> source.duplicate().get((byte[]) target, position, count);
            case INT16, UINT16 -> source.asShortBuffer().get((short[]) target, position, count);
            case INT32, UINT32 -> source.asIntBuffer().get((int[]) target, position, count);
            case INT64, UINT64 -> source.asLongBuffer().get((long[]) target, position, count);
            case BOOL -> {
                boolean[] flags = (boolean[]) target;
                for (int i = 0; i < count; i++) {
                    flags[position + i] = source.get(source.position() + i) != 0;
                }
            }
        }
    }

    /** Encodes the elements {@code from} to {@code to} into {@code target}, in its byte order; it has room for them. */
    public static void encode(ColumnType type, Object array, int from, int to, ByteBuffer target) {
        int count = to - from;
        switch (type) {
            case FLOAT32 -> target.asFloatBuffer().put((float[]) array, from, count);
            case FLOAT64 -> target.asDoubleBuffer().put((double[]) array, from, count);
            case INT8, UINT8, CHAR -> target.duplicate().put((byte[]) array, from, count);
            case INT16, UINT16 -> target.asShortBuffer().put((short[]) array, from, count);
            case INT32, UINT32 -> target.asIntBuffer().put((int[]) array, from, count);
            case INT64, UINT64 -> target.asLongBuffer().put((long[]) array, from, count);
            case BOOL -> {
                boolean[] flags = (boolean[]) array;
                for (int i = from; i < to; i++) {
                    target.put(target.position() + i - from, (byte) (flags[i] ? 1 : 0));
                }
            }
        }
        target.position(target.position() + count * type.bytes());
    }
}
