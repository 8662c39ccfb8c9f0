package org.diffhep.cli.plot;

import java.util.Optional;
import org.diffhep.cli.Console;
import org.diffhep.cli.UsageException;
import org.diffhep.stats.Data;
import org.diffhep.stats.FitResult;
import org.diffhep.stats.Fitter;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Parameter;
import org.diffhep.stats.ProfileInterval;
import org.diffhep.stats.ProfileScan;
import org.diffhep.stats.Progress;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plot scan}: the profile likelihood of one parameter. */
@Command(name = "scan", description = "The profile −2ΔlnL of one parameter, with its 1 and 2 σ intervals.")
public final class ScanCommand extends PlotCommand {

    /** How far the scan goes, in units of the 2 σ interval, where the bounds allow. */
    private static final double REACH = 1.3;

    @Option(
            names = "--parameter",
            paramLabel = "NAME",
            description = "The parameter; default: the parameter of interest.")
    private Optional<String> parameter = Optional.empty();

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "61",
            description = "Fits along the parameter. Default: ${DEFAULT-VALUE}.")
    private int points;

    /** Prints to this console. */
    public ScanCommand(Console console) {
        super(console);
    }

    @Override
    Figure figure(Workspace workspace, HistFactoryModel model, Progress progress) {
        if (points < 3) {
            throw new UsageException("--points " + points + ": expected at least 3");
        }
        int index = parameter.isEmpty()
                ? model.requirePoi()
                : model.indexOf(parameter.get())
                        .orElseThrow(() -> new UsageException("--parameter " + parameter.get()
                                + ": the model has no such parameter; it has "
                                + String.join(", ", model.parameterNames())));
        Parameter chosen = model.parameters().get(index);
        if (chosen.fixed()) {
            throw new UsageException("--parameter " + chosen.name() + ": the parameter is fixed");
        }
        Data data = workspace.data(model);
        FitResult fit = Fitter.fit(model, data).orThrow();
        double best = fit.values()[index];
        ProfileInterval two = Fitter.minos(fit, data, index, 4);
        double low = two.minus().isPresent() ? best - REACH * two.minus().getAsDouble() : chosen.lower();
        double high = two.plus().isPresent() ? best + REACH * two.plus().getAsDouble() : chosen.upper();
        low = Math.max(low, chosen.lower());
        high = Math.min(high, chosen.upper());
        double[] at = Grid.of(low, high, points);
        double[] rise = ProfileScan.along(fit, data, index, at, progress);
        return ScanFigure.of(
                chosen.name(), best, at, rise, Fitter.minos(fit, data, index, 1), Fitter.minos(fit, data, index, 4));
    }
}
