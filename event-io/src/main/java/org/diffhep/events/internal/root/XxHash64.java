package org.diffhep.events.internal.root;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** XXH64 with seed 0, the checksum of LZ4 blocks (Y. Collet, "xxHash fast digest algorithm", version 0.1.1). */
final class XxHash64 {

    private static final long PRIME1 = 0x9E3779B185EBCA87L;
    private static final long PRIME2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME3 = 0x165667B19E3779F9L;
    private static final long PRIME4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME5 = 0x27D4EB2F165667C5L;

    private XxHash64() {}

    static long hash(byte[] bytes, int offset, int length) {
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int p = offset;
        int end = offset + length;
        long hash;
        if (length >= 32) {
            long v1 = 0x60EA27EEADC0B5D6L; // PRIME1 + PRIME2, modulo 2^64
            long v2 = PRIME2;
            long v3 = 0;
            long v4 = 0x61C8864E7A143579L; // -PRIME1
            for (; p <= end - 32; p += 32) {
                v1 = round(v1, data.getLong(p));
                v2 = round(v2, data.getLong(p + 8));
                v3 = round(v3, data.getLong(p + 16));
                v4 = round(v4, data.getLong(p + 24));
            }
            hash = Long.rotateLeft(v1, 1) + Long.rotateLeft(v2, 7) + Long.rotateLeft(v3, 12) + Long.rotateLeft(v4, 18);
            hash = merge(merge(merge(merge(hash, v1), v2), v3), v4);
        } else {
            hash = PRIME5;
        }
        hash += length;
        for (; p <= end - 8; p += 8) {
            hash = Long.rotateLeft(hash ^ round(0, data.getLong(p)), 27) * PRIME1 + PRIME4;
        }
        if (p <= end - 4) {
            hash = Long.rotateLeft(hash ^ (data.getInt(p) & 0xFFFFFFFFL) * PRIME1, 23) * PRIME2 + PRIME3;
            p += 4;
        }
        for (; p < end; p++) {
            hash = Long.rotateLeft(hash ^ (bytes[p] & 0xFF) * PRIME5, 11) * PRIME1;
        }
        hash = (hash ^ (hash >>> 33)) * PRIME2;
        hash = (hash ^ (hash >>> 29)) * PRIME3;
        return hash ^ (hash >>> 32);
    }

    private static long round(long accumulator, long input) {
        return Long.rotateLeft(accumulator + input * PRIME2, 31) * PRIME1;
    }

    private static long merge(long hash, long value) {
        return (hash ^ round(0, value)) * PRIME1 + PRIME4;
    }
}
