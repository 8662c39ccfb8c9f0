package org.diffhep.cli.likelihood;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ElapsedTime;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.TextTable;
import org.diffhep.cli.UsageException;
import org.diffhep.stats.ClsResult;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.HypothesisTester;
import org.diffhep.stats.TestStatistic;
import org.diffhep.stats.Toys;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cls}: CLs of one signal strength. */
@Command(name = "cls", description = "CLs of one value of the parameter of interest, observed and expected.")
public final class ClsCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private WorkspaceInput input = new WorkspaceInput();

    @Option(names = "--mu", paramLabel = "VALUE", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private double mu;

    @Mixin
    private StatisticOption statistic = new StatisticOption();

    @Option(
            names = "--toys",
            paramLabel = "N",
            defaultValue = "0",
            description = "Toys of each hypothesis; default: none, asymptotic formulas.")
    private int toys;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the toys. Default: 1.")
    private long seed;

    /** Prints to this console. */
    public ClsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (toys < 0) {
            throw new UsageException("--toys " + toys + ": cannot be negative");
        }
        if (!Double.isFinite(mu)) {
            throw new UsageException("--mu " + mu + ": expected a finite number");
        }
        TestStatistic test = statistic.get();
        Workspace workspace = input.workspace();
        JsonDocument document = new JsonDocument();
        HistFactoryModel model = input.model(workspace, document);
        HypothesisTester tester = new HypothesisTester(model, workspace.data(model));
        ClsResult result = toys == 0
                ? tester.cls(mu, test)
                : ElapsedTime.during(console, toys + " toys of each hypothesis", progress -> new Toys(
                                seed, Runtime.getRuntime().availableProcessors(), progress)
                        .cls(tester, mu, test, toys));
        if (input.json()) {
            document.number(document.root(), "observed", "observed", result.observed());
            double[] expected = result.expected().stream().mapToDouble(x -> x).toArray();
            document.numbers(document.root().putArray("expected"), "expected", expected);
            document.number(document.root(), "test_statistic", "test_statistic", result.observedStatistic());
            document.number(document.root(), "mu", "mu", mu);
            document.number(document.root(), "clsb", "clsb", result.clsb());
            document.number(document.root(), "clb", "clb", result.clb());
            document.print(console);
        } else {
            TextTable table =
                    new TextTable("lr").row("CLs at μ = " + mu, "").row("observed", number(result.observed()));
            Band.rows(table, result.expected(), ClsCommand::number);
            table.print(console);
        }
        return ExitCodes.DONE;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6f", value);
    }
}
