package org.diffhep.cli.likelihood;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ElapsedTime;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.TextTable;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.HypothesisTester;
import org.diffhep.stats.TestStatistic;
import org.diffhep.stats.UpperLimit;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code limit}: the upper limit on the parameter of interest. */
@Command(name = "limit", description = "The CLs upper limit on the parameter of interest, observed and expected.")
public final class LimitCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private WorkspaceInput input = new WorkspaceInput();

    @Mixin
    private LimitOptions options = new LimitOptions();

    /** Prints to this console. */
    public LimitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        double level = options.level();
        TestStatistic statistic = options.statistic();
        Workspace workspace = input.workspace();
        JsonDocument document = new JsonDocument();
        HistFactoryModel model = input.model(workspace, document);
        HypothesisTester tester = new HypothesisTester(model, workspace.data(model));
        UpperLimit limit =
                ElapsedTime.during(console, "Searching the limits", () -> UpperLimit.of(tester, level, statistic));
        if (input.json()) {
            document.number(document.root(), "observed", "observed", limit.observed());
            double[] expected = limit.expected().stream().mapToDouble(x -> x).toArray();
            document.numbers(document.root().putArray("expected"), "expected", expected);
            document.number(document.root(), "level", "level", level);
            document.print(console);
        } else {
            TextTable table =
                    new TextTable("lr").row("upper limit, CLs " + level, "").row("observed", number(limit.observed()));
            Band.rows(table, limit.expected(), LimitCommand::number);
            table.print(console);
        }
        return ExitCodes.DONE;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }
}
