package org.diffhep.events.internal.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.zip.CRC32C;
import org.diffhep.events.Column;
import org.diffhep.events.internal.PrimitiveArrays;
import org.jspecify.annotations.Nullable;

/**
 * A cached column, mapped into memory. Each chunk is compared with its checksums when it is first touched. Safe for use by
 * several threads.
 */
final class ColumnEntry {

    /** One mapping holds a chunk whole. */
    static final long LARGEST_CHUNK = 1L << 30;

    private final Path file;
    private final String name;
    private final Layout layout;
    private final List<ByteBuffer> contents;
    private final AtomicIntegerArray checked;

    private ColumnEntry(Path file, String name, Layout layout, List<ByteBuffer> contents) {
        this.file = file;
        this.name = name;
        this.layout = layout;
        this.contents = List.copyOf(contents);
        this.checked = new AtomicIntegerArray(contents.size());
    }

    /**
     * Opens a cached column.
     *
     * @return empty if there is none, or it was made of something else than {@code provenance} says
     * @throws UncheckedIOException the file cannot be read
     * @throws org.diffhep.events.MalformedFileException it is damaged
     */
    static Optional<ColumnEntry> open(Path file, String provenance, String name) {
        Optional<FileChannel> opened = CacheFile.open(file);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (FileChannel channel = opened.get()) {
            Optional<CacheFile.Frame> frame = CacheFile.frame(file, channel, provenance);
            if (frame.isEmpty()) {
                return Optional.empty();
            }
            Layout layout = layout(file, frame.get());
            return Optional.of(new ColumnEntry(file, name, layout, map(layout, channel)));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e, e);
        }
    }

    private static Layout layout(Path file, CacheFile.Frame frame) {
        Layout layout;
        try {
            layout = Layout.decode(frame.layout(), frame.begin());
        } catch (IllegalArgumentException e) {
            throw CacheFile.damaged(file, "layout", frame.end(), String.valueOf(e.getMessage()));
        }
        long end = frame.begin();
        for (Chunk chunk : layout.chunks()) {
            end = chunk.position() + chunk.bytes(layout.type());
        }
        if (end != frame.end()) {
            throw CacheFile.damaged(file, "layout", frame.end(), "the data end at byte " + end);
        }
        return layout;
    }

    /** The bytes of each chunk: as few mappings as there can be, for they stay until the garbage collector finds them. */
    private static List<ByteBuffer> map(Layout layout, FileChannel channel) throws IOException {
        List<ByteBuffer> contents = new ArrayList<>();
        List<Chunk> chunks = layout.chunks();
        for (int from = 0; from < chunks.size(); ) {
            long begin = chunks.get(from).position();
            int to = from;
            long end = begin;
            while (to < chunks.size()
                    && chunks.get(to).position() + chunks.get(to).bytes(layout.type()) - begin <= LARGEST_CHUNK) {
                end = chunks.get(to).position() + chunks.get(to).bytes(layout.type());
                to++;
            }
            ByteBuffer window = channel.map(FileChannel.MapMode.READ_ONLY, begin, end - begin);
            for (; from < to; from++) {
                Chunk chunk = chunks.get(from);
                contents.add(window.slice((int) (chunk.position() - begin), (int) chunk.bytes(layout.type())));
            }
        }
        return contents;
    }

    List<Long> clusterStarts() {
        return layout.clusterStarts();
    }

    /** The number of entries. */
    long entries() {
        return layout.entries();
    }

    /** Bytes that hold the entries {@code first} to {@code end}, in whole chunks. */
    long bytes(long first, long end) {
        long bytes = 0;
        for (int c = chunkOf(first); c < layout.chunks().size(); c++) {
            Chunk chunk = layout.chunks().get(c);
            if (chunk.first() >= end) {
                break;
            }
            bytes += chunk.bytes(layout.type());
        }
        return bytes;
    }

    /** The collection of a column all of whose offsets are those of its collection. */
    Optional<String> sharedCollection() {
        return layout.depth() == 1 ? layout.collection() : Optional.empty();
    }

    /** Whether another column has the very same offsets in a range of entries, as checksums tell. */
    boolean hasListsOf(ColumnEntry other, long first, long end) {
        int c = chunkOf(first);
        int o = other.chunkOf(first);
        for (; c < layout.chunks().size() && layout.chunks().get(c).first() < end; c++, o++) {
            Chunk mine = layout.chunks().get(c);
            Chunk theirs = other.layout.chunks().get(o);
            if (mine.first() != theirs.first()
                    || mine.entries() != theirs.entries()
                    || mine.values() != theirs.values()
                    || mine.listsChecksum() != theirs.listsChecksum()) {
                return false;
            }
        }
        return true;
    }

    /** The number of the chunk that holds an entry. */
    private int chunkOf(long entry) {
        int low = 0;
        int high = layout.chunks().size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (layout.chunks().get(middle).first() <= entry) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Part of a chunk: on each level of lists, and of values, from where to where. */
    private static final class Part {
        private final int chunk;
        private final int[] from;
        private final int[] to;

        Part(int chunk, int depth) {
            this.chunk = chunk;
            this.from = new int[depth + 1];
            this.to = new int[depth + 1];
        }

        int count(int level) {
            return to[level] - from[level];
        }
    }

    /**
     * Reads the entries {@code first} to {@code end}, which lie in the column.
     *
     * @param offsets those of the result if they are known already
     */
    Column read(long first, long end, int @Nullable [] offsets) {
        List<Part> parts = new ArrayList<>();
        for (int c = chunkOf(first);
                c < contents.size() && layout.chunks().get(c).first() < end;
                c++) {
            check(c);
            parts.add(part(c, first, end));
        }
        int depth = layout.depth();
        List<int[]> levels = new ArrayList<>();
        for (int level = 0; level < depth; level++) {
            levels.add(offsets != null ? offsets : offsets(parts, level));
        }
        Object values = PrimitiveArrays.allocate(layout.type(), size(parts, depth));
        int width = layout.type().bytes();
        int at = 0;
        for (Part part : parts) {
            int begin = (int) layout.chunks().get(part.chunk).begin(depth) + part.from[depth] * width;
            ByteBuffer bytes = contents.get(part.chunk)
                    .slice(begin, part.count(depth) * width)
                    .order(ByteOrder.LITTLE_ENDIAN);
            PrimitiveArrays.decode(layout.type(), bytes, values, at);
            at += part.count(depth);
        }
        return depth == 0
                ? Column.flat(name, layout.type(), values)
                : Column.nested(
                        name, layout.type(), values, levels, layout.collection().orElseThrow());
    }

    private Part part(int number, long first, long end) {
        Chunk chunk = layout.chunks().get(number);
        Part part = new Part(number, layout.depth());
        part.from[0] = (int) (Math.max(first, chunk.first()) - chunk.first());
        part.to[0] = (int) (Math.min(end, chunk.end()) - chunk.first());
        for (int level = 0; level < layout.depth(); level++) {
            IntBuffer stored = stored(number, level);
            part.from[level + 1] = stored.get(part.from[level]);
            part.to[level + 1] = stored.get(part.to[level]);
        }
        return part;
    }

    /** The offsets of one level in a chunk. */
    private IntBuffer stored(int number, int level) {
        Chunk chunk = layout.chunks().get(number);
        return contents.get(number)
                .slice((int) chunk.begin(level), Integer.BYTES * (chunk.count(level) + 1))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer();
    }

    private int[] offsets(List<Part> parts, int level) {
        int[] offsets = new int[size(parts, level) + 1];
        int at = 0;
        for (Part part : parts) {
            int shift = offsets[at] - part.from[level + 1];
            int next = at + part.count(level);
            stored(part.chunk, level).get(part.from[level] + 1, offsets, at + 1, next - at);
            for (int i = at + 1; shift != 0 && i <= next; i++) {
                offsets[i] += shift;
            }
            at = next;
        }
        return offsets;
    }

    private int size(List<Part> parts, int level) {
        long size = 0;
        for (Part part : parts) {
            size += part.count(level);
        }
        if (size >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "column " + name + " has " + size + " values there; cannot read them at once");
        }
        return (int) size;
    }

    private void check(int number) {
        if (checked.get(number) != 0) {
            return;
        }
        Chunk chunk = layout.chunks().get(number);
        int lists = (int) chunk.begin(layout.depth());
        check(chunk, "offsets", 0, lists, contents.get(number), chunk.listsChecksum());
        check(
                chunk,
                "values",
                lists,
                chunk.values() * layout.type().bytes(),
                contents.get(number),
                chunk.valuesChecksum());
        checked.set(number, 1);
    }

    private void check(Chunk chunk, String what, int from, int length, ByteBuffer content, int expected) {
        CRC32C checksum = new CRC32C();
        checksum.update(content.slice(from, length));
        if ((int) checksum.getValue() != expected) {
            throw CacheFile.damaged(
                    file,
                    what + " of the entries " + chunk.first() + " to " + chunk.end(),
                    chunk.position() + from,
                    String.format("their checksum is %08x, not %08x", (int) checksum.getValue(), expected));
        }
    }
}
