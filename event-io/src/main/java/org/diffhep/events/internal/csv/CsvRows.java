package org.diffhep.events.internal.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.internal.ByteSource;

/** The lines of a file one after another, each split into fields; comments and empty lines are left out. */
final class CsvRows {

    private final String file;
    private final Iterator<Row> rows;
    private long entry;
    private long line;

    private CsvRows(String file, Iterator<Row> rows) {
        this.file = file;
        this.rows = rows;
    }

    /** The fields of a line, trimmed; the same object for all lines. */
    static final class Row extends AbstractBaseCsvCallbackHandler<Row> {
        private final List<String> fields = new ArrayList<>();

        @Override
        protected void handleBegin(long startingLine) {
            fields.clear();
        }

        @Override
        protected void handleField(int index, char[] text, int from, int length, boolean quoted) {
            fields.add(new String(text, from, length).strip());
        }

        @Override
        protected Row buildRecord() {
            return this;
        }

        /** Where it stands in the file; the first line is 1. */
        long line() {
            return getStartingLineNumber();
        }

        int size() {
            return fields.size();
        }

        String field(int i) {
            return fields.get(i);
        }

        List<String> fields() {
            return List.copyOf(fields);
        }
    }

    /** From the first line, which holds the names. */
    static CsvRows open(ByteSource source, char separator) {
        InputStreamReader text = new InputStreamReader(
                new SourceStream(source),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        Iterator<Row> rows = CsvReader.builder()
                .fieldSeparator(separator)
                .commentStrategy(CommentStrategy.SKIP)
                .skipEmptyLines(true)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .build(new Row(), text)
                .iterator();
        return new CsvRows(source.name(), rows);
    }

    boolean hasNext() {
        try {
            return rows.hasNext();
        } catch (CsvParseException e) {
            throw failure(e);
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof CharacterCodingException ? failure(e) : e;
        }
    }

    /** The next line, which {@link #hasNext} has promised. */
    Row next() {
        Row row = rows.next();
        line = row.line();
        entry++;
        return row;
    }

    /** The lines given out so far. */
    long count() {
        return entry;
    }

    private MalformedFileException failure(RuntimeException e) {
        IOException io = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : null;
        String problem = io != null ? "this is not text in UTF-8" : cause(e);
        return new MalformedFileException(file, "after line " + line, problem, e);
    }

    /** The innermost message, which says what is wrong; those around it only that something is. */
    private static String cause(Throwable e) {
        Throwable innermost = e;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return String.valueOf(innermost.getMessage());
    }
}
