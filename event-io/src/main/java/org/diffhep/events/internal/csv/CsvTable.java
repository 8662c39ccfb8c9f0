package org.diffhep.events.internal.csv;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnType;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.UnsupportedColumn;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.PrimitiveArrays;
import org.diffhep.events.internal.StoredTable;
import org.diffhep.events.internal.csv.CsvRows.Row;
import org.jspecify.annotations.Nullable;

/**
 * A table of text. Opening reads all of it once, to find the type of each column and the number of entries; reading goes on
 * where the last range ended if it can, or begins anew.
 */
final class CsvTable extends StoredTable {

    private static final int CLUSTER = 1 << 14;

    private final ByteSource source;
    private final char separator;
    private final Map<String, Integer> positions;
    private @Nullable CsvRows cursor;

    private CsvTable(
            ByteSource source,
            char separator,
            long entries,
            List<ColumnInfo> columns,
            List<UnsupportedColumn> unsupported,
            Map<String, Integer> positions) {
        super(source.name(), entries, columns, unsupported);
        this.source = source;
        this.separator = separator;
        this.positions = positions;
    }

    /**
     * Reads a table to find its columns' types.
     *
     * @throws MalformedFileException a line does not suit the first
     */
    static CsvTable open(ByteSource source, char separator) {
        CsvRows rows = CsvRows.open(source, separator);
        if (!rows.hasNext()) {
            throw new MalformedFileException(source.name(), "line 1", "it holds no names of columns", null);
        }
        List<String> names = names(rows.next().fields());
        List<TypeGuess> guesses = new ArrayList<>();
        names.forEach(name -> guesses.add(new TypeGuess()));
        long entries = 0;
        while (rows.hasNext()) {
            Row row = rows.next();
            if (row.size() != names.size()) {
                throw new MalformedFileException(
                        source.name(),
                        "line " + row.line(),
                        "it has " + row.size() + " fields, and the first line names " + names.size() + " columns",
                        null);
            }
            for (int i = 0; i < names.size(); i++) {
                guesses.get(i).add(row.field(i), row.line());
            }
            entries++;
        }
        List<ColumnInfo> columns = new ArrayList<>();
        List<UnsupportedColumn> unsupported = new ArrayList<>();
        Map<String, Integer> positions = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Optional<Long> missing = guesses.get(i).missing();
            if (!taken.add(name)) {
                unsupported.add(new UnsupportedColumn(name, "another column has the same name"));
            } else if (missing.isPresent()) {
                unsupported.add(new UnsupportedColumn(
                        name,
                        "line " + missing.get() + ", column " + name + ", is empty, while others are "
                                + guesses.get(i).type() + "; write nan where a number is missing"));
            } else {
                ColumnType type = guesses.get(i).type();
                columns.add(new ColumnInfo(name, type, type == ColumnType.CHAR ? Optional.of(name) : Optional.empty()));
                positions.put(name, i);
            }
        }
        CsvTable table = new CsvTable(source, separator, entries, columns, unsupported, positions);
        table.count(source.size(), source.size());
        return table;
    }

    /** A column without a name (the index that pandas writes) is called by its place. */
    private static List<String> names(List<String> header) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i);
            if (i == 0 && name.startsWith("\uFEFF")) {
                name = name.substring(1);
            }
            names.add(name.isEmpty() ? "column" + i : name);
        }
        return names;
    }

    /** Values on their way to a column. */
    private static final class Filling {
        private final ColumnInfo info;
        private final int position;
        private final Object values;
        private final int[] ends;
        private final ByteArrayOutputStream text = new ByteArrayOutputStream(0);

        private Filling(ColumnInfo info, int position, int count) {
            this.info = info;
            this.position = position;
            boolean strings = info.type() == ColumnType.CHAR;
            this.values = PrimitiveArrays.allocate(info.type(), strings ? 0 : count);
            this.ends = new int[strings ? count + 1 : 0];
        }

        private void set(int i, String field) {
            switch (info.type()) {
                case BOOL -> ((boolean[]) values)[i] = field.equalsIgnoreCase("true");
                case INT64 -> ((long[]) values)[i] = Long.parseLong(field);
                case UINT64 -> ((long[]) values)[i] = Long.parseUnsignedLong(field);
                case FLOAT64 -> ((double[]) values)[i] = Numbers.decimal(field);
                default -> {
                    text.writeBytes(field.getBytes(StandardCharsets.UTF_8));
                    ends[i + 1] = text.size();
                }
            }
        }

        private Column column() {
            return info.type() == ColumnType.CHAR
                    ? Column.jagged(info.name(), info.type(), text.toByteArray(), ends, info.name())
                    : Column.flat(info.name(), info.type(), values);
        }
    }

    @Override
    protected synchronized List<Column> readColumns(List<ColumnInfo> wanted, long first, int count) {
        List<Filling> fillings = new ArrayList<>();
        for (ColumnInfo info : wanted) {
            Integer position = positions.get(info.name());
            if (position != null) {
                fillings.add(new Filling(info, position, count));
            }
        }
        if (count > 0) {
            CsvRows rows = at(first);
            for (int e = 0; e < count; e++) {
                Row row = next(rows);
                try {
                    for (Filling filling : fillings) {
                        filling.set(e, row.field(filling.position));
                    }
                } catch (IndexOutOfBoundsException | NumberFormatException changed) {
                    throw changed(row.line(), changed);
                }
            }
        }
        return fillings.stream().map(Filling::column).toList();
    }

    /** Rows whose next is that of an entry. */
    private CsvRows at(long entry) {
        CsvRows rows = cursor;
        // The line of names is the first of the rows.
        if (rows == null || rows.count() > entry + 1) {
            rows = CsvRows.open(source, separator);
            cursor = rows;
        }
        while (rows.count() < entry + 1) {
            next(rows);
        }
        return rows;
    }

    private Row next(CsvRows rows) {
        if (!rows.hasNext()) {
            throw changed(0, null);
        }
        return rows.next();
    }

    private MalformedFileException changed(long line, @Nullable Throwable cause) {
        cursor = null;
        return new MalformedFileException(
                source.name(), "line " + line, "the file has changed since it was opened", cause);
    }

    @Override
    public List<Long> clusterStarts() {
        List<Long> starts = new ArrayList<>();
        for (long start = 0; start < entries(); start += CLUSTER) {
            starts.add(start);
        }
        return starts;
    }
}
