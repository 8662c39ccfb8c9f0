package org.diffhep.events.internal;

import java.nio.file.Path;
import java.util.Optional;

/** Random access to the bytes of a file, on disk or elsewhere. Safe for use by several threads. */
public interface ByteSource extends AutoCloseable {

    /** What messages call the source: the file as the user named it. */
    String name();

    /** Where the bytes are, however the user named it: the absolute path of a file, or an address. */
    String location();

    /** The file on disk, for libraries that read nothing else; empty if there is none. */
    Optional<Path> path();

    /** What is different once the content is: when the file was last written, or its entity tag, as it was when it was opened. */
    String version();

    /**
     * Makes sure that {@link #version} still is what it was.
     *
     * @throws java.io.UncheckedIOException the content has changed, or it cannot be told
     */
    void requireUnchanged();

    /** The number of bytes. */
    long size();

    /**
     * Reads {@code length} bytes from {@code position}; the caller has checked that they lie within {@link #size}.
     *
     * @throws java.io.UncheckedIOException the operating system refuses, or the file has shrunk
     */
    byte[] read(long position, int length);

    /** The same into the first {@code length} elements of {@code target}. */
    default void read(long position, int length, byte[] target) {
        System.arraycopy(read(position, length), 0, target, 0, length);
    }

    @Override
    void close();
}
