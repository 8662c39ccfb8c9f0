package org.diffhep.cli.plot;

import java.util.List;
import org.diffhep.cli.Console;
import org.diffhep.cli.UsageException;
import org.diffhep.stats.Data;
import org.diffhep.stats.Fitter;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Impact;
import org.diffhep.stats.Progress;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plot ranking}: impacts and pulls of the parameters that matter most. */
@Command(
        name = "ranking",
        description = "Impacts on the parameter of interest, before and after the fit, with the pulls.")
public final class RankingPlotCommand extends PlotCommand {

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many parameters. Default: ${DEFAULT-VALUE}.")
    private int top;

    /** Prints to this console. */
    public RankingPlotCommand(Console console) {
        super(console);
    }

    @Override
    Figure figure(Workspace workspace, HistFactoryModel model, Progress progress) {
        if (top < 1) {
            throw new UsageException("--top " + top + ": expected at least 1");
        }
        String poi = model.parameterNames().get(model.requirePoi());
        Data data = workspace.data(model);
        List<Impact> impacts = Impact.ranking(Fitter.fit(model, data).orThrow(), data, progress);
        return RankingFigure.of(poi, impacts.subList(0, Math.min(top, impacts.size())), impacts.size());
    }
}
