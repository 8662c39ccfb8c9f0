package org.diffhep.cli.workspace;

import java.nio.file.Path;
import java.util.Optional;
import org.diffhep.cli.Console;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.OutputFile;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Option;

/** Where a workspace is written to: a file, or standard output, where it is the one JSON document itself. */
class WorkspaceOutput {

    @Option(names = "--out", paramLabel = "FILE", description = "The file to write; default: standard output.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--json", description = "With --out: print one JSON document about what was written.")
    private boolean json;

    final boolean json() {
        return json;
    }

    final void write(Console console, Workspace workspace, WorkspaceFormat format) {
        String text = format.text(workspace);
        if (out.isEmpty()) {
            console.print(text.stripTrailing());
            return;
        }
        OutputFile.open(out.get()).write(text);
        WorkspaceCounts counts = WorkspaceCounts.of(workspace);
        if (json) {
            JsonDocument document = new JsonDocument();
            document.root().put("out", out.get().toString()).put("sha256", workspace.digest("sha256"));
            counts.fill(document);
            document.print(console);
        } else {
            console.message(counts + ": " + out.get());
        }
    }
}
