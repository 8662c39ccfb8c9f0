package org.diffhep.events;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads the columns of a table on several threads at once: most of what reading takes is decompression, which each column needs
 * for itself.
 *
 * <pre>{@code
 * try (ParallelReads reads = new ParallelReads(4);
 *         ReadAhead<EventBlock> blocks = new ReadAhead<>(reads.of(source).blocks(columns, 50_000))) { … }
 * }</pre>
 *
 * <p>What is read is the same for any number of threads. Memory is that of {@link EventTableSource#read(Collection, long, long)}, but with
 * a basket or page of one column for each thread. Close it after use: then no thread is left. Safe for use by several threads.
 */
public final class ParallelReads implements AutoCloseable {

    /** So many groups of columns for each thread: columns are of different sizes, and no thread should wait long for the last. */
    private static final int GROUPS_PER_THREAD = 3;

    private final int threads;
    private final ExecutorService readers;
    private final Queue<Thread> started = new ConcurrentLinkedQueue<>();

    /**
     * Starts no thread yet.
     *
     * @param threads how many threads read at the same time, at least 1
     * @throws IllegalArgumentException fewer than one
     */
    public ParallelReads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("at least 1 thread must read, got " + threads);
        }
        this.threads = threads;
        readers = Executors.newFixedThreadPool(threads, this::thread);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "diffhep-reader");
        thread.setDaemon(true);
        started.add(thread);
        return thread;
    }

    /** A table whose columns are read on these threads, to be used until this is closed. */
    public EventTableSource of(EventTableSource table) {
        return threads == 1 ? table : new Table(table);
    }

    /** Waits until what is being read is there. */
    @Override
    public void close() {
        readers.shutdown();
        boolean interrupted = false;
        while (!started.isEmpty()) {
            try {
                started.element().join();
                started.remove();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Table implements EventTableSource {

        private final EventTableSource table;
        private final Map<String, ColumnInfo> infos = new HashMap<>();

        Table(EventTableSource table) {
            this.table = table;
            table.columns().forEach(column -> infos.put(column.name(), column));
        }

        @Override
        public String name() {
            return table.name();
        }

        @Override
        public long entries() {
            return table.entries();
        }

        @Override
        public List<ColumnInfo> columns() {
            return table.columns();
        }

        @Override
        public List<UnsupportedColumn> unsupportedColumns() {
            return table.unsupportedColumns();
        }

        @Override
        public List<FriendTable> friends() {
            return table.friends();
        }

        @Override
        public ColumnInfo column(String column) {
            return table.column(column);
        }

        @Override
        public List<Long> clusterStarts() {
            return table.clusterStarts();
        }

        @Override
        public List<Long> clusterStarts(Collection<String> columns) {
            return table.clusterStarts(columns);
        }

        @Override
        public EventTable read(Collection<String> columns, long first, long end) {
            Set<String> wanted = new LinkedHashSet<>(columns);
            table.read(wanted, 0, 0); // what is wrong with a name is said before anything is read
            List<Future<EventTable>> parts = new ArrayList<>();
            for (List<String> group : groups(wanted)) {
                parts.add(readers.submit(() -> table.read(group, first, end)));
            }
            Map<String, Column> read = new HashMap<>();
            RuntimeException failure = null;
            for (Future<EventTable> part : parts) {
                try {
                    ReadAhead.await(part).columns().forEach(column -> read.put(column.name(), column));
                } catch (RuntimeException e) {
                    failure = failure == null ? e : failure; // that of the first, once nobody reads any more
                }
            }
            if (failure != null) {
                throw failure;
            }
            Map<String, Column> leaders = new HashMap<>();
            List<Column> inOrder = new ArrayList<>();
            for (String name : wanted) {
                Column column = Objects.requireNonNull(read.get(name));
                inOrder.add(column.depth() == 1 ? withOffsetsOf(leaders, column) : column);
            }
            try {
                return EventTable.of((int) (end - first), inOrder);
            } catch (IllegalArgumentException e) {
                // Columns of a collection differ that were in two groups: read together, the table says where.
                return table.read(wanted, first, end);
            }
        }

        /** Columns of one collection share their offsets, in whatever groups they were. */
        private static Column withOffsetsOf(Map<String, Column> leaders, Column column) {
            String collection = column.collection().orElseThrow();
            Column leader = leaders.putIfAbsent(collection, column);
            return leader != null && Arrays.equals(leader.offsets(), column.offsets())
                    ? Column.jagged(column.name(), column.type(), column.array(), leader.offsets(), collection)
                    : column;
        }

        /** Empty too for a name that {@link #columns} does not have, though it can be read. */
        private Optional<String> collection(String column) {
            ColumnInfo known = infos.get(column);
            return known == null ? Optional.empty() : known.collection();
        }

        /**
         * Columns dealt out one by one, so that each group has some of every collection: of its columns the first costs most. A
         * counter that is asked for stays with the columns that it counts, for they are compared where they are read together.
         */
        private List<List<String>> groups(Set<String> columns) {
            Set<String> counters = new HashSet<>();
            for (String column : columns) {
                collection(column).map(NanoNames::counter).ifPresent(counters::add);
            }
            List<String> dealt = new ArrayList<>();
            List<String> together = new ArrayList<>();
            for (String column : columns) {
                Optional<String> collection = collection(column);
                boolean counted = collection
                        .map(NanoNames::counter)
                        .filter(columns::contains)
                        .isPresent();
                boolean counts = collection.isEmpty() && counters.contains(column);
                (counted || counts ? together : dealt).add(column);
            }
            List<List<String>> groups = new ArrayList<>();
            int most = Math.min(dealt.size(), GROUPS_PER_THREAD * threads);
            for (int group = 0; group < most; group++) {
                groups.add(new ArrayList<>());
            }
            for (int i = 0; i < dealt.size(); i++) {
                groups.get(i % most).add(dealt.get(i));
            }
            if (!together.isEmpty() || groups.isEmpty()) {
                groups.add(0, together);
            }
            return groups;
        }
    }
}
