package org.diffhep.events.internal.rntuple;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Little-endian bytes in the manner of RNTuple's envelopes. */
final class LittleWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    int size() {
        return out.size();
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    LittleWriter bytes(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    LittleWriter u16(int value) {
        return bytes((byte) value, (byte) (value >> 8));
    }

    LittleWriter i32(long value) {
        return u16((int) value).u16((int) (value >> 16));
    }

    LittleWriter i64(long value) {
        return i32(value).i32(value >> 32);
    }

    LittleWriter f64(double value) {
        return i64(Double.doubleToLongBits(value));
    }

    LittleWriter string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return i32(bytes.length).bytes(bytes);
    }

    /** A record frame, with {@code content} after its size. The content is written in place, so that positions in it are true. */
    LittleWriter record(Consumer<LittleWriter> content) {
        int start = size();
        i64(0);
        content.accept(this);
        return patched(start, size() - start);
    }

    /** A list frame of {@code n} items. */
    LittleWriter list(int n, Consumer<LittleWriter> content) {
        int start = size();
        i64(0).i32(n);
        content.accept(this);
        return patched(start, start - size());
    }

    /** Writes a number over what is at {@code position}. */
    LittleWriter patched(int position, long value) {
        byte[] all = toBytes();
        ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).putLong(position, value);
        out.reset();
        out.writeBytes(all);
        return this;
    }
}
