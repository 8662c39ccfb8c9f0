package org.diffhep.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.diffhep.pipeline.report.AtomicFile;

/**
 * A file for a result, asked for before the work begins. It is written whole or not at all: to a temporary name beside it,
 * then moved.
 */
public final class OutputFile {

    private final Path file;

    private OutputFile(Path file) {
        this.file = file;
    }

    /**
     * Checks that the file can be made.
     *
     * @throws UsageException if its folder is missing or cannot be written to, or if it is a folder itself
     */
    public static OutputFile open(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw new UsageException("--out " + file + ": is a folder, not a file");
        }
        if (!Files.isDirectory(folder)) {
            throw new UsageException("--out " + file + ": there is no folder " + folder);
        }
        try {
            Files.delete(Files.createTempFile(folder, ".diffhep", ".tmp"));
        } catch (IOException e) {
            throw new UsageException("--out " + file + ": the folder cannot be written to (" + e.getMessage() + ")");
        }
        return new OutputFile(file);
    }

    /** Where it is, as the user wrote it. */
    public Path path() {
        return file;
    }

    /** Writes the text in UTF-8, replacing the file if it is there. */
    public void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes the bytes, replacing the file if it is there.
     *
     * @throws UsageException if that fails; nothing is left behind then, and an older file is as it was
     */
    public void write(byte[] bytes) {
        try {
            AtomicFile.write(file, bytes);
        } catch (UncheckedIOException e) {
            throw new UsageException("--out " + file + ": cannot be written ("
                    + Objects.requireNonNull(e.getCause()).getMessage() + ")");
        }
    }
}
