package org.diffhep.events.internal.root;

import java.nio.ByteBuffer;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.PrimitiveArrays;

/** How one value is stored. */
sealed interface Encoding {

    /** The type of the values read. */
    ColumnType type();

    /** Bytes of one value in the file. */
    int bytes();

    /** Decodes the values that fill {@code source} into {@code target} from {@code position} on. */
    void decode(ByteBuffer source, Object target, int position);

    /** Big-endian, as the type says. */
    record Plain(ColumnType type) implements Encoding {

        @Override
        public int bytes() {
            return type.bytes();
        }

        @Override
        public void decode(ByteBuffer source, Object target, int position) {
            PrimitiveArrays.decode(type, source, target, position);
        }
    }

    /**
     * A member of objects: one value of each, which {@link EntryParser} finds.
     *
     * @param object how an object is stored
     * @param number which of its numbers
     * @param value how that is stored
     * @param bare whether an entry is the members of one object, without the header that objects have otherwise
     */
    record OfObjects(ObjectLayout object, int number, Encoding value, boolean bare) implements Encoding {

        @Override
        public ColumnType type() {
            return value.type();
        }

        @Override
        public int bytes() {
            return value.bytes();
        }

        @Override
        public void decode(ByteBuffer source, Object target, int position) {
            value.decode(source, target, position);
        }
    }

    /** Double32_t without a range: a float in the file, a double in memory. */
    record Widened() implements Encoding {

        @Override
        public ColumnType type() {
            return ColumnType.FLOAT64;
        }

        @Override
        public int bytes() {
            return Float.BYTES;
        }

        @Override
        public void decode(ByteBuffer source, Object target, int position) {
            double[] values = (double[]) target;
            for (int at = source.position(), i = position; at < source.limit(); at += Float.BYTES, i++) {
                values[i] = source.getFloat(at);
            }
        }
    }

    /**
     * Float16_t or Double32_t with a range: an unsigned 32-bit integer q that stands for low + q / factor (ROOT,
     * TBufferFile::ReadWithFactor).
     */
    record Scaled(ColumnType type, double low, double factor) implements Encoding {

        @Override
        public int bytes() {
            return Integer.BYTES;
        }

        @Override
        public void decode(ByteBuffer source, Object target, int position) {
            for (int at = source.position(), i = position; at < source.limit(); at += Integer.BYTES, i++) {
                put(type, target, i, Integer.toUnsignedLong(source.getInt(at)) / factor + low);
            }
        }
    }

    /**
     * Float16_t or Double32_t with a number of bits and no range: the exponent of a float in 8 bits, then 16 bits with the
     * sign above the highest {@code bits} of its mantissa (ROOT, TBufferFile::ReadWithNbits).
     */
    record Truncated(ColumnType type, int bits) implements Encoding {

        @Override
        public int bytes() {
            return 3;
        }

        @Override
        public void decode(ByteBuffer source, Object target, int position) {
            for (int at = source.position(), i = position; at < source.limit(); at += 3, i++) {
                int exponent = source.get(at) & 0xFF;
                int mantissa = source.getShort(at + 1) & 0xFFFF;
                int magnitude = exponent << 23 | (mantissa & (1 << (bits + 1)) - 1) << (23 - bits);
                float value = Float.intBitsToFloat(magnitude);
                put(type, target, i, (mantissa & 1 << (bits + 1)) != 0 ? -value : value);
            }
        }
    }

    private static void put(ColumnType type, Object target, int i, double value) {
        if (type == ColumnType.FLOAT32) {
            ((float[]) target)[i] = (float) value;
        } else {
            ((double[]) target)[i] = value;
        }
    }
}
