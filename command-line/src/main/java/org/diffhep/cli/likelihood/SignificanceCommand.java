package org.diffhep.cli.likelihood;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.TextTable;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.HypothesisTester;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code significance}: observed and expected discovery significance. */
@Command(name = "significance", description = "The discovery significance Z = √q₀, observed and expected.")
public final class SignificanceCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private WorkspaceInput input = new WorkspaceInput();

    /** Prints to this console. */
    public SignificanceCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Workspace workspace = input.workspace();
        JsonDocument document = new JsonDocument();
        HistFactoryModel model = input.model(workspace, document);
        HypothesisTester tester = new HypothesisTester(model, workspace.data(model));
        double observed = tester.significance();
        double expected = tester.expectedSignificance();
        double profiled = tester.expectedSignificanceProfiled();
        if (input.json()) {
            document.number(document.root(), "observed", "observed", observed);
            document.number(document.root(), "expected", "expected", expected);
            document.number(document.root(), "expected_profiled", "expected_profiled", profiled);
            document.print(console);
        } else {
            new TextTable("lrl")
                    .row("observed", sigmas(observed), "")
                    .row("expected", sigmas(expected), "Asimov data at μ = 1, other parameters at their inits")
                    .row("", sigmas(profiled), "Asimov data at μ = 1, other parameters fitted to the data")
                    .print(console);
        }
        return ExitCodes.DONE;
    }

    private static String sigmas(double value) {
        return Double.isInfinite(value) ? "∞ σ" : String.format(Locale.ROOT, "%.4f σ", value);
    }
}
