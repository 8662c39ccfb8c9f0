package org.diffhep.cli.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.OutputFile;
import org.diffhep.cli.TextTable;
import org.diffhep.events.ColumnDigest;
import org.diffhep.events.EntryRange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code events read}: columns of a table, summed up so that they can be compared with what another program reads. */
@Command(name = "read", description = "Read columns of a table and print their size, sum and fingerprint.")
public final class ReadEventsCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private EventInput input = new EventInput();

    @Option(
            names = "--columns",
            paramLabel = "NAME",
            split = ",",
            description = "The columns to read; default: all that can be read.")
    private List<String> columns = List.of();

    @Option(
            names = "--digest",
            description =
                    "Print SHA-256 of the values, big-endian, one after another, and of the counts per entry as int32.")
    private boolean digest;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Also write the columns to a file; its ending gives the format: .root, .npz, .parquet or .csv.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /** Prints to this console. */
    public ReadEventsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<OutputFile> file = out.map(OutputFile::open);
        Map<String, ColumnDigest> read = input.with(source -> {
            EntryRange range = input.range(source.entries());
            List<String> names = EventInput.columns(source, columns);
            Map<String, ColumnDigest> digests = new LinkedHashMap<>();
            // One after another: memory holds one column at a time.
            for (String name : names) {
                digests.put(
                        name,
                        ColumnDigest.of(source.read(List.of(name), range.first(), range.end())
                                .column(name)));
            }
            file.ifPresent(f -> TableCopy.copy(source, names, range, Optional.empty(), f, console));
            return digests;
        });
        if (json) {
            printJson(read);
        } else {
            printText(read);
        }
        return ExitCodes.DONE;
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
