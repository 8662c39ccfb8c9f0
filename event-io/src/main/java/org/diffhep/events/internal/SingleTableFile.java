package org.diffhep.events.internal;

import java.nio.file.Path;
import java.util.List;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.UnknownTableException;

/** A file of a format that knows one table only, and gives it no name. */
public final class SingleTableFile implements EventFile {

    /** What the table is called. */
    public static final String TABLE = "Events";

    private final Path path;
    private final String format;
    private final StoredTable table;
    private final Runnable closing;

    /** A file of the given table; {@code closing} ends reading, and may run more than once. */
    public SingleTableFile(Path path, String format, StoredTable table, Runnable closing) {
        this.path = path;
        this.format = format;
        this.table = table;
        this.closing = closing;
    }

    @Override
    public Path path() {
        return path;
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
    public EventTableSource table(String name) {
        if (!name.equals(TABLE)) {
            throw new UnknownTableException(name, path + " has no table " + name + "; its only table: " + TABLE);
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
