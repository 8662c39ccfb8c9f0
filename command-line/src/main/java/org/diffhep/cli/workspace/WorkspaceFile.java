package org.diffhep.cli.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffhep.stats.Workspace;

/** Where a workspace is read from: a file, or standard input for {@code -}. */
public final class WorkspaceFile {

    private static final String STANDARD_INPUT = "-";

    private WorkspaceFile() {}

    /**
     * Reads a workspace.
     *
     * @param file path, or {@code -}
     * @throws UncheckedIOException if it cannot be read
     * @throws org.diffhep.stats.InvalidModelException if it is not a workspace
     */
    public static Workspace read(String file) {
        return Workspace.parse(text(file), name(file));
    }

    /** What to call the file in messages. */
    static String name(String file) {
        return file.equals(STANDARD_INPUT) ? "standard input" : file;
    }

    static String text(String file) {
        try {
            return file.equals(STANDARD_INPUT)
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            // The system's own exceptions hold little but the path; the others say what is the matter.
            throw new UncheckedIOException(e instanceof FileSystemException ? file : file + ": " + e.getMessage(), e);
        }
    }
}
