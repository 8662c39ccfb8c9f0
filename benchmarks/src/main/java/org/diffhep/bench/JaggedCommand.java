package org.diffhep.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.diffhep.autodiff.jvm.StepTimes;
import org.diffhep.autodiff.kernels.Kernels;
import org.diffhep.ttbar.ShippedSample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Times {@link JaggedProblem} on one thread, events in memory: CPU time of all Java threads for each event and variation.
 *
 * <p>{@code hard}: all histograms with hard cuts. {@code soft_gradient}: all histograms with soft cuts and a gradient, once
 * what depends on the events alone is kept; {@code …_first}: before. {@code profile_…}: the share of each kind of
 * node in per cent, measured apart, with the clock asked around each step.
 */
@Command(name = "jagged", description = "Jets, counts and trijets in two regions with ten systematics.")
final class JaggedCommand implements Callable<Integer> {

    private static final double LEAST_SHARE = 0.5;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "a NanoAOD file (default: ttbar of the shipped sample)")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file = ShippedSample.open().directory().resolve("ttbar__nominal.root");

    @Mixin
    private final MeasureOptions options = new MeasureOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        JaggedProblem problem = JaggedProblem.of(file);
        double each = 1.0 / (problem.events() * JaggedProblem.VARIATIONS);
        Figures figures = new Figures();
        try (JvmEngine engine = new JvmEngine(1);
                BoundGraph bound = problem.bind(engine)) {
            Repetitions hard = Repetitions.of(options.seconds, Meters::javaThreadsCpu, () -> JaggedProblem.hard(bound));
            Repetitions hardFirst = Repetitions.of(options.seconds, Meters::javaThreadsCpu, () -> {
                try (BoundGraph fresh = problem.bind(engine)) {
                    return JaggedProblem.hard(fresh);
                }
            });
            Repetitions soft =
                    Repetitions.of(options.seconds, Meters::javaThreadsCpu, () -> problem.softWithGradient(bound));
            Repetitions first = Repetitions.of(options.seconds, Meters::javaThreadsCpu, () -> {
                try (BoundGraph fresh = problem.bind(engine)) {
                    return problem.softWithGradient(fresh);
                }
            });
            figures.median("hard_ns_per_event_and_variation", hard.cpuNanos().times(each))
                    .median(
                            "hard_first_ns_per_event_and_variation",
                            hardFirst.cpuNanos().times(each))
                    .median(
                            "soft_gradient_ns_per_event_and_variation",
                            soft.cpuNanos().times(each))
                    .median(
                            "soft_gradient_first_ns_per_event_and_variation",
                            first.cpuNanos().times(each));
        }
        figures.numbers("profile_hard", profile(problem, true))
                .numbers("profile_soft_gradient", profile(problem, false))
                .number("events", problem.events())
                .number("variations", JaggedProblem.VARIATIONS)
                .text("kernels", Kernels.fastest().name())
                .print(spec.commandLine().getOut(), options.json);
        return 0;
    }

    /** Shares of the time by kind of node, per cent, the largest first. */
    private Map<String, Double> profile(JaggedProblem problem, boolean hard) {
        StepTimes times = new StepTimes();
        Map<String, Long> before;
        try (JvmEngine engine = new JvmEngine(1, Kernels.fastest(), times);
                BoundGraph bound = problem.bind(engine)) {
            Runnable work = () -> {
                if (hard) {
                    JaggedProblem.hard(bound);
                } else {
                    problem.softWithGradient(bound);
                }
            };
            Repetitions.of(options.seconds / 4, Meters::javaThreadsCpu, () -> {
                work.run();
                return times;
            });
            before = times.nanos();
            for (int i = 0; i < 3; i++) {
                work.run();
            }
        }
        Map<String, Long> spent = new LinkedHashMap<>(times.nanos());
        before.forEach((kind, nanos) -> spent.merge(kind, -nanos, Long::sum));
        double all = spent.values().stream().mapToLong(Long::longValue).sum();
        Map<String, Double> shares = new LinkedHashMap<>();
        spent.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .filter(entry -> 100 * entry.getValue() / all >= LEAST_SHARE)
                .forEach(entry -> shares.put(entry.getKey(), Math.rint(1000 * entry.getValue() / all) / 10));
        return shares;
    }
}
