package org.diffhep.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Engines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Learns bin edges and prints the significance, hard and soft. */
@Command(
        name = "bins",
        description = "Learns the bin edges of a score in [0, 1] for the best discovery significance, and times it.")
final class BinsCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "a folder with signal_x.npy, signal_w.npy, bkg1_x.npy and so on")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path folder;

    @Option(names = "--bins", required = true, paramLabel = "N", description = "number of bins, 2 or more")
    private int bins;

    @Option(names = "--threads", paramLabel = "T", description = "threads that compute (default 1)")
    private int threads = 1;

    @Option(names = "--engine", paramLabel = "NAME", description = "jvm (default) or djl")
    private String engine = "jvm";

    @Option(names = "--json", description = "print one JSON document")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (bins < 2) {
            throw new IllegalArgumentException("--bins must be 2 or more, got " + bins);
        }
        try (Engine used = Engines.create(engine, threads)) {
            LearnedBins problem = LearnedBins.read(folder, used);
            long before = Meters.javaThreadsCpu();
            LearnedBins.Result result = problem.learn(bins);
            double seconds = (Meters.javaThreadsCpu() - before) * 1e-9;
            new Figures()
                    .number("equidistant_z", result.equidistant())
                    .number("hard_z", result.hard())
                    .number("soft_z", result.soft())
                    .number("temperature", result.temperature())
                    .numbers("edges", result.edges())
                    .numbers("background", result.background())
                    .number("evaluations", result.evaluations())
                    .number("cpu_s", seconds)
                    .text("engine", engine)
                    .print(spec.commandLine().getOut(), json);
        }
        return 0;
    }
}
