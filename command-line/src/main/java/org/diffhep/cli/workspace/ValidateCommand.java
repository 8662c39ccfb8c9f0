package org.diffhep.cli.workspace;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.stats.Problem;
import org.diffhep.stats.Workspace;
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
        String text = WorkspaceFile.text(file);
        Map<Boolean, List<Problem>> found = Workspace.validate(text).stream()
                .collect(Collectors.partitioningBy(problem -> problem.severity() == Problem.Severity.ERROR));
        List<Problem> problems = found.getOrDefault(true, List.of());
        List<Problem> warnings = found.getOrDefault(false, List.of());
        Optional<WorkspaceCounts> counts =
                problems.isEmpty() ? Optional.of(WorkspaceCounts.of(Workspace.parse(text, name))) : Optional.empty();
        if (json) {
            JsonDocument document = new JsonDocument();
            document.root().put("valid", problems.isEmpty());
            counts.ifPresent(size -> size.fill(document));
            ArrayNode list = document.root().putArray("problems");
            problems.forEach(
                    problem -> list.addObject().put("path", problem.path()).put("message", problem.message()));
            warnings.forEach(warning -> document.message(warning.toString()));
            document.print(console);
        } else {
            counts.ifPresent(size -> console.print("OK: " + name + ": " + size));
            problems.forEach(problem -> console.print(problem.toString().strip()));
            warnings.forEach(warning -> console.message("warning: " + warning));
        }
        if (!problems.isEmpty()) {
            console.message(
                    "diffhep: " + name + ": " + problems.size() + (problems.size() == 1 ? " problem" : " problems"));
        }
        return problems.isEmpty() ? ExitCodes.DONE : ExitCodes.BAD_INPUT;
    }
}
