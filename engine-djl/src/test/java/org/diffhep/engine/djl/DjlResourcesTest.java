package org.diffhep.engine.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
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
import org.diffhep.autodiff.engine.ChunkedGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EngineChoice;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.OrderedSums;
import org.diffhep.autodiff.engine.TestEvents;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.HistogramFill;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What is special to this engine: native memory, threads, and how it is found. */
class DjlResourcesTest {

    private static final Relaxation SOFT = Relaxation.soft(1);
    private static final double[] AT = {0.8};

    private static Graph graph() {
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

    private static double[][] ones(Graph graph) {
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
        try (Engine loadsTheLibrary = new DjlEngine(Device.cpu(), 1)) {
            assertThat(loadsTheLibrary.name()).isEqualTo("djl");
        }
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                BoundGraph bound =
                        new ChunkedGraph(graph, events, new DjlChunks(manager), 100, new OrderedSums(executor, 2))) {
            Set<Double> gradients = new HashSet<>();
            long before = 0;
            for (int step = 0; step < 200; step++) {
                if (step == 50) {
                    before = residentKilobytes();
                }
                bound.forward(AT, SOFT);
                gradients.add(bound.pullBack(AT, SOFT, ones(graph))[0]);
            }
            assertThat(gradients).hasSize(1);
            assertThat(manager.getManagedArrays()).isEmpty();
            // a step makes more than 10 MB of arrays, so that 1.5 GB would be held; heaps and pools still grow a little
            assertThat(residentKilobytes() - before).isLessThan(200_000);
        } finally {
            executor.shutdown();
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
        try (Engine engine = new DjlEngine(Device.cpu(), 1);
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
            try (Engine engine = new DjlEngine(Device.cpu(), threads);
                    BoundGraph bound = engine.bind(graph, events)) {
                double sum = bound.forward(AT, SOFT)[1][0];
                double gradient = bound.pullBack(AT, SOFT, ones(graph))[0];
                results.add(List.of(sum, gradient));
            }
        }
        assertThat(results).hasSize(1);
    }

    @Test
    void twoEnginesWorkSideBySide() throws Exception {
        Graph graph = graph();
        EventSource events = TestEvents.random(4, 600).inBatchesOf(600);
        try (Engine one = new DjlEngine(Device.cpu(), 1);
                Engine other = new DjlEngine(Device.cpu(), 1);
                BoundGraph ofOne = one.bind(graph, events);
                BoundGraph ofOther = other.bind(graph, events)) {
            double[] expected = ofOne.pullBack(AT, SOFT, ones(graph));
            ExecutorService executor = Executors.newFixedThreadPool(2);
            try {
                var first = executor.submit(() -> ofOne.pullBack(AT, SOFT, ones(graph)));
                var second = executor.submit(() -> ofOther.pullBack(AT, SOFT, ones(graph)));
                assertThat(first.get()).containsExactly(expected);
                assertThat(second.get()).containsExactly(expected);
            } finally {
                executor.shutdown();
            }
        }
    }

    @Test
    void engineIsFoundByNameAndDownloadsNothing() {
        try (Engine engine = Engines.create("djl", 2)) {
            assertThat(engine).isInstanceOf(DjlEngine.class);
            assertThat(engine.name()).isEqualTo("djl");
            assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
            assertThat(Path.of(System.getProperty("DJL_CACHE_DIR"))).isNotEmptyDirectory();
        }
        assertThatThrownBy(() -> Engines.create("abacus", 1)).hasMessageContaining("djl, jvm");
        assertThatThrownBy(() -> Engines.create(new EngineChoice("djl", 1, "tpu")))
                .hasMessage("there is no device tpu; expected cpu, gpu or gpu1, …");
        // more than any machine has
        assertThatThrownBy(() -> Engines.create(new EngineChoice("djl", 1, "gpu999")))
                .hasMessageStartingWith("there is no device gpu999: PyTorch finds ");
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
        try (Engine engine = new DjlEngine(Device.cpu(), 1)) {
            EventSource events = TestEvents.random(1, 1).inBatchesOf(1);
            assertThatThrownBy(() -> engine.bind(Graph.of(List.of(unknown)), events))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(unknown.getClass().getName())
                    .hasMessageContaining("mine");
        }
    }

    @Test
    void deviceThatIsNotThereIsAnError() {
        Assumptions.assumeTrue(ai.djl.engine.Engine.getEngine("PyTorch").getGpuCount() == 0, "there is a GPU");
        assertThatThrownBy(() -> {
                    try (Engine engine = new DjlEngine(Device.gpu(), 1);
                            BoundGraph bound =
                                    engine.bind(graph(), TestEvents.random(1, 5).inBatchesOf(5))) {
                        bound.forward(AT, SOFT);
                    }
                })
                .isInstanceOf(EngineException.class);
    }
}
