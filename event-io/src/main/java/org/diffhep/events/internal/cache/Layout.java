package org.diffhep.events.internal.cache;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diffhep.events.ColumnType;

/**
 * What a cached column consists of.
 *
 * @param collection empty for a flat column
 * @param depth as {@link org.diffhep.events.Column#depth}
 * @param clusterStarts those of the column where it was read, so that blocks are the same with the cache as without
 * @param chunks its entries in order
 */
record Layout(ColumnType type, Optional<String> collection, int depth, List<Long> clusterStarts, List<Chunk> chunks) {

    Layout {
        clusterStarts = List.copyOf(clusterStarts);
        chunks = List.copyOf(chunks);
    }

    /** The number of entries. */
    long entries() {
        return chunks.isEmpty() ? 0 : chunks.get(chunks.size() - 1).end();
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            text(out, type.name());
            text(out, collection.orElse(""));
            number(out, depth);
            number(out, clusterStarts.size());
            for (long start : clusterStarts) {
                out.writeLong(Long.reverseBytes(start));
            }
            number(out, chunks.size());
            for (Chunk chunk : chunks) {
                for (int level = 0; level <= depth; level++) {
                    number(out, chunk.count(level));
                }
                number(out, chunk.listsChecksum());
                number(out, chunk.valuesChecksum());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(out, utf8.length);
        out.write(utf8);
    }

    private static void number(DataOutputStream out, int number) throws IOException {
        out.writeInt(Integer.reverseBytes(number));
    }

    /**
     * @param data where the first chunk begins
     * @throws IllegalArgumentException the bytes are no layout
     */
    static Layout decode(ByteBuffer bytes, long data) {
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        try {
            ColumnType type = ColumnType.valueOf(text(in));
            String collection = text(in);
            int depth = count(in);
            List<Long> starts = new ArrayList<>();
            for (int i = count(in); i > 0; i--) {
                starts.add(in.getLong());
            }
            List<Chunk> chunks = new ArrayList<>();
            long position = data;
            long first = 0;
            for (int i = count(in); i > 0; i--) {
                int[] counts = new int[depth + 1];
                for (int level = 0; level <= depth; level++) {
                    counts[level] = count(in);
                }
                Chunk chunk = new Chunk(position, first, counts, in.getInt(), in.getInt());
                chunks.add(chunk);
                position += chunk.bytes(type);
                first = chunk.end();
            }
            return new Layout(type, depth == 0 ? Optional.empty() : Optional.of(collection), depth, starts, chunks);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the layout is cut off", e);
        }
    }

    private static String text(ByteBuffer in) {
        byte[] utf8 = new byte[count(in)];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static int count(ByteBuffer in) {
        int count = in.getInt();
        if (count < 0) {
            throw new IllegalArgumentException("a count of " + count);
        }
        return count;
    }
}
