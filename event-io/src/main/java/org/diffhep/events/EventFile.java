package org.diffhep.events;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * An open file of events, or of histograms. Close it after use; its tables cannot be read afterwards. Safe for use by several threads.
 *
 * <pre>{@code
 * try (EventFile file = EventFile.open(Path.of("ttbar.root"))) {
 *     EventTable events = file.table("Events").read(List.of("Jet_pt", "Jet_eta"));
 * }
 * }</pre>
 */
public interface EventFile extends AutoCloseable {

    /**
     * Opens a file; its format is recognised by content: ROOT, npz, CSV, and Parquet with the module event-parquet.
     *
     * @throws UncheckedIOException the file does not exist, is a directory or cannot be read
     * @throws MalformedFileException the file is of no known format, or damaged
     */
    static EventFile open(Path file) {
        return EventLocation.of(file).open();
    }

    /**
     * Opens a file on a web server, {@code https://…} or {@code http://…}, and reads what is needed of it by range requests. A file of a
     * server that cannot send parts is read whole if it is small. Parquet, whose library reads files on disk only, is copied to a temporary file of up to 2 GiB,
     * which is deleted when this one is closed.
     *
     * <p>A request that fails by a timeout, a broken connection or an error of the server is made again, five times in all with growing pauses.
     * Up to 16 MiB stay in memory.
     *
     * @throws UncheckedIOException the file does not exist or cannot be read, or the server cannot send parts of it; when it is
     *     read: also if it changes meanwhile
     * @throws MalformedFileException the file is of no known format, or damaged
     * @throws IllegalArgumentException the scheme is another, such as {@code root} of XRootD
     */
    static EventFile open(URI address) {
        return EventLocation.of(address).open();
    }

    /** The file, as it was named to {@link #open}: what messages call it. */
    String name();

    /** The format: {@code ttree}, {@code rntuple} if all tables of events are RNTuples, {@code npz}, {@code csv}, {@code parquet}. */
    String format();

    /** The names of the tables, in the order of the file; those in directories go by their path, {@code dir/sub/tree}. */
    List<String> tables();

    /**
     * A table by name, with the columns of the friends that it names itself, as {@link FriendTables#join} has them. Repeated
     * calls return the same object.
     *
     * <p>The file of a friend is looked for beside this file and then in the working directory, as ROOT does, or on the same server;
     * it is closed with this file. Friends of friends are not read. A friend that cannot be read, or has
     * another number of entries, or an index (ROOT would match its entries by values), does not disturb the others: {@link
     * EventTableSource#unsupportedColumns} names it.
     *
     * @param name as {@link #tables} gives it; a ROOT file that holds several cycles of it gives the highest, and the others
     *     by their number: {@code dir/tree;2}
     * @throws UnknownTableException the file has no such table
     * @throws MalformedFileException the description of the table is damaged
     */
    EventTableSource table(String name);

    /** The same with its own columns only, for which no other file is opened; throws what {@link #table} does. */
    default EventTableSource tableWithoutFriends(String name) {
        return table(name);
    }

    /** The paths of the histograms that can be read, in the order of the file; none but in ROOT files. */
    default List<String> histograms() {
        return List.of();
    }

    /**
     * Reads a histogram.
     *
     * @param path its name, after its directories: {@code dir/sub/name}; its cycle may follow, as in {@link #table}
     * @throws UnknownTableException the file has no such histogram, or it is of a class that cannot be read
     * @throws MalformedFileException the histogram is damaged
     */
    default StoredHistogram histogram(String path) {
        throw new UnknownTableException(path, name() + " has no histogram " + path + "; it has no histograms");
    }

    /** The paths of the texts that can be read, in the order of the file; none but in ROOT files. */
    default List<String> texts() {
        return List.of();
    }

    /**
     * Reads a text.
     *
     * @param path as of {@link #histogram}
     * @throws UnknownTableException the file has no such text, or it is of a class that cannot be read
     * @throws MalformedFileException the text is damaged
     */
    default StoredText text(String path) {
        throw new UnknownTableException(path, name() + " has no text " + path + "; it has no texts");
    }

    /** Bytes read from the file so far. */
    long bytesRead();

    /** Bytes that decompression has yielded so far, or that were stored uncompressed. */
    long bytesDecompressed();

    @Override
    void close();
}
