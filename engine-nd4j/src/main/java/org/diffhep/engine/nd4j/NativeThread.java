package org.diffhep.engine.nd4j;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** The one thread of an engine that computes with ND4J, whose workspaces belong to threads; so they are freed with the engine. */
final class NativeThread implements AutoCloseable {

    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "diffhep-nd4j-engine");
        thread.setDaemon(true);
        return thread;
    });

    <T> T call(Supplier<T> task) {
        try {
            return executor.submit(task::get).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ND4J computed", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        executor.execute(Workspaces::free);
        executor.shutdown();
    }
}
