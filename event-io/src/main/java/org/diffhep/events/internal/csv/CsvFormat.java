package org.diffhep.events.internal.csv;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableWriter;
import org.diffhep.events.TableSchema;
import org.diffhep.events.internal.ByteSource;
import org.diffhep.events.internal.EventFormat;
import org.diffhep.events.internal.EventFormats;
import org.diffhep.events.internal.SingleTableFile;

/** Tables as text, separated by commas, semicolons or tabs. */
public final class CsvFormat implements EventFormat {

    private static final String SEPARATORS = ",;\t";

    @Override
    public String title() {
        return "CSV";
    }

    /** Text whose first line has a separator; or none, if the file is called {@code .csv} and so has one column. */
    @Override
    public boolean recognises(byte[] head, String name) {
        for (byte b : head) {
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') {
                return false;
            }
        }
        String line = header(head);
        boolean other = line.isEmpty() || "{[<".indexOf(line.charAt(0)) >= 0;
        return !other && (hasSeparator(line) || name.endsWith(".csv"));
    }

    private static boolean hasSeparator(String line) {
        return line.chars().anyMatch(c -> SEPARATORS.indexOf(c) >= 0);
    }

    /** The first line that is neither empty nor a comment. */
    private static String header(byte[] head) {
        String text = new String(head, StandardCharsets.UTF_8);
        return text.lines()
                .map(line -> line.startsWith("\uFEFF") ? line.substring(1) : line)
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .findFirst()
                .orElse("");
    }

    /** The one that the names are most often separated by, outside of quotes. */
    private static char separator(String header) {
        int[] counts = new int[SEPARATORS.length()];
        boolean quoted = false;
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            quoted ^= c == '"';
            int which = SEPARATORS.indexOf(c);
            if (which >= 0 && !quoted) {
                counts[which]++;
            }
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        return SEPARATORS.charAt(best);
    }

    @Override
    public EventFile open(ByteSource source) {
        byte[] head = source.read(0, (int) Math.min(EventFormats.HEAD, source.size()));
        return new SingleTableFile(source.name(), "csv", CsvTable.open(source, separator(header(head))), source::close);
    }

    @Override
    public boolean isWritten() {
        return true;
    }

    @Override
    public Optional<EventTableWriter> create(Path file, TableSchema schema) {
        for (ColumnInfo column : schema.columns()) {
            if (CsvTableWriter.isList(column)) {
                throw new IllegalArgumentException(file + ": column " + column.name() + " is "
                        + column.typeName()
                        + " with several values in an entry, and CSV holds one; leave it out, or write"
                        + " .npz or .parquet");
            }
        }
        return Optional.of(new CsvTableWriter(file, schema));
    }
}
