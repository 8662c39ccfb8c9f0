package org.diffhep.cli.ttbar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.UsageException;
import org.diffhep.pipeline.report.AtomicFile;
import org.diffhep.stats.Workspace;
import org.diffhep.ttbar.TtbarWorkspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ttbar workspace}: from AGC's histograms to AGC's likelihood. */
@Command(
        name = "workspace",
        description =
                "Build the Analysis Grand Challenge's likelihood (pyhf's format) from the histograms of ttbar histograms.")
public final class WorkspaceCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "HISTOGRAMS", description = "The document that ttbar histograms wrote.")
    private Path file = Path.of("");

    @Option(names = "--out", paramLabel = "WS.json", required = true, description = "The workspace to write.")
    private Path out = Path.of("");

    /** Prints to this console. */
    public WorkspaceCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Workspace workspace = TtbarWorkspace.of(read(file));
        AtomicFile.write(out, workspace.toJson());
        console.message(workspace.channels().size() + " channels, pyhf workspace: " + out);
        return ExitCodes.DONE;
    }

    private static Map<String, TtbarWorkspace.Yields> read(Path file) {
        JsonNode histograms = tree(file).path("histograms");
        if (!histograms.isObject()) {
            throw new UsageException(file + ": /histograms is missing; expected what ttbar histograms writes");
        }
        Map<String, TtbarWorkspace.Yields> yields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : histograms.properties()) {
            String path = "/histograms/" + entry.getKey();
            yields.put(
                    entry.getKey(),
                    new TtbarWorkspace.Yields(
                            numbers(file, path + "/values", entry.getValue().path("values")),
                            numbers(file, path + "/variances", entry.getValue().path("variances"))));
        }
        return yields;
    }

    private static List<Double> numbers(Path file, String path, JsonNode node) {
        if (!node.isArray()) {
            throw new UsageException(file + ": " + path + " is missing or not a list of numbers");
        }
        List<Double> values = new ArrayList<>();
        for (JsonNode number : node) {
            if (!number.isNumber()) {
                throw new UsageException(file + ": " + path + "/" + values.size() + " is " + number + ", not a number");
            }
            values.add(number.asDouble());
        }
        return values;
    }

    private static JsonNode tree(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new UsageException(file + ": not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), e);
        }
    }
}
