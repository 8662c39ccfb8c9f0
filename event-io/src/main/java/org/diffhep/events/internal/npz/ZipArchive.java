package org.diffhep.events.internal.npz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.internal.ByteSource;

/**
 * A zip, wherever its bytes are (Java's own reads files on disk only): its directory, and the content of its members, stored or deflated. Format: PKWARE's APPNOTE
 * 6.3.10, of which sections 4.3.7, 4.3.12 and 4.3.14 to 4.3.16 are read. Thread-safe.
 */
final class ZipArchive {

    private static final int END = 0x06054B50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final int END64 = 0x06064B50;
    private static final int END64_BYTES = 56;
    private static final int LOCATOR64 = 0x07064B50;
    private static final int LOCATOR64_BYTES = 20;
    private static final int ENTRY = 0x02014B50;
    private static final int ENTRY_BYTES = 46;
    private static final int LOCAL = 0x04034B50;
    private static final int LOCAL_BYTES = 30;
    private static final int EXTRA64 = 1;
    private static final long IN_EXTRA = 0xFFFFFFFFL;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    private final ByteSource source;
    private final List<ZipMember> members = new ArrayList<>();
    private long directoryAt;

    private ZipArchive(ByteSource source) {
        this.source = source;
    }

    /**
     * Reads the directory.
     *
     * @throws MalformedFileException it is damaged or cut off, or a member is encrypted or compressed by another method
     */
    static ZipArchive open(ByteSource source) {
        ZipArchive zip = new ZipArchive(source);
        zip.readEnd();
        return zip;
    }

    /** The files in it, in the order of the directory. */
    List<ZipMember> members() {
        return members;
    }

    private MalformedFileException malformed(String problem) {
        return new MalformedFileException(source.name(), "zip directory", problem, null);
    }

    private ByteBuffer read(long at, long length, String what) {
        if (at < 0 || length < 0 || length > Integer.MAX_VALUE - 8 || at > source.size() - length) {
            throw malformed(
                    what + " would have " + length + " bytes from byte " + at + " on; the file has " + source.size());
        }
        return ByteBuffer.wrap(source.read(at, (int) length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The end of the directory is the end of the file but for a comment, whose length must fit. */
    private void readEnd() {
        int length = (int) Math.min(source.size(), END_BYTES + LONGEST_COMMENT);
        long start = source.size() - length;
        ByteBuffer tail = read(start, length, "its end");
        for (int at = length - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END && u16(tail, at + 20) == length - END_BYTES - at) {
                readDirectory(tail.slice(at, END_BYTES).order(ByteOrder.LITTLE_ENDIAN), start + at);
                return;
            }
        }
        throw malformed("it is cut off: its end is missing");
    }

    private void readDirectory(ByteBuffer end, long endAt) {
        long count = u16(end, 10);
        long bytes = u32(end, 12);
        long at = u32(end, 16);
        long limit = endAt;
        if (count == 0xFFFF || bytes == IN_EXTRA || at == IN_EXTRA) {
            ByteBuffer locator = read(endAt - LOCATOR64_BYTES, LOCATOR64_BYTES, "the place of its directory");
            if (locator.getInt(0) == LOCATOR64) {
                limit = locator.getLong(8);
                ByteBuffer end64 = read(limit, END64_BYTES, "its end");
                if (end64.getInt(0) != END64) {
                    throw malformed("its end is not where it should be, at byte " + limit);
                }
                count = end64.getLong(32);
                bytes = end64.getLong(40);
                at = end64.getLong(48);
            }
        }
        if (bytes < 0 || at < 0 || at > limit - bytes || count < 0 || count > bytes / ENTRY_BYTES) {
            throw malformed(count + " members cannot be in " + bytes + " bytes from byte " + at + " to " + limit);
        }
        directoryAt = at;
        ByteBuffer entries = read(at, bytes, "it");
        for (long i = 0; i < count; i++) {
            members.add(member(entries, i));
        }
        if (entries.hasRemaining()) {
            throw malformed("it has " + entries.remaining() + " bytes beyond its " + count + " members");
        }
    }

    /** Reads what the buffer stands at. */
    private ZipMember member(ByteBuffer in, long number) {
        int start = in.position();
        if (in.remaining() < ENTRY_BYTES || in.getInt(start) != ENTRY) {
            throw malformed("member " + number + " is not where it should be");
        }
        int nameBytes = u16(in, start + 28);
        int extraBytes = u16(in, start + 30);
        int length = ENTRY_BYTES + nameBytes + extraBytes + u16(in, start + 32);
        if (length > in.remaining()) {
            throw malformed("member " + number + " is cut off");
        }
        String name = name(in.slice(start + ENTRY_BYTES, nameBytes));
        int method = u16(in, start + 10);
        if ((u16(in, start + 8) & 1) != 0) {
            throw malformed(name + " is encrypted");
        }
        if (method != STORED && method != DEFLATED) {
            throw malformed(name + " is compressed by method " + method + "; only deflate (8) can be read");
        }
        long[] sizes = {u32(in, start + 24), u32(in, start + 20), u32(in, start + 42)};
        extra64(in, start + ENTRY_BYTES + nameBytes, extraBytes, sizes);
        long size = sizes[0];
        long compressed = sizes[1];
        if (size < 0 || compressed < 0 || (method == STORED && size != compressed)) {
            throw malformed(name + " cannot have " + size + " bytes in " + compressed);
        }
        in.position(start + length);
        return new ZipMember(name, u32(in, start + 16), compressed, size, method == DEFLATED, sizes[2]);
    }

    private String name(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedFileException(source.name(), "zip directory", "a name in it is no text in UTF-8", e);
        }
    }

    /** Replaces those of size, compressed size and place that have 64 bits. */
    private static void extra64(ByteBuffer in, int start, int bytes, long[] sizes) {
        int end = start + bytes;
        for (int at = start; at + 4 <= end; ) {
            int length = u16(in, at + 2);
            if (u16(in, at) == EXTRA64) {
                int value = at + 4;
                for (int i = 0; i < sizes.length; i++) {
                    if (sizes[i] == IN_EXTRA && value + Long.BYTES <= Math.min(end, at + 4 + length)) {
                        sizes[i] = in.getLong(value);
                        value += Long.BYTES;
                    }
                }
                return;
            }
            at += 4 + length;
        }
    }

    private static int u16(ByteBuffer in, int at) {
        return in.getShort(at) & 0xFFFF;
    }

    private static long u32(ByteBuffer in, int at) {
        return in.getInt(at) & 0xFFFFFFFFL;
    }

    /**
     * The content of a member, from its beginning. Skipping in a stored one costs nothing.
     *
     * @throws IOException its header is damaged; later, from the stream: its content is
     */
    InputStream content(ZipMember member) throws IOException {
        if (member.header() < 0 || member.header() > directoryAt - LOCAL_BYTES) {
            throw new IOException("its header would begin at byte " + member.header());
        }
        ByteBuffer header = read(member.header(), LOCAL_BYTES, "the header of " + member.name());
        long start = member.header() + LOCAL_BYTES + u16(header, 26) + u16(header, 28);
        if (header.getInt(0) != LOCAL || start > directoryAt - member.compressedSize()) {
            throw new IOException("its header is damaged");
        }
        if (!member.deflated()) {
            return new SourceRange(source, start, start + member.size(), 0);
        }
        Inflater inflater = new Inflater(true);
        // Without zlib's header, one byte more than there is must be offered at the end.
        InputStream stored = new SourceRange(source, start, start + member.compressedSize(), 1);
        return new InflaterInputStream(stored, inflater, SourceRange.PIECE) {
            @Override
            public void close() throws IOException {
                super.close();
                inflater.end();
            }
        };
    }
}
