package org.diffhep.events.internal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A file that lies in memory. */
public final class MemorySource implements ByteSource {

    private final String name;
    private final byte[] bytes;

    /**
     * @param name what messages call it
     * @param bytes its content, not copied
     */
    public MemorySource(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String location() {
        return name;
    }

    @Override
    public Optional<Path> path() {
        return Optional.empty();
    }

    @Override
    public String version() {
        return "";
    }

    @Override
    public void requireUnchanged() {}

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public byte[] read(long position, int length) {
        int from = Math.toIntExact(position);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    @Override
    public void read(long position, int length, byte[] target) {
        System.arraycopy(bytes, Math.toIntExact(position), target, 0, length);
    }

    @Override
    public void close() {}
}
