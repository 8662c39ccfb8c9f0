package org.diffhep.cli.plot;

import java.util.ArrayList;
import java.util.List;
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

/** {@code plot contour}: the profile likelihood of two parameters. */
@Command(
        name = "contour",
        description = "Contours of the profile −2ΔlnL of two parameters, at 68.3 %% and 95 %% confidence.")
public final class ContourCommand extends PlotCommand {

    /** How far the grid goes, in units of the larger contour, where the bounds allow. */
    private static final double REACH = 1.15;

    @Option(
            names = "--parameter",
            required = true,
            paramLabel = "NAME",
            description = "One of the two parameters; to be given twice.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "31",
            description = "Fits along each parameter, N² in all. Default: ${DEFAULT-VALUE}.")
    private int points;

    /** Prints to this console. */
    public ContourCommand(Console console) {
        super(console);
    }

    @Override
    Figure figure(Workspace workspace, HistFactoryModel model, Progress progress) {
        if (points < 3) {
            throw new UsageException("--points " + points + ": expected at least 3");
        }
        if (names.size() != 2 || names.get(0).equals(names.get(1))) {
            throw new UsageException("--parameter " + String.join(" --parameter ", names)
                    + ": expected two different parameters, each with its --parameter");
        }
        int first = index(model, names.get(0));
        int second = index(model, names.get(1));
        Data data = workspace.data(model);
        FitResult fit = Fitter.fit(model, data).orThrow();
        double[] across = axis(fit, data, first);
        double[] up = axis(fit, data, second);
        double[][] rise = ProfileScan.grid(fit, data, first, across, second, up, progress);
        return ContourFigure.of(names, new double[] {fit.values()[first], fit.values()[second]}, across, up, rise);
    }

    private static int index(HistFactoryModel model, String name) {
        int index = model.indexOf(name)
                .orElseThrow(() -> new UsageException("--parameter " + name
                        + ": the model has no such parameter; it has " + String.join(", ", model.parameterNames())));
        if (model.parameters().get(index).fixed()) {
            throw new UsageException("--parameter " + name + ": the parameter is fixed");
        }
        return index;
    }

    /** The interval of one parameter at the rise of the larger contour is as wide as that contour. */
    private double[] axis(FitResult fit, Data data, int index) {
        Parameter parameter = fit.model().parameters().get(index);
        double best = fit.values()[index];
        ProfileInterval widest = Fitter.minos(fit, data, index, ContourFigure.rise(ContourFigure.LARGER));
        double low = widest.minus().isPresent() ? best - REACH * widest.minus().getAsDouble() : parameter.lower();
        double high = widest.plus().isPresent() ? best + REACH * widest.plus().getAsDouble() : parameter.upper();
        return Grid.of(Math.max(low, parameter.lower()), Math.min(high, parameter.upper()), points);
    }
}
