package org.diffhep.events;

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
}
