package org.diffhep.cli.workspace;

import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code workspace sort}: all lists in the order of their names. */
@Command(
        name = "sort",
        description =
                "Put channels, samples, modifiers, measurements, parameters and observations in the order of their names.")
public final class SortCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "WS", description = "The workspace; - is standard input.")
    private String file = "";

    @Mixin
    private EditedOutput output = new EditedOutput();

    /** Prints to this console. */
    public SortCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        output.write(console, WorkspaceFile.read(file).sorted());
        return ExitCodes.DONE;
    }
}
