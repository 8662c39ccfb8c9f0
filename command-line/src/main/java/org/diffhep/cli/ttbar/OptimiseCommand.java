package org.diffhep.cli.ttbar;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.OutputFolder;
import org.diffhep.cli.UsageException;
import org.diffhep.pipeline.OptimisationResult;
import org.diffhep.pipeline.report.HtmlReport;
import org.diffhep.pipeline.report.ResultJson;
import org.diffhep.pipeline.report.ResultText;
import org.diffhep.ttbar.TtbarOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ttbar optimise}: finds the cuts, writes what was found. */
@Command(
        name = "optimise",
        description = {
            "Optimise the cuts of the ttbar analysis on its expected result, systematic uncertainties included.",
            "Writes result.json, workspace.json (pyhf) and report.html. Ctrl-C keeps the best result so far."
        })
public final class OptimiseCommand implements Callable<Integer> {

    private final Console console;
    private final String command;
    private final Function<TtbarOptions, OptimisationJob> jobs;

    @Option(
            names = "--input",
            paramLabel = "DIR",
            description = "Folder with samples.json and its event files; default: the sample that ships with diffhep.")
    private Optional<Path> input = Optional.empty();

    @Option(
            names = "--objective",
            paramLabel = "NAME",
            defaultValue = "precision",
            description = "What to optimise: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Objective objective = Objective.PRECISION;

    @Option(
            names = "--signal",
            paramLabel = "PROCESS",
            defaultValue = "zprime_1000",
            description = "The process that discovery and limit search for. Default: ${DEFAULT-VALUE}.")
    private String signal = "";

    @Option(
            names = "--parameters",
            paramLabel = "NAME",
            split = ",",
            description = "The cuts to move, others stay at their start; default: all.")
    private List<String> parameters = List.of();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "100",
            description = "Steps of the optimiser. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the split into training and validation events. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = "jvm",
            description = "What evaluates the events: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Engine engine = Engine.JVM;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads; the result does not depend on it. Default: one for each core.")
    private int threads;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "out",
            description = "Folder for the results. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("out");

    @Option(names = "--json", description = "Print result.json to standard output instead of the table.")
    private boolean json;

    /**
     * @param command what the user typed, for the record
     * @param jobs reads and checks the input; throws if it is refused
     */
    public OptimiseCommand(Console console, String command, Function<TtbarOptions, OptimisationJob> jobs) {
        this.console = console;
        this.command = command;
        this.jobs = jobs;
    }

    /** What can be optimised. */
    enum Objective {
        PRECISION,
        DISCOVERY,
        LIMIT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What can evaluate the events. */
    enum Engine {
        JVM,
        DJL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        require(steps >= 1, "--steps " + steps + ": at least one step is needed");
        require(threads >= 0, "--threads " + threads + ": cannot be negative");
        int cores = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        OptimisationJob job = jobs.apply(new TtbarOptions(
                input, objective.toString(), signal, parameters, steps, seed, engine.toString(), cores, command));
        ProgressLine progress = new ProgressLine(console, objective.toString(), job.cuts(), System::nanoTime);
        try (OutputFolder folder = OutputFolder.open(out);
                Interruption interruption = new Interruption(() -> {
                    progress.end();
                    console.message("Stopping after this step; the best result so far will be written.");
                })) {
            console.message(job.description());
            interruption.armed();
            OptimisationJob.Outcome outcome = run(job, progress, interruption);
            write(outcome, folder);
            return outcome.result().interrupted() ? ExitCodes.STOPPED : ExitCodes.DONE;
        }
    }

    private static OptimisationJob.Outcome run(OptimisationJob job, ProgressLine progress, Interruption interruption) {
        try {
            return job.run(progress, interruption::requested);
        } finally {
            progress.end();
        }
    }

    private void write(OptimisationJob.Outcome outcome, OutputFolder folder) {
        OptimisationResult result = outcome.result();
        outcome.workspace().accept(folder.file("workspace.json"));
        HtmlReport.write(result, folder.file("report.html"));
        // Last, so that whoever waits for result.json finds the others beside it.
        ResultJson.write(result, folder.file("result.json"));
        if (json) {
            console.out().print(ResultJson.text(result));
            console.out().flush();
        } else {
            ResultText.lines(result).forEach(console::print);
            console.print("Report: " + folder.file("report.html") + "   pyhf workspace: "
                    + folder.file("workspace.json") + "   everything: " + folder.file("result.json"));
        }
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new UsageException(message);
        }
    }
}
