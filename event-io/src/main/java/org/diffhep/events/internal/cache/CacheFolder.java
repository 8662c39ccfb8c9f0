package org.diffhep.events.internal.cache;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Where the entries of one file of events lie: a folder for the file, in it one for each table, in that one file for each
 * column. Names are those of what they hold, for people, with a digest, so that any two differ on any file system.
 */
record CacheFolder(Path folder) {

    private static final int READABLE = 60;

    /** The folder of a file of events. */
    static CacheFolder of(Path cache, String source) {
        String end = source.substring(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
        return new CacheFolder(cache.resolve(unique(end, source)));
    }

    /** The file of a column. */
    Path column(String table, String column) {
        return table(table).resolve(unique(column, column) + ".column");
    }

    /** The file that says how many entries a table has. */
    Path description(String table) {
        return table(table).resolve("entries");
    }

    /**
     * Makes the folder of a table.
     *
     * @throws UncheckedIOException it cannot be made
     */
    void make(String table) {
        try {
            Files.createDirectories(table(table));
        } catch (IOException e) {
            throw new UncheckedIOException(table(table) + ": cannot be made: " + e, e);
        }
    }

    private Path table(String table) {
        return folder.resolve(unique(table, table));
    }

    private static String unique(String readable, String whole) {
        String safe = readable.replaceAll("[^A-Za-z0-9_.]", "-");
        return safe.substring(0, Math.min(READABLE, safe.length())) + "-"
                + HexFormat.of().toHexDigits(Hashing.xxh3_64().hashCharsToLong(whole));
    }
}
