package org.diffhep.events.internal.root;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.PrimitiveArrays;

/** Big-endian bytes in the manner of ROOT's streaming, in an array that grows. */
final class ByteWriter {

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] array = new byte[64];
    private int size;

    int size() {
        return size;
    }

    /** The array written to: valid up to {@link #size}, and until more is written. */
    byte[] array() {
        return array;
    }

    /** A copy of the bytes. */
    byte[] toBytes() {
        return Arrays.copyOf(array, size);
    }

    /** Begins anew, with the room there is. */
    void clear() {
        size = 0;
    }

    /** Makes room for {@code n} bytes and counts them; where they begin. */
    private int take(long n) {
        if (size + n > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a record of " + (size + n) + " bytes is beyond what ROOT can hold");
        }
        int at = size;
        size += (int) n;
        if (size > array.length) {
            array = Arrays.copyOf(array, (int) Math.max(size, Math.min(2L * array.length, Integer.MAX_VALUE - 8)));
        }
        return at;
    }

    ByteWriter u8(int value) {
        int at = take(1); // first, as it may replace the array
        array[at] = (byte) value;
        return this;
    }

    ByteWriter u16(int value) {
        return u8(value >> 8).u8(value);
    }

    ByteWriter i32(int value) {
        int at = take(Integer.BYTES);
        INTS.set(array, at, value);
        return this;
    }

    ByteWriter i64(long value) {
        int at = take(Long.BYTES);
        LONGS.set(array, at, value);
        return this;
    }

    ByteWriter f32(float value) {
        return i32(Float.floatToIntBits(value));
    }

    ByteWriter f64(double value) {
        return i64(Double.doubleToLongBits(value));
    }

    ByteWriter position(boolean wide, long value) {
        return wide ? i64(value) : i32((int) value);
    }

    ByteWriter bytes(byte... bytes) {
        return bytes(bytes, 0, bytes.length);
    }

    ByteWriter bytes(byte[] bytes, int from, int to) {
        int at = take((long) to - from);
        System.arraycopy(bytes, from, array, at, to - from);
        return this;
    }

    /** What another has, up to its size. */
    ByteWriter bytes(ByteWriter other) {
        return bytes(other.array, 0, other.size);
    }

    /** The int32s that another has, with a number added to each. */
    ByteWriter shifted(ByteWriter ints, int added) {
        int at = take(ints.size);
        for (int i = 0; i < ints.size; i += Integer.BYTES) {
            INTS.set(array, at + i, (int) INTS.get(ints.array, i) + added);
        }
        return this;
    }

    ByteWriter zeros(int n) {
        int at = take(n);
        Arrays.fill(array, at, size, (byte) 0);
        return this;
    }

    /** The elements {@code from} to {@code to} of an array of the type. */
    ByteWriter values(ColumnType type, Object values, int from, int to) {
        int at = take((long) (to - from) * type.bytes());
        PrimitiveArrays.encode(
                type, values, from, to, ByteBuffer.wrap(array, at, size - at).slice());
        return this;
    }

    /** A TArrayD: its length and its values. */
    ByteWriter arrayOf(double... values) {
        return i32(values.length).values(ColumnType.FLOAT64, values, 0, values.length);
    }

    ByteWriter string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return stringLength(bytes.length).bytes(bytes);
    }

    /** What precedes the bytes of a string. */
    ByteWriter stringLength(int bytes) {
        return bytes < 255 ? u8(bytes) : u8(255).i32(bytes);
    }

    /** What follows a byte count. The content is written in place, so that positions in it are true. */
    ByteWriter counted(Consumer<ByteWriter> content) {
        int at = take(Integer.BYTES);
        content.accept(this);
        INTS.set(array, at, (size - at - Integer.BYTES) | 0x40000000);
        return this;
    }

    /** An object with a byte count and a version. */
    ByteWriter object(int version, Consumer<ByteWriter> content) {
        return counted(w -> {
            w.u16(version);
            content.accept(w);
        });
    }

    ByteWriter tobject() {
        return u16(1).i32(0).i32(0x03000000);
    }

    ByteWriter named(String name) {
        return named(name, "");
    }

    ByteWriter named(String name, String title) {
        return object(1, w -> w.tobject().string(name).string(title));
    }
}
