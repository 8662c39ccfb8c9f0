package org.diffhep.cli;

import java.util.function.Function;
import java.util.function.Supplier;
import org.diffhep.stats.Progress;

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
        return during(console, what, progress -> work.get());
    }

    /**
     * Does some work that tells how far it is: the line then says how many parts are done, and how long the others may take.
     *
     * @param what is done
     * @param work takes what it is to report to
     * @return what the work gives
     */
    public static <T> T during(Console console, String what, Function<Progress, T> work) {
        if (!console.interactive()) {
            return work.apply(Progress.NONE);
        }
        Parts parts = new Parts();
        Thread clock = new Thread(() -> show(console, what, parts), "elapsed time");
        clock.setDaemon(true);
        clock.start();
        try {
            return work.apply(parts);
        } finally {
            clock.interrupt();
            join(clock);
        }
    }

    /** What was heard last: written by who works, read by the clock. */
    private static final class Parts implements Progress {

        private long done;
        private long of;

        @Override
        public synchronized void done(long newDone, long newOf) {
            done = newDone;
            of = newOf;
        }

        /** What is done, and an estimate of what is left. */
        synchronized String after(int seconds) {
            return done == 0
                    ? ""
                    : ", " + done + " of " + of + ", about " + Math.round((double) seconds / done * (of - done))
                            + " s left";
        }
    }

    private static void show(Console console, String what, Parts parts) {
        String line = "";
        try {
            for (int seconds = 1; ; seconds++) {
                Thread.sleep(SECOND);
                String next = what + " … " + seconds + " s" + parts.after(seconds);
                // A shorter line does not cover the end of the one before.
                console.err().print("\r" + next + " ".repeat(Math.max(0, line.length() - next.length())));
                line = next;
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
