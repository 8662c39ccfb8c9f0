package org.diffhep.events.internal.rntuple;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.diffhep.events.ColumnType;

/** Turns the bytes of pages into values. */
final class PageDecoder {

    private static final int HALF_MANTISSA_BITS = 10;
    private static final int HALF_BIAS = 15;
    private static final int SWITCH_BYTES = 12;

    private PageDecoder() {}

    /**
     * Decodes the elements {@code from} to {@code to} of a page.
     *
     * @param page its bytes, uncompressed
     * @param n the number of its elements
     * @param type the type of the values, which the type of the elements {@link ElementType#gives}
     * @param target an array of {@code type.storage()}
     * @param position where in it the first value goes
     */
    static void decode(
            StoredColumn column, byte[] page, int n, int from, int to, ColumnType type, Object target, int position) {
        switch (column.type()) {
            case BIT -> bits(page, from, to, target, position);
            case BYTE, CHAR, INT8, UINT8 -> System.arraycopy(page, from, target, position, to - from);
            case INT16, UINT16, SPLIT_INT16, SPLIT_UINT16 -> {
                short[] values = (short[]) target;
                int shift = position - from;
                boolean zigzag = column.type() == ElementType.SPLIT_INT16;
                for (int i = from; i < to; i++) {
                    int bits = u16(column, page, n, i);
                    values[i + shift] = (short) (zigzag ? (bits >>> 1) ^ -(bits & 1) : bits);
                }
            }
            case INT32, UINT32, SPLIT_UINT32 -> ints(column, page, n, from, to, (int[]) target, position);
            case SPLIT_INT32 -> {
                int[] values = (int[]) target;
                ints(column, page, n, from, to, values, position);
                for (int i = position; i < position + to - from; i++) {
                    values[i] = (values[i] >>> 1) ^ -(values[i] & 1);
                }
            }
            case INT64, UINT64, SPLIT_UINT64 -> longs(column, page, n, from, to, (long[]) target, position);
            case SPLIT_INT64 -> {
                long[] values = (long[]) target;
                longs(column, page, n, from, to, values, position);
                for (int i = position; i < position + to - from; i++) {
                    values[i] = (values[i] >>> 1) ^ -(values[i] & 1);
                }
            }
            case REAL64, SPLIT_REAL64 -> {
                long[] bits = new long[to - from];
                longs(column, page, n, from, to, bits, 0);
                double[] values = (double[]) target;
                for (int i = 0; i < bits.length; i++) {
                    values[position + i] = Double.longBitsToDouble(bits[i]);
                }
            }
            default -> reals(column, page, n, from, to, type, target, position);
        }
    }

    /** Decodes indices: where lists end. */
    static void decodeIndices(StoredColumn column, byte[] page, int n, int from, int to, long[] target, int position) {
        boolean wide = column.bits() == Long.SIZE;
        boolean delta = column.type().isSplit();
        // Of differences, all that precede count too.
        int start = delta ? 0 : from;
        long[] values = new long[to - start];
        if (wide) {
            longs(column, page, n, start, to, values, 0);
        } else {
            int[] narrow = new int[to - start];
            ints(column, page, n, start, to, narrow, 0);
            for (int i = 0; i < narrow.length; i++) {
                values[i] = Integer.toUnsignedLong(narrow[i]);
            }
        }
        if (delta) {
            long sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[i];
                values[i] = wide ? sum : sum & 0xFFFFFFFFL;
            }
        }
        System.arraycopy(values, from - start, target, position, to - from);
    }

    /** Decodes what variants hold: which element of an alternative, and which alternative. */
    static void decodeSwitches(byte[] page, int from, int to, long[] indices, int[] tags, int position) {
        ByteBuffer in = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).position(SWITCH_BYTES * from);
        for (int i = position; i < position + to - from; i++) {
            indices[i] = in.getLong();
            tags[i] = in.getInt();
        }
    }

    private static void bits(byte[] page, int from, int to, Object target, int position) {
        boolean[] flags = (boolean[]) target;
        int shift = position - from;
        for (int i = from; i < to; i++) {
            flags[i + shift] = ((page[i >> 3] >> (i & 7)) & 1) != 0;
        }
    }

    private static int u16(StoredColumn column, byte[] page, int n, int i) {
        return column.type().isSplit()
                ? (page[i] & 0xFF) | (page[n + i] & 0xFF) << 8
                : (page[2 * i] & 0xFF) | (page[2 * i + 1] & 0xFF) << 8;
    }

    /** Four bytes, the first of which is byte {@code i}, each {@code n} after the last. */
    private static int word(byte[] page, int n, int i) {
        return (page[i] & 0xFF) | (page[n + i] & 0xFF) << 8 | (page[2 * n + i] & 0xFF) << 16 | page[3 * n + i] << 24;
    }

    private static void ints(StoredColumn column, byte[] page, int n, int from, int to, int[] target, int position) {
        if (!column.type().isSplit()) {
            ByteBuffer.wrap(page, 4 * from, 4 * (to - from))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asIntBuffer()
                    .get(target, position, to - from);
            return;
        }
        int shift = position - from;
        for (int i = from; i < to; i++) {
            target[i + shift] = word(page, n, i);
        }
    }

    private static void longs(StoredColumn column, byte[] page, int n, int from, int to, long[] target, int position) {
        if (!column.type().isSplit()) {
            ByteBuffer.wrap(page, 8 * from, 8 * (to - from))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer()
                    .get(target, position, to - from);
            return;
        }
        int shift = position - from;
        for (int i = from; i < to; i++) {
            int low = word(page, n, i);
            int high = word(page, n, 4 * n + i);
            target[i + shift] = (low & 0xFFFFFFFFL) | (long) high << 32;
        }
    }

    /** Floating-point numbers of at most 32 bits, as floats or doubles. */
    private static void reals(
            StoredColumn column, byte[] page, int n, int from, int to, ColumnType type, Object target, int position) {
        if (column.type() == ElementType.REAL32_QUANT) {
            quantised(column, page, from, to, type, target, position);
            return;
        }
        float[] values = type == ColumnType.FLOAT32 ? (float[]) target : new float[to - from];
        int at = type == ColumnType.FLOAT32 ? position : 0;
        int shift = at - from;
        switch (column.type()) {
            case REAL32 ->
                ByteBuffer.wrap(page, 4 * from, 4 * (to - from))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(values, at, to - from);
            case SPLIT_REAL32 -> {
                for (int i = from; i < to; i++) {
                    values[i + shift] = Float.intBitsToFloat(word(page, n, i));
                }
            }
            case REAL16, SPLIT_REAL16 -> {
                for (int i = from; i < to; i++) {
                    values[i + shift] = half(u16(column, page, n, i));
                }
            }
            case REAL32_TRUNC -> {
                for (int i = from; i < to; i++) {
                    int bits = (int) packed(page, i, column.bits());
                    values[i + shift] = Float.intBitsToFloat(bits << (Integer.SIZE - column.bits()));
                }
            }
            default -> throw new IllegalArgumentException(column.type() + " is no number");
        }
        if (type == ColumnType.FLOAT64) {
            double[] wide = (double[]) target;
            for (int i = 0; i < values.length; i++) {
                wide[position + i] = values[i];
            }
        }
    }

    /** q stands for q · (max − min)/(2^bits − 1) + min (ROOT, RColumnElement's UnquantizeReals). */
    private static void quantised(
            StoredColumn column, byte[] page, int from, int to, ColumnType type, Object target, int position) {
        double scale = (column.max() - column.min()) / ((1L << column.bits()) - 1);
        for (int i = from; i < to; i++) {
            double value = packed(page, i, column.bits()) * scale + column.min();
            if (type == ColumnType.FLOAT32) {
                ((float[]) target)[position + i - from] = (float) value;
            } else {
                ((double[]) target)[position + i - from] = value;
            }
        }
    }

    /** Integer {@code i} of those that follow each other bit by bit, the lowest first. */
    private static long packed(byte[] page, int i, int bits) {
        long bit = (long) i * bits;
        int first = (int) (bit >> 3);
        int shift = (int) (bit & 7);
        long word = 0;
        for (int k = 0; k < shift + bits; k += 8) {
            word |= (page[first + (k >> 3)] & 0xFFL) << k;
        }
        return (word >>> shift) & ((1L << bits) - 1);
    }

    /** A float from its half-precision form (IEEE 754 binary16). */
    private static float half(int bits) {
        int exponent = (bits >>> HALF_MANTISSA_BITS) & 0x1F;
        int mantissa = bits & 0x3FF;
        float magnitude;
        if (exponent == 0) {
            magnitude = mantissa * 0x1p-24f;
        } else {
            int wide = exponent == 0x1F ? 0xFF : exponent - HALF_BIAS + 127;
            magnitude = Float.intBitsToFloat((wide << 23) | (mantissa << 13));
        }
        return Float.intBitsToFloat(Float.floatToRawIntBits(magnitude) | ((bits & 0x8000) << 16));
    }
}
