package org.diffhep.bench;

import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.jvm.DerivativeMode;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.diffhep.autodiff.kernels.Kernels;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.HistogramFill;
import org.diffhep.ttbar.ShippedSample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Times sums with a gradient in forward mode, in reverse mode, and as the engine chooses, in turns on one thread: CPU time of all
 * Java threads for each event, the median with its spread and the least, for
 *
 * <ul>
 *   <li>{@code yield_N} and {@code histogram_N}: N soft cuts, and a yield or a histogram of 25 bins behind them;
 *   <li>{@code e1}: problem E1; {@code jagged}: {@link JaggedProblem}, for each event and variation.
 * </ul>
 */
@Command(name = "derivatives", description = "Gradients in forward and in reverse mode, in turns.")
final class DerivativesCommand implements Callable<Integer> {

    private static final Relaxation SOFT = Relaxation.soft(1);
    private static final DerivativeMode[] MODES = {
        DerivativeMode.FORWARD, DerivativeMode.REVERSE, DerivativeMode.AUTOMATIC
    };

    @Option(names = "--events", paramLabel = "N", description = "number of events (default 200000)")
    private int events = 200_000;

    @Option(names = "--parameters", paramLabel = "N", split = ",", description = "numbers of cuts (default 1,2,3,5,10)")
    private List<Integer> parameters = List.of(1, 2, 3, 5, 10);

    @Mixin
    private final MeasureOptions options = new MeasureOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        Figures figures = new Figures();
        EventSource source = source();
        Map<DerivativeMode, JvmEngine> engines = new LinkedHashMap<>();
        Arrays.stream(MODES).forEach(mode -> engines.put(mode, new JvmEngine(1, mode)));
        try {
            for (int cuts : parameters) {
                Expr selected = selection(cuts);
                measureGraph(figures, "yield_" + cuts, engines, Total.of("yield", selected), source);
                HistogramFill fill = HistogramFill.of(
                        "histogram", Axis.regular(25, 0, 1), 0.02, column("x"), selected, List.of(column("w")));
                measureGraph(figures, "histogram_" + cuts, engines, fill, source);
            }
            measure(figures, "e1", engines, events, engine -> {
                ProblemE1 problem = ProblemE1.generate(events, engine);
                return problem::evaluate;
            });
            JaggedProblem jagged =
                    JaggedProblem.of(ShippedSample.open().directory().resolve("ttbar__nominal.root"));
            measure(figures, "jagged", engines, jagged.events() * JaggedProblem.VARIATIONS, engine -> {
                BoundGraph bound = jagged.bind(engine);
                return () -> jagged.softWithGradient(bound);
            });
        } finally {
            engines.values().forEach(JvmEngine::close);
        }
        figures.number("events", events)
                .text("kernels", Kernels.fastest().name())
                .print(spec.commandLine().getOut(), options.json);
        return 0;
    }

    private EventSource source() {
        Random random = new Random(1);
        EventBatch.Builder batch = EventBatch.of(events)
                .column("x", NumberColumn.of(random.doubles(events).toArray()))
                .column("w", NumberColumn.of(random.doubles(events).toArray()));
        int most = parameters.stream().mapToInt(Integer::intValue).max().orElse(0);
        for (int i = 0; i < most; i++) {
            batch.column("c" + i, NumberColumn.of(random.doubles(events).toArray()));
        }
        return EventSource.of(batch.build());
    }

    private static Expr selection(int cuts) {
        Expr selected = cut(0);
        for (int i = 1; i < cuts; i++) {
            selected = selected.and(cut(i));
        }
        return selected;
    }

    private static Expr cut(int number) {
        return column("c" + number).above(parameter(Parameter.of("t" + number, 0.3)), width(0.1));
    }

    private interface Problem {
        Runnable on(JvmEngine engine);
    }

    private void measureGraph(
            Figures figures,
            String name,
            Map<DerivativeMode, JvmEngine> engines,
            Reduction reduction,
            EventSource source) {
        Graph graph = Graph.of(List.of(reduction));
        double[] at = graph.parameters().stream().mapToDouble(Parameter::start).toArray();
        double[][] cotangents = {new double[reduction.size()]};
        Arrays.fill(cotangents[0], 1);
        measure(figures, name, engines, events, engine -> {
            BoundGraph bound = engine.bind(graph, source);
            return () -> bound.linearise(at, SOFT).pullBack(cotangents);
        });
    }

    private void measure(
            Figures figures, String name, Map<DerivativeMode, JvmEngine> engines, long per, Problem problem) {
        List<Runnable> works = engines.values().stream().map(problem::on).toList();
        Turns turns = Turns.of(options.seconds, Meters::javaThreadsCpu, works);
        Map<String, Double> found = new LinkedHashMap<>();
        int work = 0;
        for (DerivativeMode mode : engines.keySet()) {
            String what = mode.name().toLowerCase(java.util.Locale.ROOT);
            Spread spread = turns.nanos(work).times(1.0 / per);
            found.put(what, spread.median());
            found.put(what + "_spread", spread.interquartile());
            found.put(what + "_least", turns.least(work) / per);
            work++;
        }
        figures.numbers(name + "_cpu_ns_per_event", found);
    }
}
