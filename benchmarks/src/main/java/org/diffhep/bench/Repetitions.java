package org.diffhep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One piece of work, repeated after a warm-up, and what each repetition took.
 *
 * <p>Work of microseconds is done many times in one repetition, so that the clock does not count; repetitions stay short, so
 * that most of them are not interrupted on a busy machine and the median is undisturbed.
 */
final class Repetitions {

    private static final double WARM_UP = 0.6;
    private static final long SHORTEST_NANOS = 200_000;
    private static final int FEWEST = 3;

    private final List<long[]> wallAndCpu = new ArrayList<>();
    private final long calls;
    private Object last = "";

    private Repetitions(long calls) {
        this.calls = calls;
    }

    /**
     * Warms up and repeats.
     *
     * @param seconds how long to repeat, at least; the warm-up takes 0.6 of it
     * @param cpu a clock of CPU time, ns
     * @param work its result is kept, so that the compiler cannot leave it out
     */
    static Repetitions of(double seconds, LongSupplier cpu, Supplier<?> work) {
        return of(seconds, SHORTEST_NANOS, cpu, work);
    }

    /**
     * The same with longer repetitions.
     *
     * @param shortest how long a repetition should take, ns; but a tenth of {@code seconds} is enough
     */
    static Repetitions of(double seconds, long shortest, LongSupplier cpu, Supplier<?> work) {
        Repetitions warmUp = new Repetitions(1);
        warmUp.repeat(WARM_UP * seconds, cpu, work);
        double one = warmUp.wallNanos().median();
        Repetitions measured =
                new Repetitions(Math.max(1, (long) Math.ceil(Math.min((double) shortest, seconds * 1e8) / one)));
        measured.repeat(seconds, cpu, work);
        return measured;
    }

    private void repeat(double seconds, LongSupplier cpu, Supplier<?> work) {
        long began = System.nanoTime();
        while (wallAndCpu.size() < FEWEST || System.nanoTime() - began < seconds * 1e9) {
            long cpuBefore = cpu.getAsLong();
            long before = System.nanoTime();
            for (long call = 0; call < calls; call++) {
                last = work.get();
            }
            long wall = System.nanoTime() - before;
            wallAndCpu.add(new long[] {wall, cpu.getAsLong() - cpuBefore});
        }
    }

    /** Number of repetitions. */
    int count() {
        return wallAndCpu.size();
    }

    /** Wall-clock time of one call, ns. */
    Spread wallNanos() {
        return Spread.of(wallAndCpu.stream()
                .mapToDouble(times -> (double) times[0] / calls)
                .toArray());
    }

    /** CPU time of one call, ns. */
    Spread cpuNanos() {
        return Spread.of(wallAndCpu.stream()
                .mapToDouble(times -> (double) times[1] / calls)
                .toArray());
    }

    /** What the last call returned. */
    Object last() {
        return last;
    }
}
