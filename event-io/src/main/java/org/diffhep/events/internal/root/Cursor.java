package org.diffhep.events.internal.root;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.diffhep.events.MalformedFileException;

/**
 * Reads ROOT's big-endian streaming from a part of a buffer. Every read is checked against the end of the part; a
 * violation is a {@link MalformedFileException}.
 */
final class Cursor {

    private static final int BYTE_COUNT = 0x40000000;
    private static final int NEW_CLASS = 0xFFFFFFFF;
    private static final int REFERENCED_OBJECT = 0x10;

    private final byte[] bytes;
    private final ByteBuffer buffer;
    private final int end;
    private final Place place;
    private int position;

    /** Reads {@code bytes} from {@code position} to {@code end}. */
    Cursor(byte[] bytes, int position, int end, Place place) {
        if (position < 0 || end < position || end > bytes.length) {
            throw place.failure(position, "a part of " + bytes.length + " bytes cannot end at " + end);
        }
        this.bytes = bytes;
        this.buffer = ByteBuffer.wrap(bytes);
        this.position = position;
        this.end = end;
        this.place = place;
    }

    Cursor(byte[] bytes, Place place) {
        this(bytes, 0, bytes.length, place);
    }

    int position() {
        return position;
    }

    int end() {
        return end;
    }

    byte[] bytes() {
        return bytes;
    }

    Place place() {
        return place;
    }

    /** The same bytes from {@code start} to {@code stop}, which lie within this cursor's part; messages name {@code what} too. */
    Cursor part(int start, int stop, String what) {
        if (start < 0 || stop > end) {
            throw failure(what + " would end at byte " + stop + ", beyond " + end);
        }
        return new Cursor(bytes, start, stop, place.in(what));
    }

    MalformedFileException failure(String problem) {
        return place.failure(position, problem);
    }

    void seek(int target) {
        if (target < position || target > end) {
            throw failure("cannot go on at byte " + target + " of " + end);
        }
        position = target;
    }

    void skip(int count) {
        take(count);
    }

    /** Moves on by {@code count} bytes; the position before. */
    private int take(int count) {
        if (count < 0 || count > end - position) {
            throw failure("cut off: " + count + " bytes are wanted and " + (end - position) + " left");
        }
        int before = position;
        position += count;
        return before;
    }

    /** The next {@code length} bytes, not copied. */
    ByteBuffer slice(int length) {
        return buffer.slice(take(length), length);
    }

    int u8() {
        return bytes[take(1)] & 0xFF;
    }

    int u16() {
        return buffer.getShort(take(2)) & 0xFFFF;
    }

    int i32() {
        return buffer.getInt(take(4));
    }

    long i64() {
        return buffer.getLong(take(8));
    }

    double f64() {
        return buffer.getDouble(take(8));
    }

    /** A TArrayD: an i32 that counts f64 values, and these. */
    double[] f64s(String of) {
        double[] values = new double[count(Double.BYTES, of)];
        slice(values.length * Double.BYTES).asDoubleBuffer().get(values);
        return values;
    }

    /** A file position: 64 or 32 bits. */
    long seekPosition(boolean wide) {
        return wide ? i64() : i32();
    }

    /** An i32 that counts elements of at least {@code elementBytes} each that follow. */
    int count(int elementBytes, String of) {
        int n = i32();
        requireRoom(n, elementBytes, of);
        return n;
    }

    private void requireRoom(int n, int elementBytes, String of) {
        if (n < 0 || n > (end - position) / elementBytes) {
            throw failure("there cannot be " + n + " " + of + " in the " + (end - position) + " bytes left");
        }
    }

    /** {@code n} i32 values. */
    int[] i32s(int n, String of) {
        requireRoom(n, Integer.BYTES, of);
        int[] values = new int[n];
        slice(n * Integer.BYTES).asIntBuffer().get(values);
        return values;
    }

    /** {@code n} i64 values. */
    long[] i64s(int n, String of) {
        requireRoom(n, Long.BYTES, of);
        long[] values = new long[n];
        slice(n * Long.BYTES).asLongBuffer().get(values);
        return values;
    }

    String string() {
        int length = u8();
        if (length == 255) {
            length = count(1, "characters");
        }
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    private String zeroTerminatedString() {
        int stop = position;
        while (stop < end && bytes[stop] != 0) {
            stop++;
        }
        if (stop == end) {
            throw failure("a class name does not end");
        }
        String name = new String(bytes, position, stop - position, StandardCharsets.UTF_8);
        position = stop + 1;
        return name;
    }

    /**
     * The header of an object.
     *
     * @param version the version of its class
     * @param end where the object ends; where this cursor does, if the header does not say
     */
    record Header(int version, int end) {}

    Header header(String of) {
        int start = position;
        int count = i32();
        if ((count & BYTE_COUNT) == 0) {
            position = start;
            return new Header(u16(), end);
        }
        int stop = position + (count & ~BYTE_COUNT);
        if (count < 0 || stop < position + 2 || stop > end) {
            throw place.failure(start, of + " would end at byte " + stop + " of " + end);
        }
        return new Header(u16(), stop);
    }

    /** Skips an object whose header gives its length. */
    void skipObject(String of) {
        int start = position;
        Header header = header(of);
        if (header.end == end && (buffer.getInt(start) & BYTE_COUNT) == 0) {
            throw place.failure(start, of + " does not say how long it is");
        }
        seek(header.end);
    }

    /** Skips the base class TObject. */
    void skipTObject() {
        int version = u16();
        if ((version & (BYTE_COUNT >>> 16)) != 0) {
            skip(4);
        }
        skip(4);
        int bits = i32();
        if ((bits & REFERENCED_OBJECT) != 0) {
            skip(2);
        }
    }

    /** Reads the base class TNamed: name and title. */
    String[] named() {
        Header header = header("TNamed");
        skipTObject();
        String[] names = {string(), string()};
        seek(header.end);
        return names;
    }

    /**
     * A pointer to an object, as streamed.
     *
     * @param className the class of an object that follows; empty for a null pointer or a reference
     * @param start where the object's own bytes begin; for a reference, where the pointer to the object was streamed
     * @param end where the object ends
     */
    record Pointer(String className, int start, int end) {

        boolean isNull() {
            return className.isEmpty() && start < 0;
        }

        boolean isReference() {
            return className.isEmpty() && start >= 0;
        }
    }

    /**
     * Reads a pointer and, if the object follows, stands at its first byte; the caller goes on at {@link Pointer#end}.
     * ROOT's table of objects and classes is not kept: a tag is the position of what it refers to, which is looked up
     * there.
     *
     * @param origin the length of the enclosing key: tags count from its start
     */
    Pointer pointer(int origin) {
        int start = position;
        int first = i32();
        if (first == 0) {
            return new Pointer("", -1, position);
        }
        if ((first & BYTE_COUNT) == 0 && first > 0) {
            return new Pointer("", tagged(first, origin, start), position);
        }
        if ((first & BYTE_COUNT) == 0 || first < 0) {
            throw place.failure(start, "an object does not say how long it is");
        }
        int stop = position + (first & ~BYTE_COUNT);
        if (stop < position + 4 || stop > end) {
            throw place.failure(start, "an object would end at byte " + stop + " of " + end);
        }
        int tag = buffer.getInt(position);
        if (tag >= 0) { // no class: also a reference may say how long it is, as in files of go-hep
            position += 4;
            return new Pointer("", tag == 0 ? -1 : tagged(tag, origin, start), stop);
        }
        return new Pointer(className(origin), position, stop);
    }

    /** What is done with one element of an array of objects. */
    interface Element {
        void read(Pointer pointer);
    }

    /**
     * Reads a TObjArray: {@code element} gets each pointer that is not null; the array's end is where reading goes on.
     *
     * @param origin as of {@link #pointer}
     */
    void objects(String what, int origin, Element element) {
        Header header = header(what);
        if (header.version() > 2) {
            skipTObject();
        }
        if (header.version() > 1) {
            string();
        }
        int n = count(4, what);
        skip(4); // lower bound
        for (int i = 0; i < n; i++) {
            Pointer pointer = pointer(origin);
            if (!pointer.isNull()) {
                element.read(pointer);
            }
            seek(pointer.end());
        }
        seek(header.end());
    }

    /** The same of a TList, each of whose objects has an option beside it. */
    void list(String what, int origin, Element element) {
        header("TList");
        skipTObject();
        string();
        int n = count(4, what);
        for (int i = 0; i < n; i++) {
            Pointer pointer = pointer(origin);
            if (!pointer.isNull()) {
                element.read(pointer);
            }
            seek(pointer.end());
            string();
        }
    }

    private String className(int origin) {
        int tagAt = position;
        int tag = i32();
        if (tag == NEW_CLASS) {
            return zeroTerminatedString();
        }
        if (tag >= 0) {
            throw place.failure(tagAt, "an object has no class");
        }
        Cursor definition = new Cursor(bytes, tagged(tag & ~0x80000000, origin, tagAt), tagAt, place);
        if (definition.i32() != NEW_CLASS) {
            throw place.failure(tagAt, "a class was not defined where it should have been");
        }
        return definition.zeroTerminatedString();
    }

    /** The position of what a tag refers to, which lies before the tag itself. */
    private int tagged(int tag, int origin, int before) {
        int target = tag - 2 - origin;
        if (target < 0 || target >= before) {
            throw place.failure(before, "a reference leads to byte " + target + ", which is not before it");
        }
        return target;
    }
}
