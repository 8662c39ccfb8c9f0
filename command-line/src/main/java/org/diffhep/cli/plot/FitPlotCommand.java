package org.diffhep.cli.plot;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.diffhep.cli.Console;
import org.diffhep.cli.UsageException;
import org.diffhep.events.internal.NearestNames;
import org.diffhep.stats.Data;
import org.diffhep.stats.Fitter;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Progress;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plot fit}: data and model, before and after the fit. */
@Command(
        name = "fit",
        description = "Data over the stacked samples of each channel, before and after the fit, with their ratio.")
public final class FitPlotCommand extends PlotCommand {

    @Option(names = "--channel", paramLabel = "NAME", description = "A channel; may be repeated; default: all.")
    private List<String> channels = List.of();

    @Option(names = "--log", description = "Yields on a logarithmic axis.")
    private boolean logarithmic;

    /** Prints to this console. */
    public FitPlotCommand(Console console) {
        super(console);
    }

    @Override
    Figure figure(Workspace workspace, HistFactoryModel model, Progress progress) {
        for (String channel : channels) {
            if (!model.channelNames().contains(channel)) {
                throw new UsageException("--channel " + channel + ": there is no such channel; nearest: "
                        + String.join(", ", NearestNames.of(channel, model.channelNames())));
            }
        }
        Data data = workspace.data(model);
        Expectation before = Expectation.beforeFit(model);
        Expectation after = Expectation.afterFit(Fitter.fit(model, data).orThrow());
        List<String> shown = model.channelNames().stream()
                .filter(name -> channels.isEmpty() || channels.contains(name))
                .toList();
        return new FitFigure(before, after, model.byChannel(data.main()), signals(workspace, model), logarithmic)
                .of(shown);
    }

    /** The samples that scale with the parameter of interest. */
    private static Set<String> signals(Workspace workspace, HistFactoryModel model) {
        if (model.poiIndex().isEmpty()) {
            return Set.of();
        }
        String poi = model.parameterNames().get(model.poiIndex().getAsInt());
        return workspace.channels().stream()
                .flatMap(channel -> channel.samples().stream())
                .filter(sample -> sample.modifiers().stream()
                        .anyMatch(modifier -> modifier.name().equals(poi)))
                .map(sample -> sample.name())
                .collect(Collectors.toSet());
    }
}
