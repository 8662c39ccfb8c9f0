package org.diffhep.events.internal.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.CsvWriter.CsvWriterRecord;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnType;
import org.diffhep.events.TableSchema;
import org.diffhep.events.internal.BlockWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes flat columns as text, each number with as many digits as tell it from its neighbours of the same type. Text has no
 * types: what is read again is int64, uint64 beyond that, float64, bool or strings.
 */
final class CsvTableWriter extends BlockWriter {

    private @Nullable CsvWriter writer;

    CsvTableWriter(Path file, TableSchema schema) {
        super(file, schema);
    }

    /** Whether a column has several values in an entry; a string is one. */
    static boolean isList(ColumnInfo column) {
        return column.depth() > (column.type() == ColumnType.CHAR ? 1 : 0);
    }

    private CsvWriter writer() throws IOException {
        CsvWriter open = writer;
        if (open == null) {
            BufferedWriter text = Files.newBufferedWriter(path());
            open = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text);
            writer = open;
            open.writeRecord(schema().columnNames());
        }
        return open;
    }

    @Override
    protected void append(List<Column> columns, int count) throws IOException {
        CsvWriter text = writer();
        try {
            for (int e = 0; e < count; e++) {
                CsvWriterRecord record = text.writeRecord();
                for (Column column : columns) {
                    record.writeField(field(column, e));
                }
                record.endRecord();
            }
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static String field(Column column, int entry) {
        return switch (column.type()) {
            case FLOAT32 -> number(Float.toString(((float[]) column.array())[entry]));
            case FLOAT64 -> number(Double.toString(((double[]) column.array())[entry]));
            case BOOL -> ((boolean[]) column.array())[entry] ? "true" : "false";
            case CHAR -> column.text(entry);
            case UINT64 -> Long.toUnsignedString(column.getLong(entry));
            default -> Long.toString(column.getLong(entry));
        };
    }

    /** As numpy and pandas write them. */
    private static String number(String java) {
        return switch (java) {
            case "NaN" -> "nan";
            case "Infinity" -> "inf";
            case "-Infinity" -> "-inf";
            default -> java;
        };
    }

    @Override
    protected void complete() throws IOException {
        writer();
    }

    @Override
    protected void release() throws IOException {
        CsvWriter open = writer;
        if (open != null) {
            writer = null;
            open.close();
        }
    }
}
