package org.diffhep.events.internal.npz;

import org.diffhep.events.Column;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.npz.NpyHeader.Element;

/** Where lists begin, as an array of the zip says it: by their beginnings, or by their lengths. */
final class Offsets {

    private static final int PIECE = 1 << 16;

    private final NpzArray array;
    private final Element element;
    private final long lists;
    // Of lengths: their sum before each piece; of beginnings: none.
    private final long[] sums;
    private final long total;

    private Offsets(NpzArray array, Element element, long lists, long[] sums, long total) {
        this.array = array;
        this.element = element;
        this.lists = lists;
        this.sums = sums;
        this.total = total;
    }

    /** From an array of [lists + 1] beginnings, ascending from 0. */
    static Offsets ofBeginnings(NpzArray array) {
        Element element = element(array);
        long elements = array.elements(element);
        if (elements < 1 || longs(array, element, 0, 1)[0] != 0) {
            throw array.malformed("offsets begin with 0, and there is one more than lists");
        }
        return new Offsets(array, element, elements - 1, new long[0], longs(array, element, elements - 1, 1)[0]);
    }

    /** From an array of [lists] lengths. Reads it once. */
    static Offsets ofLengths(NpzArray array) {
        Element element = element(array);
        long elements = array.elements(element);
        long[] sums = new long[Math.toIntExact(elements / PIECE + 1)];
        long sum = 0;
        for (int piece = 0; piece < sums.length; piece++) {
            sums[piece] = sum;
            long first = (long) piece * PIECE;
            for (long length : longs(array, element, first, (int) Math.min(PIECE, elements - first))) {
                sum += requireLength(array, length);
            }
        }
        return new Offsets(array, element, elements, sums, sum);
    }

    private static long requireLength(NpzArray array, long length) {
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw array.malformed("it counts values, and holds " + length);
        }
        return length;
    }

    private static Element element(NpzArray array) {
        return array.header()
                .element()
                .filter(e -> isInteger(e.type()) && array.header().shape().size() == 1)
                .orElseThrow(() -> array.malformed("offsets are integers in one dimension, not "
                        + array.header().dtype() + " " + array.header().shape()));
    }

    static boolean isInteger(ColumnType type) {
        return !type.isFloating() && type != ColumnType.BOOL && type != ColumnType.CHAR;
    }

    /** The number of lists. */
    long lists() {
        return lists;
    }

    /** What all lists together hold. */
    long total() {
        return total;
    }

    /** What identifies these offsets among those of a file. */
    String name() {
        return array.name();
    }

    /** Where the lists {@code first} and on begin, and the last of them ends: [count + 1], ascending, within the total. */
    long[] read(long first, int count) {
        long[] result;
        if (sums.length == 0) {
            result = longs(array, element, first, count + 1);
        } else {
            int piece = (int) (first / PIECE);
            long begin = (long) piece * PIECE;
            long at = sums[piece];
            for (long length : longs(array, element, begin, (int) (first - begin))) {
                at += length;
            }
            result = new long[count + 1];
            result[0] = at;
            long[] lengths = longs(array, element, first, count);
            for (int i = 0; i < count; i++) {
                result[i + 1] = result[i] + lengths[i];
            }
        }
        for (int i = 0; i <= count; i++) {
            if (result[i] < (i == 0 ? 0 : result[i - 1]) || result[i] > total) {
                throw array.malformed(
                        "element " + (first + i) + " is " + result[i] + ": offsets ascend to their last, " + total);
            }
        }
        return result;
    }

    private static long[] longs(NpzArray array, Element element, long first, int count) {
        Column values = Column.flat(array.name(), element.type(), array.read(element, first, count));
        long[] result = new long[count];
        for (int i = 0; i < count; i++) {
            result[i] = values.getLong(i);
        }
        return result;
    }
}
