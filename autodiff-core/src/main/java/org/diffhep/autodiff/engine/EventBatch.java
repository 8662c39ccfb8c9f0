package org.diffhep.autodiff.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Some events, column by column: event columns with one number an event, and collections of objects with offsets.
 *
 * <p>Immutable; arrays given to the builder must not change afterwards.
 */
public final class EventBatch {

    private final int events;
    private final Map<String, NumberColumn> columns;
    private final Map<String, int[]> offsets;
    private final Map<String, NumberColumn> objectColumns;

    private EventBatch(Builder builder) {
        events = builder.events;
        columns = Map.copyOf(builder.columns);
        offsets = Map.copyOf(builder.offsets);
        objectColumns = Map.copyOf(builder.objectColumns);
    }

    /** Starts a batch of some number of events. */
    public static Builder of(int events) {
        return new Builder(events);
    }

    /** Number of events. */
    public int events() {
        return events;
    }

    /**
     * A column with one number for each event.
     *
     * @throws MissingColumnException if there is none of this name
     */
    public NumberColumn column(String name) {
        NumberColumn column = columns.get(name);
        if (column == null) {
            throw new MissingColumnException(name, new TreeSet<>(columns.keySet()));
        }
        return column;
    }

    /**
     * Where each event's objects begin, and the end; length events + 1, first 0. Owned by the batch.
     *
     * @throws MissingColumnException if there is no collection of this name
     */
    public int[] offsets(String collection) {
        int[] found = offsets.get(collection);
        if (found == null) {
            throw new MissingColumnException(collection, new TreeSet<>(offsets.keySet()));
        }
        return found;
    }

    /**
     * A column with one number for each object.
     *
     * @throws MissingColumnException if there is none of this name
     */
    public NumberColumn column(String collection, String name) {
        NumberColumn column = objectColumns.get(key(collection, name));
        if (column == null) {
            throw new MissingColumnException(key(collection, name), new TreeSet<>(objectColumns.keySet()));
        }
        return column;
    }

    private static String key(String collection, String name) {
        return collection + "." + name;
    }

    /** Collects columns. */
    public static final class Builder {

        private final int events;
        private final Map<String, NumberColumn> columns = new HashMap<>();
        private final Map<String, int[]> offsets = new HashMap<>();
        private final Map<String, NumberColumn> objectColumns = new HashMap<>();

        private Builder(int events) {
            if (events < 0) {
                throw new IllegalArgumentException("a batch of " + events + " events");
            }
            this.events = events;
        }

        /** Adds an event column; its length must be the number of events. */
        public Builder column(String name, NumberColumn values) {
            checkLength(name, values.size(), events);
            columns.put(name, values);
            return this;
        }

        /** Adds a collection by its offsets: first 0, not descending, length events + 1. */
        public Builder collection(String name, int[] newOffsets) {
            checkLength("offsets of " + name, newOffsets.length, events + 1);
            if (newOffsets[0] != 0) {
                throw new IllegalArgumentException("offsets of " + name + " begin at " + newOffsets[0] + ", not at 0");
            }
            for (int i = 0; i < events; i++) {
                if (newOffsets[i + 1] < newOffsets[i]) {
                    throw new IllegalArgumentException("offsets of " + name + " descend at event " + i);
                }
            }
            offsets.put(name, newOffsets);
            return this;
        }

        /** Adds a column of a collection that was added before. */
        public Builder column(String collection, String name, NumberColumn values) {
            int[] known = offsets.get(collection);
            if (known == null) {
                throw new IllegalArgumentException("add collection " + collection + " before its column " + name);
            }
            checkLength(key(collection, name), values.size(), known[events]);
            objectColumns.put(key(collection, name), values);
            return this;
        }

        public EventBatch build() {
            return new EventBatch(this);
        }

        private static void checkLength(String name, int actual, int expected) {
            if (actual != expected) {
                throw new IllegalArgumentException(name + " has " + actual + " values, expected " + expected);
            }
        }
    }
}
