package org.diffhep.events.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;

/** A file on its way: written beside its place under another name, then moved there, or deleted. */
public final class PendingFile implements AutoCloseable {

    private static final AtomicLong MADE = new AtomicLong();

    private final Path target;
    private final Path temporary;

    private PendingFile(Path target, Path temporary) {
        this.target = target;
        this.temporary = temporary;
    }

    /**
     * Makes the temporary file, empty.
     *
     * @throws UncheckedIOException the folder is missing or cannot be written to, or the target is a folder
     */
    public static PendingFile of(Path target) {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(target)) {
            throw new UncheckedIOException(target + ": is a folder, not a file", new IOException(target.toString()));
        }
        try {
            // Not createTempFile: what that makes nobody else may read.
            String name = "." + target.getFileName() + "."
                    + ProcessHandle.current().pid() + "-" + MADE.incrementAndGet() + ".tmp";
            return new PendingFile(target, Files.createFile(folder.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(target + ": cannot be made: " + e, e);
        }
    }

    /** Where to write. */
    public Path path() {
        return temporary;
    }

    /** Gives the file its name. */
    public void publish() throws IOException {
        Path place = target.toAbsolutePath();
        try {
            Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            // Some network file systems cannot; the plain move is the best there is.
            Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Deletes what was not published. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw new UncheckedIOException(temporary + ": cannot be deleted: " + e, e);
        }
    }
}
