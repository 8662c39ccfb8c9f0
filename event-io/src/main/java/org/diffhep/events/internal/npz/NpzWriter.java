package org.diffhep.events.internal.npz;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnType;
import org.diffhep.events.TableSchema;
import org.diffhep.events.internal.BlockWriter;
import org.diffhep.events.internal.PendingFile;
import org.diffhep.events.internal.PrimitiveArrays;

/**
 * Writes arrays as {@link NpzTable} reads them, not compressed, so that any range can be read. Blocks go to one temporary
 * file, whose pieces are put in order at the end: memory holds a block, and where each piece lies.
 */
final class NpzWriter extends BlockWriter {

    private static final int PIECE = 1 << 16;

    /** An array on its way. */
    private static final class Spool {
        private final String dtype;
        private final List<Integer> dimensions;
        private final List<long[]> pieces = new ArrayList<>();
        private long elements;

        private Spool(String dtype, List<Integer> dimensions) {
            this.dtype = dtype;
            this.dimensions = dimensions;
        }

        private List<Long> shape() {
            List<Long> shape = new ArrayList<>();
            shape.add(elements / dimensions.stream().reduce(1, Math::multiplyExact));
            dimensions.forEach(n -> shape.add((long) n));
            return shape;
        }
    }

    private final Map<String, Spool> arrays = new LinkedHashMap<>();
    private final Set<String> sharing;
    private final Map<String, Long> listEnds = new HashMap<>();
    // Of strings: the most code points one has; all get as many.
    private final Map<String, Integer> widths = new HashMap<>();
    private final PendingFile spoolFile;
    private final FileChannel spool;
    private final ByteBuffer buffer = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);

    private NpzWriter(Path file, TableSchema schema, PendingFile spoolFile) throws IOException {
        super(file, schema);
        this.sharing = NpzNames.sharing(schema);
        this.spoolFile = spoolFile;
        this.spool = FileChannel.open(spoolFile.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
        for (ColumnInfo column : schema.columns()) {
            boolean text = column.type() == ColumnType.CHAR;
            arrays.put(
                    column.name(),
                    new Spool(
                            text ? "<U" : NpyHeader.dtype(column.type()),
                            NpzNames.isBlock(column) ? column.dimensions() : List.of()));
            for (int level = 0; level < NpzNames.lists(column); level++) {
                String name = offsetsName(column, level);
                if (arrays.putIfAbsent(name, new Spool("<i8", List.of())) == null) {
                    append(name, ColumnType.INT64, new long[1], 1);
                }
            }
        }
    }

    static NpzWriter create(Path file, TableSchema schema) {
        for (String name : schema.columnNames()) {
            if (name.contains(NpzNames.OFFSETS)) {
                throw new IllegalArgumentException(
                        file + ": column " + name + " cannot be written: npz keeps offsets under such names");
            }
        }
        PendingFile spoolFile = PendingFile.of(file);
        try {
            return new NpzWriter(file, schema, spoolFile);
        } catch (IOException e) {
            spoolFile.close();
            throw new UncheckedIOException(file + ": cannot be made: " + e, e);
        }
    }

    private String offsetsName(ColumnInfo column, int level) {
        String owner = sharing.contains(column.name()) ? column.collection().orElseThrow() : column.name();
        return NpzNames.offsets(owner, level);
    }

    @Override
    protected void append(List<Column> columns, int count) throws IOException {
        Map<String, int[]> done = new HashMap<>();
        for (int c = 0; c < columns.size(); c++) {
            Column column = columns.get(c);
            ColumnInfo info = schema().columns().get(c);
            for (int level = 0; level < NpzNames.lists(info); level++) {
                String name = offsetsName(info, level);
                int[] offsets = column.offsets(level);
                int[] known = done.putIfAbsent(name, offsets);
                if (known == null) {
                    appendOffsets(name, offsets);
                } else if (!Arrays.equals(known, offsets)) {
                    throw new IllegalArgumentException(
                            "column " + column.name() + " has other numbers of values than other columns of "
                                    + info.collection().orElseThrow());
                }
            }
            if (column.type() == ColumnType.CHAR) {
                appendTexts(column);
            } else {
                append(column.name(), column.type(), column.array(), column.size());
            }
        }
    }

    private void appendOffsets(String name, int[] offsets) throws IOException {
        long end = listEnds.getOrDefault(name, 0L);
        long[] absolute = new long[offsets.length - 1];
        for (int i = 0; i < absolute.length; i++) {
            absolute[i] = end + offsets[i + 1];
        }
        append(name, ColumnType.INT64, absolute, absolute.length);
        listEnds.put(name, end + offsets[offsets.length - 1]);
    }

    private Spool spoolOf(String name) {
        Spool array = arrays.get(name);
        if (array == null) {
            throw new IllegalStateException(name);
        }
        return array;
    }

    private void append(String name, ColumnType type, Object values, int length) throws IOException {
        Spool array = spoolOf(name);
        long start = spool.position();
        int most = PIECE / type.bytes();
        for (int from = 0; from < length; from += most) {
            buffer.clear();
            PrimitiveArrays.encode(type, values, from, Math.min(length, from + most), buffer);
            writeOut();
        }
        array.elements += length;
        array.pieces.add(new long[] {start, spool.position() - start});
    }

    private void writeOut() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            spool.write(buffer);
        }
    }

    /** As lengths in bytes and UTF-8; the final width is not known yet. */
    private void appendTexts(Column column) throws IOException {
        Spool array = spoolOf(column.name());
        int[] ends = column.offsets(column.depth() - 1);
        long start = spool.position();
        for (int i = 0; i + 1 < ends.length; i++) {
            String text = column.text(i);
            if (text.endsWith("\0")) {
                throw new IllegalArgumentException(
                        "column " + column.name() + ": numpy cannot hold a string that ends in a zero");
            }
            widths.merge(column.name(), text.codePointCount(0, text.length()), Math::max);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            ByteBuffer record = ByteBuffer.allocate(4 + bytes.length)
                    .putInt(bytes.length)
                    .put(bytes)
                    .flip();
            while (record.hasRemaining()) {
                spool.write(record);
            }
        }
        array.elements += ends.length - 1;
        array.pieces.add(new long[] {start, spool.position() - start});
    }

    @Override
    protected void complete() throws IOException {
        try (ZipOutputStream zip =
                new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(path()), PIECE))) {
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, Spool> each : arrays.entrySet()) {
                write(zip, each.getKey(), each.getValue());
            }
        }
    }

    private void write(ZipOutputStream zip, String name, Spool array) throws IOException {
        int width = Math.max(1, widths.getOrDefault(name, 0));
        boolean text = array.dtype.equals("<U");
        byte[] header = NpyHeader.encode(text ? "<U" + width : array.dtype, array.shape());
        CRC32 checksum = new CRC32();
        long[] length = {header.length};
        checksum.update(header);
        // Once for the checksum, which comes first in the zip, and once for the bytes.
        copy(array, text ? width : 0, (bytes, n) -> {
            checksum.update(bytes, 0, n);
            length[0] += n;
        });
        ZipEntry entry = new ZipEntry(name + ".npy");
        // The same table gives the same file: the earliest time that a zip can hold.
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        entry.setSize(length[0]);
        entry.setCompressedSize(length[0]);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(header);
        copy(array, text ? width : 0, (bytes, n) -> zip.write(bytes, 0, n));
        zip.closeEntry();
    }

    /** What takes the bytes of an array. */
    private interface Sink {
        void take(byte[] bytes, int length) throws IOException;
    }

    private void copy(Spool array, int width, Sink sink) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long[] place : array.pieces) {
            if (width > 0) {
                copyTexts(place, width, sink);
                continue;
            }
            long at = place[0];
            long end = place[0] + place[1];
            while (at < end) {
                int n = (int) Math.min(PIECE, end - at);
                readFully(ByteBuffer.wrap(piece, 0, n), at);
                sink.take(piece, n);
                at += n;
            }
        }
    }

    private void copyTexts(long[] place, int width, Sink sink) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(4 * width).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(place[1]));
        readFully(all, place[0]);
        all.flip();
        while (all.hasRemaining()) {
            byte[] bytes = new byte[all.getInt()];
            all.get(bytes);
            one.clear();
            new String(bytes, StandardCharsets.UTF_8).codePoints().forEach(one::putInt);
            while (one.hasRemaining()) {
                one.putInt(0);
            }
            sink.take(one.array(), one.capacity());
        }
    }

    private void readFully(ByteBuffer target, long from) throws IOException {
        long at = from;
        while (target.hasRemaining()) {
            int n = spool.read(target, at);
            if (n < 0) {
                throw new IOException("the temporary file has become shorter");
            }
            at += n;
        }
    }

    @Override
    protected void release() throws IOException {
        try (spoolFile) {
            spool.close();
        }
    }
}
