package org.diffhep.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.cache.CachedFile;

/**
 * A folder that keeps decoded columns, so that every pass over files of events but the first is fast: columns are mapped into
 * memory, and nothing is decompressed.
 *
 * <pre>{@code
 * ColumnCache cache = ColumnCache.in(Path.of("columns"));
 * try (EventFile file = cache.open(Path.of("ttbar.root"))) {
 *     EventTable events = file.table("Events").read(List.of("Jet_pt", "Jet_eta"));
 * }
 * }</pre>
 *
 * <p>A column is put into the cache whole when entries of it are first read. Tables, blocks and values are the same as without a
 * cache. Each column is a file of its own, written to a temporary name and moved when it is whole, so that any
 * number of threads and processes can use one folder. It says what it was made of: where the file of events lies, its size, when it was
 * last written and a digest of its first and last bytes; once one of these differs, the column is made anew. Checksums (CRC32C) guard all that is
 * read; a damaged file of the cache is a {@link MalformedFileException} that names it.
 *
 * <p>The folder takes the room of all columns that were ever read, uncompressed. To have that back, delete it: whatever is needed is made again.
 */
public final class ColumnCache {

    private final Path folder;

    private ColumnCache(Path folder) {
        this.folder = folder;
    }

    /**
     * The cache in a folder, which is made if it is not there.
     *
     * @throws UncheckedIOException the folder cannot be made or written to
     */
    public static ColumnCache in(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be made a folder for cached columns: " + e, e);
        }
        if (!Files.isWritable(folder)) {
            throw new UncheckedIOException(
                    folder + ": columns cannot be cached in a folder that cannot be written to",
                    new IOException(folder.toString()));
        }
        return new ColumnCache(folder);
    }

    /** The folder. */
    public Path folder() {
        return folder;
    }

    /**
     * Opens a file as {@link EventFile#open}, but that columns are read from the cache, and put there. The file itself is looked into only for
     * what the cache lacks: whether it is a file of events at all shows then.
     *
     * @throws UncheckedIOException the file does not exist, is a directory or cannot be read
     */
    public EventFile open(Path file) {
        return open(EventLocation.of(file));
    }

    /** The same for a file on disk or on a web server, which is asked whether it still is what it was. */
    public EventFile open(EventLocation location) {
        ByteSource source = location.source();
        try {
            return new CachedFile(folder, source);
        } catch (RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }
}
