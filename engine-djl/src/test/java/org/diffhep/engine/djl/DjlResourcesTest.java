package org.diffhep.engine.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.ChunkedGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EngineChoice;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.autodiff.engine.OrderedSums;
import org.diffhep.autodiff.engine.TestEvents;
import org.diffhep.histogram.NativeEngineContract;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What is special to this engine: native memory, threads, devices, and how it is found. */
class DjlResourcesTest extends NativeEngineContract {

    @Override
    protected Engine engine(int threads) {
        return new DjlEngine(Device.cpu(), threads);
    }

    @Test
    void noArrayOutlivesItsChunk() {
        Graph graph = graph();
        try (Engine loadsTheLibrary = engine(1)) {
            assertThat(loadsTheLibrary.name()).isEqualTo("djl");
        }
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
                BoundGraph bound = new ChunkedGraph(
                        graph,
                        TestEvents.random(1, 500).inBatchesOf(500),
                        new DjlChunks(manager),
                        100,
                        new OrderedSums(executor, 2))) {
            bound.forward(AT, SOFT);
            bound.pullBack(AT, SOFT, ones(graph));
            assertThat(manager.getManagedArrays()).isEmpty();
        } finally {
            executor.shutdown();
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
