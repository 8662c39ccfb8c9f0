package org.diffhep.events.internal.cache;

import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.EventBlock;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.UnknownColumnException;
import org.diffhep.events.UnsupportedColumn;

/** A table whose columns come from the cache, where they are put when they are first asked for. */
final class CachedTable implements EventTableSource {

    /** Entries that are read and written at once when a column is put into the cache. */
    private static final int CHUNK = 1 << 14;

    /** So many columns are written at the same time: each has a file open. */
    private static final int COLUMNS = 64;

    private final CachedFile file;
    private final String name;
    private final long entries;
    private final Map<String, ColumnEntry> cached = new ConcurrentHashMap<>();

    CachedTable(CachedFile file, String name, long entries) {
        this.file = file;
        this.name = name;
        this.entries = entries;
    }

    @Override
    public String name() {
        return stored().name();
    }

    @Override
    public long entries() {
        return entries;
    }

    @Override
    public List<ColumnInfo> columns() {
        return stored().columns();
    }

    @Override
    public List<UnsupportedColumn> unsupportedColumns() {
        return stored().unsupportedColumns();
    }

    @Override
    public ColumnInfo column(String column) {
        return stored().column(column);
    }

    /** The table where it is stored. */
    private EventTableSource stored() {
        return file.stored().tableWithoutFriends(name);
    }

    @Override
    public EventTable read(Collection<String> columns, long first, long end) {
        if (file.isClosed()) {
            throw new UncheckedIOException(this + ": is closed", new ClosedChannelException());
        }
        if (entries == 0 || first < 0 || end < first || end > entries || end - first >= Integer.MAX_VALUE) {
            return stored().read(columns, first, end); // which says what is wrong
        }
        List<String> wanted = List.copyOf(new LinkedHashSet<>(columns));
        fill(wanted);
        Map<String, Leader> leaders = new HashMap<>();
        List<Column> read = new ArrayList<>();
        for (String column : wanted) {
            ColumnEntry entry = entry(column).orElseThrow();
            file.count(entry.bytes(first, end));
            Leader leader = leaders.get(entry.sharedCollection().orElse(""));
            int[] offsets = leader != null && entry.hasListsOf(leader.entry(), first, end)
                    ? leader.column().offsets()
                    : null;
            Column values = entry.read(first, end, offsets);
            entry.sharedCollection()
                    .ifPresent(collection -> leaders.putIfAbsent(collection, new Leader(entry, values)));
            read.add(values);
        }
        return EventTable.of((int) (end - first), read);
    }

    /** The first column that was read of a collection, whose offsets the others share. */
    private record Leader(ColumnEntry entry, Column column) {}

    /** A column in the cache, if it is there. */
    private Optional<ColumnEntry> entry(String column) {
        ColumnEntry known = cached.get(column);
        if (known != null) {
            return Optional.of(known);
        }
        Path path = file.folder().column(name, column);
        Optional<ColumnEntry> found = ColumnEntry.open(path, file.provenance().json(name, column), column);
        found.ifPresent(entry -> cached.put(column, entry));
        return found;
    }

    /** Puts into the cache what is not there. */
    private synchronized void fill(List<String> wanted) {
        List<String> missing =
                wanted.stream().filter(column -> entry(column).isEmpty()).toList();
        if (missing.isEmpty()) {
            return;
        }
        // First, so that wrong names leave nothing behind.
        EventTable prototypes = prototypes(missing);
        file.folder().make(name);
        TableDescription.write(
                file.folder().description(name), file.provenance().json(name, ""), entries);
        for (int from = 0; from < missing.size(); from += COLUMNS) {
            copy(missing.subList(from, Math.min(missing.size(), from + COLUMNS)), prototypes);
        }
    }

    /** The columns without entries. */
    private EventTable prototypes(List<String> columns) {
        try {
            return stored().read(columns, 0, 0);
        } catch (UnknownColumnException e) {
            if (stored().friends().isEmpty()) {
                throw e;
            }
            file.stored().table(name).column(e.column());
            throw UnknownColumnException.unsupported(
                    toString(),
                    "column",
                    new UnsupportedColumn(
                            e.column(), "it is of a friend, and those are not cached; read it without a cache"));
        }
    }

    private void copy(List<String> columns, EventTable prototypes) {
        Map<String, ColumnWriter> writers = new LinkedHashMap<>();
        try {
            for (String column : columns) {
                writers.put(
                        column,
                        new ColumnWriter(
                                file.folder().column(name, column),
                                file.provenance().json(name, column),
                                prototypes.column(column),
                                stored().clusterStarts(List.of(column))));
            }
            Iterator<EventBlock> blocks = stored().blocks(columns, CHUNK);
            while (blocks.hasNext()) {
                EventTable block = blocks.next().events();
                writers.forEach((column, writer) -> writer.write(block.column(column)));
            }
            file.requireUnchanged();
            writers.values().forEach(ColumnWriter::publish);
        } finally {
            writers.values().forEach(ColumnWriter::close);
        }
    }

    @Override
    public List<Long> clusterStarts() {
        return stored().clusterStarts();
    }

    @Override
    public List<Long> clusterStarts(Collection<String> columns) {
        SortedSet<Long> common = new TreeSet<>();
        boolean none = true;
        for (String column : columns) {
            Optional<ColumnEntry> entry = entry(column);
            if (entry.isEmpty()) {
                return stored().clusterStarts(columns);
            }
            if (none) {
                common.addAll(entry.get().clusterStarts());
            } else {
                common.retainAll(new TreeSet<>(entry.get().clusterStarts()));
            }
            none = false;
        }
        return none ? clusterStarts() : List.copyOf(common);
    }

    /** As messages name it. */
    @Override
    public String toString() {
        return file.name() + ": table " + name;
    }
}
