package org.diffhep.events.internal.codec;

import io.airlift.compress.lz4.Lz4Decompressor;

/** LZ4 in Java: aircompressor. */
final class JavaLz4 implements Codec {

    private final Lz4Decompressor lz4 = new Lz4Decompressor();

    @Override
    public String library() {
        return "aircompressor (Java)";
    }

    @Override
    public int decompress(byte[] source, int from, int length, byte[] target, int position, int room) {
        return lz4.decompress(source, from, length, target, position, room);
    }
}
