package org.diffhep.cli.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.diffhep.cli.Console;
import org.diffhep.stats.FitResult;
import org.diffhep.stats.Fitter;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Modifier;
import org.diffhep.stats.Parameter;
import org.diffhep.stats.Progress;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plot pulls}: how far the fit moved each parameter, and how much it learnt. */
@Command(
        name = "pulls",
        description = "Pulls (θ̂ − θ₀)/Δθ of the constrained parameters, and the values of the free ones.")
public final class PullsCommand extends PlotCommand {

    @Option(names = "--gammas", description = "Also the parameters of each bin: staterror and shapesys.")
    private boolean gammas;

    /** Prints to this console. */
    public PullsCommand(Console console) {
        super(console);
    }

    @Override
    Figure figure(Workspace workspace, HistFactoryModel model, Progress progress) {
        FitResult fit = Fitter.fit(model, workspace.data(model)).orThrow();
        Set<String> perBin = perBin(workspace);
        List<PullsFigure.Pull> pulls = new ArrayList<>();
        List<PullsFigure.Free> free = new ArrayList<>();
        int leftOut = 0;
        double[] values = fit.values();
        for (int p = 0; p < values.length; p++) {
            Parameter parameter = model.parameters().get(p);
            String name = parameter.name();
            Optional<Prefit> prefit = Prefit.of(parameter);
            if (parameter.fixed()) {
                continue;
            }
            if (prefit.isEmpty()) {
                free.add(new PullsFigure.Free(name, values[p], fit.uncertainty(p)));
            } else if (!gammas && perBin.contains(name.replaceFirst("\\[\\d+]$", ""))) {
                leftOut++;
            } else {
                pulls.add(PullsFigure.Pull.of(name, values[p], fit.uncertainty(p), prefit.get()));
            }
        }
        List<String> remarks = leftOut == 0
                ? List.of()
                : List.of(
                        leftOut + " parameters of single bins (staterror, shapesys) are left out; --gammas shows them");
        return PullsFigure.of(pulls, free, remarks);
    }

    private static Set<String> perBin(Workspace workspace) {
        return workspace.channels().stream()
                .flatMap(channel -> channel.samples().stream())
                .flatMap(sample -> sample.modifiers().stream())
                .filter(modifier -> modifier instanceof Modifier.StatError || modifier instanceof Modifier.ShapeSys)
                .map(Modifier::name)
                .collect(Collectors.toSet());
    }
}
