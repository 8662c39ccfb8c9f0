package org.diffhep.events.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.FriendTable;
import org.diffhep.events.FriendTables;
import org.diffhep.events.UnknownColumnException;
import org.diffhep.events.UnsupportedColumn;

/** A table with the columns of its friends beside its own, as {@link FriendTables#join} describes it. */
public final class JoinedTable implements EventTableSource {

    private final EventTableSource table;
    private final Map<String, EventTableSource> friends;
    /** Why a friend cannot be read. */
    private final Map<String, String> unreadable;

    private final Map<String, Source> columns = new LinkedHashMap<>();
    private final List<UnsupportedColumn> unsupported = new ArrayList<>();

    /**
     * Where a column comes from.
     *
     * @param info what it is called here
     * @param stored what it is called there
     */
    private record Source(EventTableSource table, String stored, ColumnInfo info) {}

    /**
     * @param friends by name, in order; as many entries each as the table
     * @param unreadable friends that are known and cannot be read, with the reason
     * @throws IllegalArgumentException a friend has another number of entries
     */
    public JoinedTable(EventTableSource table, Map<String, EventTableSource> friends, Map<String, String> unreadable) {
        this.table = table;
        this.friends = new LinkedHashMap<>(friends);
        this.unreadable = new LinkedHashMap<>(unreadable);
        for (ColumnInfo column : table.columns()) {
            columns.put(column.name(), new Source(table, column.name(), column));
        }
        unsupported.addAll(table.unsupportedColumns());
        Set<String> refused = new HashSet<>();
        unsupported.forEach(column -> refused.add(column.name()));
        friends.forEach((name, friend) -> {
            requireEntries(table, friend);
            add(name, friend, refused);
        });
        unreadable.forEach((name, reason) -> unsupported.add(new UnsupportedColumn(name + ".*", reason)));
    }

    /**
     * Makes sure that a table can be a friend.
     *
     * @throws IllegalArgumentException it has another number of entries
     */
    public static void requireEntries(EventTableSource table, EventTableSource friend) {
        if (friend.entries() != table.entries()) {
            throw new IllegalArgumentException(friend + " has " + friend.entries() + " entries, and " + table + " "
                    + table.entries() + "; a friend has an entry for each");
        }
    }

    private void add(String name, EventTableSource friend, Set<String> refused) {
        for (ColumnInfo column : friend.columns()) {
            boolean free = !columns.containsKey(column.name()) && !refused.contains(column.name());
            ColumnInfo info = free ? column : prefixed(name, column);
            if (columns.putIfAbsent(info.name(), new Source(friend, column.name(), info)) != null) {
                unsupported.add(new UnsupportedColumn(info.name(), "another column has the same name"));
            }
        }
        for (UnsupportedColumn column : friend.unsupportedColumns()) {
            unsupported.add(new UnsupportedColumn(name + "." + column.name(), column.reason()));
        }
    }

    private static ColumnInfo prefixed(String friend, ColumnInfo column) {
        return new ColumnInfo(
                friend + "." + column.name(),
                column.type(),
                column.collection().map(collection -> friend + "." + collection),
                column.depth(),
                column.dimensions());
    }

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public long entries() {
        return table.entries();
    }

    @Override
    public List<ColumnInfo> columns() {
        return columns.values().stream().map(Source::info).toList();
    }

    @Override
    public List<UnsupportedColumn> unsupportedColumns() {
        return List.copyOf(unsupported);
    }

    @Override
    public List<FriendTable> friends() {
        return table.friends();
    }

    @Override
    public ColumnInfo column(String column) {
        return find(column).info();
    }

    private Source find(String name) {
        Source listed = columns.get(name);
        if (listed != null) {
            return listed;
        }
        for (Map.Entry<String, EventTableSource> friend : friends.entrySet()) {
            if (name.startsWith(friend.getKey() + ".")) {
                String stored = name.substring(friend.getKey().length() + 1);
                ColumnInfo info = friend.getValue().column(stored);
                return new Source(friend.getValue(), stored, prefixed(friend.getKey(), info));
            }
        }
        Optional<Source> spelled = tables().flatMap(each -> spelled(each, name)).findFirst();
        if (spelled.isPresent()) {
            return spelled.get();
        }
        for (UnsupportedColumn column : unsupported) {
            if (column.name().equals(name)) {
                throw UnknownColumnException.unsupported(toString(), "column", column);
            }
        }
        if (!unreadable.isEmpty()) {
            throw UnknownColumnException.unsupported(
                    toString(),
                    "column",
                    new UnsupportedColumn(
                            name,
                            "the table does not have it, and not all of its friends can be read: "
                                    + String.join("; ", unreadable.values())));
        }
        throw UnknownColumnException.missing(toString(), "column", name, columns.keySet());
    }

    /** A column by another spelling of its name that its format understands. */
    private static Stream<Source> spelled(EventTableSource from, String name) {
        try {
            return Stream.of(new Source(from, name, from.column(name)));
        } catch (UnknownColumnException e) {
            return Stream.empty();
        }
    }

    private Stream<EventTableSource> tables() {
        return Stream.concat(Stream.of(table), friends.values().stream());
    }

    @Override
    public EventTable read(Collection<String> wanted, long first, long end) {
        Map<String, Source> sources = new LinkedHashMap<>();
        wanted.forEach(name -> sources.computeIfAbsent(name, this::find));
        Map<EventTableSource, EventTable> read = new LinkedHashMap<>();
        // The table itself is always asked, as it tells what is wrong with a range.
        Stream.concat(Stream.of(table), sources.values().stream().map(Source::table))
                .distinct()
                .forEach(from -> read.put(from, from.read(stored(sources, from), first, end)));
        SharedOffsets offsets = new SharedOffsets(first);
        List<Column> result = new ArrayList<>();
        sources.forEach((name, source) -> {
            Column column = renamed(columnOf(read, source), name, source.info());
            result.add(offsets.share(
                    column, source.stored(), source.table().toString(), "ask for it as " + prefixedName(source)));
        });
        return EventTable.of((int) (end - first), result);
    }

    private static Set<String> stored(Map<String, Source> sources, EventTableSource from) {
        Set<String> names = new LinkedHashSet<>();
        sources.values().stream().filter(source -> source.table() == from).forEach(source -> names.add(source.stored));
        return names;
    }

    private static Column columnOf(Map<EventTableSource, EventTable> read, Source source) {
        EventTable from = read.get(source.table());
        if (from == null) {
            throw new IllegalStateException(source.table() + " was not read");
        }
        return from.column(source.stored());
    }

    /** How a column can be asked for so that its collection is not that of others. */
    private String prefixedName(Source source) {
        return friends.entrySet().stream()
                .filter(friend -> friend.getValue() == source.table())
                .map(friend -> friend.getKey() + "." + source.stored())
                .findFirst()
                .orElse("a column of a friend, by FRIEND." + source.stored());
    }

    private static Column renamed(Column column, String name, ColumnInfo info) {
        Optional<String> collection = info.collection();
        if (column.name().equals(name) && column.collection().equals(collection)) {
            return column;
        }
        if (collection.isEmpty()) {
            return Column.flat(name, column.type(), column.array());
        }
        List<int[]> levels =
                IntStream.range(0, column.depth()).mapToObj(column::offsets).toList();
        return Column.nested(name, column.type(), column.array(), levels, collection.get());
    }

    @Override
    public List<Long> clusterStarts() {
        return common(tables().map(EventTableSource::clusterStarts).toList());
    }

    @Override
    public List<Long> clusterStarts(Collection<String> wanted) {
        Map<String, Source> sources = new LinkedHashMap<>();
        wanted.forEach(name -> sources.put(name, find(name)));
        return sources.isEmpty()
                ? clusterStarts()
                : common(sources.values().stream()
                        .map(Source::table)
                        .distinct()
                        .map(from -> from.clusterStarts(stored(sources, from)))
                        .toList());
    }

    private static List<Long> common(List<List<Long>> starts) {
        TreeSet<Long> common = new TreeSet<>(starts.get(0));
        starts.forEach(each -> common.retainAll(new HashSet<>(each)));
        return List.copyOf(common);
    }

    /** As messages name it: the table itself. */
    @Override
    public String toString() {
        return table.toString();
    }
}
