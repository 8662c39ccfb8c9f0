package org.diffhep.events;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
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
    private final Map<String, Renaming> renamed = new LinkedHashMap<>();
    private final boolean storedAreListed;

    /**
     * @param renamed what columns are called here; no two by one name
     * @param storedAreListed whether a column that has another name is also listed by that which is stored
     */
    RenamedTable(EventTableSource source, List<Renaming> renamed, boolean storedAreListed) {
        this.source = source;
        this.storedAreListed = storedAreListed;
        renamed.forEach(each -> this.renamed.put(each.name(), each));
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
        List<ColumnInfo> columns =
                new ArrayList<>(renamed.values().stream().map(Renaming::column).toList());
        Set<String> hidden = new HashSet<>();
        if (!storedAreListed) {
            renamed.values().forEach(each -> hidden.add(each.stored()));
        }
        for (ColumnInfo column : source.columns()) {
            if (!hidden.contains(column.name()) && !renamed.containsKey(column.name())) {
                columns.add(column);
            }
        }
        return columns;
    }

    @Override
    public ColumnInfo column(String column) {
        Renaming known = renamed.get(column);
        if (known != null) {
            return known.column();
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
        Map<String, Renaming> chosen = new LinkedHashMap<>();
        wanted.forEach(name -> chosen.put(name, renaming(name)));
        Set<String> needed = new LinkedHashSet<>();
        chosen.values().forEach(each -> needed.add(each.stored()));
        EventTable table = source.read(needed, first, end);
        SharedOffsets offsets = new SharedOffsets(first);
        List<Column> columns = new ArrayList<>();
        chosen.forEach((name, each) -> {
            Column column = table.column(each.stored());
            if (renamed.containsKey(name)) {
                String collection = each.column().collection().orElse(null);
                column = each.conversion().of(column, toString(), first).renamed(name, collection);
            }
            columns.add(offsets.share(column, each.stored(), toString(), "ask for it by its stored name"));
        });
        return EventTable.of(table.entries(), columns);
    }

    /** How a column is read that may have another name. */
    private Renaming renaming(String name) {
        Renaming known = renamed.get(name);
        return known == null ? new Renaming(column(name), name) : known;
    }

    @Override
    public List<Long> clusterStarts() {
        return source.clusterStarts();
    }

    @Override
    public List<Long> clusterStarts(Collection<String> columns) {
        return source.clusterStarts(
                columns.stream().map(name -> renaming(name).stored()).distinct().toList());
    }

    /** As messages name it. */
    @Override
    public String toString() {
        return source.toString();
    }
}
