package org.diffhep.events.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableWriter;
import org.diffhep.events.TableSchema;

/** What all writers share: blocks are compared with the schema, and the file gets its name when it is whole. */
public abstract class BlockWriter implements EventTableWriter {

    private final Path file;
    private final TableSchema schema;
    private final PendingFile pending;
    private long entries;
    private boolean finished;

    /** Makes the temporary file. */
    protected BlockWriter(Path file, TableSchema schema) {
        this.file = file;
        this.schema = schema;
        this.pending = PendingFile.of(file);
    }

    /** Appends columns, in the order of the schema and suiting it, of one number of entries. */
    protected abstract void append(List<Column> columns, int count) throws IOException;

    /** Writes what is still to be written to {@link #path}, and ends writing there. */
    protected abstract void complete() throws IOException;

    /** Releases what the writer holds, before the temporary file is deleted; called once or more. */
    protected abstract void release() throws IOException;

    /** What is written. */
    protected TableSchema schema() {
        return schema;
    }

    /** The temporary file. */
    protected Path path() {
        return pending.path();
    }

    /** The entries appended so far. */
    protected long entries() {
        return entries;
    }

    @Override
    public void write(EventTable block) {
        if (finished) {
            throw new IllegalStateException(file + " is finished; nothing can be added to it");
        }
        List<Column> columns = new ArrayList<>();
        for (ColumnInfo expected : schema.columns()) {
            Column column = block.column(expected.name());
            if (column.type() != expected.type() || column.depth() != expected.depth()) {
                throw new IllegalArgumentException(file + ": column " + column.name() + " of the block is "
                        + column.type() + " in lists of depth " + column.depth() + "; the schema says "
                        + expected.type() + " of depth " + expected.depth());
            }
            columns.add(column);
        }
        try {
            append(columns, block.entries());
        } catch (IOException e) {
            throw failed(e);
        }
        entries += block.entries();
    }

    @Override
    public void finish() {
        if (finished) {
            return;
        }
        try {
            complete();
            release();
            pending.publish();
        } catch (IOException e) {
            throw failed(e);
        }
        finished = true;
    }

    private UncheckedIOException failed(IOException e) {
        return new UncheckedIOException(file + ": cannot be written: " + e, e);
    }

    @Override
    public void close() {
        try (pending) {
            release();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
