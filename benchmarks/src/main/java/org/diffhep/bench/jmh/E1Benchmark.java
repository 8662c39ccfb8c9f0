package org.diffhep.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.diffhep.bench.ProblemE1;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Value and gradient of problem E1 on the JVM engine, one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets up
public class E1Benchmark {

    /** Number of events of all samples. */
    @Param({"20000", "1000000"})
    public int events;

    private JvmEngine engine;
    private ProblemE1 problem;

    /** Generates the events. */
    @Setup
    public void open() {
        engine = new JvmEngine(1);
        problem = ProblemE1.generate(events, engine);
    }

    /** Stops the engine's thread. */
    @TearDown
    public void close() {
        problem.close();
        engine.close();
    }

    /** Z and ∂Z/∂t. */
    @Benchmark
    public ProblemE1.ValueAndGradient valueAndGradient() {
        return problem.evaluate();
    }
}
