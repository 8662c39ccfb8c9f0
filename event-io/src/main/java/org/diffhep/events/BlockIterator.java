package org.diffhep.events;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Reads a table block by block: what is behind {@link EventTableSource#blocks}. */
final class BlockIterator implements Iterator<EventBlock> {

    // A cluster that is longer than so many blocks is cut, though what lies at the cut is decompressed twice.
    private static final int LONGEST_CLUSTER = 4;

    private final EventTableSource source;
    private final List<String> columns;
    private final List<Long> bounds;
    private int next;

    BlockIterator(EventTableSource source, Collection<String> columns, EntryRange range, int entries) {
        this.source = source;
        this.columns = List.copyOf(columns);
        List<Long> starts = new ArrayList<>(List.of(range.first()));
        for (long start : source.clusterStarts(columns)) {
            if (start > range.first() && start < range.end()) {
                starts.add(start);
            }
        }
        this.bounds = bounds(starts, range.end(), entries);
    }

    /** Where blocks begin, and the end of the last. */
    static List<Long> bounds(List<Long> clusterStarts, long end, int entries) {
        if (entries < 1) {
            throw new IllegalArgumentException("a block of " + entries + " entries is wanted; it has at least one");
        }
        List<Long> bounds = new ArrayList<>();
        bounds.add(clusterStarts.isEmpty() ? 0L : clusterStarts.get(0));
        for (int c = 0; c < clusterStarts.size(); c++) {
            long clusterEnd = c + 1 < clusterStarts.size() ? clusterStarts.get(c + 1) : end;
            long first = bounds.get(bounds.size() - 1);
            long start = clusterStarts.get(c);
            // Nearer to the length wanted without this cluster than with it?
            if (start > first
                    && clusterEnd - first > entries
                    && clusterEnd - first - entries > entries - (start - first)) {
                bounds.add(start);
                first = start;
            }
            if (clusterEnd - first > (long) LONGEST_CLUSTER * entries) {
                for (long cut = first + entries; cut < clusterEnd; cut += entries) {
                    bounds.add(cut);
                }
                bounds.add(clusterEnd);
            } else if (clusterEnd - first >= entries) {
                bounds.add(clusterEnd);
            }
        }
        if (bounds.get(bounds.size() - 1) < end) {
            bounds.add(end);
        }
        return bounds;
    }

    @Override
    public boolean hasNext() {
        return next + 1 < bounds.size();
    }

    @Override
    public EventBlock next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no entries after " + source.entries());
        }
        long first = bounds.get(next);
        EventTable events = source.read(columns, first, bounds.get(next + 1));
        next++;
        return new EventBlock(first, events);
    }
}
