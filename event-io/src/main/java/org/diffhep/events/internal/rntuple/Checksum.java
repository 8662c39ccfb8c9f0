package org.diffhep.events.internal.rntuple;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/** XXH3 of 64 bits with seed 0, which guards anchors, envelopes and pages. */
final class Checksum {

    static final int BYTES = Long.BYTES;

    private static final Hasher64 XXH3 = Hashing.xxh3_64();

    private Checksum() {}

    static long of(byte[] bytes, int from, int length) {
        return XXH3.hashBytesToLong(bytes, from, length);
    }
}
