package org.diffhep.events;

import java.nio.file.Path;
import org.diffhep.events.internal.EventFormats;

/**
 * Writes a table to a file, block by block: memory holds one block, whatever the number of entries. The file appears whole
 * with {@link #finish}, or not at all. Not for use by several threads.
 *
 * <pre>{@code
 * try (EventTableWriter writer = EventTableWriter.create(Path.of("skim.npz"), TableSchema.of(source, columns))) {
 *     writer.write(source.read(columns, 0, 1000));
 *     writer.write(source.read(columns, 1000, 2000));
 *     writer.finish();
 * }
 * }</pre>
 */
public interface EventTableWriter extends AutoCloseable {

    /**
     * Begins a file; its format goes by the ending of its name: {@code .root} (a TTree), {@code .npz}, {@code .csv}, or {@code
     * .parquet} with the module event-parquet. A file that is there is replaced by {@link #finish}, not before.
     *
     * @throws IllegalArgumentException no format has this ending, its module is missing, or it cannot hold a column of the
     *     schema
     * @throws java.io.UncheckedIOException the file cannot be made
     */
    static EventTableWriter create(Path file, TableSchema schema) {
        return EventFormats.create(file, schema);
    }

    /**
     * Appends the entries of a block.
     *
     * @param block has the columns of the schema, in any order; others are ignored
     * @throws IllegalArgumentException a column is missing, or of another type or depth than the schema says
     * @throws java.io.UncheckedIOException the file cannot be written to
     */
    void write(EventTable block);

    /**
     * Completes the file and gives it its name. Nothing can be written afterwards.
     *
     * @throws java.io.UncheckedIOException the file cannot be written; an older one is as it was
     */
    void finish();

    /** Ends writing; what was not finished is gone. */
    @Override
    void close();
}
