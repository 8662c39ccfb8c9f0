package org.diffhep.cli.workspace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code workspace validate}: whether a file is a workspace, and what is wrong with it. */
@Command(name = "validate", description = "Check a workspace; every problem is named with its JSON path.")
public final class ValidateCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "WS", description = "The workspace; - is standard input.")
    private String file = "";

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /** Prints to this console. */
    public ValidateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        String name = WorkspaceFile.name(file);
        WorkspaceCheck check = WorkspaceCheck.of(WorkspaceFile.text(file), name);
        List<WorkspaceCheck.Problem> problems = check.problems();
        if (json) {
            JsonDocument document = new JsonDocument();
            document.root().put("valid", problems.isEmpty());
            check.counts().ifPresent(counts -> counts.fill(document));
            ArrayNode list = document.root().putArray("problems");
            problems.forEach(
                    problem -> list.addObject().put("path", problem.path()).put("message", problem.message()));
            check.remarks().forEach(document::message);
            document.print(console);
        } else {
            check.counts()
                    .filter(counts -> problems.isEmpty())
                    .ifPresent(counts -> console.print("OK: " + name + ": " + counts));
            problems.forEach(problem -> console.print((problem.path() + " " + problem.message()).strip()));
            check.remarks().forEach(console::message);
        }
        if (!problems.isEmpty()) {
            console.message(
                    "diffhep: " + name + ": " + problems.size() + (problems.size() == 1 ? " problem" : " problems"));
        }
        return problems.isEmpty() ? ExitCodes.DONE : ExitCodes.BAD_INPUT;
    }
}
