package org.diffhep.bench;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diffhep.ttbar.TtbarHistograms;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Times the event loop of the Analysis Grand Challenge, version v2, with hard cuts: reading, selection and all histograms, on one
 * thread that computes.
 *
 * <p>Events per second and core count the CPU time of the process, garbage collector included; bytes per second (as
 * stored, that is compressed) the wall clock. {@code loop_…}: the same with the columns in memory, selection and histograms alone.
 */
@Command(name = "select", description = "The AGC event loop (v2, hard cuts) over a folder of samples.")
final class SelectCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "a folder with a samples.json")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path folder;

    @Option(names = "--variations", paramLabel = "nominal|all", description = "nominal (default) or all")
    private String variations = "nominal";

    @Mixin
    private final MeasureOptions options = new MeasureOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!variations.equals("nominal") && !variations.equals("all")) {
            throw new IllegalArgumentException("--variations is " + variations + "; there are nominal and all");
        }
        boolean all = variations.equals("all");
        Repetitions repetitions = Repetitions.of(
                options.seconds,
                Meters::processCpu,
                () -> TtbarHistograms.fill(Optional.of(folder), "v2", Map.of(), all, true, 1));
        TtbarHistograms last = (TtbarHistograms) repetitions.last();
        Repetitions loop = Repetitions.of(
                options.seconds, Meters::processCpu, TtbarHistograms.inMemory(Optional.of(folder), "v2", all, 1));
        Spread wall = repetitions.wallNanos().times(1e-9);
        new Figures()
                .median(
                        "events_per_second_per_core",
                        repetitions.cpuNanos().times(1e-9).rate(last.events()))
                .median("bytes_per_second", wall.rate(last.bytesRead()))
                .median("decompressed_bytes_per_second", wall.rate(last.bytesDecompressed()))
                .median(
                        "loop_events_per_second_per_core",
                        loop.cpuNanos().times(1e-9).rate(last.events()))
                .median("events_per_second", wall.rate(last.events()))
                .number("repetitions", repetitions.count())
                .number("events", last.events())
                .number("histograms", last.histograms().size())
                .number("entries", Math.round(entries(last)))
                .text("variations", variations)
                .print(spec.commandLine().getOut(), options.json);
        return 0;
    }

    /** Events in the bins of all histograms: what another program must find too. */
    private static double entries(TtbarHistograms histograms) {
        return histograms.histograms().values().stream()
                .flatMap(each -> each.entries().stream())
                .mapToDouble(Double::doubleValue)
                .sum();
    }
}
