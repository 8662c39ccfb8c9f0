package org.diffhep.events;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Gets the next element of an iterator on a thread of its own while the caller works on the last: reads and decompresses a
 * block of events while another is computed with.
 *
 * <pre>{@code
 * try (ReadAhead<EventBlock> blocks = new ReadAhead<>(source.blocks(columns, 50_000))) {
 *     while (blocks.hasNext()) {
 *         compute(blocks.next().events());
 *     }
 * }
 * }</pre>
 *
 * <p>The elements are those of the iterator, in its order. One is read ahead, no more, so that memory holds two. What the
 * iterator throws, {@link #hasNext} and {@link #next} throw when its turn comes, and again at each further call. Close it
 * after use: then no thread is left, and nobody uses the iterator any more. For one thread that calls.
 */
public final class ReadAhead<T> implements Iterator<T>, AutoCloseable {

    private final Iterator<? extends T> source;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(this::thread);
    private @Nullable Thread thread;
    private @Nullable Future<Optional<T>> coming;
    private boolean closed;

    /** @param source used by another thread from now on until this is closed; not closed with it */
    public ReadAhead(Iterator<? extends T> source) {
        this.source = source;
    }

    private Thread thread(Runnable work) {
        Thread made = new Thread(work, "diffhep-read-ahead");
        made.setDaemon(true);
        thread = made;
        return made;
    }

    /** @throws IllegalStateException this is closed */
    @Override
    public boolean hasNext() {
        return await(coming()).isPresent();
    }

    /** @throws IllegalStateException this is closed */
    @Override
    public T next() {
        T element = await(coming()).orElseThrow(() -> new NoSuchElementException("there are no more"));
        coming = submit();
        return element;
    }

    private Future<Optional<T>> coming() {
        if (closed) {
            throw new IllegalStateException("this was closed and reads no more");
        }
        if (coming == null) {
            coming = submit();
        }
        return coming;
    }

    private Future<Optional<T>> submit() {
        return reader.submit(() -> source.hasNext() ? Optional.<T>of(source.next()) : Optional.<T>empty());
    }

    /** Waits, whether interrupted or not: an interrupt is for who computes, and is kept for them. */
    static <V> V await(Future<V> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Error error) {
                        throw error;
                    }
                    // An iterator throws no checked exceptions.
                    throw (RuntimeException) e.getCause();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until the element that is being read is there, and drops it. */
    @Override
    public void close() {
        closed = true;
        reader.shutdown();
        boolean interrupted = false;
        while (thread != null) {
            try {
                thread.join();
                thread = null;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
