package org.diffhep.cli.workspace;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.UsageException;
import org.diffhep.stats.WorkspaceEdit;
import org.diffhep.stats.WorkspaceEdit.Part;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code workspace prune}: a workspace without some of its parts. */
@Command(name = "prune", description = "Take parts out of a workspace. Each option may be repeated.")
public final class PruneCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "WS", description = "The workspace; - is standard input.")
    private String file = "";

    @Option(
            names = {"-c", "--channel"},
            paramLabel = "NAME",
            description = "A channel and its observation.")
    private List<String> channels = List.of();

    @Option(
            names = {"-s", "--sample"},
            paramLabel = "NAME",
            description = "A sample, wherever it is.")
    private List<String> samples = List.of();

    @Option(
            names = {"-m", "--modifier"},
            paramLabel = "NAME",
            description = "A modifier, wherever it is.")
    private List<String> modifiers = List.of();

    @Option(
            names = {"-t", "--modifier-type"},
            paramLabel = "TYPE",
            description = "All modifiers of a type: histosys, lumi, normfactor, …")
    private List<String> types = List.of();

    @Option(names = "--measurement", paramLabel = "NAME", description = "A measurement.")
    private List<String> measurements = List.of();

    @Mixin
    private EditedOutput output = new EditedOutput();

    /** Prints to this console. */
    public PruneCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Map<Part, List<String>> parts = Map.of(
                Part.CHANNEL, channels,
                Part.SAMPLE, samples,
                Part.MODIFIER, modifiers,
                Part.MODIFIER_TYPE, types,
                Part.MEASUREMENT, measurements);
        if (parts.values().stream().allMatch(List::isEmpty)) {
            throw new UsageException(
                    "nothing to prune: name a channel, sample, modifier, modifier type or measurement");
        }
        WorkspaceEdit edit = WorkspaceEdit.none();
        for (Map.Entry<Part, List<String>> part : parts.entrySet()) {
            for (String name : part.getValue()) {
                edit = edit.prune(part.getKey(), name);
            }
        }
        output.write(console, edit.apply(WorkspaceFile.read(file)));
        return ExitCodes.DONE;
    }
}
