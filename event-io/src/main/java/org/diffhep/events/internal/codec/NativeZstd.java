package org.diffhep.events.internal.codec;

import com.github.luben.zstd.ZstdDecompressCtx;

/** Zstandard in C: zstd-jni, where it is on the class path. */
final class NativeZstd implements Codec {

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();

    @Override
    public String library() {
        return "zstd-jni (native)";
    }

    @Override
    public int decompress(byte[] source, int from, int length, byte[] target, int position, int room) {
        return zstd.decompressByteArray(target, position, room, source, from, length);
    }

    @Override
    public void close() {
        zstd.close();
    }
}
