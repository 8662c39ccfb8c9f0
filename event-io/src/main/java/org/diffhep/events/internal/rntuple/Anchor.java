package org.diffhep.events.internal.rntuple;

import java.nio.ByteBuffer;
import org.diffhep.events.internal.root.Place;

/**
 * The object of class {@code ROOT::RNTuple} that a directory holds: where header and footer lie.
 *
 * @param header where the header lies
 * @param headerLength its length, uncompressed
 * @param footer where the footer lies
 * @param footerLength its length, uncompressed
 * @param maxKeySize the most bytes that are stored in one piece; 0 if there is no limit
 */
record Anchor(Locator header, long headerLength, Locator footer, long footerLength, long maxKeySize) {

    private static final int BYTES = 4 * Short.BYTES + 7 * Long.BYTES;

    /** Reads the fields of an anchor, big-endian, and its checksum, which are all of {@code content}. */
    static Anchor read(byte[] content, Place place) {
        if (content.length < BYTES + Checksum.BYTES) {
            throw place.failure(
                    0, "an anchor of " + content.length + " bytes is too short (" + (BYTES + Checksum.BYTES) + ")");
        }
        ByteBuffer in = ByteBuffer.wrap(content);
        int epoch = in.getShort() & 0xFFFF;
        int major = in.getShort() & 0xFFFF;
        int minor = in.getShort() & 0xFFFF;
        int patch = in.getShort() & 0xFFFF;
        if (epoch != 1) {
            throw place.failure(
                    0,
                    "the format " + epoch + "." + major + "." + minor + "." + patch
                            + " is not supported (1.x is; 0.x are pre-releases, which ROOT itself no longer reads)");
        }
        // Fields of later versions come before the checksum.
        int end = content.length - Checksum.BYTES;
        if (in.getLong(end) != Checksum.of(content, 0, end)) {
            throw place.failure(0, "the checksum of the anchor is wrong");
        }
        long headerOffset = in.getLong();
        long headerBytes = in.getLong();
        long headerLength = in.getLong();
        long footerOffset = in.getLong();
        long footerBytes = in.getLong();
        long footerLength = in.getLong();
        return new Anchor(
                new Locator(headerOffset, headerBytes),
                headerLength,
                new Locator(footerOffset, footerBytes),
                footerLength,
                in.getLong());
    }
}
