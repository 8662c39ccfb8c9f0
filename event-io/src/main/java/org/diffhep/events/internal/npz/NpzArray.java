package org.diffhep.events.internal.npz;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.internal.PrimitiveArrays;
import org.diffhep.events.internal.npz.NpyHeader.Element;
import org.diffhep.events.internal.npz.NpyHeader.Kind;
import org.jspecify.annotations.Nullable;

/**
 * An array in the zip. Its checksum is compared once, before anything of it is given out: this also proves that there are as
 * many bytes as the headers say, so that none of them can ask for more memory than the file fills.
 */
final class NpzArray {

    private static final int PIECE = 1 << 16;

    private final ZipArchive zip;
    private final ZipMember entry;
    private final String file;
    private final String name;
    private final NpyHeader header;
    private boolean verified;
    // Of a compressed array, where the last reading ended: the next mostly goes on from there.
    private @Nullable InputStream cursor;
    private long cursorAt;

    private NpzArray(ZipArchive zip, ZipMember entry, String file, String name, NpyHeader header) {
        this.zip = zip;
        this.entry = entry;
        this.file = file;
        this.name = name;
        this.header = header;
    }

    /**
     * Reads the header of an array.
     *
     * @param name its name, without {@code .npy}
     * @throws MalformedFileException it has none
     */
    static NpzArray open(ZipArchive zip, ZipMember entry, String file, String name) {
        try (InputStream in = zip.content(entry)) {
            byte[] prefix = in.readNBytes(NpyHeader.PREFIX);
            int length = prefix.length < NpyHeader.PREFIX ? 0 : NpyHeader.length(prefix);
            if (length < NpyHeader.PREFIX) {
                throw malformed(file, name, "it is no array of numpy, or of a version that is not known", null);
            }
            byte[] bytes = Arrays.copyOf(prefix, length);
            if (in.readNBytes(bytes, prefix.length, length - prefix.length) < length - prefix.length) {
                throw malformed(file, name, "it is cut off in its header", null);
            }
            return new NpzArray(zip, entry, file, name, NpyHeader.parse(bytes));
        } catch (IOException | IllegalArgumentException e) {
            throw malformed(file, name, String.valueOf(e.getMessage()), e);
        }
    }

    String name() {
        return name;
    }

    NpyHeader header() {
        return header;
    }

    /** Whether any range is read without reading what lies before it. */
    boolean isStored() {
        return !entry.deflated();
    }

    /** For what is wrong with this array. */
    MalformedFileException malformed(String problem) {
        return malformed(file, name, problem, null);
    }

    private static MalformedFileException malformed(
            String file, String name, String problem, @Nullable Throwable cause) {
        return new MalformedFileException(file, "array " + name, problem, cause);
    }

    /**
     * The elements {@code from} and on, counted through all dimensions, in a new array of the element's type; of strings,
     * {@code element.bytes()} bytes for each.
     */
    Object read(Element element, long from, int count) {
        boolean raw = element.kind() == Kind.BYTES || element.kind() == Kind.TEXT;
        int perElement = raw ? element.bytes() : 1;
        long length = (long) count * perElement;
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    file + ": array " + name + ": " + count + " values cannot be read at once");
        }
        synchronized (this) {
            verify();
            try {
                InputStream in = at(header.dataStart() + from * element.bytes());
                Object target = PrimitiveArrays.allocate(element.type(), (int) length);
                int pieceCount = Math.max(1, PIECE / Math.max(1, element.bytes()));
                for (int done = 0; done < count; done += pieceCount) {
                    int now = Math.min(pieceCount, count - done);
                    byte[] bytes = in.readNBytes(now * element.bytes());
                    if (bytes.length < now * element.bytes()) {
                        throw new EOFException("it is cut off");
                    }
                    cursorAt += bytes.length;
                    decode(element, bytes, target, done * perElement);
                }
                leave(in);
                return target;
            } catch (IOException e) {
                throw malformed(file, name, String.valueOf(e.getMessage()), e);
            }
        }
    }

    private static void decode(Element element, byte[] bytes, Object target, int position) {
        ByteBuffer source = ByteBuffer.wrap(bytes).order(element.order());
        if (element.kind() == Kind.HALF) {
            float[] values = (float[]) target;
            for (int i = 0; i < bytes.length / 2; i++) {
                values[position + i] = half(source.getShort(2 * i));
            }
        } else if (element.kind() == Kind.NUMBER) {
            PrimitiveArrays.decode(element.type(), source, target, position);
        } else {
            System.arraycopy(bytes, 0, target, position, bytes.length);
        }
    }

    /** IEEE 754 binary16, exactly. */
    private static float half(short bits) {
        int exponent = (bits >> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        float size = exponent == 0
                ? fraction * 0x1p-24f
                : exponent == 31
                        ? Float.intBitsToFloat(0x7F800000 | (fraction << 13))
                        : Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
        return bits < 0 ? -size : size;
    }

    /** A stream that stands at a byte of the content. */
    private InputStream at(long position) throws IOException {
        InputStream in = cursor;
        if (in == null || cursorAt > position) {
            if (in != null) {
                in.close();
            }
            in = zip.content(entry);
            cursorAt = 0;
        }
        cursor = in;
        in.skipNBytes(position - cursorAt);
        cursorAt = position;
        return in;
    }

    private void leave(InputStream in) throws IOException {
        if (isStored() || cursorAt >= entry.size()) {
            in.close();
            cursor = null;
        }
    }

    /** Ends a reading that may go on. */
    synchronized void close() {
        try {
            if (cursor != null) {
                cursor.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": array " + name + ": cannot be closed: " + e, e);
        } finally {
            cursor = null;
        }
    }

    private void verify() {
        if (verified) {
            return;
        }
        CRC32 checksum = new CRC32();
        long length = 0;
        byte[] piece = new byte[(int) Math.max(1, Math.min(PIECE, entry.size()))];
        try (InputStream in = zip.content(entry)) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                checksum.update(piece, 0, n);
                length += n;
            }
        } catch (IOException e) {
            throw malformed(file, name, String.valueOf(e.getMessage()), e);
        }
        if (length != entry.size()) {
            throw malformed("it has " + length + " bytes, and should have " + entry.size());
        }
        if (checksum.getValue() != entry.crc()) {
            throw malformed("its checksum is wrong: it is damaged");
        }
        verified = true;
    }

    /** The bytes that the whole array takes in the file, and as it is. */
    long storedBytes() {
        return entry.compressedSize();
    }

    /** The elements through all dimensions, if header and size agree about them. */
    long elements(Element element) {
        try {
            long elements = 1;
            for (long dimension : header.shape()) {
                elements = Math.multiplyExact(elements, dimension);
            }
            long expected = Math.addExact(header.dataStart(), Math.multiplyExact(elements, element.bytes()));
            if (expected != entry.size()) {
                throw malformed("its shape " + header.shape() + " of " + header.dtype() + " takes " + expected
                        + " bytes, and it has " + entry.size());
            }
            return elements;
        } catch (ArithmeticException e) {
            throw malformed(file, name, "its shape " + header.shape() + " is too large", e);
        }
    }
}
