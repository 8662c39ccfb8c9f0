package org.diffhep.events;

import java.util.ArrayList;
import java.util.List;

/**
 * Some entries of a table, one after another.
 *
 * @param first the first of them
 * @param end the first that is not one of them
 */
public record EntryRange(long first, long end) {

    /**
     * @throws IllegalArgumentException {@code end} lies before {@code first}, or {@code first} is negative
     */
    public EntryRange {
        if (first < 0 || end < first) {
            throw new IllegalArgumentException(first + " to " + end + " is no range of entries");
        }
    }

    /** The number of entries. */
    public long size() {
        return end - first;
    }

    /**
     * Parts of this range to be read one after another: of at most so many entries, and where possible from the beginning of
     * a cluster to that of another, so that nothing is decompressed twice.
     *
     * @param clusterStarts as {@link EventTableSource#clusterStarts} gives them
     * @param most at least 1
     */
    public List<EntryRange> blocks(List<Long> clusterStarts, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("a block has at least one entry, not " + most);
        }
        List<Long> cuts = new ArrayList<>();
        for (long start : clusterStarts) {
            if (start > first && start < end) {
                cuts.add(start);
            }
        }
        cuts.add(end);
        List<EntryRange> blocks = new ArrayList<>();
        long begin = first;
        long reached = first;
        for (long cut : cuts) {
            if (cut - begin > most && reached > begin) {
                blocks.add(new EntryRange(begin, reached));
                begin = reached;
            }
            while (cut - begin > most) {
                blocks.add(new EntryRange(begin, begin + most));
                begin += most;
            }
            reached = cut;
        }
        if (end > begin) {
            blocks.add(new EntryRange(begin, end));
        }
        return blocks;
    }
}
