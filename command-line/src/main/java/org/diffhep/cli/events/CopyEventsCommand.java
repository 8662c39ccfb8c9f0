package org.diffhep.cli.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.OutputFile;
import org.diffhep.cli.events.TableCopy.Counts;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code events convert} and {@code events skim} share. */
abstract class CopyEventsCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private EventInput input = new EventInput();

    @Option(names = "--columns", paramLabel = "NAME", split = ",", description = "The columns to write; default: all.")
    private List<String> columns = List.of();

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The file to write; its ending gives the format: .root, .npz, .parquet or .csv.")
    private Path out = Path.of("");

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    CopyEventsCommand(Console console) {
        this.console = console;
    }

    /** Which entries are kept; all if empty. */
    abstract Optional<RowSelection> selection();

    @Override
    public Integer call() {
        Optional<RowSelection> selection = selection();
        OutputFile file = OutputFile.open(out);
        input.with(source -> {
            List<String> names = EventInput.columns(source, columns);
            Counts counts = TableCopy.copy(source, names, input.range(source.entries()), selection, file, console);
            if (json) {
                JsonDocument document = new JsonDocument();
                ObjectNode root = document.root();
                root.put("out", out.toString());
                root.put("entries_read", counts.read()).put("entries_written", counts.written());
                names.forEach(root.putArray("columns")::add);
                document.print(console);
            } else {
                console.print(out + ": " + counts.written() + " of " + counts.read() + " entries, " + names.size()
                        + " columns");
            }
            return counts;
        });
        return ExitCodes.DONE;
    }
}
