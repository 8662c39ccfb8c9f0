package org.diffhep.events.internal.codec;

import io.airlift.compress.zstd.ZstdDecompressor;

/** Zstandard in Java: aircompressor. */
final class JavaZstd implements Codec {

    private final ZstdDecompressor zstd = new ZstdDecompressor();

    @Override
    public String library() {
        return "aircompressor (Java)";
    }

    @Override
    public int decompress(byte[] source, int from, int length, byte[] target, int position, int room) {
        return zstd.decompress(source, from, length, target, position, room);
    }
}
