package org.diffhep.events.internal.root;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes the records of a ROOT file: header, top directory, objects, the list of keys, class descriptions, free segments. All
 * positions have 64 bits, as in ROOT's own files beyond 2 GB, so that files of any size have one layout. The same objects give the same
 * bytes: times are the earliest that ROOT can hold, and the file's identity follows from what it holds.
 */
final class RootFileWriter implements AutoCloseable {

    /** What is stored in fCompress: zlib, level 1. */
    static final int COMPRESSION = 101;

    /** ROOT 6.24, whose versions of classes are written; positions have 64 bits. */
    private static final int VERSION = 1_062_400;

    private static final int KEY_VERSION = 1004;
    private static final int DIRECTORY_VERSION = 1005;
    private static final int BEGIN = 100;
    private static final int KEY_BYTES = 34;
    private static final int DIRECTORY_BYTES = 60;
    /** 1995-01-01, the beginning of ROOT's time. */
    private static final int TIME = 1 << 22 | 1 << 17;
    /** The most bytes of one compressed block. */
    private static final int MOST_IN_BLOCK = 0xFFFFFF;

    private static final String CLASSES = "StreamerInfo";
    private static final String CLASSES_TITLE = "Doubly linked list";
    private static final int BLOCK_HEADER = 9;
    private static final int SMALLEST_COMPRESSED = 32;
    private static final long FREE_UP_TO = 2_000_000_000;

    private final FileChannel channel;
    private final String name;
    private final ByteWriter keys = new ByteWriter();
    private int keyCount;
    private final Deflater deflater = new Deflater(1);
    private final CRC32 checksum = new CRC32();
    private byte[] block = new byte[1 << 16];
    private final ByteWriter compressed = new ByteWriter();
    private final ByteWriter key = new ByteWriter();

    /**
     * Begins a file.
     *
     * @param path where to write; an empty file
     * @param name the name that the file says it has
     */
    RootFileWriter(Path path, String name) throws IOException {
        this.channel = FileChannel.open(path, StandardOpenOption.WRITE);
        this.name = name;
        // The header and the top directory are written at the end.
        channel.position(BEGIN + topKeyBytes() + nameBytes() + DIRECTORY_BYTES);
    }

    /**
     * A record in the file.
     *
     * @param seek where it begins
     * @param keyBytes the length of its key
     * @param bytes the length of all of it
     * @param objectBytes the length of its content, uncompressed
     */
    record Stored(long seek, int keyBytes, int bytes, int objectBytes) {}

    private static int stringBytes(String text) {
        int n = text.getBytes(StandardCharsets.UTF_8).length;
        return n < 255 ? n + 1 : n + 5;
    }

    /** The length of a key, without what a basket adds. */
    static int keyBytes(String className, String name, String title) {
        return KEY_BYTES + stringBytes(className) + stringBytes(name) + stringBytes(title);
    }

    private int topKeyBytes() {
        return keyBytes("TFile", name, "");
    }

    private int nameBytes() {
        return stringBytes(name) + stringBytes("");
    }

    /** A key; {@code extra} bytes that follow count as its own. */
    private static void key(
            ByteWriter out, int bytes, int objectBytes, int cycle, long seek, int extra, String... names) {
        out.i32(bytes)
                .u16(KEY_VERSION)
                .i32(objectBytes)
                .i32(TIME)
                .u16(keyBytes(names[0], names[1], names[2]) + extra)
                .u16(cycle)
                .i64(seek)
                .i64(seek == BEGIN ? 0 : BEGIN);
        for (String text : names) {
            out.string(text);
        }
    }

    /**
     * Appends a basket, which no list of keys has.
     *
     * @param extra what its key adds
     */
    Stored basket(String branch, String tree, ByteWriter extra, ByteWriter content) throws IOException {
        return append("TBasket", branch, tree, 0, extra, content);
    }

    /** Appends an object of the top directory. */
    Stored object(String className, String objectName, String title, ByteWriter content) throws IOException {
        Stored stored = append(className, objectName, title, 1, new ByteWriter(), content);
        key(keys, stored.bytes, stored.objectBytes, 1, stored.seek, 0, className, objectName, title);
        keyCount++;
        return stored;
    }

    private Stored append(
            String className, String objectName, String title, int cycle, ByteWriter extra, ByteWriter content)
            throws IOException {
        ByteWriter stored = compress(content);
        return write(className, objectName, title, cycle, extra, stored, content.size());
    }

    private Stored write(
            String className,
            String objectName,
            String title,
            int cycle,
            ByteWriter extra,
            ByteWriter stored,
            int objectBytes)
            throws IOException {
        int keyBytes = keyBytes(className, objectName, title) + extra.size();
        int bytes = Math.addExact(keyBytes, stored.size());
        long seek = channel.position();
        key.clear();
        key(key, bytes, objectBytes, cycle, seek, extra.size(), className, objectName, title);
        put(key.bytes(extra));
        put(stored);
        return new Stored(seek, keyBytes, bytes, objectBytes);
    }

    private void put(ByteWriter bytes) throws IOException {
        checksum.update(bytes.array(), 0, bytes.size());
        ByteBuffer source = ByteBuffer.wrap(bytes.array(), 0, bytes.size());
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }

    /** The content compressed in blocks, or as it is if that is not shorter: equal lengths say that it is not compressed. */
    private ByteWriter compress(ByteWriter content) {
        if (content.size() < SMALLEST_COMPRESSED) {
            return content;
        }
        compressed.clear();
        for (int from = 0; from < content.size(); from += MOST_IN_BLOCK) {
            int plain = Math.min(content.size() - from, MOST_IN_BLOCK);
            if (block.length < plain) {
                block = new byte[plain];
            }
            deflater.reset();
            deflater.setInput(content.array(), from, plain);
            deflater.finish();
            int stored = deflater.deflate(block, 0, plain);
            if (!deflater.finished() || compressed.size() + BLOCK_HEADER + stored >= content.size()) {
                return content;
            }
            compressed.u8('Z').u8('L').u8(Deflater.DEFLATED);
            length(stored);
            length(plain);
            compressed.bytes(block, 0, stored);
        }
        return compressed;
    }

    private void length(int n) {
        compressed.u8(n).u8(n >> 8).u8(n >> 16);
    }

    /** Writes what remains, when all objects are there. */
    void finish() throws IOException {
        ByteWriter none = new ByteWriter();
        Stored descriptions = append(
                "TList",
                CLASSES,
                CLASSES_TITLE,
                1,
                none,
                new ObjectWriter(keyBytes("TList", CLASSES, CLASSES_TITLE)).classes(WrittenClasses.all()));
        ByteWriter list = new ByteWriter().i32(keyCount).bytes(keys);
        Stored keyList = write("TFile", name, "", 1, none, list, list.size());
        long free = channel.position();
        int freeBytes = keyBytes("TFile", name, "") + 18;
        long end = free + freeBytes;
        ByteWriter segment = new ByteWriter().u16(1001).i64(end).i64(Math.max(FREE_UP_TO, 2 * end));
        write("TFile", name, "", 1, none, segment, segment.size());

        UUID identity = UUID.nameUUIDFromBytes(
                new ByteWriter().i64(checksum.getValue()).i64(end).toBytes());
        ByteWriter uuid =
                new ByteWriter().u16(1).i64(identity.getMostSignificantBits()).i64(identity.getLeastSignificantBits());
        ByteWriter top = new ByteWriter()
                .bytes("root".getBytes(StandardCharsets.US_ASCII))
                .i32(VERSION)
                .i32(BEGIN)
                .i64(end)
                .i64(free)
                .i32(freeBytes)
                .i32(1)
                .i32(topKeyBytes() + nameBytes())
                .u8(Long.BYTES)
                .i32(COMPRESSION)
                .i64(descriptions.seek)
                .i32(descriptions.bytes)
                .bytes(uuid);
        top.zeros(BEGIN - top.size());
        int content = nameBytes() + DIRECTORY_BYTES;
        key(top, topKeyBytes() + content, content, 1, BEGIN, 0, "TFile", name, "");
        top.string(name)
                .string("")
                .u16(DIRECTORY_VERSION)
                .i32(TIME)
                .i32(TIME)
                .i32(keyList.bytes)
                .i32(topKeyBytes() + nameBytes())
                .i64(BEGIN)
                .i64(0)
                .i64(keyList.seek)
                .bytes(uuid);
        channel.position(0);
        put(top);
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        channel.close();
    }
}
