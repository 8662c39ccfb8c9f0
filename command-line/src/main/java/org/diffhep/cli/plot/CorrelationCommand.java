package org.diffhep.cli.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.diffhep.cli.Console;
import org.diffhep.cli.UsageException;
import org.diffhep.pipeline.NoAnswerException;
import org.diffhep.stats.FitResult;
import org.diffhep.stats.Fitter;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Progress;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plot correlation}: the parameters that the fit cannot tell apart. */
@Command(name = "correlation", description = "Correlations of the fitted parameters.")
public final class CorrelationCommand extends PlotCommand {

    @Option(
            names = "--threshold",
            paramLabel = "VALUE",
            defaultValue = "0.2",
            description = "Only parameters with |ρ| of at least this to any other. Default: ${DEFAULT-VALUE}.")
    private double threshold;

    /** Prints to this console. */
    public CorrelationCommand(Console console) {
        super(console);
    }

    @Override
    Figure figure(Workspace workspace, HistFactoryModel model, Progress progress) {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new UsageException("--threshold " + threshold + ": expected a number from 0 to 1");
        }
        FitResult fit = Fitter.fit(model, workspace.data(model)).orThrow();
        List<Integer> shown = new ArrayList<>();
        int all = 0;
        for (int p = 0; p < model.parameterCount(); p++) {
            if (fit.uncertainty(p).isPresent()) {
                all++;
                if (largest(fit, p) >= threshold) {
                    shown.add(p);
                }
            }
        }
        if (shown.size() < 2) {
            throw new NoAnswerException("no two parameters have |ρ| of at least " + threshold + ": lower --threshold");
        }
        double[][] correlations = new double[shown.size()][shown.size()];
        for (int i = 0; i < shown.size(); i++) {
            for (int j = 0; j < shown.size(); j++) {
                correlations[i][j] = fit.correlation(shown.get(i), shown.get(j)).orElseThrow();
            }
        }
        List<String> names =
                shown.stream().map(p -> model.parameterNames().get(p)).toList();
        List<String> remarks = shown.size() == all
                ? List.of()
                : List.of("left out with |ρ| < " + threshold + " to all others: " + (all - shown.size()) + " of " + all
                        + " parameters; --threshold 0 shows them");
        return CorrelationFigure.of(names, correlations, remarks);
    }

    private static double largest(FitResult fit, int parameter) {
        double largest = 0;
        for (int q = 0; q < fit.model().parameterCount(); q++) {
            OptionalDouble correlation = fit.correlation(parameter, q);
            if (q != parameter && correlation.isPresent()) {
                largest = Math.max(largest, Math.abs(correlation.getAsDouble()));
            }
        }
        return largest;
    }
}
