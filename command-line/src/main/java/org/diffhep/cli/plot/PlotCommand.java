package org.diffhep.cli.plot;

import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ElapsedTime;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.likelihood.WorkspaceInput;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Progress;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Mixin;

/** What the commands of {@code plot} share: read, compute, draw, write, and print the numbers if asked. */
abstract class PlotCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private WorkspaceInput input = new WorkspaceInput();

    @Mixin
    private PlotOutput output = new PlotOutput();

    PlotCommand(Console console) {
        this.console = console;
    }

    /** The numbers and their picture; progress hears how far the fits are. */
    abstract Figure figure(Workspace workspace, HistFactoryModel model, Progress progress);

    @Override
    public Integer call() {
        PlotOutput.Target target = output.open();
        // Before AWT's first class: no display is needed, and none is looked for.
        System.setProperty("java.awt.headless", "true");
        FigureWriter.requireFonts();
        Workspace workspace = input.workspace();
        JsonDocument document = new JsonDocument();
        HistFactoryModel model = input.model(workspace, document);
        Figure figure = ElapsedTime.during(
                console,
                "Fitting " + model.parameterCount() + " parameters",
                progress -> figure(workspace, model, progress));
        target.write(figure);
        figure.remarks().forEach(document::message);
        if (input.json()) {
            document.root().put("out", target.file().path().toString());
            figure.tables().forEach(table -> table.fill(document));
            document.print(console);
        } else {
            document.messages().forEach(console::message);
            console.message("Picture: " + target.file().path());
        }
        return ExitCodes.DONE;
    }
}
