package org.diffhep.events.internal.root;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Big-endian bytes in the manner of ROOT's streaming. */
final class ByteWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    int size() {
        return out.size();
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    ByteWriter u8(int value) {
        out.write(value);
        return this;
    }

    ByteWriter u16(int value) {
        return u8(value >> 8).u8(value);
    }

    ByteWriter i32(int value) {
        return u16(value >> 16).u16(value);
    }

    ByteWriter i64(long value) {
        return i32((int) (value >> 32)).i32((int) value);
    }

    ByteWriter position(boolean wide, long value) {
        return wide ? i64(value) : i32((int) value);
    }

    ByteWriter bytes(byte... bytes) {
        out.writeBytes(bytes);
        return this;
    }

    ByteWriter zeros(int n) {
        return bytes(new byte[n]);
    }

    ByteWriter string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 255) {
            u8(bytes.length);
        } else {
            u8(255).i32(bytes.length);
        }
        return bytes(bytes);
    }

    /** What follows a byte count. The content is written in place, so that positions in it are true. */
    ByteWriter counted(Consumer<ByteWriter> content) {
        int at = size();
        i32(0);
        content.accept(this);
        byte[] all = toBytes();
        ByteBuffer.wrap(all).putInt(at, (all.length - at - 4) | 0x40000000);
        out.reset();
        out.writeBytes(all);
        return this;
    }

    /** An object with a byte count and a version. */
    ByteWriter object(int version, Consumer<ByteWriter> content) {
        return counted(w -> {
            w.u16(version);
            content.accept(w);
        });
    }

    ByteWriter tobject() {
        return u16(1).i32(0).i32(0x03000000);
    }

    ByteWriter named(String name) {
        return named(name, "");
    }

    ByteWriter named(String name, String title) {
        return object(1, w -> w.tobject().string(name).string(title));
    }
}
