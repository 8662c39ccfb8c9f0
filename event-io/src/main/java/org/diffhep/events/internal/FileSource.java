package org.diffhep.events.internal;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A file on disk. As of any {@link FileChannel}, interrupting a thread that reads closes it. */
public final class FileSource implements ByteSource {

    private final Path file;
    private final FileChannel channel;
    private final String version;
    private final long size;

    private FileSource(Path file, FileChannel channel, String version, long size) {
        this.file = file;
        this.channel = channel;
        this.version = version;
        this.size = size;
    }

    /**
     * Opens a file for reading.
     *
     * @throws UncheckedIOException with a message that names the file, if it cannot be opened
     */
    public static FileSource open(Path file) {
        if (Files.isDirectory(file)) {
            throw new UncheckedIOException(
                    file + ": is a directory, not a file of events", new FileNotFoundException(file.toString()));
        }
        try {
            // Before it is opened, so that a file that takes its place in between is noticed.
            String version = Files.getLastModifiedTime(file).toString();
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                return new FileSource(file, channel, version, channel.size());
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(file + ": no such file", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be opened: " + e, e);
        }
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public String location() {
        return file.toAbsolutePath().normalize().toString();
    }

    @Override
    public Optional<Path> path() {
        return Optional.of(file);
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public void requireUnchanged() {
        try {
            String now = Files.getLastModifiedTime(file).toString();
            if (!now.equals(version)) {
                throw new IOException("it was written at " + version + ", and again at " + now);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": has changed while it was read; read it again: " + e, e);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public byte[] read(long position, int length) {
        byte[] bytes = new byte[length];
        read(position, length, bytes);
        return bytes;
    }

    @Override
    public void read(long position, int length, byte[] target) {
        ByteBuffer buffer = ByteBuffer.wrap(target, 0, length);
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, position + buffer.position()) < 0) {
                    throw new EOFException("the file has become shorter while it was read");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read at byte " + position + ": " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be closed: " + e, e);
        }
    }
}
