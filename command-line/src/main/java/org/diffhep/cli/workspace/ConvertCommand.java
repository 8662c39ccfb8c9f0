package org.diffhep.cli.workspace;

import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code workspace convert}: the same workspace in another format. */
@Command(name = "convert", description = "Write a workspace in another format.")
public final class ConvertCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "WS", description = "The workspace; - is standard input.")
    private String file = "";

    @Option(names = "--to", required = true, paramLabel = "FORMAT", description = "pyhf or hs3.")
    private WorkspaceFormat format = WorkspaceFormat.PYHF;

    @Mixin
    private WorkspaceOutput output = new WorkspaceOutput();

    /** Prints to this console. */
    public ConvertCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        output.write(console, WorkspaceFile.read(file), format);
        return ExitCodes.DONE;
    }
}
