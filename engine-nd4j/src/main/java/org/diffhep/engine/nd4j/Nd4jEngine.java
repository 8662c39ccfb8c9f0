package org.diffhep.engine.nd4j;

import java.util.List;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Total;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.ChunkedGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.GraphNumbers;
import org.diffhep.histogram.HistogramFill;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Evaluates graphs with ND4J on the CPU, in float64: a third implementation, to check the others with.
 *
 * <p>Events go through in chunks, so that memory does not grow with them. One thread computes, and ND4J is told to start no others for one operation,
 * so that results are the same bit for bit on any machine; that setting holds for the whole JVM. The native library comes from the class path.
 */
public final class Nd4jEngine implements Engine {

    private static final String MEMORY_CHECK = "org.bytedeco.javacpp.maxphysicalbytes";

    private final NativeThread thread;

    /** An engine. */
    public Nd4jEngine() {
        // Read once, when the native library is loaded: without it every small array asks the system how much memory
        // the process has, which takes
        // longer than to compute with it. What a user has set stays.
        if (System.getProperty(MEMORY_CHECK) == null) {
            System.setProperty(MEMORY_CHECK, "0");
        }
        thread = new NativeThread(() -> {
            Nd4j.getEnvironment().setMaxThreads(1);
            Nd4j.getEnvironment().setMaxMasterThreads(1);
            Nd4j.factory().blas().setMaxThreads(1);
        });
    }

    @Override
    public String name() {
        return "nd4j";
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the graph has a reduction that this engine does not know
     */
    @Override
    public BoundGraph bind(Graph graph, EventSource events) {
        GraphNumbers.requireKnown(graph, name(), List.of(Total.class, HistogramFill.class));
        return new ChunkedGraph(graph, events, new Nd4jChunks(), Nd4jChunks.size(graph), thread.sums());
    }

    @Override
    public void close() {
        thread.close();
    }

    /** What {@link java.util.ServiceLoader} finds. */
    public static final class Provider implements Engines.Provider {

        @Override
        public String name() {
            return "nd4j";
        }

        /** An engine; however many threads may compute, one does. */
        @Override
        public Engine create(int threads) {
            return new Nd4jEngine();
        }
    }
}
