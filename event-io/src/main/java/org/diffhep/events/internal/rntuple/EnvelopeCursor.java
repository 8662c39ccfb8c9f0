package org.diffhep.events.internal.rntuple;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.internal.root.Place;

/**
 * Reads the little-endian content of an envelope. Every read is checked against the end of the frame; a violation is a
 * {@link MalformedFileException}.
 */
final class EnvelopeCursor {

    private final ByteBuffer buffer;
    private final int end;
    private final Place place;
    private final int items;
    private int position;

    EnvelopeCursor(byte[] bytes, int position, int end, Place place) {
        this(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), position, end, place, 0);
    }

    private EnvelopeCursor(ByteBuffer buffer, int position, int end, Place place, int items) {
        this.buffer = buffer;
        this.position = position;
        this.end = end;
        this.place = place;
        this.items = items;
    }

    Place place() {
        return place;
    }

    /** The number of items of the list that this cursor reads; 0 if it reads no list. */
    int items() {
        return items;
    }

    int position() {
        return position;
    }

    MalformedFileException failure(String problem) {
        return place.failure(position, problem);
    }

    /** Moves on by {@code count} bytes; the position before. */
    private int take(long count) {
        if (count < 0 || count > end - position) {
            throw failure("cut off: " + count + " bytes are wanted and " + (end - position) + " left");
        }
        int before = position;
        position += (int) count;
        return before;
    }

    void skip(long count) {
        take(count);
    }

    int u16() {
        return buffer.getShort(take(2)) & 0xFFFF;
    }

    int i32() {
        return buffer.getInt(take(4));
    }

    long u32() {
        return Integer.toUnsignedLong(i32());
    }

    long i64() {
        return buffer.getLong(take(8));
    }

    double f64() {
        return buffer.getDouble(take(8));
    }

    String string() {
        long length = u32();
        byte[] text = new byte[(int) Math.min(length, end - position)];
        buffer.get(take(length), text);
        return new String(text, StandardCharsets.UTF_8);
    }

    /** A reader of the record that follows; this one goes on behind it. */
    EnvelopeCursor record(String what) {
        int start = position;
        long size = i64();
        return frame(what, start, size, 0);
    }

    /**
     * A reader of the list that follows, which knows its {@link #items}; this one goes on behind it.
     *
     * @param itemBytes the fewest bytes that an item takes, so that no impossible number is believed
     */
    EnvelopeCursor list(String what, int itemBytes) {
        int start = position;
        long size = i64();
        long n = u32();
        if (size >= 0) {
            throw place.failure(start, what + ": a list is expected, not a record");
        }
        if (n > (end - position) / itemBytes) {
            throw place.failure(start, what + ": there cannot be " + n + " in " + (end - position) + " bytes");
        }
        return frame(what, start, -size, (int) n);
    }

    private EnvelopeCursor frame(String what, int start, long size, int n) {
        if (size < position - start || size > end - start) {
            throw place.failure(start, what + ": a frame of " + size + " bytes in the " + (end - start) + " left");
        }
        EnvelopeCursor inside = new EnvelopeCursor(buffer, position, start + (int) size, place, n);
        position = start + (int) size;
        return inside;
    }

    /** A reader of its own, of the same frame, that stands at a position met before. */
    EnvelopeCursor at(int target) {
        return new EnvelopeCursor(buffer, target, end, place, items);
    }
}
