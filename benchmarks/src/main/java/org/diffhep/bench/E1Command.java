package org.diffhep.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.autodiff.kernels.Kernels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Times value and gradient of problem E1.
 *
 * <p>CPU time is that of all Java threads: the caller's and the engine's, whatever the number of threads. An engine with
 * native threads of its own is charged with the CPU time of the process. Beside any other engine, the JVM engine does the same in the same process.
 *
 * <p>{@code peak_extra_bytes}, memory beyond the events themselves, is an upper bound that does not depend on how lazy the
 * garbage collector is: what stays alive on the heap after all evaluations, more than before the graph was bound, and all
 * that one evaluation allocates, as if none of it were freed before its end.
 *
 * <p>With {@code --python}, {@code benchmarks/peers/e1.py} does the same in a process of its own with JAX or PyTorch; its CPU time is that of
 * all its threads.
 */
@Command(
        name = "e1",
        description = "Value and gradient of problem E1: three soft cuts, 25 bins, discovery significance.")
final class E1Command implements Callable<Integer> {

    @Option(names = "--events", required = true, paramLabel = "N", description = "number of events, 4 or more")
    private int events;

    @Option(names = "--threads", paramLabel = "T", description = "threads that compute (default 1)")
    private int threads = 1;

    @Option(names = "--engine", paramLabel = "NAME", description = "jvm (default), djl or nd4j")
    private String engine = "jvm";

    @Option(names = "--python", paramLabel = "PROGRAM", description = "a Python with the peer, which does the same")
    private Optional<String> python = Optional.empty();

    @Option(names = "--peer", paramLabel = "NAME", description = "with --python: jax (default) or torch")
    private String peer = "jax";

    @Mixin
    private final MeasureOptions options = new MeasureOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Engine used = Engines.create(engine, threads)) {
            E1Events generated = E1Events.generate(events);
            long alive = Meters.liveBytes();
            try (ProblemE1 problem = ProblemE1.bind(generated, used)) {
                boolean nativeThreads = !engine.equals("jvm");
                LongSupplier cpu = nativeThreads ? Meters::processCpu : Meters::javaThreadsCpu;
                Repetitions repetitions = Repetitions.of(options.seconds, cpu, problem::evaluate);
                long extra = extraBytes(problem, alive);
                ProblemE1.ValueAndGradient result = (ProblemE1.ValueAndGradient) repetitions.last();
                Figures figures = new Figures()
                        .number("value", result.value())
                        .numbers("gradient", result.gradient())
                        .median("cpu_ns_per_event", repetitions.cpuNanos().times(1.0 / events))
                        .median("wall_ns_per_event", repetitions.wallNanos().times(1.0 / events));
                if (nativeThreads) {
                    addJvm(
                            figures,
                            generated,
                            repetitions.cpuNanos().times(1.0 / events).median());
                    figures.missing("peak_extra_bytes", "the engine's native memory is not seen from Java");
                } else {
                    figures.number("peak_extra_bytes", extra);
                }
                if (python.isPresent()) {
                    addPeer(figures, repetitions.cpuNanos().times(1.0 / events).median());
                }
                figures.number("repetitions", repetitions.count())
                        .number("events", events)
                        .number("threads", threads)
                        .text("engine", engine)
                        .text(
                                "kernels",
                                nativeThreads ? "native" : Kernels.fastest().name())
                        .print(spec.commandLine().getOut(), options.json);
            }
        }
        return 0;
    }

    private void addJvm(Figures figures, E1Events generated, double theirs) {
        try (Engine jvm = Engines.create("jvm", threads);
                ProblemE1 problem = ProblemE1.bind(generated, jvm)) {
            Spread ours = Repetitions.of(options.seconds, Meters::javaThreadsCpu, problem::evaluate)
                    .cpuNanos()
                    .times(1.0 / events);
            figures.median("jvm_cpu_ns_per_event", ours).number("times_jvm", theirs / ours.median());
        }
    }

    private void addPeer(Figures figures, double ours) throws IOException, InterruptedException {
        JsonNode theirs = Peers.run(
                python.orElseThrow(),
                "e1.py",
                List.of(peer, Integer.toString(events), Double.toString(options.seconds)));
        figures.text("peer", theirs.path("version").asText())
                .number("peer_value", theirs.path("value").asDouble())
                .median(
                        "peer_cpu_ns_per_event",
                        new Spread(
                                theirs.path("cpu_ns_per_event").asDouble(),
                                theirs.path("cpu_ns_per_event_spread").asDouble()))
                .number("times_peer", theirs.path("cpu_ns_per_event").asDouble() / ours);
    }

    /** Asked after the repetitions: code on wide registers leaves garbage until it is compiled. */
    private static long extraBytes(ProblemE1 problem, long aliveBefore) {
        long before = Meters.allocatedBytes();
        problem.evaluate();
        long allocated = Meters.allocatedBytes() - before;
        return Math.max(0, Meters.liveBytes() - aliveBefore) + allocated;
    }
}
