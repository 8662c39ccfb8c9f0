package org.diffhep.events.internal;

import java.util.List;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.UnknownTableException;

/** A file of a format that knows one table only, and gives it no name. */
public final class SingleTableFile implements EventFile {

    /** What the table is called. */
    public static final String TABLE = "Events";

    private final String name;
    private final String format;
    private final StoredTable table;
    private final Runnable closing;

    /** A file of the given table, that messages call {@code name}; {@code closing} ends reading, and may run more than once. */
    public SingleTableFile(String name, String format, StoredTable table, Runnable closing) {
        this.name = name;
        this.format = format;
        this.table = table;
        this.closing = closing;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public List<String> tables() {
        return List.of(TABLE);
    }

    @Override
    public EventTableSource table(String wanted) {
        if (!wanted.equals(TABLE)) {
            throw new UnknownTableException(wanted, name + " has no table " + wanted + "; its only table: " + TABLE);
        }
        return table;
    }

    @Override
    public long bytesRead() {
        return table.bytesRead();
    }

    @Override
    public long bytesDecompressed() {
        return table.bytesDecompressed();
    }

    @Override
    public void close() {
        table.end();
        closing.run();
    }
}
