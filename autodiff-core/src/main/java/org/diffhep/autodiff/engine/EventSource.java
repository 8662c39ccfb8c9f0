package org.diffhep.autodiff.engine;

import java.util.List;

/**
 * Events in batches. A batch may be read each time it is asked for, so that the events need not fit into memory.
 *
 * <p>Thread-safe: engines ask for batches from several threads.
 */
public interface EventSource {

    /** Number of batches. */
    int batches();

    /** One batch, from 0. */
    EventBatch batch(int index);

    /** Number of events in all batches. */
    long events();

    /** Events that are in memory. */
    static EventSource of(List<EventBatch> batches) {
        List<EventBatch> held = List.copyOf(batches);
        long total = held.stream().mapToLong(EventBatch::events).sum();
        return new EventSource() {
            @Override
            public int batches() {
                return held.size();
            }

            @Override
            public EventBatch batch(int index) {
                return held.get(index);
            }

            @Override
            public long events() {
                return total;
            }
        };
    }

    /** Events that are in memory. */
    static EventSource of(EventBatch batch) {
        return of(List.of(batch));
    }
}
