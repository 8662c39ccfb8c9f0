package org.diffhep.engine.djl;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Adds up what tasks return, in the order in which they were given; few run or wait at a time. */
final class OrderedTasks {

    private final ExecutorService executor;
    private final int inFlight;

    OrderedTasks(ExecutorService executor, int inFlight) {
        this.executor = executor;
        this.inFlight = inFlight;
    }

    /** One sum over many tasks. */
    Sum sum(int size) {
        return new Sum(size);
    }

    final class Sum implements AutoCloseable {

        private final double[] total;
        private final Deque<Future<double[]>> running = new ArrayDeque<>();

        private Sum(int size) {
            total = new double[size];
        }

        void add(Callable<double[]> task) {
            if (running.size() == inFlight) {
                takeFirst();
            }
            running.add(executor.submit(task));
        }

        double[] total() {
            while (!running.isEmpty()) {
                takeFirst();
            }
            return total;
        }

        private void takeFirst() {
            try {
                double[] partial = running.remove().get();
                for (int i = 0; i < total.length; i++) {
                    total[i] += partial[i];
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while events were summed", e);
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

        /** Cancels what has not started, after an error. */
        @Override
        public void close() {
            running.forEach(left -> left.cancel(false));
        }
    }
}
