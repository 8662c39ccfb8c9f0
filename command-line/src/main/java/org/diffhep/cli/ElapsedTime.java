package org.diffhep.cli;

import java.util.function.Supplier;

/** A line on a terminal that says what is being waited for, and since when; nothing where standard error is no terminal. */
public final class ElapsedTime {

    private static final long SECOND = 1000;

    private ElapsedTime() {}

    /**
     * Does some work; after a second, and until it is done, the line is shown.
     *
     * @param what is done
     * @return what the work gives
     */
    public static <T> T during(Console console, String what, Supplier<T> work) {
        if (!console.interactive()) {
            return work.get();
        }
        Thread clock = new Thread(() -> show(console, what), "elapsed time");
        clock.setDaemon(true);
        clock.start();
        try {
            return work.get();
        } finally {
            clock.interrupt();
            join(clock);
        }
    }

    private static void show(Console console, String what) {
        String line = "";
        try {
            for (int seconds = 1; ; seconds++) {
                Thread.sleep(SECOND);
                line = what + " … " + seconds + " s";
                console.err().print("\r" + line);
                console.err().flush();
            }
        } catch (InterruptedException e) {
            // The work is done: the line goes.
            console.err().print(line.isEmpty() ? "" : "\r" + " ".repeat(line.length()) + "\r");
            console.err().flush();
        }
    }

    private static void join(Thread clock) {
        try {
            clock.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
