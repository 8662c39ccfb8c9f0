package org.diffhep.events.internal.codec;

/**
 * A library that decompresses blocks of one kind. Damaged blocks are exceptions of whatever kind the library throws, never
 * reads or writes beyond the ranges given. Not for several threads.
 */
public interface Codec extends AutoCloseable {

    /** The library, for people: {@code zstd-jni (native)}. */
    String library();

    /**
     * Decompresses one block.
     *
     * @param source holds the block from {@code from} on
     * @param length the bytes of the block
     * @param target takes what the block holds, from {@code position} on
     * @param room the most bytes it may take there
     * @return the bytes written
     * @throws RuntimeException the block is damaged, or holds more than there is room for
     */
    int decompress(byte[] source, int from, int length, byte[] target, int position, int room);

    /** Frees what the library holds outside of the heap. */
    @Override
    default void close() {}
}
