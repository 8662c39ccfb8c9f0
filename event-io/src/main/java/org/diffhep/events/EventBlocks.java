package org.diffhep.events;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a table block by block: while the caller works on one block, the next is read on another thread. Memory holds
 * two blocks. The blocks, and their order, are those of {@link EntryRange#blocks}, however the threads run. For use by one
 * thread.
 *
 * <pre>{@code
 * try (EventBlocks blocks = EventBlocks.of(source, columns, new EntryRange(0, source.entries()), 10_000)) {
 *     while (blocks.hasNext()) {
 *         fill(blocks.next());
 *     }
 * }
 * }</pre>
 */
public final class EventBlocks implements Iterator<EventTable>, AutoCloseable {

    private final EventTableSource source;
    private final List<String> columns;
    private final Iterator<EntryRange> ranges;
    private final ExecutorService reader;
    private @Nullable Future<EventTable> ahead;

    private EventBlocks(EventTableSource source, List<String> columns, Iterator<EntryRange> ranges) {
        this.source = source;
        this.columns = columns;
        this.ranges = ranges;
        this.reader = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "event blocks");
            thread.setDaemon(true);
            return thread;
        });
        readAhead();
    }

    /**
     * Begins to read.
     *
     * @param most entries of a block, at least 1
     */
    public static EventBlocks of(EventTableSource source, Collection<String> columns, EntryRange range, int most) {
        List<EntryRange> ranges = range.blocks(source.clusterStarts(), most);
        return new EventBlocks(source, List.copyOf(columns), ranges.iterator());
    }

    private void readAhead() {
        if (!ranges.hasNext()) {
            ahead = null;
            return;
        }
        EntryRange range = ranges.next();
        ahead = reader.submit(() -> source.read(columns, range.first(), range.end()));
    }

    @Override
    public boolean hasNext() {
        return ahead != null;
    }

    /**
     * The next block.
     *
     * @throws RuntimeException what reading it threw, as {@link EventTableSource#read} says
     */
    @Override
    public EventTable next() {
        Future<EventTable> reading = ahead;
        if (reading == null) {
            throw new NoSuchElementException("there are no more blocks");
        }
        EventTable block = await(reading);
        readAhead();
        return block;
    }

    private static EventTable await(Future<EventTable> reading) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return reading.get();
                } catch (InterruptedException e) {
                    // The thread that reads must not be interrupted in turn: that would close the file.
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends reading: waits for the block that is being read, so that the file can be closed afterwards. */
    @Override
    public void close() {
        ahead = null;
        reader.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = reader.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
