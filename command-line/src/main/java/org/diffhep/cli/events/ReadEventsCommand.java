package org.diffhep.cli.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.TextTable;
import org.diffhep.cli.UsageException;
import org.diffhep.events.ColumnDigest;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTableSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code events read}: columns of a table, summed up so that they can be compared with what another program reads. */
@Command(name = "read", description = "Read columns of a table and print their size, sum and fingerprint.")
public final class ReadEventsCommand implements Callable<Integer> {

    private static final String USUAL_TABLE = "Events";
    private static final Pattern RANGE = Pattern.compile("(\\d*):(\\d*)");

    private final Console console;

    @Parameters(paramLabel = "FILE", description = "A file of events; its format is recognised by content.")
    private Path file = Path.of("");

    @Option(
            names = "--columns",
            paramLabel = "NAME",
            split = ",",
            description = "The columns to read; default: all that can be read.")
    private List<String> columns = List.of();

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "The table; default: Events, or the only one there is.")
    private Optional<String> table = Optional.empty();

    @Option(
            names = "--entries",
            paramLabel = "A:B",
            description = "Entries from A up to, not including, B; either may be left out.")
    private Optional<String> entries = Optional.empty();

    @Option(
            names = "--digest",
            description =
                    "Print SHA-256 of the values, big-endian, one after another, and of the counts per entry as int32.")
    private boolean digest;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /** Prints to this console. */
    public ReadEventsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Map<String, ColumnDigest> read = new LinkedHashMap<>();
        try (EventFile events = EventFile.open(file)) {
            EventTableSource source = events.table(tableName(events));
            long[] range = range(source.entries());
            List<String> names = columns.isEmpty()
                    ? source.columns().stream().map(ColumnInfo::name).toList()
                    : columns;
            // One after another: memory holds one column at a time.
            for (String name : names) {
                read.put(
                        name,
                        ColumnDigest.of(
                                source.read(List.of(name), range[0], range[1]).column(name)));
            }
        }
        if (json) {
            printJson(read);
        } else {
            printText(read);
        }
        return ExitCodes.DONE;
    }

    private String tableName(EventFile events) {
        if (table.isPresent()) {
            return table.get();
        }
        List<String> names = events.tables();
        return names.size() == 1 ? names.get(0) : USUAL_TABLE;
    }

    private long[] range(long available) {
        if (entries.isEmpty()) {
            return new long[] {0, available};
        }
        Matcher matcher = RANGE.matcher(entries.get());
        if (!matcher.matches()) {
            throw new UsageException("--entries " + entries.get() + ": expected two numbers A:B");
        }
        long first = bound(matcher.group(1), 0);
        long end = bound(matcher.group(2), available);
        if (first > end || end > available) {
            throw new UsageException("--entries " + entries.get() + ": the table has entries 0:" + available);
        }
        return new long[] {first, end};
    }

    private long bound(String digits, long absent) {
        try {
            return digits.isEmpty() ? absent : Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new UsageException("--entries " + entries.orElse("") + ": " + digits + " is too large");
        }
    }

    private void printJson(Map<String, ColumnDigest> read) {
        JsonDocument document = new JsonDocument();
        read.forEach((name, column) -> {
            ObjectNode node = document.root().putObject(name);
            node.put("type", column.type().toString());
            node.put("entries", column.entries());
            node.put("values", column.values());
            document.number(node, "sum", name + ".sum", column.sum());
            if (digest) {
                node.put("sha256", column.sha256());
                node.put("counts_sha256", column.countsSha256().orElse(null));
            }
        });
        document.print(console);
    }

    private void printText(Map<String, ColumnDigest> read) {
        TextTable text = new TextTable("llrrrl")
                .row("column", "type", "entries", "values", "sum", digest ? "sha256 of values, of counts" : "");
        read.forEach((name, column) -> text.row(
                name,
                column.type().toString(),
                Long.toString(column.entries()),
                Long.toString(column.values()),
                Double.toString(column.sum()),
                digest ? column.sha256() + " " + column.countsSha256().orElse("") : ""));
        text.print(console);
    }
}
