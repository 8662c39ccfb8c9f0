package org.diffhep.cli.ttbar;

import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C, turned into a question that a long computation can ask.
 *
 * <p>The Java runtime answers SIGINT and SIGTERM by running shutdown hooks and then ends with 130 or 143. The hook here asks the
 * computation to stop, and holds the process until {@link #close} says that the results are written. While there is nothing to
 * save ({@link #armed} was not called yet), it holds nothing.
 */
final class Interruption implements AutoCloseable {

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean armed;
    private volatile boolean requested;

    /** @param notice called, from another thread, when the user asks to stop a computation that is armed */
    Interruption(Runnable notice) {
        hook = new Thread(
                () -> {
                    requested = true;
                    if (armed) {
                        notice.run();
                        awaitFinished();
                    }
                },
                "interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** From here on there is something to save. */
    void armed() {
        armed = true;
    }

    boolean requested() {
        return requested;
    }

    /** The results are written, or will not be. */
    @Override
    public void close() {
        finished.countDown();
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                requested = true; // the shutdown began in this very moment; the hook ends by itself
            }
        }
    }

    private void awaitFinished() {
        try {
            finished.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
