package org.diffhep.events.internal.rntuple;

/**
 * A group of clusters, whose pages one envelope lists.
 *
 * @param first its first entry
 * @param end the entry after its last
 * @param clusters the number of clusters
 * @param length the length of the page list, uncompressed
 * @param pageList where it lies
 */
record ClusterGroup(long first, long end, long clusters, long length, Locator pageList) {

    static ClusterGroup read(EnvelopeCursor in, long expected) {
        long first = in.i64();
        long span = in.i64();
        if (first != expected || span < 0 || span > Long.MAX_VALUE - first) {
            throw in.failure("a group of " + span + " entries from " + first + " follows entry " + expected);
        }
        long clusters = in.u32();
        long length = in.i64();
        return new ClusterGroup(first, first + span, clusters, length, Locator.read(in));
    }
}
