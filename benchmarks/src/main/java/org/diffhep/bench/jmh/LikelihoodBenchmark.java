package org.diffhep.bench.jmh;

import java.util.concurrent.TimeUnit;
import org.diffhep.stats.Data;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.ObjectiveResult;
import org.diffhep.stats.Objectives;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A likelihood of the size of the AGC ttbar model: two channels of 11 bins, five samples, twelve systematics, staterror. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets up
public class LikelihoodBenchmark {

    private HistFactoryModel model;
    private Data asimov;
    private double[] parameters;

    /** Makes the model and Asimov data at its initial values. */
    @Setup
    public void build() {
        model = AgcSizedWorkspace.make().model();
        parameters = model.inits();
        asimov = model.asimov(parameters);
    }

    /** −2 ln L. */
    @Benchmark
    public double twiceNll() {
        return model.twiceNll(parameters, asimov);
    }

    /** ∂(−2 ln L)/∂θ, which computes the value too. */
    @Benchmark
    public double[] gradient() {
        return model.gradient(parameters, asimov);
    }

    /** The second derivatives, which computes value and gradient too. */
    @Benchmark
    public double[][] hessian() {
        return model.hessian(parameters, asimov);
    }

    /** Expected precision and its gradient with respect to all templates. */
    @Benchmark
    public ObjectiveResult precision() {
        return Objectives.precision().evaluate(model);
    }

    /** Expected discovery significance and its gradient with respect to all templates. */
    @Benchmark
    public ObjectiveResult discovery() {
        return Objectives.discovery().evaluate(model);
    }

    /** From histograms in memory to a model: what each step of an optimisation pays before its objective. */
    @Benchmark
    public HistFactoryModel build(Built built) {
        return built.workspace.model();
    }

    /** The workspace before it became a model. */
    @State(Scope.Benchmark)
    public static class Built {

        private final org.diffhep.stats.Workspace workspace = AgcSizedWorkspace.make();
    }
}
