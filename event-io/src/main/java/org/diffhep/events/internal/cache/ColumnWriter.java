package org.diffhep.events.internal.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.PendingFile;
import org.diffhep.events.internal.PrimitiveArrays;

/** Writes one column, chunk by chunk, to a temporary file that gets its name when it is whole. */
final class ColumnWriter implements AutoCloseable {

    private static final int BUFFER = 1 << 16;
    private static final byte[] PADDING = new byte[8];

    private final Path file;
    private final PendingFile pending;
    private final FileChannel channel;
    private final byte[] head;
    private final Column prototype;
    private final List<Long> clusterStarts;
    private final List<Chunk> chunks = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
    private CRC32C checksum = new CRC32C();
    private long position;
    private long entries;

    /** @param prototype a column of the type, depth and collection of all that follow */
    ColumnWriter(Path file, String provenance, Column prototype, List<Long> clusterStarts) {
        this.file = file;
        this.head = CacheFile.head(provenance);
        this.prototype = prototype;
        this.clusterStarts = clusterStarts;
        this.pending = PendingFile.of(file);
        try {
            this.channel = FileChannel.open(pending.path(), StandardOpenOption.WRITE);
        } catch (IOException e) {
            pending.close();
            throw failed(e);
        }
        put(head);
    }

    /** Adds the next entries. */
    void write(Column column) {
        int[] counts = new int[column.depth() + 1];
        long begin = position;
        checksum = new CRC32C();
        for (int level = 0; level < column.depth(); level++) {
            int[] offsets = column.offsets(level);
            counts[level] = offsets.length - 1;
            put(ColumnType.INT32, offsets, offsets.length);
        }
        counts[column.depth()] = column.size();
        int lists = (int) checksum.getValue();
        checksum = new CRC32C();
        put(column.type(), column.array(), column.size());
        Chunk chunk = new Chunk(begin, entries, counts, lists, (int) checksum.getValue());
        long end = begin + chunk.bytes(column.type());
        if (end - begin > ColumnEntry.LARGEST_CHUNK) {
            throw new IllegalArgumentException(file + ": the values of " + chunk.entries() + " entries of column "
                    + column.name() + " take " + (end - begin)
                    + " bytes: too many to be cached. Read this column without the cache");
        }
        put(Arrays.copyOf(PADDING, (int) (end - position)));
        chunks.add(chunk);
        entries = chunk.end();
    }

    private void put(ColumnType type, Object array, int length) {
        int room = BUFFER / type.bytes();
        for (int from = 0; from < length; from += room) {
            buffer.clear();
            PrimitiveArrays.encode(type, array, from, Math.min(length, from + room), buffer);
            flush();
        }
    }

    private void put(byte[] bytes) {
        for (int from = 0; from < bytes.length; from += BUFFER) {
            buffer.clear();
            buffer.put(bytes, from, Math.min(BUFFER, bytes.length - from));
            flush();
        }
    }

    private void flush() {
        buffer.flip();
        checksum.update(buffer.duplicate());
        try {
            while (buffer.hasRemaining()) {
                position += channel.write(buffer);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Gives the file its name. */
    void publish() {
        put(CacheFile.tail(
                head,
                new Layout(prototype.type(), prototype.collection(), prototype.depth(), clusterStarts, chunks)
                        .encode()));
        try {
            channel.close();
            pending.publish();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private UncheckedIOException failed(IOException e) {
        return new UncheckedIOException(file + ": cannot be written: " + e, e);
    }

    @Override
    public void close() {
        try (pending) {
            channel.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
