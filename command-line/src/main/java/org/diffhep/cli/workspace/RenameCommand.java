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

/** {@code workspace rename}: a workspace with other names. */
@Command(name = "rename", description = "Give parts of a workspace other names. Each option may be repeated.")
public final class RenameCommand implements Callable<Integer> {

    private static final String PAIR = "NAME";

    private final Console console;

    @Parameters(paramLabel = "WS", description = "The workspace; - is standard input.")
    private String file = "";

    @Option(
            names = {"-c", "--channel"},
            arity = "2",
            paramLabel = PAIR,
            description = "A channel: old and new name.")
    private List<String> channels = List.of();

    @Option(
            names = {"-s", "--sample"},
            arity = "2",
            paramLabel = PAIR,
            description = "A sample, wherever it is.")
    private List<String> samples = List.of();

    @Option(
            names = {"-m", "--modifier"},
            arity = "2",
            paramLabel = PAIR,
            description = "A modifier, wherever it is, and its parameter.")
    private List<String> modifiers = List.of();

    @Option(names = "--measurement", arity = "2", paramLabel = PAIR, description = "A measurement.")
    private List<String> measurements = List.of();

    @Mixin
    private EditedOutput output = new EditedOutput();

    /** Prints to this console. */
    public RenameCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Map<Part, List<String>> parts = Map.of(
                Part.CHANNEL, channels,
                Part.SAMPLE, samples,
                Part.MODIFIER, modifiers,
                Part.MEASUREMENT, measurements);
        if (parts.values().stream().allMatch(List::isEmpty)) {
            throw new UsageException("nothing to rename: name a channel, sample, modifier or measurement");
        }
        WorkspaceEdit edit = WorkspaceEdit.none();
        for (Map.Entry<Part, List<String>> part : parts.entrySet()) {
            List<String> names = part.getValue();
            for (int i = 0; i < names.size(); i += 2) {
                edit = edit.rename(part.getKey(), names.get(i), names.get(i + 1));
            }
        }
        output.write(console, edit.apply(WorkspaceFile.read(file)));
        return ExitCodes.DONE;
    }
}
