package org.diffhep.bench.jmh;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.diffhep.autodiff.kernels.Kernels;
import org.diffhep.autodiff.kernels.ScalarKernels;
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
import org.openjdk.jmh.annotations.Warmup;

/** Single loops over a block in cache, time for one element. The errors are those that {@link Kernels} states and its contract tests. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets up
public class KernelBenchmark {

    private static final int N = 2048;
    private static final int ROWS = 531;

    /** Scalar loops, or the fastest of this JVM. */
    @Param({"scalar", "fastest"})
    public String kernels;

    private Kernels used;
    private final double[] x = new double[N];
    private final double[] u = new double[N];
    private final double[] y = new double[N];
    private final int[] row = new int[N];
    private final double[] moments = new double[ROWS * Kernels.POWERS_ROW];

    /** Draws the arguments. */
    @Setup
    public void draw() {
        used = kernels.equals("scalar") ? new ScalarKernels() : Kernels.fastest();
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < N; i++) {
            x[i] = random.nextDouble(-20, 20);
            u[i] = random.nextDouble(-0.5, 0.5);
            row[i] = random.nextInt(ROWS);
        }
    }

    /** Error: 3 ulp. */
    @Benchmark
    @OperationsPerInvocation(N)
    public double[] sigmoid() {
        used.sigmoid(x, 0.7, y, N);
        return y;
    }

    /** Error: 2 ulp. */
    @Benchmark
    @OperationsPerInvocation(N)
    public double[] exp() {
        used.exp(x, y, N);
        return y;
    }

    /** Error: 8 ulp of each of the sixteen products. */
    @Benchmark
    @OperationsPerInvocation(N)
    public double[] addPowers() {
        used.addPowers(row, u, u, x, N, moments, 0);
        return moments;
    }

    /** Error: 16 ulp of the sum of the sizes of the terms. */
    @Benchmark
    @OperationsPerInvocation(N)
    public double[] polynomials() {
        used.polynomials(moments, row, u, y, N);
        return y;
    }
}
