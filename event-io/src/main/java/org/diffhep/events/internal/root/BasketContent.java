package org.diffhep.events.internal.root;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Optional;

/**
 * The decompressed content of a basket.
 *
 * @param values the values of all entries, big-endian
 * @param entries the number of entries
 * @param offsets where each entry's values begin, as stored: at least {@code entries}; empty if none are stored
 * @param offsetsBase what an offset of 0 bytes into the values is stored as
 * @param offsetsMask the bits of an offset that count
 */
record BasketContent(ByteBuffer values, int entries, Optional<IntBuffer> offsets, int offsetsBase, int offsetsMask) {

    /** The mask of offsets that are numbers and nothing else. */
    static final int ALL_BITS = 0xFFFFFFFF;

    private static final int GENERATED_OFFSETS = 80;
    private static final int WITHOUT_FLAGS = 0x00FFFFFF;

    /**
     * Reads a basket that is a record of its own. The content is good until the owner of the record or of the decompressor
     * uses them again.
     */
    static BasketContent ofRecord(Cursor in, Decompressor decompressor) {
        Place place = in.place();
        Key key = Key.read(in);
        if (!key.className().equals("TBasket")) {
            throw place.failure(0, "a basket is expected here, not a record of class " + key.className());
        }
        Header header = Header.read(in);
        in.skip(1); // flag: of use in embedded baskets only
        Cursor content = key.sharedContent(in, decompressor);
        int valuesLength = header.last - key.keyLength();
        if (valuesLength < 0 || valuesLength > key.objectLength()) {
            throw place.failure(
                    0, "its values would take " + valuesLength + " of " + key.objectLength() + " bytes of content");
        }
        ByteBuffer values = content.slice(valuesLength);
        Optional<IntBuffer> offsets =
                valuesLength == key.objectLength() ? Optional.empty() : Optional.of(offsets(content, header.entries));
        return new BasketContent(values, header.entries, offsets, key.keyLength(), ALL_BITS);
    }

    /** Reads a basket that lies in the tree's record, up to the end of {@code in}. */
    static BasketContent ofEmbedded(Cursor in) {
        int keyLength = Key.read(in).keyLength();
        Header header = Header.read(in);
        int flag = in.u8();
        boolean generated = flag >= GENERATED_OFFSETS;
        if (generated) {
            flag -= GENERATED_OFFSETS;
        }
        boolean stored = !generated && flag != 0 && flag % 10 != 2 && header.entries > 0;
        Optional<IntBuffer> offsets = stored ? Optional.of(offsets(in, header.entries)) : Optional.empty();
        int mask = flag > 20 && flag < 40 ? WITHOUT_FLAGS : ALL_BITS;
        if (flag > 40) {
            in.skip(in.count(Integer.BYTES, "displacements") * Integer.BYTES);
        }
        if (flag != 1 && flag <= 10 && header.entries > 0) {
            throw in.failure("a basket of " + header.entries + " entries holds no values");
        }
        in.skip(keyLength); // the key again, which the basket's buffer begins with
        return new BasketContent(in.slice(header.last - keyLength), header.entries, offsets, keyLength, mask);
    }

    /** The same entries with other bytes. */
    BasketContent withValues(ByteBuffer other) {
        return new BasketContent(other, entries, offsets, offsetsBase, offsetsMask);
    }

    private static IntBuffer offsets(Cursor in, int entries) {
        int n = in.count(Integer.BYTES, "offsets");
        if (n < entries) {
            throw in.failure(n + " offsets cannot serve " + entries + " entries");
        }
        return in.slice(n * Integer.BYTES).asIntBuffer();
    }

    /**
     * The fields that a basket adds to its key.
     *
     * @param entries the number of entries
     * @param last where the values end, counted from the start of the key
     */
    private record Header(int entries, int last) {

        static Header read(Cursor in) {
            int version = in.u16();
            if (version < 2 || version > 3) {
                throw in.failure("version " + version + " of a basket is not supported (2 and 3 are)");
            }
            in.skip(4); // size of the buffer
            if (in.i32() < 0) {
                in.skip(1); // bits: whether offsets are generated is seen by their absence
            }
            int entries = in.i32();
            if (entries < 0) {
                throw in.failure("a basket cannot have " + entries + " entries");
            }
            return new Header(entries, in.i32());
        }
    }
}
