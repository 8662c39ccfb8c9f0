package org.diffhep.autodiff.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Spreads ranges of events over threads and adds their results in the order of the events, so that a sum is the same bit
 * for bit for any number of threads. Few results are held at a time, so that memory does not grow with the events.
 */
public final class OrderedSums {

    /**
     * Events that one task takes, within one batch.
     *
     * @param batch number of the batch
     * @param first number of the first event in the batch
     * @param count number of events, at least 1
     */
    public record Range(int batch, int first, int count) {}

    private final ExecutorService executor;
    private final int inFlight;

    /**
     * Sums made by some threads.
     *
     * @param executor runs the tasks; whoever made it ends it
     * @param threads how many it has
     */
    public OrderedSums(ExecutorService executor, int threads) {
        this.executor = executor;
        this.inFlight = 4 * threads;
    }

    /**
     * The sum over all events. What a task throws is thrown here, that of the first range if several do; tasks that have begun may then
     * still be running.
     *
     * @param size how many numbers are summed
     * @param eventsPerTask part of what makes a result reproducible: it must not depend on the number of threads
     * @param task adds what a range of events gives to numbers that are 0 before; called by several threads at the same time. It must not
     *     keep the array, which is used again
     * @throws IllegalStateException if the thread that waits is interrupted
     */
    public double[] sum(EventSource events, int size, int eventsPerTask, BiConsumer<Range, double[]> task) {
        double[] total = new double[size];
        Queue<double[]> free = new ConcurrentLinkedQueue<>();
        Deque<Future<double[]>> running = new ArrayDeque<>();
        try {
            Iterator<Range> ranges = ranges(events, eventsPerTask);
            while (ranges.hasNext() || !running.isEmpty()) {
                while (ranges.hasNext() && running.size() < inFlight) {
                    Range range = ranges.next();
                    running.add(executor.submit(() -> {
                        double[] partial = cleared(free.poll(), size);
                        task.accept(range, partial);
                        return partial;
                    }));
                }
                double[] partial = result(running.remove());
                for (int i = 0; i < size; i++) {
                    total[i] += partial[i];
                }
                free.add(partial);
            }
            return total;
        } finally {
            running.forEach(left -> left.cancel(false));
        }
    }

    private static double[] cleared(double @Nullable [] used, int size) {
        if (used == null) {
            return new double[size];
        }
        Arrays.fill(used, 0);
        return used;
    }

    private static double[] result(Future<double[]> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while events were summed", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(cause);
        }
    }

    private static Iterator<Range> ranges(EventSource events, int eventsPerTask) {
        return new Iterator<>() {
            private int batch = 0;
            private int first = 0;

            @Override
            public boolean hasNext() {
                while (batch < events.batches() && first >= events.batch(batch).events()) {
                    batch++;
                    first = 0;
                }
                return batch < events.batches();
            }

            @Override
            public Range next() {
                int count = Math.min(eventsPerTask, events.batch(batch).events() - first);
                Range range = new Range(batch, first, count);
                first += count;
                return range;
            }
        };
    }
}
