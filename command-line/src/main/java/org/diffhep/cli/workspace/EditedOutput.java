package org.diffhep.cli.workspace;

import org.diffhep.cli.Console;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Option;

/** Where and in what format a workspace is written to that a command made of others. */
final class EditedOutput extends WorkspaceOutput {

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            defaultValue = "pyhf",
            description = "pyhf or hs3. Default: ${DEFAULT-VALUE}.")
    private WorkspaceFormat format = WorkspaceFormat.PYHF;

    void write(Console console, Workspace workspace) {
        write(console, workspace, format);
    }
}
