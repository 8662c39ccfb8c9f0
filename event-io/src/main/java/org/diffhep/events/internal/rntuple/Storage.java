package org.diffhep.events.internal.rntuple;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.diffhep.events.internal.root.Decompressor;
import org.diffhep.events.internal.root.Place;
import org.diffhep.events.internal.root.RootFile;

/**
 * Reads envelopes and pages from the file.
 *
 * @param maxKeySize the most bytes that are stored in one piece; 0 if there is no limit
 */
record Storage(RootFile file, long maxKeySize) {

    private static final int TYPE_BITS = 16;

    /** A kind of envelope, and what messages call it. */
    enum Kind {
        HEADER(1, "header"),
        FOOTER(2, "footer"),
        PAGE_LIST(3, "page list");

        private final int id;
        private final String label;

        Kind(int id, String label) {
            this.id = id;
            this.label = label;
        }
    }

    /**
     * The content of an envelope.
     *
     * @param content between its head and its checksum
     * @param checksum the checksum, which is right
     */
    record Envelope(EnvelopeCursor content, long checksum) {}

    /**
     * Reads an envelope.
     *
     * @param length its length, uncompressed
     * @param ntuple what messages call the ntuple
     */
    Envelope envelope(Kind kind, Locator locator, long length, Place ntuple) {
        Place stored = new Place(ntuple.file(), ntuple.what() + ", " + kind.label, locator.offset());
        byte[] bytes = bytes(locator, 0, stored);
        boolean raw = locator.bytes() == length;
        if (!raw) {
            try (Decompressor decompressor = new Decompressor()) {
                bytes = uncompressed(bytes, locator, length, decompressor, stored);
            }
        }
        Place place = raw ? stored : new Place(stored.file(), stored.what() + " (decompressed)", 0);
        if (bytes.length < 2 * Long.BYTES) {
            throw place.failure(0, bytes.length + " bytes are too few");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int end = bytes.length - Checksum.BYTES;
        long checksum = buffer.getLong(end);
        if (checksum != Checksum.of(bytes, 0, end)) {
            throw place.failure(0, "its checksum is wrong");
        }
        long head = buffer.getLong(0);
        if ((head & 0xFFFF) != kind.id || head >>> TYPE_BITS != bytes.length) {
            throw place.failure(
                    0,
                    "an envelope of type " + kind.id + " and " + bytes.length + " bytes is expected, not type "
                            + (head & 0xFFFF) + " and " + (head >>> TYPE_BITS));
        }
        return new Envelope(new EnvelopeCursor(bytes, Long.BYTES, end, place), checksum);
    }

    /**
     * The bytes of a page, uncompressed.
     *
     * @param length their number
     * @param place where the page begins
     */
    byte[] page(Page page, long length, Decompressor decompressor, Place place) {
        Locator locator = page.locator();
        byte[] stored = bytes(locator, page.checksum() ? Checksum.BYTES : 0, place);
        int size = (int) locator.bytes();
        if (page.checksum()
                && ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN).getLong(size)
                        != Checksum.of(stored, 0, size)) {
            throw place.failure(0, "the checksum of this page of " + size + " bytes is wrong");
        }
        return uncompressed(stored, locator, length, decompressor, place);
    }

    private byte[] uncompressed(byte[] stored, Locator locator, long length, Decompressor decompressor, Place place) {
        if (length < 0 || length > Integer.MAX_VALUE - 8) {
            throw place.failure(0, "it would have " + Long.toUnsignedString(length) + " bytes uncompressed");
        }
        file.countDecompressed(length);
        int size = (int) locator.bytes();
        return size == length ? stored : decompressor.decompress(stored, 0, size, (int) length, place);
    }

    /** The bytes at a locator and {@code more} after them. */
    private byte[] bytes(Locator locator, int more, Place place) {
        long length = locator.bytes() + more;
        if (locator.bytes() < 0 || length > Integer.MAX_VALUE - 8) {
            throw place.failure(0, locator.bytes() + " bytes cannot be read at once");
        }
        return maxKeySize > 0 && length > maxKeySize
                ? pieces(locator.offset(), (int) length, place)
                : file.read(locator.offset(), (int) length, place);
    }

    /**
     * What is too long for one piece (of at most {@link #maxKeySize} bytes): the first piece ends with the positions of
     * the others.
     */
    private byte[] pieces(long offset, int length, Place place) {
        long others = (length - 1) / maxKeySize;
        // The positions take room in the first piece; if the last has none to spare, they push out another.
        long spare = (others + 1) * maxKeySize - length;
        if (others * Long.BYTES > spare) {
            others++;
        }
        int own = (int) (maxKeySize - others * Long.BYTES);
        if (own < 0 || length > file.size()) {
            throw place.failure(0, length + " bytes cannot be stored in pieces of " + maxKeySize);
        }
        byte[] first = file.read(offset, (int) maxKeySize, place);
        ByteBuffer positions =
                ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).position(own);
        byte[] all = Arrays.copyOf(Arrays.copyOf(first, own), length);
        for (int at = own; at < length; ) {
            int size = (int) Math.min(maxKeySize, length - at);
            byte[] piece = file.read(positions.getLong(), size, place);
            System.arraycopy(piece, 0, all, at, size);
            at += size;
        }
        return all;
    }
}
