package org.diffhep.events.internal.root;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.diffhep.events.internal.codec.Codec;
import org.diffhep.events.internal.codec.Codecs;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.ArrayCache;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.SingleXZInputStream;

/**
 * Decompresses records: a sequence of blocks, each with a header of 9 bytes (tag, method, compressed and uncompressed
 * length). It keeps what costs time to make; close it after use. Not for several threads.
 */
public final class Decompressor implements AutoCloseable {

    private static final int HEADER = 9;
    private static final int LZ4_CHECKSUM = 8;
    // What is allocated on the word of a record alone; the rest only as blocks really yield it.
    private static final int TRUSTED = 1 << 25;
    // The largest ratio deflate can reach is 1032:1, LZ4's 255:1.
    private static final int MAX_DEFLATE_RATIO = 1040;
    private static final int MAX_LZ4_RATIO = 256;
    // The dictionary of the highest preset takes 65 MiB.
    private static final int MAX_XZ_KIB = 100 * 1024;

    // The largest array that stays for the next record.
    private static final int MOST_KEPT = 1 << 24;

    // Made when first needed: most files are compressed in one way.
    private @Nullable Inflater zlib;
    private @Nullable Inflater rawDeflate;
    private @Nullable Codec zstd;
    private @Nullable Codec lz4;
    private final ArrayCache arrays = new BasicArrayCache();
    private byte[] shared = new byte[0];

    /**
     * Decompresses the blocks in {@code source[from, to)}.
     *
     * @param length the number of bytes they must yield together
     */
    public byte[] decompress(byte[] source, int from, int to, int length, Place place) {
        return decompress(source, from, to, length, new byte[0], place);
    }

    /**
     * The same into an array that the next call writes to again.
     *
     * @return an array of {@code length} elements or more
     */
    byte[] decompressShared(byte[] source, int from, int to, int length, Place place) {
        byte[] target = decompress(source, from, to, length, shared, place);
        if (target.length <= MOST_KEPT) {
            shared = target;
        }
        return target;
    }

    private byte[] decompress(byte[] source, int from, int to, int length, byte[] room, Place place) {
        requirePossible(source, from, to, length, place);
        byte[] target = room.length >= Math.min(length, TRUSTED) ? room : new byte[Math.min(length, TRUSTED)];
        int done = 0;
        for (int at = from; at < to; ) {
            int compressed = littleEndian24(source, at + 3);
            int uncompressed = littleEndian24(source, at + 6);
            if (uncompressed > target.length - done) {
                int grown = (int) Math.min(length, Math.max(2L * target.length, (long) done + uncompressed));
                target = Arrays.copyOf(target, grown);
            }
            block(source, at, compressed, target, done, uncompressed, place);
            done += uncompressed;
            at += HEADER + compressed;
        }
        return target;
    }

    /** Walks the headers, so that nothing is allocated for lengths that contradict each other. */
    private static void requirePossible(byte[] source, int from, int to, int length, Place place) {
        long total = 0;
        int at = from;
        while (at < to) {
            if (to - at < HEADER) {
                throw place.failure(at, "cut off in the header of a compressed block");
            }
            int compressed = littleEndian24(source, at + 3);
            if (compressed > to - at - HEADER) {
                throw place.failure(at, "a compressed block of " + compressed + " bytes is cut off");
            }
            total += littleEndian24(source, at + 6);
            at += HEADER + compressed;
        }
        if (total != length) {
            throw place.failure(from, "compressed blocks hold " + total + " bytes where " + length + " are expected");
        }
    }

    private void block(
            byte[] source, int at, int compressed, byte[] target, int position, int uncompressed, Place place) {
        String tag = "" + (char) (source[at] & 0xFF) + (char) (source[at + 1] & 0xFF);
        int data = at + HEADER;
        try {
            int written =
                    switch (tag) {
                        case "ZL" -> {
                            requireRatio(compressed, uncompressed, MAX_DEFLATE_RATIO);
                            yield inflate(zlib(), source, data, compressed, target, position, uncompressed);
                        }
                        case "CS" -> {
                            requireRatio(compressed, uncompressed, MAX_DEFLATE_RATIO);
                            yield inflate(rawDeflate(), source, data, compressed, target, position, uncompressed);
                        }
                        case "XZ" -> unxz(source, data, compressed, target, position, uncompressed);
                        case "L4" -> {
                            requireRatio(compressed, uncompressed, MAX_LZ4_RATIO);
                            yield unLz4(source, data, compressed, target, position, uncompressed);
                        }
                        case "ZS" -> zstd().decompress(source, data, compressed, target, position, uncompressed);
                        default ->
                            throw new DataFormatException("no compression of ROOT's is called " + printable(tag));
                    };
            if (written != uncompressed) {
                throw new DataFormatException("it holds " + written + " bytes, not " + uncompressed);
            }
        } catch (DataFormatException | IOException | RuntimeException e) {
            // The libraries meet damaged data with exceptions of many kinds; all mean the same here.
            throw place.failure(at, "a compressed block (" + printable(tag) + ") is damaged: " + e.getMessage(), e);
        }
    }

    private static void requireRatio(int compressed, int uncompressed, int ratio) throws DataFormatException {
        if (uncompressed > (long) compressed * ratio) {
            throw new DataFormatException(compressed + " bytes cannot hold " + uncompressed);
        }
    }

    private static int inflate(
            Inflater inflater, byte[] source, int from, int compressed, byte[] target, int position, int uncompressed)
            throws DataFormatException {
        inflater.reset();
        inflater.setInput(source, from, compressed);
        int written = inflater.inflate(target, position, uncompressed);
        // The trailer (and with it the checksum) may still be unread when the last byte is out.
        if (!inflater.finished() && inflater.inflate(new byte[1]) != 0) {
            throw new DataFormatException("it holds more than " + uncompressed + " bytes");
        }
        if (!inflater.finished()) {
            throw new DataFormatException("its end is missing");
        }
        return written;
    }

    private int unxz(byte[] source, int from, int compressed, byte[] target, int position, int uncompressed)
            throws IOException, DataFormatException {
        try (SingleXZInputStream in =
                new SingleXZInputStream(new ByteArrayInputStream(source, from, compressed), MAX_XZ_KIB, true, arrays)) {
            int written = in.readNBytes(target, position, uncompressed);
            if (in.read() >= 0) {
                throw new DataFormatException("it holds more than " + uncompressed + " bytes");
            }
            return written;
        }
    }

    private int unLz4(byte[] source, int from, int compressed, byte[] target, int position, int uncompressed)
            throws DataFormatException {
        if (compressed < LZ4_CHECKSUM) {
            throw new DataFormatException("its checksum is missing");
        }
        int data = from + LZ4_CHECKSUM;
        int length = compressed - LZ4_CHECKSUM;
        if (ByteBuffer.wrap(source).getLong(from) != XxHash64.hash(source, data, length)) {
            throw new DataFormatException("its checksum is wrong");
        }
        return lz4().decompress(source, data, length, target, position, uncompressed);
    }

    private Inflater zlib() {
        if (zlib == null) {
            zlib = new Inflater();
        }
        return zlib;
    }

    private Inflater rawDeflate() {
        if (rawDeflate == null) {
            rawDeflate = new Inflater(true);
        }
        return rawDeflate;
    }

    private Codec zstd() {
        if (zstd == null) {
            zstd = Codecs.zstd();
        }
        return zstd;
    }

    private Codec lz4() {
        if (lz4 == null) {
            lz4 = Codecs.lz4();
        }
        return lz4;
    }

    /** Three bytes as an unsigned number. */
    static int littleEndian24(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16;
    }

    private static String printable(String tag) {
        return tag.chars().allMatch(c -> c > ' ' && c < 127)
                ? tag
                : String.format("0x%02x%02x", (int) tag.charAt(0), (int) tag.charAt(1));
    }

    @Override
    public void close() {
        if (zlib != null) {
            zlib.end();
        }
        if (rawDeflate != null) {
            rawDeflate.end();
        }
        if (zstd != null) {
            zstd.close();
        }
        if (lz4 != null) {
            lz4.close();
        }
    }
}
