package org.diffhep.events.internal.root;

/**
 * The header of a record in the file (TKey).
 *
 * @param bytes the length of the whole record in the file, this header included
 * @param objectLength the length of its content, uncompressed
 * @param keyLength the length of this header
 * @param cycle the number of this version of the object
 * @param seek where the record begins in the file
 * @param className the class of the object
 * @param name its name
 */
record Key(int bytes, int objectLength, int keyLength, int cycle, long seek, String className, String name) {

    // A version beyond this has file positions of 64 bits.
    private static final int WIDE = 1000;

    static Key read(Cursor in) {
        int bytes = in.i32();
        int version = in.u16();
        int objectLength = in.i32();
        in.skip(4); // date
        int keyLength = in.u16();
        int cycle = in.u16();
        boolean wide = version > WIDE;
        long seek = in.seekPosition(wide);
        in.seekPosition(wide); // directory
        String className = in.string();
        String name = in.string();
        in.string(); // title
        return new Key(bytes, objectLength, keyLength, cycle, seek, className, name);
    }

    /**
     * The content of the record that this key heads, uncompressed.
     *
     * @param record the record as stored, this header included; stands where the fields of the header end
     */
    Cursor content(Cursor record, Decompressor decompressor) {
        requirePossible(record);
        return isCompressed()
                ? decompressed(
                        record, decompressor.decompress(record.bytes(), keyLength, bytes, objectLength, record.place()))
                : new Cursor(record.bytes(), keyLength, bytes, record.place());
    }

    /** The same in an array that the decompressor or the owner of the record writes to again. */
    Cursor sharedContent(Cursor record, Decompressor decompressor) {
        requirePossible(record);
        return isCompressed()
                ? decompressed(
                        record,
                        decompressor.decompressShared(record.bytes(), keyLength, bytes, objectLength, record.place()))
                : new Cursor(record.bytes(), keyLength, bytes, record.place());
    }

    private void requirePossible(Cursor record) {
        if (objectLength < 0 || keyLength < record.position() || bytes < keyLength || bytes > record.end()) {
            throw record.place()
                    .failure(
                            0,
                            "its key gives impossible lengths: " + bytes + " bytes of " + record.end() + ", of which "
                                    + keyLength + " are its own, for an object of " + objectLength);
        }
    }

    private boolean isCompressed() {
        return bytes - keyLength != objectLength;
    }

    private Cursor decompressed(Cursor record, byte[] content) {
        Place place = record.place();
        return new Cursor(content, 0, objectLength, new Place(place.file(), place.what() + " (decompressed)", 0));
    }
}
