package org.diffhep.engine.nd4j;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.diffhep.autodiff.engine.OrderedSums;

/** The one thread of an engine that computes with ND4J, whose workspaces belong to threads; so they are freed with the engine. */
final class NativeThread implements AutoCloseable {

    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "diffhep-nd4j-engine");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Starts the thread.
     *
     * @param first what it does before all else; what this throws, as where a native library cannot be loaded, is thrown here
     */
    NativeThread(Runnable first) {
        try {
            CompletableFuture.runAsync(first, executor).join();
        } catch (CompletionException e) {
            executor.shutdown();
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    /** Sums that the thread computes. */
    OrderedSums sums() {
        return new OrderedSums(executor, 1);
    }

    @Override
    public void close() {
        executor.execute(Workspaces::free);
        executor.shutdown();
    }
}
