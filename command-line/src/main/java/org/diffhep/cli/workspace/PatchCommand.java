package org.diffhep.cli.workspace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.UsageException;
import org.diffhep.stats.PatchSet;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code workspace patch}: a workspace with one patch of a patch set. */
@Command(name = "patch", description = "Apply a patch to a workspace; the digests of a patch set are checked.")
public final class PatchCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "WS", description = "The workspace; - is standard input.")
    private String file = "";

    @Parameters(
            index = "1",
            paramLabel = "FILE[:NAME]",
            description = "A patch set and the patch in it, or a JSON patch (RFC 6902).")
    private String patch = "";

    @Option(names = "--list", description = "List the patches of the set instead.")
    private boolean list;

    @Option(names = "--verify", description = "Only check that the set was made for this workspace.")
    private boolean verify;

    @Mixin
    private EditedOutput output = new EditedOutput();

    /** Prints to this console. */
    public PatchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (list && verify) {
            throw new UsageException("--list and --verify exclude each other");
        }
        PatchFile chosen = PatchFile.read(patch);
        Workspace workspace = WorkspaceFile.read(file);
        if (list) {
            list(chosen.set());
        } else if (verify) {
            verify(chosen, workspace);
        } else {
            output.write(console, chosen.apply(workspace));
        }
        return ExitCodes.DONE;
    }

    private void list(PatchSet set) {
        JsonDocument document = new JsonDocument();
        ArrayNode labels = document.root().putArray("labels");
        set.labels().forEach(labels::add);
        digests(set).forEach(document.root().putObject("digests")::put);
        ArrayNode patches = document.root().putArray("patches");
        for (String name : set.names()) {
            ObjectNode node = patches.addObject().put("name", name);
            double[] point = set.values(name).stream().mapToDouble(x -> x).toArray();
            document.numbers(node.putArray("values"), "patches." + name, point);
        }
        if (output.json()) {
            document.print(console);
        } else {
            set.names().forEach(console::print);
        }
    }

    private void verify(PatchFile chosen, Workspace workspace) {
        Map<String, String> digests = digests(chosen.set());
        if (digests.isEmpty()) {
            throw new UsageException(chosen.file() + " has no digests to verify");
        }
        chosen.set().verify(workspace);
        if (output.json()) {
            JsonDocument document = new JsonDocument();
            document.root().put("verified", true);
            digests.forEach(document.root().putObject("digests")::put);
            document.print(console);
        } else {
            console.print("OK: " + chosen.file() + " was made for " + workspace.source());
        }
    }

    private static Map<String, String> digests(PatchSet set) {
        return new TreeMap<>(set.digests());
    }
}
