package org.diffhep.events.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A source as a file on disk, for libraries that read nothing else: the file itself, or a temporary copy of one that lies on a server. Only
 * whoever runs the program can read the copy.
 */
public final class LocalCopy implements AutoCloseable {

    /** A copy has no more bytes. */
    public static final long MOST = 2L << 30;

    // What one request to a server brings.
    private static final int PIECE = 4 << 20;

    private final Path path;
    private final boolean temporary;

    private LocalCopy(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    /**
     * The file of a source, or a copy.
     *
     * @param format what messages call the format
     * @throws UncheckedIOException it has more than {@link #MOST} bytes, cannot be read, or there is no room for it
     */
    public static LocalCopy of(ByteSource source, String format) {
        return of(source, format, MOST);
    }

    /** The same with another limit. */
    static LocalCopy of(ByteSource source, String format, long most) {
        if (source.path().isPresent()) {
            return new LocalCopy(source.path().get(), false);
        }
        if (source.size() > most) {
            throw new UncheckedIOException(
                    source.name() + ": is " + format + ", which is copied from a server to be read, and has "
                            + source.size() + " bytes, more than " + most + "; download it first",
                    new IOException("too large"));
        }
        LocalCopy copy;
        try {
            copy = new LocalCopy(
                    Files.createTempFile("diffhep-" + ProcessHandle.current().pid() + "-", "." + format), true);
        } catch (IOException e) {
            throw noRoom(source, e);
        }
        try {
            // In case the program ends without closing.
            copy.path.toFile().deleteOnExit();
            copy.fill(source);
            return copy;
        } catch (IOException e) {
            copy.close();
            throw noRoom(source, e);
        } catch (RuntimeException | Error e) {
            copy.close();
            throw e;
        }
    }

    private void fill(ByteSource source) throws IOException {
        try (OutputStream out = Files.newOutputStream(path)) {
            for (long at = 0; at < source.size(); at += PIECE) {
                out.write(source.read(at, (int) Math.min(PIECE, source.size() - at)));
            }
        }
        source.requireUnchanged();
    }

    private static UncheckedIOException noRoom(ByteSource source, IOException e) {
        return new UncheckedIOException(
                source.name() + ": cannot be copied to a temporary file of " + source.size() + " bytes in "
                        + System.getProperty("java.io.tmpdir") + " (Java's option -Djava.io.tmpdir names another"
                        + " folder): " + e,
                e);
    }

    /** The file. */
    public Path path() {
        return path;
    }

    /** Deletes a copy. */
    @Override
    public void close() {
        if (temporary) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException(path + ": cannot be deleted: " + e, e);
            }
        }
    }
}
