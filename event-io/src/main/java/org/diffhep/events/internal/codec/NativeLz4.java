package org.diffhep.events.internal.codec;

import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** LZ4 in C: lz4-java, where it is on the class path. */
final class NativeLz4 implements Codec {

    // Not the "fast" decompressor, which trusts its input.
    private final LZ4SafeDecompressor lz4 = LZ4Factory.nativeInstance().safeDecompressor();

    @Override
    public String library() {
        return "lz4-java (native)";
    }

    @Override
    public int decompress(byte[] source, int from, int length, byte[] target, int position, int room) {
        return lz4.decompress(source, from, length, target, position, room);
    }
}
