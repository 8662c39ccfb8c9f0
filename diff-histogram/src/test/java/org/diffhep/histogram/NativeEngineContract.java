package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.TestEvents;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What every engine does whose numbers lie in native memory, and which knows reductions by their types. */
public abstract class NativeEngineContract {

    protected static final Relaxation SOFT = Relaxation.soft(1);
    protected static final double[] AT = {0.8};

    /**
     * A new engine of the kind under test.
     *
     * @param threads how many threads may compute
     */
    protected abstract Engine engine(int threads);

    /** Pairs, a count and a histogram: what makes large arrays. */
    protected static Graph graph() {
        Expr a = parameter(Parameter.of("a", 0.8));
        Expr pt = collection("Jet").column("pt");
        Expr flag = pt.above(a, width(0.2));
        HistogramFill fill = HistogramFill.of(
                "pairs",
                Axis.regular(20, 0, 4),
                0.1,
                collection("Jet").pairs().sum(pt).times(a),
                flag.atLeast(2),
                List.of(column("weight")));
        return Graph.of(List.of(fill, Total.of("jets", flag.exactly(3).times(column("weight")))));
    }

    protected static double[][] ones(Graph graph) {
        return graph.reductions().stream()
                .map(reduction -> {
                    double[] ones = new double[reduction.size()];
                    Arrays.fill(ones, 1);
                    return ones;
                })
                .toArray(double[][]::new);
    }

    @Test
    void manyStepsHoldNoMemory() throws IOException {
        Graph graph = graph();
        EventSource events = TestEvents.random(1, 1_000).inBatchesOf(500);
        try (Engine engine = engine(2);
                BoundGraph bound = engine.bind(graph, events)) {
            Set<Double> gradients = new HashSet<>();
            long before = 0;
            for (int step = 0; step < 120; step++) {
                if (step == 30) {
                    before = residentKilobytes();
                }
                bound.forward(AT, SOFT);
                gradients.add(bound.pullBack(AT, SOFT, ones(graph))[0]);
            }
            assertThat(gradients).hasSize(1);
            // a step makes about 10 MB of arrays, so that 900 MB would be held; heaps and pools still grow a little
            assertThat(residentKilobytes() - before).isLessThan(200_000);
        }
    }

    /** After a collection: Java frees the buffers that arrays are made from. */
    private static long residentKilobytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.exists(status), "resident memory is read from /proc");
        System.gc();
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void gradientsSurviveGarbageCollection() throws InterruptedException {
        Graph graph = graph();
        Thread collector = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                System.gc();
            }
        });
        try (Engine engine = engine(1);
                BoundGraph bound = engine.bind(graph, TestEvents.random(2, 500).inBatchesOf(500))) {
            double[] expected = bound.pullBack(AT, SOFT, ones(graph));
            collector.start();
            for (int i = 0; i < 15; i++) {
                assertThat(bound.pullBack(AT, SOFT, ones(graph))).containsExactly(expected);
            }
        } finally {
            collector.interrupt();
            collector.join();
        }
    }

    @Test
    void resultsAreTheSameBitForBitForAnyNumberOfThreads() {
        Graph graph = graph();
        EventSource events = TestEvents.random(3, 3_000).inBatchesOf(1_300);
        Set<List<Double>> results = new HashSet<>();
        for (int threads : new int[] {1, 2, 5}) {
            try (Engine engine = engine(threads);
                    BoundGraph bound = engine.bind(graph, events)) {
                double sum = bound.forward(AT, SOFT)[1][0];
                double gradient = bound.pullBack(AT, SOFT, ones(graph))[0];
                results.add(List.of(sum, gradient));
            }
        }
        assertThat(results).hasSize(1);
    }

    @Test
    void twoEnginesWorkSideBySideAndClosingOneLeavesTheOther() throws Exception {
        Graph graph = graph();
        EventSource events = TestEvents.random(4, 600).inBatchesOf(600);
        try (Engine one = engine(1);
                BoundGraph ofOne = one.bind(graph, events)) {
            double[] expected = ofOne.pullBack(AT, SOFT, ones(graph));
            ExecutorService executor = Executors.newFixedThreadPool(2);
            try (Engine other = engine(1);
                    BoundGraph ofOther = other.bind(graph, events)) {
                var first = executor.submit(() -> ofOne.pullBack(AT, SOFT, ones(graph)));
                var second = executor.submit(() -> ofOther.pullBack(AT, SOFT, ones(graph)));
                assertThat(first.get()).containsExactly(expected);
                assertThat(second.get()).containsExactly(expected);
            } finally {
                executor.shutdown();
            }
            assertThat(ofOne.pullBack(AT, SOFT, ones(graph))).containsExactly(expected);
        }
    }

    @Test
    void unknownReductionIsNamed() {
        Reduction unknown = new Reduction() {
            @Override
            public String label() {
                return "mine";
            }

            @Override
            public List<Expr> inputs() {
                return List.of(column("met"));
            }

            @Override
            public int size() {
                return 1;
            }

            @Override
            public Sweep sweep(Relaxation relaxation) {
                throw new AssertionError("an engine that does not know it must not run it");
            }
        };
        try (Engine engine = engine(1)) {
            EventSource events = TestEvents.random(1, 1).inBatchesOf(1);
            assertThatThrownBy(() -> engine.bind(Graph.of(List.of(unknown)), events))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(unknown.getClass().getName())
                    .hasMessageContaining("mine")
                    .hasMessageContaining("the engine " + engine.name())
                    .hasMessageContaining("it knows Total and HistogramFill");
        }
    }
}
