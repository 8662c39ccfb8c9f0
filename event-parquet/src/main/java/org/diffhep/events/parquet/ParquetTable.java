package org.diffhep.events.parquet;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnType;
import org.diffhep.events.NanoNames;
import org.diffhep.events.UnsupportedColumn;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.StoredTable;

/**
 * A Parquet file as a table: numbers, bools and strings, in lists to any depth, and fields of structures as {@code Jet.pt},
 * which belong to the collection {@code Jet} if it is a list of structures. A list column {@code Jet_pt} belongs to the
 * collection {@code Jet} if there is a counter {@code nJet}, as in NanoAOD. Values that are missing (null) are an error
 * where they are met.
 */
final class ParquetTable extends StoredTable {

    // Of one query; each column of it takes a buffer in DuckDB.
    private static final int COLUMNS_AT_ONCE = 64;
    private static final String ROW = "file_row_number";

    /** A column as DuckDB has it: an expression, its lists (strings not counted), the column it is one of so many parts of. */
    private record Stored(String sql, int lists, String root, int parts) {}

    private final Database database;
    private final String from;
    private final Map<String, Stored> stored;
    private final List<Long> starts;
    private final Map<String, long[]> bytes;

    private ParquetTable(
            String file,
            Database database,
            String from,
            List<Long> starts,
            long entries,
            List<ColumnInfo> columns,
            List<UnsupportedColumn> unsupported,
            Map<String, Stored> stored,
            Map<String, long[]> bytes) {
        super(file, entries, columns, unsupported);
        this.database = database;
        this.from = from;
        this.stored = stored;
        this.starts = starts;
        this.bytes = bytes;
    }

    /**
     * Reads the footer.
     *
     * @throws org.diffhep.events.MalformedFileException it is damaged
     */
    static ParquetTable open(Database database, Path path, ByteSource source) {
        String file = Database.literal(withoutPatterns(path.toAbsolutePath().toString()));
        List<String> names = names(database, file);
        Map<String, String> types = new LinkedHashMap<>();
        database.query("DESCRIBE SELECT * FROM read_parquet(" + file + ")", "footer", rows -> {
            while (rows.next()) {
                types.put(rows.getString(1), rows.getString(2));
            }
        });
        List<Long> starts = new ArrayList<>();
        long[] entries = {0};
        Map<String, long[]> bytes = new HashMap<>();
        database.query(
                "SELECT any_value(row_group_num_rows) FROM parquet_metadata(" + file
                        + ") GROUP BY row_group_id ORDER BY row_group_id",
                "footer",
                rows -> {
                    while (rows.next()) {
                        long count = rows.getLong(1);
                        if (count > 0) {
                            starts.add(entries[0]);
                            entries[0] = Math.addExact(entries[0], count);
                        }
                    }
                });
        database.query(
                "SELECT split_part(path_in_schema, ', ', 1), sum(total_compressed_size)::BIGINT,"
                        + " sum(total_uncompressed_size)::BIGINT FROM parquet_metadata(" + file + ") GROUP BY 1",
                "footer",
                rows -> {
                    while (rows.next()) {
                        bytes.put(rows.getString(1), new long[] {rows.getLong(2), rows.getLong(3)});
                    }
                });
        List<ColumnInfo> columns = new ArrayList<>();
        List<UnsupportedColumn> unsupported = new ArrayList<>();
        Map<String, Stored> stored = new HashMap<>();
        Set<String> flat = flatNames(types);
        int position = 0;
        for (Map.Entry<String, String> column : types.entrySet()) {
            // DuckDB renames columns that differ in case only.
            String name = names.size() == types.size() ? names.get(position) : column.getKey();
            position++;
            List<ParquetTypes.Leaf> leaves = ParquetTypes.leaves(Database.quoted(column.getKey()), column.getValue());
            for (ParquetTypes.Leaf leaf : leaves) {
                String full = name + leaf.path();
                Optional<ColumnType> values = ParquetTypes.values(leaf.type());
                if (values.isEmpty()) {
                    unsupported.add(new UnsupportedColumn(full, "it is of the type " + leaf.type()));
                } else if (stored.containsKey(full)) {
                    unsupported.add(new UnsupportedColumn(full, "another column has the same name"));
                } else {
                    int lists = ParquetTypes.lists(leaf.type());
                    stored.put(full, new Stored(leaf.sql(), lists, name, leaves.size()));
                    ColumnInfo info = info(full, values.get(), lists, flat);
                    boolean ofObjects = leaf.listsAbove() == 1 && info.depth() == 1;
                    columns.add(ofObjects ? new ColumnInfo(full, values.get(), Optional.of(name)) : info);
                }
            }
        }
        return new ParquetTable(
                source.name(),
                database,
                "read_parquet(" + file + ", " + ROW + " = true)",
                starts,
                entries[0],
                columns,
                unsupported,
                stored,
                bytes);
    }

    /** DuckDB takes some signs in the name of a file for a pattern. */
    private static String withoutPatterns(String path) {
        return path.replaceAll("[*?\\[]", "[$0]");
    }

    /** The names of the columns as the file has them: DuckDB makes those unique whose case alone differs. */
    private static List<String> names(Database database, String file) {
        List<String> names = new ArrayList<>();
        database.query("SELECT name, num_children FROM parquet_schema(" + file + ")", "footer", rows -> {
            // The schema is a tree, each node followed by its children; columns are those of the root.
            if (rows.next()) {
                readChildren(rows, rows.getLong(2), names);
            }
        });
        return names;
    }

    private static void readChildren(ResultSet rows, long count, List<String> names) throws SQLException {
        long open = count;
        long skipped = 0;
        while (open > 0 && rows.next()) {
            if (skipped == 0) {
                names.add(String.valueOf(rows.getString(1)));
                open--;
            } else {
                skipped--;
            }
            skipped += Math.max(0, rows.getLong(2));
            if (open == 0 && skipped == 0) {
                return;
            }
        }
    }

    private static Set<String> flatNames(Map<String, String> types) {
        return types.entrySet().stream()
                .filter(column -> ParquetTypes.lists(column.getValue()) == 0
                        && ParquetTypes.values(column.getValue())
                                .filter(type -> !type.isFloating() && type != ColumnType.BOOL)
                                .isPresent())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static ColumnInfo info(String name, ColumnType type, int lists, Collection<String> flat) {
        int depth = lists + (type == ColumnType.CHAR ? 1 : 0);
        Optional<String> collection = depth == 0 ? Optional.empty() : Optional.of(name);
        if (depth == 1 && lists == 1) {
            collection = NanoNames.collection(name, flat).or(() -> Optional.of(name));
        }
        return new ColumnInfo(name, type, collection, depth, List.of());
    }

    @Override
    public List<Long> clusterStarts() {
        return List.copyOf(starts);
    }

    /** What has been read of a column so far: its lists from the outermost, and then its values. */
    private static final class Part {
        private final ColumnInfo info;
        private final Stored stored;
        private final List<int[]> levels = new ArrayList<>();
        private ValueBuffer values;

        private Part(ColumnInfo info, Stored stored) {
            this.info = info;
            this.stored = stored;
            this.values = new ValueBuffer(info.type(), 1);
        }

        private Column column() {
            if (info.type() == ColumnType.CHAR) {
                levels.add(values.ends());
            }
            return levels.isEmpty()
                    ? Column.flat(info.name(), info.type(), values.values())
                    : Column.nested(
                            info.name(),
                            info.type(),
                            values.values(),
                            levels,
                            info.collection().orElseThrow());
        }
    }

    @Override
    protected synchronized List<Column> readColumns(List<ColumnInfo> wanted, long first, int count) {
        List<Part> parts = new ArrayList<>();
        for (ColumnInfo info : wanted) {
            Stored column = stored.get(info.name());
            if (column != null) {
                parts.add(new Part(info, column));
                count(column, count);
            }
        }
        String rows = " FROM " + from + " WHERE " + ROW + " >= " + first + " AND " + ROW + " < " + (first + count);
        for (int at = 0; at < parts.size(); at += COLUMNS_AT_ONCE) {
            readOutermost(parts.subList(at, Math.min(parts.size(), at + COLUMNS_AT_ONCE)), rows, count);
        }
        shareOffsets(parts, first);
        readLists(parts, rows);
        return parts.stream().map(Part::column).toList();
    }

    /** In proportion to the entries, and to the parts of a structure: the file says only what whole row groups take. */
    private void count(Stored column, int count) {
        long[] whole = bytes.get(column.root);
        if (whole != null && entries() > 0) {
            double share = (double) count / entries() / column.parts;
            count(Math.round(whole[0] * share), Math.round(whole[1] * share));
        }
    }

    /** The values of flat columns, and the lengths of the outermost lists of others. */
    private void readOutermost(List<Part> parts, String rows, int count) {
        List<String> expressions = new ArrayList<>();
        List<ValueBuffer> buffers = new ArrayList<>();
        for (Part part : parts) {
            boolean flat = part.stored.lists == 0;
            expressions.add(flat ? cast(part, part.stored.sql) : "len(" + part.stored.sql + ")::INTEGER");
            buffers.add(new ValueBuffer(flat ? part.info.type() : ColumnType.INT32, buffers.size() + 1));
        }
        read(parts, expressions, buffers, rows);
        for (int i = 0; i < parts.size(); i++) {
            if (buffers.get(i).size() != count) {
                throw database.malformed(
                        "column " + parts.get(i).info.name(),
                        "it has " + buffers.get(i).size() + " entries where there should be " + count,
                        new IllegalStateException("rows are missing"));
            }
            if (parts.get(i).stored.lists == 0) {
                parts.get(i).values = buffers.get(i);
            } else {
                parts.get(i).levels.add(offsets(parts.get(i), buffers.get(i)));
            }
        }
    }

    private int[] offsets(Part part, ValueBuffer lengths) {
        try {
            return lengths.offsets();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    this + ": column " + part.info.name() + " has too many values in this range; read fewer entries",
                    e);
        }
    }

    private static String cast(Part part, String expression) {
        return "CAST(" + expression + " AS " + ParquetTypes.read(part.info.type()) + ")";
    }

    /** One array of offsets for the columns of a collection. */
    private void shareOffsets(List<Part> parts, long first) {
        Map<String, Part> leaders = new HashMap<>();
        for (Part part : parts) {
            String collection = part.info.collection().orElse("");
            if (part.stored.lists == 0 || part.info.depth() > 1) {
                continue;
            }
            Part leader = leaders.putIfAbsent(collection, part);
            if (leader != null) {
                int differs = Arrays.mismatch(leader.levels.get(0), part.levels.get(0));
                if (differs >= 0) {
                    throw database.malformed(
                            "column " + part.info.name(),
                            "entry " + (first + Math.max(0, differs - 1)) + " has another number of values than in "
                                    + leader.info.name() + " of the same collection",
                            new IllegalStateException("offsets differ"));
                }
                part.levels.set(0, leader.levels.get(0));
            }
        }
    }

    /** The values of lists; those of columns with equal lists together. */
    private void readLists(List<Part> parts, String rows) {
        Map<String, List<Part>> together = new LinkedHashMap<>();
        for (Part part : parts) {
            if (part.stored.lists == 1) {
                String key = part.info.collection().orElse("") + (part.info.depth() > 1 ? " " + part.info.name() : "");
                together.computeIfAbsent(key, k -> new ArrayList<>()).add(part);
            } else if (part.stored.lists > 1) {
                readNested(part, rows);
            }
        }
        for (List<Part> group : together.values()) {
            for (int at = 0; at < group.size(); at += COLUMNS_AT_ONCE) {
                List<Part> some = group.subList(at, Math.min(group.size(), at + COLUMNS_AT_ONCE));
                List<String> expressions = new ArrayList<>();
                for (Part part : some) {
                    expressions.add("unnest(" + part.stored.sql + ")");
                }
                readValues(some, expressions, rows);
            }
        }
    }

    /** Level by level, each as one long list. */
    private void readNested(Part part, String rows) {
        String lists = part.stored.sql;
        for (int level = 1; level < part.stored.lists; level++) {
            ValueBuffer lengths = new ValueBuffer(ColumnType.INT32, 1);
            read(
                    List.of(part),
                    List.of("len(u0)::INTEGER"),
                    List.of(lengths),
                    " FROM (SELECT unnest(" + lists + ") AS u0" + rows + ")");
            part.levels.add(offsets(part, lengths));
            lists = "flatten(" + lists + ")";
        }
        readValues(List.of(part), List.of("unnest(" + lists + ")"), rows);
    }

    private void readValues(List<Part> parts, List<String> lists, String rows) {
        List<String> inner = new ArrayList<>();
        List<String> outer = new ArrayList<>();
        List<ValueBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            inner.add(lists.get(i) + " AS u" + i);
            outer.add(cast(parts.get(i), "u" + i));
            buffers.add(new ValueBuffer(parts.get(i).info.type(), i + 1));
        }
        read(parts, outer, buffers, " FROM (SELECT " + String.join(", ", inner) + rows + ")");
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            int[] last = part.levels.get(part.levels.size() - 1);
            if (buffers.get(i).size() != last[last.length - 1]) {
                throw database.malformed(
                        "column " + part.info.name(),
                        "its lists hold " + last[last.length - 1] + " values, and "
                                + buffers.get(i).size() + " are there",
                        new IllegalStateException("values are missing"));
            }
            part.values = buffers.get(i);
        }
    }

    private void read(List<Part> parts, List<String> expressions, List<ValueBuffer> buffers, String rest) {
        Set<String> names = new HashSet<>();
        parts.forEach(part -> names.add(part.info.name()));
        String where = parts.size() == 1 ? "column " + parts.get(0).info.name() : "columns " + String.join(", ", names);
        database.query("SELECT " + String.join(", ", expressions) + rest, where, rows -> {
            while (rows.next()) {
                for (int i = 0; i < buffers.size(); i++) {
                    if (!buffers.get(i).take(rows)) {
                        throw database.malformed(
                                "column " + parts.get(i).info.name(),
                                "a value is missing (null), and columns have one for every entry",
                                new IllegalStateException("null"));
                    }
                }
            }
        });
    }
}
