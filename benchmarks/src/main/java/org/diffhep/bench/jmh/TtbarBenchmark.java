package org.diffhep.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.diffhep.pipeline.BoundAnalysis;
import org.diffhep.pipeline.SampleCatalogue;
import org.diffhep.pipeline.ValueAndGradient;
import org.diffhep.stats.Objectives;
import org.diffhep.ttbar.ShippedSample;
import org.diffhep.ttbar.TtbarAnalysis;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The shipped ttbar sample, all of it, one thread: what one step of the optimiser pays. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@SuppressWarnings("NullAway.Init") // JMH sets up
public class TtbarBenchmark {

    private JvmEngine engine;
    private BoundAnalysis analysis;
    private double[] starts;

    /** Reads the sample. */
    @Setup
    public void open() {
        engine = new JvmEngine(1);
        SampleCatalogue catalogue = ShippedSample.open();
        analysis = BoundAnalysis.bind(TtbarAnalysis.measurement(catalogue.processes()), catalogue, engine);
        starts = analysis.starts();
    }

    /** Stops the engine's thread. */
    @TearDown
    public void close() {
        analysis.close();
        engine.close();
    }

    /** Expected precision with soft cuts and its gradient with respect to the three thresholds. */
    @Benchmark
    public ValueAndGradient gradientStep() {
        return analysis.valueAndGradient(Objectives.precision(), starts, Relaxation.soft(0.5));
    }

    /** Expected precision with hard cuts: the conventional analysis. */
    @Benchmark
    public double hardValue() {
        return analysis.value(Objectives.precision(), starts, Relaxation.HARD);
    }
}
