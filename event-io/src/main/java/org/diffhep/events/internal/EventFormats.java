package org.diffhep.events.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableWriter;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.TableSchema;
import org.diffhep.events.internal.csv.CsvFormat;
import org.diffhep.events.internal.npz.NpzFormat;
import org.diffhep.events.internal.root.RootFormat;

/** The formats there are: those of this module, then those of others on the class path. */
public final class EventFormats {

    /** As many bytes at the beginning of a file suffice to tell its format. */
    public static final int HEAD = 4096;

    private static final String PARQUET = "PAR1";
    private static final String NPY = "\u0093NUMPY";
    /** Formats that another module reads, by the ending of a file's name. */
    private static final Map<String, String> MODULES = Map.of("parquet", "event-parquet");

    private EventFormats() {}

    private static List<EventFormat> all() {
        List<EventFormat> formats = new ArrayList<>(List.of(new RootFormat(), new NpzFormat()));
        ServiceLoader.load(EventFormat.class, EventFormat.class.getClassLoader())
                .forEach(formats::add);
        // Last: any text may be CSV.
        formats.add(new CsvFormat());
        return formats;
    }

    /** As {@link EventFile#open}, from bytes. */
    public static EventFile open(ByteSource source) {
        byte[] head = source.read(0, (int) Math.min(HEAD, source.size()));
        if (head.length == 0) {
            throw new MalformedFileException(source.name(), "header", 0, "the file is empty");
        }
        for (EventFormat format : all()) {
            if (format.recognises(head, source.name())) {
                return format.open(source);
            }
        }
        throw new MalformedFileException(source.name(), "header", 0, unknown(head));
    }

    private static String unknown(byte[] head) {
        if (EventFormat.startsWith(head, PARQUET)) {
            return "is a Parquet file; add the module " + MODULES.get("parquet");
        }
        if (EventFormat.startsWith(head, NPY)) {
            return "is a single numpy array; tables are read from .npz, as numpy.savez(file, NAME=array) writes them";
        }
        return "this is not a ROOT file (it does not begin with 'root'), nor Parquet, npz or CSV";
    }

    /** As {@link EventTableWriter#create}. */
    public static EventTableWriter create(Path file, TableSchema schema) {
        String name = String.valueOf(file.getFileName());
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        List<EventFormat> written =
                all().stream().filter(EventFormat::isWritten).toList();
        return written.stream()
                .filter(format -> ending(format).equals(ending))
                .findFirst()
                .flatMap(format -> format.create(file, schema))
                .orElseThrow(() -> new IllegalArgumentException(
                        MODULES.containsKey(ending)
                                ? file + ": to write this format, add the module " + MODULES.get(ending)
                                : file + ": the name of a file to be written ends in "
                                        + written.stream()
                                                .map(format -> "." + ending(format))
                                                .collect(Collectors.joining(", "))));
    }

    private static String ending(EventFormat format) {
        return format.title().toLowerCase(Locale.ROOT);
    }
}
