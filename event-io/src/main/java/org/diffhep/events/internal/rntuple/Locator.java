package org.diffhep.events.internal.rntuple;

/**
 * Where an envelope or a page lies.
 *
 * @param offset its first byte, from the start of the file
 * @param bytes the number of its bytes there, compressed
 */
record Locator(long offset, long bytes) {

    private static final int LARGE = 1;

    static Locator read(EnvelopeCursor in) {
        int size = in.i32();
        if (size >= 0) {
            return new Locator(in.i64(), size);
        }
        // Of another kind: the size of the locator itself, a reserved byte, and the kind below the sign.
        int type = size >>> 24 & 0x7F;
        int length = size & 0xFFFF;
        if (type != LARGE || length < 4 + 2 * Long.BYTES) {
            throw in.failure("a place outside of the file is given (type " + type + "), which cannot be read");
        }
        long bytes = in.i64();
        long offset = in.i64();
        in.skip(length - (4 + 2 * Long.BYTES));
        return new Locator(offset, bytes);
    }
}
