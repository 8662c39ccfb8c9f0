package org.diffhep.events.internal.root;

import java.nio.IntBuffer;

/**
 * What reading a basket takes and the next one can take again: decompressors and buffers. A file keeps those that nobody
 * uses. Not for several threads.
 */
final class Workspace implements AutoCloseable {

    // The largest record whose buffer stays for the next one.
    private static final int MOST_KEPT = 1 << 24;

    private final Decompressor decompressor = new Decompressor();
    private byte[] record = new byte[0];
    private int[] offsets = new int[0];

    Decompressor decompressor() {
        return decompressor;
    }

    /** An array of {@code length} elements or more, that the next call gives again. */
    byte[] record(int length) {
        if (record.length >= length) {
            return record;
        }
        byte[] room = new byte[length];
        if (length <= MOST_KEPT) {
            record = room;
        }
        return room;
    }

    /** The first {@code n} of some numbers, in an array that the next call writes to again. */
    int[] offsets(IntBuffer stored, int n) {
        if (offsets.length < n) {
            offsets = new int[n];
        }
        stored.get(0, offsets, 0, n);
        return offsets;
    }

    @Override
    public void close() {
        decompressor.close();
    }
}
