package org.diffhep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for results, asked for before the work begins: an hour of computing must not end at a path that cannot be written. */
public final class OutputFolder implements AutoCloseable {

    private final Path folder;
    private final boolean created;

    private OutputFolder(Path folder, boolean created) {
        this.folder = folder;
        this.created = created;
    }

    /**
     * Makes the folder if it is not there, and tries to write into it.
     *
     * @throws UsageException if it cannot be made or written into
     */
    public static OutputFolder open(Path folder) {
        boolean present = Files.exists(folder);
        if (present && !Files.isDirectory(folder)) {
            throw new UsageException("--out " + folder + ": there is a file of this name, not a folder");
        }
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".diffhep", ".tmp"));
        } catch (IOException e) {
            throw new UsageException("--out " + folder + ": cannot be written to (" + reason(e) + ")");
        }
        return new OutputFolder(folder, !present);
    }

    /** A file in it. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Takes the folder away again if it was made here and nothing was written. */
    @Override
    public void close() {
        if (created) {
            try {
                Files.delete(folder);
            } catch (IOException e) {
                // Results are in it, so it stays.
                return;
            }
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
    }
}
