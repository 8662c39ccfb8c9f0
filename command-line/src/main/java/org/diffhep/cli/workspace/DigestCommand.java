package org.diffhep.cli.workspace;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code workspace digest}: the digest by which patch sets name the workspace they are for. */
@Command(
        name = "digest",
        description =
                "The digest of a workspace's content, as pyhf makes it: white space and order of keys do not count.")
public final class DigestCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "WS", description = "The workspace; - is standard input.")
    private String file = "";

    @Option(
            names = {"-a", "--algorithm"},
            paramLabel = "NAME",
            description = "sha256 (default), md5 or sha1; may be repeated.")
    private List<String> algorithms = List.of();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /** Prints to this console. */
    public DigestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Workspace workspace = WorkspaceFile.read(file);
        Set<String> names = new LinkedHashSet<>(algorithms.isEmpty() ? List.of("sha256") : algorithms);
        JsonDocument document = new JsonDocument();
        names.forEach(name -> document.root().put(name, workspace.digest(name)));
        if (json) {
            document.print(console);
        } else {
            names.forEach(
                    name -> console.print(name + ":" + document.root().get(name).asText()));
        }
        return ExitCodes.DONE;
    }
}
