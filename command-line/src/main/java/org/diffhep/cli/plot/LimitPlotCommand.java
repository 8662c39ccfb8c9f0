package org.diffhep.cli.plot;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.diffhep.cli.Console;
import org.diffhep.cli.UsageException;
import org.diffhep.cli.likelihood.LimitOptions;
import org.diffhep.stats.ClsResult;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.HypothesisTester;
import org.diffhep.stats.Progress;
import org.diffhep.stats.UpperLimit;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plot limit}: CLs along the parameter of interest. */
@Command(
        name = "limit",
        description = "CLs along the parameter of interest, observed and expected, and the upper limits.")
public final class LimitPlotCommand extends PlotCommand {

    private static final double MARGIN = 1.15;

    @Mixin
    private LimitOptions options = new LimitOptions();

    @Option(
            names = "--points",
            paramLabel = "N",
            defaultValue = "31",
            description = "Values of the parameter. Default: ${DEFAULT-VALUE}.")
    private int points;

    /** Prints to this console. */
    public LimitPlotCommand(Console console) {
        super(console);
    }

    @Override
    Figure figure(Workspace workspace, HistFactoryModel model, Progress progress) {
        if (points < 3) {
            throw new UsageException("--points " + points + ": expected at least 3");
        }
        HypothesisTester tester = new HypothesisTester(model, workspace.data(model));
        UpperLimit limit = UpperLimit.of(tester, options.level(), options.statistic());
        double largest = Math.max(limit.observed(), limit.expected().get(4));
        double band = limit.expected().get(4);
        // A second grid where the band is, if a signal in the data leaves it in a corner of the first.
        double[] corner = band < 0.3 * largest ? Grid.of(0, MARGIN * band, points) : new double[0];
        // The limits themselves, so that the curves cross the line where the limits are.
        DoubleStream limits = DoubleStream.concat(
                DoubleStream.of(limit.observed()), limit.expected().stream().mapToDouble(x -> x));
        DoubleStream grids =
                DoubleStream.concat(Arrays.stream(Grid.of(0, MARGIN * largest, points)), Arrays.stream(corner));
        double[] at = DoubleStream.concat(grids, limits).distinct().sorted().toArray();
        ClsResult[] results = new ClsResult[at.length];
        for (int i = 0; i < at.length; i++) {
            results[i] = tester.cls(at[i], options.statistic());
            progress.done(i + 1L, at.length);
        }
        return LimitFigure.of(model.parameterNames().get(model.requirePoi()), limit, results);
    }
}
