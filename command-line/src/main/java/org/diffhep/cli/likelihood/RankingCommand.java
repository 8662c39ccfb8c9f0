package org.diffhep.cli.likelihood;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ElapsedTime;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.TextTable;
import org.diffhep.stats.Data;
import org.diffhep.stats.Fitter;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Impact;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ranking}: which nuisance parameters move the parameter of interest. */
@Command(name = "ranking", description = "Pulls, constraints and impacts of the nuisance parameters, largest first.")
public final class RankingCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private WorkspaceInput input = new WorkspaceInput();

    /** Prints to this console. */
    public RankingCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Workspace workspace = input.workspace();
        JsonDocument document = new JsonDocument();
        HistFactoryModel model = input.model(workspace, document);
        Data data = workspace.data(model);
        List<Impact> impacts = ElapsedTime.during(
                console,
                "Ranking " + model.parameterCount() + " parameters",
                progress -> Impact.ranking(Fitter.fit(model, data).orThrow(), data, progress));
        if (input.json()) {
            fill(document, impacts);
            document.print(console);
        } else {
            TextTable table = new TextTable("lrrrrrr")
                    .row("parameter", "pull", "constraint", "up", "down", "up prefit", "down prefit");
            for (Impact impact : impacts) {
                table.row(
                        impact.name(),
                        number(OptionalDouble.of(impact.pull())),
                        number(impact.constraint()),
                        number(OptionalDouble.of(impact.up())),
                        number(OptionalDouble.of(impact.down())),
                        number(impact.upPrefit()),
                        number(impact.downPrefit()));
            }
            table.print(console);
        }
        return ExitCodes.DONE;
    }

    private static void fill(JsonDocument document, List<Impact> impacts) {
        ArrayNode list = document.root().putArray("impacts");
        for (Impact impact : impacts) {
            ObjectNode node = list.addObject();
            node.put("name", impact.name());
            String path = "impacts." + impact.name() + ".";
            document.number(node, "pull", path + "pull", impact.pull());
            optional(document, node, "constraint", path, impact.constraint());
            document.number(node, "up", path + "up", impact.up());
            document.number(node, "down", path + "down", impact.down());
            optional(document, node, "up_prefit", path, impact.upPrefit());
            optional(document, node, "down_prefit", path, impact.downPrefit());
        }
    }

    private static void optional(
            JsonDocument document, ObjectNode node, String field, String path, OptionalDouble value) {
        if (value.isPresent()) {
            document.number(node, field, path + field, value.getAsDouble());
        } else {
            node.putNull(field);
            document.message(path + field + ": the parameter has no constraint");
        }
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.5f", value.getAsDouble()) : "–";
    }
}
