package org.diffhep.events.internal.csv;

import java.io.InputStream;
import java.util.Objects;
import org.diffhep.events.internal.ByteSource;

/** The bytes of a source from its beginning. */
final class SourceStream extends InputStream {

    private final ByteSource source;
    private long position;

    SourceStream(ByteSource source) {
        this.source = source;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        int n = (int) Math.min(length, source.size() - position);
        if (n == 0) {
            return length == 0 ? 0 : -1;
        }
        System.arraycopy(source.read(position, n), 0, target, offset, n);
        position += n;
        return n;
    }
}
