package org.diffhep.events.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnType;
import org.diffhep.events.TableSchema;
import org.diffhep.events.internal.BlockWriter;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Writes Parquet, compressed with zstd: blocks are appended to a table of DuckDB in a temporary folder beside the file, and
 * copied to it at the end. So memory does not grow with them, but for a while they take twice their space.
 */
final class ParquetWriter extends BlockWriter {

    private static final int ROW_GROUP = 65536;

    private final Path folder;
    private @Nullable Database database;
    private @Nullable DuckDBAppender appender;

    private ParquetWriter(Path file, TableSchema schema, Path folder, Database database, DuckDBAppender appender) {
        super(file, schema);
        this.folder = folder;
        this.database = database;
        this.appender = appender;
    }

    /** Strings are values here. */
    private static int lists(ColumnInfo info) {
        return info.depth() - (info.type() == ColumnType.CHAR ? 1 : 0);
    }

    static ParquetWriter create(Path file, TableSchema schema) {
        Map<String, String> names = new HashMap<>();
        for (String name : schema.columnNames()) {
            String same = names.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (same != null) {
                throw new IllegalArgumentException(file + ": columns " + same + " and " + name
                        + " differ in case only, which this writer of Parquet cannot; leave one out, or write .npz");
            }
        }
        if (schema.columns().isEmpty()) {
            throw new IllegalArgumentException(file + ": a table to be written as Parquet has at least one column");
        }
        try {
            Path place = file.toAbsolutePath().getParent();
            Path folder = Files.createTempDirectory(place == null ? file : place, ".diffhep-parquet");
            try {
                return begin(file, schema, folder);
            } catch (RuntimeException e) {
                delete(folder);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be made: " + e, e);
        }
    }

    private static ParquetWriter begin(Path file, TableSchema schema, Path folder) {
        List<String> columns = new ArrayList<>();
        for (int c = 0; c < schema.columns().size(); c++) {
            ColumnInfo info = schema.columns().get(c);
            columns.add("c" + c + " " + ParquetTypes.name(info.type(), lists(info)));
        }
        Database database = Database.onDisk(file.toString(), folder.resolve("blocks.duckdb"));
        try {
            database.execute("CREATE TABLE blocks(" + String.join(", ", columns) + ")");
            DuckDBAppender appender = database.connection().createAppender("main", "blocks");
            return new ParquetWriter(file, schema, folder, database, appender);
        } catch (SQLException e) {
            database.close();
            throw new IllegalStateException(file + ": cannot be made: " + Database.message(e), e);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    @Override
    protected void append(List<Column> columns, int count) throws IOException {
        DuckDBAppender rows = appender;
        if (rows == null) {
            throw new IllegalStateException(path() + " is closed");
        }
        try {
            for (int e = 0; e < count; e++) {
                rows.beginRow();
                for (Column column : columns) {
                    append(rows, column, e);
                }
                rows.endRow();
            }
            rows.flush();
        } catch (SQLException e) {
            throw new IOException(Database.message(e), e);
        }
    }

    private static void append(DuckDBAppender row, Column column, int entry) throws SQLException {
        boolean text = column.type() == ColumnType.CHAR;
        int lists = column.depth() - (text ? 1 : 0);
        if (lists == 0) {
            appendFlat(row, column, entry);
        } else if (lists == 1 && !text) {
            int[] offsets = column.offsets();
            appendList(row, column, offsets[entry], offsets[entry + 1]);
        } else {
            row.append(list(column, 0, lists, entry));
        }
    }

    private static void appendFlat(DuckDBAppender row, Column column, int i) throws SQLException {
        switch (column.type()) {
            case FLOAT32 -> row.append(((float[]) column.array())[i]);
            case FLOAT64 -> row.append(((double[]) column.array())[i]);
            case INT8, UINT8 -> row.append(((byte[]) column.array())[i]);
            case INT16, UINT16 -> row.append(((short[]) column.array())[i]);
            case INT32, UINT32 -> row.append(((int[]) column.array())[i]);
            case INT64, UINT64 -> row.append(((long[]) column.array())[i]);
            case BOOL -> row.append(((boolean[]) column.array())[i]);
            case CHAR -> row.append(column.text(i));
        }
    }

    private static void appendList(DuckDBAppender row, Column column, int from, int to) throws SQLException {
        switch (column.type()) {
            case FLOAT32 -> row.append(Arrays.copyOfRange((float[]) column.array(), from, to));
            case FLOAT64 -> row.append(Arrays.copyOfRange((double[]) column.array(), from, to));
            case INT8, UINT8 -> row.appendByteArray(Arrays.copyOfRange((byte[]) column.array(), from, to));
            case INT16, UINT16 -> row.append(Arrays.copyOfRange((short[]) column.array(), from, to));
            case INT32, UINT32 -> row.append(Arrays.copyOfRange((int[]) column.array(), from, to));
            case INT64, UINT64 -> row.append(Arrays.copyOfRange((long[]) column.array(), from, to));
            case BOOL -> row.append(Arrays.copyOfRange((boolean[]) column.array(), from, to));
            case CHAR -> throw new IllegalStateException("strings are no list of numbers");
        }
    }

    /** List {@code i} of a level, with all that is in it. */
    private static List<Object> list(Column column, int level, int lists, int i) {
        int[] offsets = column.offsets(level);
        List<Object> elements = new ArrayList<>();
        for (int k = offsets[i]; k < offsets[i + 1]; k++) {
            elements.add(level + 1 < lists ? list(column, level + 1, lists, k) : value(column, k));
        }
        return elements;
    }

    private static Object value(Column column, int i) {
        return switch (column.type()) {
            case FLOAT32 -> ((float[]) column.array())[i];
            case FLOAT64 -> ((double[]) column.array())[i];
            case INT8, UINT8 -> ((byte[]) column.array())[i];
            case INT16, UINT16 -> ((short[]) column.array())[i];
            case INT32, UINT32 -> ((int[]) column.array())[i];
            case INT64, UINT64 -> ((long[]) column.array())[i];
            case BOOL -> ((boolean[]) column.array())[i];
            case CHAR -> column.text(i);
        };
    }

    @Override
    protected void complete() throws IOException {
        Database open = database;
        DuckDBAppender rows = appender;
        if (open == null || rows == null) {
            throw new IllegalStateException(path() + " is closed");
        }
        List<String> columns = new ArrayList<>();
        for (int c = 0; c < schema().columns().size(); c++) {
            columns.add(
                    "c" + c + " AS " + Database.quoted(schema().columns().get(c).name()));
        }
        try {
            appender = null;
            rows.close();
            open.execute("COPY (SELECT " + String.join(", ", columns) + " FROM blocks) TO "
                    + Database.literal(path().toAbsolutePath().toString())
                    + " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE " + ROW_GROUP + ")");
        } catch (SQLException e) {
            throw new IOException(Database.message(e), e);
        }
    }

    @Override
    protected void release() throws IOException {
        DuckDBAppender rows = appender;
        Database open = database;
        appender = null;
        database = null;
        try {
            if (rows != null) {
                rows.close();
            }
        } catch (SQLException e) {
            // Rows that were begun and not ended; what holds them is deleted now.
            rows = null;
        } finally {
            if (open != null) {
                open.close();
            }
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }
}
