package org.diffhep.bench.jmh;

import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
import org.diffhep.autodiff.jvm.JvmEngine;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.HistogramFill;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A histogram of 25 bins with a kernel of half a bin, and a Poisson-binomial count over eight jets, both with soft flags: time for one event on
 * one thread.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets up
public class ReductionBenchmark {

    private static final int EVENTS = 100_000;
    private static final int JETS = 8;
    private static final Relaxation SOFT = Relaxation.soft(1);
    private static final double[] AT = {0.4};

    /** How events are filled: once each, or object by object, here one an event; or the count. */
    @Param({"histogram of events", "histogram of objects", "count"})
    public String reduction;

    private JvmEngine engine;
    private BoundGraph bound;
    private double[][] cotangents;

    /** Draws the events. */
    @Setup
    public void open() {
        SplittableRandom random = new SplittableRandom(4);
        int[] one = new int[EVENTS + 1];
        int[] jets = new int[EVENTS + 1];
        Arrays.setAll(one, i -> i);
        Arrays.setAll(jets, i -> JETS * i);
        NumberColumn mass = NumberColumn.of(random.doubles(EVENTS, 100, 1100).toArray());
        EventBatch batch = EventBatch.of(EVENTS)
                .column("c", NumberColumn.of(random.doubles(EVENTS).toArray()))
                .column("m", mass)
                .column("w", NumberColumn.of(random.doubles(EVENTS).toArray()))
                .collection("One", one)
                .column("One", "m", mass)
                .collection("Jet", jets)
                .column(
                        "Jet",
                        "tag",
                        NumberColumn.of(random.doubles((long) JETS * EVENTS).toArray()))
                .build();
        Reduction used = reduction();
        engine = new JvmEngine(1);
        bound = engine.bind(Graph.of(List.of(used)), EventSource.of(batch));
        cotangents = new double[1][used.size()];
        Arrays.fill(cotangents[0], 0, (used.size() + 1) / 2, 0.5);
    }

    private Reduction reduction() {
        Expr threshold = parameter(Parameter.of("threshold", AT[0]));
        if (reduction.equals("count")) {
            Expr tagged = collection("Jet").column("tag").above(threshold, width(0.05));
            return Total.of("two tags", tagged.exactly(2).times(column("w")));
        }
        Expr mass =
                reduction.endsWith("events") ? column("m") : collection("One").column("m");
        return HistogramFill.of(
                "m",
                Axis.regular(25, 100, 1100),
                20,
                mass,
                column("c").above(threshold, width(0.05)),
                List.of(column("w")));
    }

    /** Stops the engine's thread. */
    @TearDown
    public void close() {
        bound.close();
        engine.close();
    }

    /** Error of a share in a histogram: 2e−15 of the weight; of a count: rounding. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public double[][] forward() {
        return bound.forward(AT, SOFT);
    }

    /** The gradient, with the way forward that comes before it; only Σw has cotangents. Error: 1e−12 of the sum of sizes. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public double[] backward() {
        return bound.pullBack(AT, SOFT, cotangents);
    }
}
