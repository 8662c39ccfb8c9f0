package org.diffhep.events.internal.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.diffhep.events.MalformedFileException;

/**
 * The frame of a file of the cache. All numbers are little-endian:
 *
 * <pre>
 * "DIFFHEPC", int32 version, int32 length of the provenance, the provenance (JSON, UTF-8), zeros up to a multiple of 8
 * data
 * layout of the data, int32 length of the layout, int32 CRC32C of the head and of layout and length, "DIFFHEPC"
 * </pre>
 */
final class CacheFile {

    static final int VERSION = 1;

    /** The largest provenance and layout: columns of 10^9 entries have a layout of some MB. */
    private static final int LONGEST = 1 << 28;

    private static final byte[] MAGIC = "DIFFHEPC".getBytes(StandardCharsets.US_ASCII);
    private static final int START = MAGIC.length + 2 * Integer.BYTES;
    private static final int END = 2 * Integer.BYTES + MAGIC.length;

    private CacheFile() {}

    /**
     * A file whose frame is whole.
     *
     * @param begin where the data begin
     * @param end where they end
     */
    record Frame(ByteBuffer layout, long begin, long end) {}

    /** What stands before the data. */
    static byte[] head(String provenance) {
        byte[] text = provenance.getBytes(StandardCharsets.UTF_8);
        byte[] head = new byte[(START + text.length + 7) & -8];
        buffer(head).put(MAGIC).putInt(VERSION).putInt(text.length).put(text);
        return head;
    }

    /** What stands behind the data. */
    static byte[] tail(byte[] head, byte[] layout) {
        byte[] tail = new byte[layout.length + END];
        ByteBuffer target = buffer(tail).put(layout).putInt(layout.length);
        target.putInt(checksum(head, tail, layout.length + Integer.BYTES)).put(MAGIC);
        return tail;
    }

    private static int checksum(byte[] head, byte[] tail, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(head);
        checksum.update(tail, 0, length);
        return (int) checksum.getValue();
    }

    /**
     * Opens a file for reading.
     *
     * @return empty if there is none
     * @throws UncheckedIOException it cannot be opened
     */
    static Optional<FileChannel> open(Path file) {
        try {
            return Optional.of(FileChannel.open(file, StandardOpenOption.READ));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be opened: " + e, e);
        }
    }

    /**
     * Checks the frame of a file.
     *
     * @return empty if it was made of something else than {@code provenance} says, or by another version of the library
     * @throws MalformedFileException the file is damaged
     */
    static Optional<Frame> frame(Path file, FileChannel channel, String provenance) throws IOException {
        byte[] expected = head(provenance);
        long size = channel.size();
        byte[] start = read(file, channel, 0, START);
        if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw damaged(file, "head", 0, "this is not a file of the column cache");
        }
        if (buffer(start).getInt(MAGIC.length) != VERSION) {
            return Optional.empty();
        }
        int length = buffer(start).getInt(MAGIC.length + Integer.BYTES);
        if (length < 0 || length > LONGEST || ((START + length + 7L) & -8) + END > size) {
            throw damaged(file, "head", MAGIC.length + Integer.BYTES, "a provenance of " + length + " bytes");
        }
        byte[] head = read(file, channel, 0, (START + length + 7) & -8);
        byte[] end = read(file, channel, size - END, END);
        int layout = buffer(end).getInt(0);
        if (layout < 0 || layout > LONGEST || head.length + layout + (long) END > size) {
            throw damaged(file, "end", size - END, "a layout of " + layout + " bytes; the file may be cut off");
        }
        byte[] tail = read(file, channel, size - END - layout, layout + END);
        if (checksum(head, tail, layout + Integer.BYTES) != buffer(tail).getInt(layout + Integer.BYTES)
                || !Arrays.equals(end, 2 * Integer.BYTES, END, MAGIC, 0, MAGIC.length)) {
            throw damaged(file, "end", size - END, "the checksum of head and layout is wrong");
        }
        return Arrays.equals(head, expected)
                ? Optional.of(new Frame(buffer(Arrays.copyOf(tail, layout)), head.length, size - END - layout))
                : Optional.empty();
    }

    private static byte[] read(Path file, FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw damaged(file, "head", position + bytes.position(), "the file ends here");
            }
        }
        return bytes.array();
    }

    static MalformedFileException damaged(Path file, String where, long offset, String problem) {
        return new MalformedFileException(
                file.toString(), where, offset, problem + ". Delete the file: it will be made again");
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
