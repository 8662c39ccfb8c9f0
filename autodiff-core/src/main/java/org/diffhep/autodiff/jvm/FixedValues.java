package org.diffhep.autodiff.jvm;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Values that depend on the events alone, kept from one evaluation to the next, block by block, within a budget: an analysis
 * of a few hundred thousand events runs several times faster, one of a billion uses no more memory.
 */
final class FixedValues {

    /** The budget of one engine. */
    static final class Budget {

        private final AtomicLong left;

        Budget(long bytes) {
            left = new AtomicLong(bytes);
        }

        private boolean take(long bytes) {
            long now = left.get();
            while (now >= bytes) {
                if (left.compareAndSet(now, now - bytes)) {
                    return true;
                }
                now = left.get();
            }
            return false;
        }
    }

    private final Budget budget;
    private final AtomicLong taken = new AtomicLong();
    private final ConcurrentHashMap<Long, double[][]> blocks = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Long, int[]> events = new ConcurrentHashMap<>();

    FixedValues(Budget budget) {
        this.budget = budget;
    }

    private static long key(int batch, int first) {
        return ((long) batch << 32) | first;
    }

    /** The kept arrays of a block by number, empty arrays for what was not kept; no arrays if the block was not kept. */
    double[][] get(int batch, int first) {
        return blocks.getOrDefault(key(batch, first), NONE);
    }

    static final double[][] NONE = {};

    /** Keeps the frontier of a block if there is one and the budget allows. */
    void keep(int batch, int first, BlockProgram program) {
        long bytes = program.frontierBytes();
        if (bytes > 0 && budget.take(bytes)) {
            taken.addAndGet(bytes);
            blocks.put(key(batch, first), program.copyFrontier());
        }
    }

    /** Which of some events that begin here are needed, if that was kept. */
    Optional<int[]> passed(int batch, int first) {
        return Optional.ofNullable(events.get(key(batch, first)));
    }

    /** Keeps which of some events are needed if the budget allows. */
    void keepPassed(int batch, int first, int[] passed, int count) {
        long bytes = 4L * count + 16;
        if (budget.take(bytes)) {
            taken.addAndGet(bytes);
            events.put(key(batch, first), Arrays.copyOf(passed, count));
        }
    }

    /** Gives everything back. */
    void clear() {
        blocks.clear();
        events.clear();
        budget.left.addAndGet(taken.getAndSet(0));
    }
}
