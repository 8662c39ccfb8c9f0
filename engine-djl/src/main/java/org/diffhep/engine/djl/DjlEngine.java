package org.diffhep.engine.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.ChunkedGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EngineChoice;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.GraphNumbers;
import org.diffhep.autodiff.engine.OrderedSums;

/**
 * Evaluates graphs with PyTorch, in float64.
 *
 * <p>Events go through in chunks, so that memory does not grow with them. Each chunk is computed by one thread with one
 * PyTorch thread; chunks are added in the order of the events, so that on a CPU results are the same bit for bit for any
 * number of threads. The native library comes from the class path; nothing is downloaded.
 */
public final class DjlEngine implements Engine {

    private static final String PYTORCH = "PyTorch";

    private final NDManager manager;
    private final ExecutorService executor;
    private final OrderedSums sums;

    /**
     * An engine on a device.
     *
     * @param device where PyTorch computes
     * @param threads how many chunks are computed at the same time, at least 1
     */
    public DjlEngine(Device device, int threads) {
        beforePyTorchIsLoaded();
        this.manager = NDManager.newBaseManager(device, PYTORCH);
        this.executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "diffhep-djl-engine");
            thread.setDaemon(true);
            return thread;
        });
        this.sums = new OrderedSums(executor, threads);
    }

    /**
     * DJL reads these once, when the first engine of the JVM starts, and has no other way to set them: without the first it
     * asks the network for native libraries and reports its use; without the second each of our threads starts as many of
     * PyTorch's as there are cores. What a user has set stays.
     */
    private static void beforePyTorchIsLoaded() {
        setUnlessSet("ai.djl.offline", "true");
        setUnlessSet("ai.djl.pytorch.num_threads", "1");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    @Override
    public String name() {
        return "djl";
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the graph has a reduction that this engine does not know
     */
    @Override
    public BoundGraph bind(Graph graph, EventSource events) {
        GraphNumbers.requireKnown(graph, name(), Reductions.KNOWN);
        return new ChunkedGraph(graph, events, new DjlChunks(manager), DjlChunks.size(graph), sums);
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            // after an error chunks may still be running; arrays must not be freed under them
            if (executor.awaitTermination(1, TimeUnit.HOURS)) {
                manager.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What {@link java.util.ServiceLoader} finds. */
    public static final class Provider implements Engines.Provider {

        @Override
        public String name() {
            return "djl";
        }

        /** An engine on the CPU. */
        @Override
        public Engine create(int threads) {
            return new DjlEngine(Device.cpu(), threads);
        }

        /** An engine on the CPU or on a GPU that PyTorch finds: {@code gpu} is the first, {@code gpu1} the second. */
        @Override
        public Engine create(int threads, String device) {
            if (device.equals(EngineChoice.CPU)) {
                return create(threads);
            }
            if (!device.matches("gpu\\d{0,3}")) {
                throw new IllegalArgumentException("there is no device " + device + "; expected cpu, gpu or gpu1, …");
            }
            int number = device.equals("gpu") ? 0 : Integer.parseInt(device.substring(3));
            beforePyTorchIsLoaded();
            int there = ai.djl.engine.Engine.getEngine(PYTORCH).getGpuCount();
            if (number >= there) {
                throw new IllegalArgumentException("there is no device " + device + ": PyTorch finds "
                        + (there == 0 ? "no GPU" : there + " GPUs, from gpu0 on"));
            }
            return new DjlEngine(Device.gpu(number), threads);
        }
    }
}
