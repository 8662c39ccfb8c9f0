package org.diffhep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Pieces of work done in turns after a warm-up, so that what else a machine does meanwhile falls on all of them alike. */
final class Turns {

    private static final double WARM_UP = 0.6;
    private static final int FEWEST = 3;

    private final List<long[]> nanos = new ArrayList<>();

    private Turns() {}

    /**
     * Warms up and measures.
     *
     * @param seconds how long to go on, at least; the warm-up takes 0.6 of it
     * @param cpu a clock of CPU time, ns
     */
    static Turns of(double seconds, LongSupplier cpu, List<Runnable> works) {
        new Turns().repeat(WARM_UP * seconds, cpu, works);
        Turns measured = new Turns();
        measured.repeat(seconds, cpu, works);
        return measured;
    }

    private void repeat(double seconds, LongSupplier cpu, List<Runnable> works) {
        long began = System.nanoTime();
        while (nanos.size() < FEWEST || System.nanoTime() - began < seconds * 1e9) {
            long[] turn = new long[works.size()];
            for (int k = 0; k < turn.length; k++) {
                long before = cpu.getAsLong();
                works.get(k).run();
                turn[k] = cpu.getAsLong() - before;
            }
            nanos.add(turn);
        }
    }

    /** CPU time of a piece of work, ns. */
    Spread nanos(int work) {
        return Spread.of(nanos.stream().mapToDouble(turn -> turn[work]).toArray());
    }

    /** The least CPU time of a piece of work, ns. */
    double least(int work) {
        return nanos.stream().mapToDouble(turn -> turn[work]).min().orElseThrow();
    }
}
