package org.diffhep.events.internal.rntuple;

import java.util.Arrays;

/** Encodes pages as the format describes them, element by element. */
final class PageBytes {

    private PageBytes() {}

    /** Elements of {@code width} bytes, little-endian. */
    static byte[] plain(int width, long... elements) {
        byte[] bytes = new byte[width * elements.length];
        for (int i = 0; i < elements.length; i++) {
            for (int b = 0; b < width; b++) {
                bytes[i * width + b] = (byte) (elements[i] >> (8 * b));
            }
        }
        return bytes;
    }

    /** All first bytes, then all second bytes, and so on. */
    static byte[] split(int width, long... elements) {
        byte[] plain = plain(width, elements);
        byte[] bytes = new byte[plain.length];
        for (int i = 0; i < elements.length; i++) {
            for (int b = 0; b < width; b++) {
                bytes[b * elements.length + i] = plain[i * width + b];
            }
        }
        return bytes;
    }

    /** 0, -1, 1, -2, ... as 0, 1, 2, 3, ... */
    static byte[] zigzag(int width, long... elements) {
        return split(
                width,
                Arrays.stream(elements).map(x -> x >= 0 ? 2 * x : -(2 * x + 1)).toArray());
    }

    /** The first, then differences. */
    static byte[] delta(int width, long... elements) {
        long[] differences = elements.clone();
        for (int i = 1; i < elements.length; i++) {
            differences[i] = elements[i] - elements[i - 1];
        }
        return split(width, differences);
    }

    /** Elements of any number of bits one after another, the lowest bit first. */
    static byte[] packed(int bits, long... elements) {
        byte[] bytes = new byte[(bits * elements.length + 7) / 8];
        for (int i = 0; i < elements.length * bits; i++) {
            if (((elements[i / bits] >> (i % bits)) & 1) != 0) {
                bytes[i / 8] |= (byte) (1 << (i % 8));
            }
        }
        return bytes;
    }

    static long[] floats(double... values) {
        return Arrays.stream(values)
                .mapToLong(x -> Float.floatToIntBits((float) x))
                .toArray();
    }

    static long[] doubles(double... values) {
        return Arrays.stream(values).mapToLong(Double::doubleToLongBits).toArray();
    }

    /** Index and tag of each variant. */
    static byte[] switches(long... indicesAndTags) {
        LittleWriter w = new LittleWriter();
        for (int i = 0; i < indicesAndTags.length; i += 2) {
            w.i64(indicesAndTags[i]).i32(indicesAndTags[i + 1]);
        }
        return w.toBytes();
    }
}
