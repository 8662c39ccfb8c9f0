package org.diffhep.cli.workspace;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.UsageException;
import org.diffhep.stats.WorkspaceJoin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code workspace combine}: one workspace from two. */
@Command(name = "combine", description = "Combine two workspaces; modifiers of one name are then correlated.")
public final class CombineCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "LEFT", description = "A workspace; - is standard input.")
    private String left = "";

    @Parameters(index = "1", paramLabel = "RIGHT", description = "Another workspace.")
    private String right = "";

    @Option(
            names = {"-j", "--join"},
            paramLabel = "JOIN",
            defaultValue = "none",
            description =
                    "What is in both: none (an error), outer (must be equal), left-outer or right-outer (taken from that "
                            + "side). Default: ${DEFAULT-VALUE}.")
    private String join = "";

    @Option(
            names = "--merge-channels",
            description = "Make one channel of those of one name, with the samples of both; not with --join none.")
    private boolean mergeChannels;

    @Mixin
    private EditedOutput output = new EditedOutput();

    /** Prints to this console. */
    public CombineCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        WorkspaceJoin how = join(join);
        if (mergeChannels && how == WorkspaceJoin.NONE) {
            throw new UsageException("--merge-channels needs --join outer, left-outer or right-outer");
        }
        if (left.equals("-") && right.equals("-")) {
            throw new UsageException("only one of the two workspaces can be standard input");
        }
        output.write(console, how.combine(WorkspaceFile.read(left), WorkspaceFile.read(right), mergeChannels));
        return ExitCodes.DONE;
    }

    /** With a blank, as pyhf writes it, or with a hyphen, which needs no quotes. */
    private static WorkspaceJoin join(String name) {
        return switch (name.toLowerCase(Locale.ROOT).replace(' ', '-')) {
            case "none" -> WorkspaceJoin.NONE;
            case "outer" -> WorkspaceJoin.OUTER;
            case "left-outer" -> WorkspaceJoin.LEFT_OUTER;
            case "right-outer" -> WorkspaceJoin.RIGHT_OUTER;
            default -> throw new UsageException("--join " + name + ": expected none, outer, left-outer or right-outer");
        };
    }
}
