package org.diffhep.events.internal;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.UnsupportedColumn;

/** The only table of a file: checks what is asked for, and leaves reading to its format. */
public abstract class StoredTable implements EventTableSource {

    private final String file;
    private final long entries;
    private final List<ColumnInfo> columns;
    private final List<UnsupportedColumn> unsupported;
    private final AtomicLong bytesRead = new AtomicLong();
    private final AtomicLong bytesDecompressed = new AtomicLong();
    private volatile boolean ended;

    /** A table of these columns of the file that messages call {@code file}. */
    protected StoredTable(String file, long entries, List<ColumnInfo> columns, List<UnsupportedColumn> unsupported) {
        this.file = file;
        this.entries = entries;
        this.columns = List.copyOf(columns);
        this.unsupported = List.copyOf(unsupported);
    }

    /**
     * Reads columns.
     *
     * @param wanted columns of this table, no two the same
     * @param first lies in the table, with {@code count} entries from there on
     */
    protected abstract List<Column> readColumns(List<ColumnInfo> wanted, long first, int count);

    @Override
    public EventTable read(Collection<String> wanted, long first, long end) {
        if (ended) {
            throw new UncheckedIOException(file + ": is closed", new ClosedChannelException());
        }
        if (first < 0 || end < first || end > entries || end - first >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(file + " has " + entries + " entries; cannot read " + first + " to "
                    + end + (end <= entries && first >= 0 && first <= end ? " at once" : ""));
        }
        List<ColumnInfo> chosen = new ArrayList<>();
        for (String name : new LinkedHashSet<>(wanted)) {
            chosen.add(column(name));
        }
        int count = (int) (end - first);
        return EventTable.of(count, readColumns(chosen, first, count));
    }

    @Override
    public String name() {
        return SingleTableFile.TABLE;
    }

    @Override
    public long entries() {
        return entries;
    }

    @Override
    public List<ColumnInfo> columns() {
        return columns;
    }

    @Override
    public List<UnsupportedColumn> unsupportedColumns() {
        return unsupported;
    }

    /** Adds to what {@link org.diffhep.events.EventFile} reports. */
    protected void count(long read, long decompressed) {
        bytesRead.addAndGet(read);
        bytesDecompressed.addAndGet(decompressed);
    }

    long bytesRead() {
        return bytesRead.get();
    }

    long bytesDecompressed() {
        return bytesDecompressed.get();
    }

    /** Nothing is read from here on. */
    void end() {
        ended = true;
    }

    /** As messages name it. */
    @Override
    public String toString() {
        return file;
    }
}
