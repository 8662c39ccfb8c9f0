package org.diffhep.cli.likelihood;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.TextTable;
import org.diffhep.stats.Data;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.ObjectiveUndefinedException;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nll}: the likelihood at one point. */
@Command(name = "nll", description = "Evaluate −2 ln L, the expected yields and the gradient at one point.")
public final class NllCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private WorkspaceInput input = new WorkspaceInput();

    @Option(
            names = "--at",
            paramLabel = "FILE",
            description = "JSON object of parameter values; default, also for those left out: the inits.")
    private Optional<Path> at = Optional.empty();

    /** Prints to this console. */
    public NllCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Workspace workspace = input.workspace();
        JsonDocument document = new JsonDocument();
        HistFactoryModel model = input.model(workspace, document);
        Data data = workspace.data(model);
        double[] values = at.map(file -> ParameterFile.read(file, model)).orElseGet(model::inits);
        double twiceNll = model.twiceNll(values, data);
        if (input.json()) {
            ObjectNode root = document.root();
            document.number(root, "twice_nll", "twice_nll", twiceNll);
            document.number(root, "main", "main", model.mainLogDensity(values, data));
            document.number(root, "constraint", "constraint", model.constraintLogDensity(values, data));
            ObjectNode expected = root.putObject("expected");
            model.expectedByChannel(values)
                    .forEach((channel, bins) ->
                            document.numbers(expected.putArray(channel), "expected." + channel, bins));
            gradient(document, model, values, data);
            document.print(console);
        } else {
            console.print("−2 ln L = " + twiceNll);
            TextTable table = new TextTable("ll").row("channel", "expected events in each bin");
            model.expectedByChannel(values).forEach((channel, bins) -> table.row(channel, numbers(bins)));
            table.print(console);
            document.messages().forEach(console::message);
        }
        return ExitCodes.DONE;
    }

    private static String numbers(double... values) {
        StringBuilder text = new StringBuilder();
        for (double value : values) {
            text.append(String.format(Locale.ROOT, "%11.5g", value));
        }
        return text.toString();
    }

    private static void gradient(JsonDocument document, HistFactoryModel model, double[] values, Data data) {
        try {
            double[] gradient = model.gradient(values, data);
            ObjectNode node = document.root().putObject("gradient");
            for (int p = 0; p < gradient.length; p++) {
                String name = model.parameterNames().get(p);
                document.number(node, name, "gradient." + name, gradient[p]);
            }
        } catch (ObjectiveUndefinedException e) {
            // The value may still stand, as infinite; only the derivative does not.
            document.root().putNull("gradient");
            document.message("gradient: " + e.getMessage());
        }
    }
}
