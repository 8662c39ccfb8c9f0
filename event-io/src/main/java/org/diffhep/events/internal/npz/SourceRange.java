package org.diffhep.events.internal.npz;

import java.io.InputStream;
import org.diffhep.events.internal.ByteSource;

/** Some successive bytes of a source, and zeros after them. */
final class SourceRange extends InputStream {

    /** So many bytes are read at once. */
    static final int PIECE = 1 << 16;

    private final ByteSource source;
    private final long end;
    private final long endWithZeros;
    private long position;

    /** @param zeros how many follow */
    SourceRange(ByteSource source, long start, long end, int zeros) {
        this.source = source;
        this.position = start;
        this.end = end;
        this.endWithZeros = end + zeros;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (position >= endWithZeros) {
            return -1;
        }
        if (position >= end) {
            target[offset] = 0;
            position++;
            return 1;
        }
        int count = (int) Math.min(Math.min(length, PIECE), end - position);
        System.arraycopy(source.read(position, count), 0, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public long skip(long wanted) {
        long count = Math.max(0, Math.min(wanted, endWithZeros - position));
        position += count;
        return count;
    }
}
