package org.diffhep.cli;

import java.util.function.Function;
import org.diffhep.cli.events.ConvertEventsCommand;
import org.diffhep.cli.events.EventsCommand;
import org.diffhep.cli.events.InspectEventsCommand;
import org.diffhep.cli.events.ReadEventsCommand;
import org.diffhep.cli.events.SkimEventsCommand;
import org.diffhep.cli.likelihood.ClsCommand;
import org.diffhep.cli.likelihood.FitCommand;
import org.diffhep.cli.likelihood.GradientCommand;
import org.diffhep.cli.likelihood.InspectCommand;
import org.diffhep.cli.likelihood.LimitCommand;
import org.diffhep.cli.likelihood.NllCommand;
import org.diffhep.cli.likelihood.RankingCommand;
import org.diffhep.cli.likelihood.SignificanceCommand;
import org.diffhep.cli.plot.ContourCommand;
import org.diffhep.cli.plot.CorrelationCommand;
import org.diffhep.cli.plot.FitPlotCommand;
import org.diffhep.cli.plot.LimitPlotCommand;
import org.diffhep.cli.plot.PlotGroup;
import org.diffhep.cli.plot.PullsCommand;
import org.diffhep.cli.plot.RankingPlotCommand;
import org.diffhep.cli.plot.ScanCommand;
import org.diffhep.cli.ttbar.GraphCommand;
import org.diffhep.cli.ttbar.HistogramsCommand;
import org.diffhep.cli.ttbar.OptimisationJob;
import org.diffhep.cli.ttbar.OptimiseCommand;
import org.diffhep.cli.ttbar.SelectCommand;
import org.diffhep.cli.ttbar.TtbarCommand;
import org.diffhep.cli.ttbar.WorkspaceCommand;
import org.diffhep.cli.workspace.CombineCommand;
import org.diffhep.cli.workspace.ConvertCommand;
import org.diffhep.cli.workspace.DigestCommand;
import org.diffhep.cli.workspace.PatchCommand;
import org.diffhep.cli.workspace.PruneCommand;
import org.diffhep.cli.workspace.RenameCommand;
import org.diffhep.cli.workspace.SortCommand;
import org.diffhep.cli.workspace.ValidateCommand;
import org.diffhep.cli.workspace.WorkspaceGroup;
import org.diffhep.ttbar.TtbarOptions;
import picocli.CommandLine;

/** The tree of commands. */
final class Commands {

    private Commands() {}

    static CommandLine tree(
            Diffhep root, Console console, String command, Function<TtbarOptions, OptimisationJob> optimisations) {
        CommandLine ttbar = new CommandLine(new TtbarCommand())
                .addSubcommand(new OptimiseCommand(console, command, optimisations))
                .addSubcommand(new HistogramsCommand(console))
                .addSubcommand(new SelectCommand(console))
                .addSubcommand(new GraphCommand(console))
                .addSubcommand(new WorkspaceCommand(console));
        CommandLine events = new CommandLine(new EventsCommand())
                .addSubcommand(new InspectEventsCommand(console))
                .addSubcommand(new ReadEventsCommand(console))
                .addSubcommand(new ConvertEventsCommand(console))
                .addSubcommand(new SkimEventsCommand(console));
        CommandLine workspace = new CommandLine(new WorkspaceGroup())
                .addSubcommand(new ValidateCommand(console))
                .addSubcommand(new ConvertCommand(console))
                .addSubcommand(new CombineCommand(console))
                .addSubcommand(new PruneCommand(console))
                .addSubcommand(new RenameCommand(console))
                .addSubcommand(new SortCommand(console))
                .addSubcommand(new PatchCommand(console))
                .addSubcommand(new DigestCommand(console));
        CommandLine plot = new CommandLine(new PlotGroup())
                .addSubcommand(new PullsCommand(console))
                .addSubcommand(new RankingPlotCommand(console))
                .addSubcommand(new FitPlotCommand(console))
                .addSubcommand(new CorrelationCommand(console))
                .addSubcommand(new LimitPlotCommand(console))
                .addSubcommand(new ScanCommand(console))
                .addSubcommand(new ContourCommand(console));
        return new CommandLine(root)
                .addSubcommand(ttbar)
                .addSubcommand(events)
                .addSubcommand(workspace)
                .addSubcommand(plot)
                .addSubcommand(new InspectCommand(console))
                .addSubcommand(new NllCommand(console))
                .addSubcommand(new FitCommand(console))
                .addSubcommand(new SignificanceCommand(console))
                .addSubcommand(new ClsCommand(console))
                .addSubcommand(new LimitCommand(console))
                .addSubcommand(new RankingCommand(console))
                .addSubcommand(new GradientCommand(console));
    }
}
