package org.diffhep.events.internal.cache;

import org.diffhep.events.ColumnType;

/**
 * Some entries of a cached column: for each level of lists their offsets as int32, from 0; then the values; then zeros up to a
 * multiple of 8.
 */
final class Chunk {

    private final long position;
    private final long first;
    private final int[] counts;
    private final int listsChecksum;
    private final int valuesChecksum;

    /**
     * @param position where it begins in the file
     * @param first its first entry
     * @param counts the number of entries, of lists on each further level, and of values; not copied
     * @param listsChecksum CRC32C of the offsets
     * @param valuesChecksum CRC32C of the values
     */
    Chunk(long position, long first, int[] counts, int listsChecksum, int valuesChecksum) {
        this.position = position;
        this.first = first;
        this.counts = counts;
        this.listsChecksum = listsChecksum;
        this.valuesChecksum = valuesChecksum;
    }

    long position() {
        return position;
    }

    long first() {
        return first;
    }

    /** The entry after the last. */
    long end() {
        return first + entries();
    }

    int entries() {
        return counts[0];
    }

    int values() {
        return counts[counts.length - 1];
    }

    int count(int level) {
        return counts[level];
    }

    int depth() {
        return counts.length - 1;
    }

    int listsChecksum() {
        return listsChecksum;
    }

    int valuesChecksum() {
        return valuesChecksum;
    }

    /** Where the offsets of a level begin in the chunk; of the level after the last: where the values do. */
    long begin(int level) {
        long bytes = 0;
        for (int above = 0; above < level; above++) {
            bytes += Integer.BYTES * (counts[above] + 1L);
        }
        return bytes;
    }

    /** Bytes of it all, values of {@code type}. */
    long bytes(ColumnType type) {
        return (begin(depth()) + (long) values() * type.bytes() + 7) & -8L;
    }
}
