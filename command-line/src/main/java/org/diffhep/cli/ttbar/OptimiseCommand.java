package org.diffhep.cli.ttbar;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.diffhep.autodiff.engine.EngineChoice;
import org.diffhep.cli.ColumnOptions;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.OutputFolder;
import org.diffhep.cli.UsageException;
import org.diffhep.pipeline.Constraint;
import org.diffhep.pipeline.Enforcement;
import org.diffhep.pipeline.OptimisationMethod;
import org.diffhep.pipeline.OptimisationResult;
import org.diffhep.pipeline.OptimisationSettings;
import org.diffhep.pipeline.report.HtmlReport;
import org.diffhep.pipeline.report.ObjectiveText;
import org.diffhep.pipeline.report.ResultJson;
import org.diffhep.pipeline.report.ResultText;
import org.diffhep.ttbar.TtbarInput;
import org.diffhep.ttbar.TtbarOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            names = "--cache",
            paramLabel = "DIR",
            description = "Keep decoded columns in this folder: every run but the first reads them from there.")
    private Optional<Path> cache = Optional.empty();

    @Mixin
    private ColumnOptions columns = new ColumnOptions();

    @Option(
            names = "--objective",
            paramLabel = "NAME",
            defaultValue = "precision",
            description = "What to optimise: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Objective objective = Objective.PRECISION;

    @Option(
            names = "--signal",
            paramLabel = "PROCESS",
            description =
                    "The process that discovery and limit search for. Default: " + TtbarOptions.DEFAULT_SIGNAL + ".")
    private Optional<String> signal = Optional.empty();

    @Option(
            names = "--optimiser",
            paramLabel = "NAME",
            defaultValue = "adam",
            description = {
                "What moves the cuts: adam, lbfgs or newton along the gradient of the soft objective,",
                "cma-es or bobyqa by the values of the hard one alone. Default: ${DEFAULT-VALUE}."
            })
    private String optimiser = "adam";

    @Option(
            names = "--parameters",
            paramLabel = "NAME",
            split = ",",
            description = "The cuts to move, others stay at their start; default: all.")
    private List<String> parameters = List.of();

    @Option(
            names = "--learn-edges",
            paramLabel = "REGION",
            split = ",",
            description = {
                "Move the bin edges of these regions together with the cuts: 4j1b, 4j2b or both.",
                "The ends of the range and the number of bins stay; each bin keeps " + TtbarOptions.LEARNED_BIN_EVENTS
                        + " effective simulated events, unless",
                "--minimum-effective-events says how many."
            })
    private List<String> edges = List.of();

    @Option(
            names = "--minimum-yield",
            paramLabel = "REGION=N",
            description = "The optimum must expect this many events in a region.")
    private Map<String, Double> minimumYield = new LinkedHashMap<>();

    @Option(
            names = "--maximum-yield",
            paramLabel = "REGION=N",
            description = "The optimum must not expect more events in a region.")
    private Map<String, Double> maximumYield = new LinkedHashMap<>();

    @Option(
            names = "--minimum-effective-events",
            paramLabel = "REGION=N",
            description =
                    "Each bin of a region must have this many effective simulated events, in a search of the backgrounds.")
    private Map<String, Double> minimumEffectiveEvents = new LinkedHashMap<>();

    @Option(
            names = "--penalty",
            paramLabel = "STIFFNESS",
            description = {
                "Enforce these by a penalty instead of an augmented Lagrangian: a violation by the share v of the limit",
                "costs STIFFNESS/2·v² of the objective."
            })
    private Optional<Double> penalty = Optional.empty();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "100",
            description = "Steps of the optimiser, one evaluation each. Default: ${DEFAULT-VALUE}.")
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
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "Where the engine computes: cpu; djl also gpu or gpu1. Default: ${DEFAULT-VALUE}.")
    private String device = "cpu";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads; the result does not depend on it. Default: one for each core.")
    private int threads;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "Keep the state in this file while it runs; --resume goes on from it.")
    private Optional<Path> checkpoint = Optional.empty();

    @Option(
            names = "--resume",
            paramLabel = "FILE",
            description = {
                "Go on from a checkpoint, to the very result that the run would have had; the other options must be the same.",
                "The file is kept up to date, unless --checkpoint names another."
            })
    private Optional<Path> resume = Optional.empty();

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
        DJL,
        ND4J;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        require(steps >= 1, "--steps " + steps + ": at least one step is needed");
        require(threads >= 0, "--threads " + threads + ": cannot be negative");
        TtbarOptions options = new TtbarOptions(
                new TtbarInput(input, cache, columns.naming()),
                objective.toString(),
                signal,
                parameters,
                edges,
                constraints(),
                settings(),
                checkpoint.or(() -> resume),
                resume);
        OptimisationJob job = ColumnOptions.suggesting(() -> jobs.apply(options));
        if (signal.isPresent() && objective == Objective.PRECISION) {
            console.message("note: --signal has no part in --objective precision");
        }
        ObjectiveText text = ObjectiveText.of(objective.toString(), job.parameterOfInterest());
        ProgressLine progress = new ProgressLine(console, text, job.cuts(), System::nanoTime);
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

    private OptimisationSettings settings() {
        int cores = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        OptimisationSettings settings = OptimisationSettings.ofDefaults()
                .withMethod(OptimisationMethod.named(optimiser))
                .withSteps(steps)
                .withSeed(seed)
                .withEngine(new EngineChoice(engine.toString(), cores, device))
                .withCommand(command);
        return penalty.isPresent() ? settings.withEnforcement(Enforcement.penalty(penalty.get())) : settings;
    }

    private List<Constraint> constraints() {
        List<Constraint> constraints = new ArrayList<>();
        minimumYield.forEach((region, events) -> constraints.add(Constraint.yieldAtLeast(events, region)));
        maximumYield.forEach((region, events) -> constraints.add(Constraint.yieldAtMost(events, region)));
        minimumEffectiveEvents.forEach(
                (region, events) -> constraints.add(Constraint.effectiveEventsAtLeast(events, region)));
        return constraints;
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
