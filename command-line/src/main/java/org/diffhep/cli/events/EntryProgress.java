package org.diffhep.cli.events;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.diffhep.cli.Console;

/** Says how many entries have been done, of work that takes longer than some seconds. */
final class EntryProgress {

    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long REDRAW_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Console console;
    private final long total;
    private final long begin = System.nanoTime();
    private long drawn = begin;
    private boolean open;

    EntryProgress(Console console, long total) {
        this.console = console;
        this.total = total;
    }

    /** So many entries are done. */
    void reached(long entries) {
        long now = System.nanoTime();
        boolean done = entries >= total && !open;
        if (done || now - begin < QUIET_NANOS || now - drawn < (console.interactive() ? REDRAW_NANOS : LINE_NANOS)) {
            return;
        }
        drawn = now;
        double seconds = (now - begin) / 1e9;
        String line = String.format(
                Locale.ROOT,
                "%d of %d entries, %.0f kHz, %.0f s left",
                entries,
                total,
                entries / seconds / 1000,
                seconds / Math.max(1, entries) * (total - entries));
        if (console.interactive()) {
            console.err().print("\r" + line + "\u001b[K");
            console.err().flush();
            open = true;
        } else {
            console.message(line);
        }
    }

    /** Ends the line that is drawn again. */
    void end() {
        if (open) {
            console.message("");
            open = false;
        }
    }
}
