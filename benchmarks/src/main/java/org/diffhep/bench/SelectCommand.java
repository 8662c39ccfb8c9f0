package org.diffhep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.diffhep.ttbar.TtbarHistograms;
import org.diffhep.ttbar.TtbarInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Times the event loop of the Analysis Grand Challenge, version v2, with hard cuts: reading, selection and all histograms, on one
 * thread that reads and one that computes, or as many as are asked for.
 *
 * <p>Events per second and core count the CPU time of the process, garbage collector included; bytes per second (as
 * stored, that is compressed) the wall clock. {@code loop_…}: the same with the columns in memory, selection and histograms alone.
 * With {@code --cache} the columns come decoded from there; {@code filling_…} is a pass that finds the cache empty and fills it.
 *
 * <p>With {@code --python}, {@code benchmarks/peers/agc_select.py} does the same with uproot and awkward in a process of its own, on one thread.
 * Both must count the same number of events in every bin of every histogram, else there is no answer.
 */
@Command(name = "select", description = "The AGC event loop (v2, hard cuts) over a folder of samples.")
final class SelectCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "a folder with a samples.json")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path folder;

    @Option(names = "--variations", paramLabel = "nominal|all", description = "nominal (default) or all")
    private String variations = "nominal";

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "read decoded columns from this folder, which is filled before the clock starts")
    private Optional<Path> cache = Optional.empty();

    @Option(
            names = "--threads",
            paramLabel = "T",
            description = "threads that read, and threads that compute (default 1)")
    private int threads = 1;

    @Option(
            names = "--python",
            paramLabel = "PROGRAM",
            description = "a Python with uproot and awkward, which does the same")
    private Optional<String> python = Optional.empty();

    @Mixin
    private final MeasureOptions options = new MeasureOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!variations.equals("nominal") && !variations.equals("all")) {
            throw new IllegalArgumentException("--variations is " + variations + "; there are nominal and all");
        }
        boolean all = variations.equals("all");
        Repetitions repetitions = Repetitions.of(
                options.seconds,
                Meters.PROCESS_CPU_NANOS,
                Meters::processCpu,
                () -> TtbarHistograms.fill(input(cache), "v2", Map.of(), all, true, threads));
        TtbarHistograms last = (TtbarHistograms) repetitions.last();
        Repetitions loop = Repetitions.of(
                options.seconds,
                Meters.PROCESS_CPU_NANOS,
                Meters::processCpu,
                TtbarHistograms.inMemory(input(cache), "v2", all, threads));
        Figures figures = new Figures();
        if (cache.isPresent()) {
            figures.median(
                    "filling_events_per_second_per_core",
                    Repetitions.of(
                                    options.seconds,
                                    Meters.PROCESS_CPU_NANOS,
                                    Meters::processCpu,
                                    () -> filling(cache.get(), all))
                            .cpuNanos()
                            .times(1e-9)
                            .rate(last.events()));
        }
        Spread wall = repetitions.wallNanos().times(1e-9);
        Spread rate = repetitions.cpuNanos().times(1e-9).rate(last.events());
        Spread loopRate = loop.cpuNanos().times(1e-9).rate(last.events());
        figures.median("events_per_second_per_core", rate)
                .median("bytes_per_second", wall.rate(last.bytesRead()))
                .median("decompressed_bytes_per_second", wall.rate(last.bytesDecompressed()))
                .median("loop_events_per_second_per_core", loopRate)
                .median("events_per_second", wall.rate(last.events()));
        if (python.isPresent()) {
            addPeer(figures, last, rate.median(), loopRate.median());
        }
        figures.number("repetitions", repetitions.count())
                .number("events", last.events())
                .number("histograms", last.histograms().size())
                .number("entries", Math.round(entries(last)))
                .number("threads", threads)
                .text("variations", variations)
                .text("cache", cache.isPresent() ? "warm" : "none")
                .print(spec.commandLine().getOut(), options.json);
        return 0;
    }

    private void addPeer(Figures figures, TtbarHistograms ours, double rate, double loopRate)
            throws IOException, InterruptedException {
        JsonNode theirs = Peers.run(
                python.orElseThrow(),
                "agc_select.py",
                List.of(
                        folder.toString(),
                        "--variations",
                        variations,
                        "--seconds",
                        Double.toString(options.seconds),
                        "--counts"));
        requireSameCounts(ours, theirs.path("counts"));
        for (String what : List.of("events_per_second_per_core", "loop_events_per_second_per_core")) {
            figures.median(
                    "uproot_" + what,
                    new Spread(
                            theirs.path(what).asDouble(),
                            theirs.path(what + "_spread").asDouble()));
        }
        figures.number(
                        "times_uproot",
                        rate / theirs.path("events_per_second_per_core").asDouble())
                .number(
                        "loop_times_uproot",
                        loopRate
                                / theirs.path("loop_events_per_second_per_core").asDouble())
                .text("uproot", theirs.path("version").asText());
    }

    /** @throws IllegalStateException they differ: the message names the first histogram that does */
    static void requireSameCounts(TtbarHistograms ours, JsonNode theirs) {
        if (theirs.size() != ours.histograms().size()) {
            throw new IllegalStateException("uproot fills " + theirs.size() + " histograms, diffhep "
                    + ours.histograms().size());
        }
        ours.histograms().forEach((name, histogram) -> {
            List<Double> counts = new ArrayList<>();
            theirs.path(name).forEach(count -> counts.add(count.asDouble()));
            if (!counts.equals(histogram.entries())) {
                throw new IllegalStateException("uproot counts other events in " + name + ": " + counts
                        + " where diffhep has " + histogram.entries());
            }
        });
    }

    private TtbarInput input(Optional<Path> columns) {
        TtbarInput samples = TtbarInput.of(folder);
        return columns.map(samples::withCache).orElse(samples);
    }

    /** Fills histograms, and beside the cache an empty one, which is deleted again. */
    private TtbarHistograms filling(Path beside, boolean all) {
        try {
            Path empty = Files.createTempDirectory(beside, "filling");
            TtbarHistograms filled = TtbarHistograms.fill(input(Optional.of(empty)), "v2", Map.of(), all, true, 1);
            try (Stream<Path> files = Files.walk(empty)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            return filled;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Events in the bins of all histograms: what another program must find too. */
    private static double entries(TtbarHistograms histograms) {
        return histograms.histograms().values().stream()
                .flatMap(each -> each.entries().stream())
                .mapToDouble(Double::doubleValue)
                .sum();
    }
}
