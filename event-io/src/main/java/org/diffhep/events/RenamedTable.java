package org.diffhep.events;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.diffhep.events.internal.SharedOffsets;

/** A table some of whose columns go by other names; the stored names are understood too. */
final class RenamedTable implements EventTableSource {

    private final EventTableSource source;
    private final Map<String, String> stored;
    private final Map<String, ColumnInfo> renamed = new LinkedHashMap<>();
    private final boolean storedAreListed;

    /**
     * @param renamed what columns are called here, with their collection, by the name that is stored
     * @param storedAreListed whether a column that has another name is also listed by that which is stored
     */
    RenamedTable(EventTableSource source, Map<ColumnInfo, String> renamed, boolean storedAreListed) {
        this.source = source;
        this.stored = new HashMap<>();
        this.storedAreListed = storedAreListed;
        renamed.forEach((column, name) -> {
            stored.put(column.name(), name);
            this.renamed.put(column.name(), column);
        });
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public long entries() {
        return source.entries();
    }

    @Override
    public List<ColumnInfo> columns() {
        List<ColumnInfo> columns = new ArrayList<>(renamed.values());
        Set<String> hidden = storedAreListed ? Set.of() : Set.copyOf(stored.values());
        for (ColumnInfo column : source.columns()) {
            if (!hidden.contains(column.name()) && !renamed.containsKey(column.name())) {
                columns.add(column);
            }
        }
        return columns;
    }

    @Override
    public ColumnInfo column(String column) {
        ColumnInfo known = renamed.get(column);
        if (known != null) {
            return known;
        }
        try {
            return source.column(column);
        } catch (UnknownColumnException e) {
            boolean unreadable =
                    source.unsupportedColumns().stream().anyMatch(c -> c.name().equals(column));
            throw unreadable ? e : UnknownColumnException.missing(toString(), "column", column, names());
        }
    }

    private List<String> names() {
        return Stream.concat(columns().stream(), source.columns().stream())
                .map(ColumnInfo::name)
                .distinct()
                .toList();
    }

    @Override
    public List<UnsupportedColumn> unsupportedColumns() {
        return source.unsupportedColumns();
    }

    @Override
    public List<FriendTable> friends() {
        return source.friends();
    }

    @Override
    public EventTable read(Collection<String> wanted, long first, long end) {
        Set<String> names = new LinkedHashSet<>(wanted);
        Set<String> needed = new LinkedHashSet<>();
        names.forEach(name -> needed.add(stored.getOrDefault(column(name).name(), name)));
        EventTable table = source.read(needed, first, end);
        SharedOffsets offsets = new SharedOffsets(first);
        List<Column> columns = new ArrayList<>();
        for (String name : names) {
            ColumnInfo info = column(name);
            Column column = table.column(stored.getOrDefault(name, name));
            if (renamed.containsKey(name)) {
                column = column.renamed(name, info.collection().orElse(null));
            }
            columns.add(offsets.share(column, toString(), "ask for it by its stored name"));
        }
        return EventTable.of(table.entries(), columns);
    }

    @Override
    public List<Long> clusterStarts() {
        return source.clusterStarts();
    }

    /** As messages name it. */
    @Override
    public String toString() {
        return source.toString();
    }
}
