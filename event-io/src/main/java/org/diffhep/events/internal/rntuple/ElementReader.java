package org.diffhep.events.internal.rntuple;

import java.util.List;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.rntuple.PageList.Cluster;
import org.diffhep.events.internal.rntuple.PageList.ColumnPages;
import org.diffhep.events.internal.rntuple.Schema.Slot;
import org.diffhep.events.internal.root.Decompressor;
import org.diffhep.events.internal.root.Place;

/** Reads ranges of elements out of pages. Made for one read and closed after it; not for several threads. */
final class ElementReader implements AutoCloseable {

    // More zeros are believed only if another column of the cluster has as many elements.
    private static final long FREE_ZEROS = 1 << 20;

    private final Storage storage;
    private final Witness witness;
    private final Decompressor decompressor = new Decompressor();

    ElementReader(Storage storage, Witness witness) {
        this.storage = storage;
        this.witness = witness;
    }

    /** Knows what the other columns say. */
    interface Witness {

        /** Whether a column with pages has {@code elements} below the given levels, in the cluster of a slice. */
        boolean confirms(Slice slice, List<Level> levels, long elements);
    }

    /** What the other columns say. */
    Witness witness() {
        return witness;
    }

    /** What is done with a page. */
    interface PageUse {

        /** The elements {@code from} to {@code to} of a page of {@code n} are wanted. */
        void page(StoredColumn column, byte[] bytes, int n, int from, int to);

        /** {@code n} elements are zeros that no page stores. */
        void zeros(int n);
    }

    /**
     * A column in a cluster.
     *
     * @param column the one of its representations that the cluster holds
     * @param zeros the elements that come before those in pages
     * @param pages the pages
     * @param place what messages call it
     */
    record Opened(StoredColumn column, long zeros, ColumnPages pages, Place place) {}

    /**
     * Finds the pages of a column.
     *
     * @param above the levels of lists whose innermost elements are the column's
     * @param end how many elements must be there
     */
    Opened open(Slot slot, List<Level> above, Slice slice, long end, Place field) {
        Place place = field.in(
                "entries " + slice.cluster().first() + " to " + slice.cluster().end());
        for (StoredColumn column : slot.representations()) {
            ColumnPages pages = slice.pages(column);
            if (pages.suppressed()) {
                continue;
            }
            long zeros = zeros(column, above, slice.cluster(), field);
            if (zeros > FREE_ZEROS
                    && !witness.confirms(slice, List.of(), slice.cluster().entries())) {
                throw place.failure(0, zeros + " elements have no pages, nor does any other column have as many");
            }
            boolean top = above.stream().allMatch(Level.Fixed.class::isInstance);
            long expected = top ? inArrays(slice.cluster().entries(), above, field) : end;
            long stored = pages.elements() + zeros;
            if (top ? stored != expected : stored < expected) {
                throw place.failure(
                        0,
                        "column " + column.id() + " has " + stored + " elements where " + expected + " are expected");
            }
            return new Opened(column, zeros, pages, place);
        }
        throw place.failure(0, "none of the forms in which its column may be stored is there");
    }

    /**
     * The number of elements in a cluster that came before the column was added. Below a collection there are none: what
     * is zero there is the number of its elements.
     */
    private static long zeros(StoredColumn column, List<Level> above, Cluster cluster, Place field) {
        if (!column.isDeferred() || !above.stream().allMatch(Level.Fixed.class::isInstance)) {
            return 0;
        }
        long first = inArrays(cluster.first(), above, field);
        long end = inArrays(cluster.end(), above, field);
        return Math.max(0, Math.min(column.first(), end) - first);
    }

    /** The number of elements of {@code entries} entries that are arrays in arrays. */
    private static long inArrays(long entries, List<Level> arrays, Place field) {
        long elements = entries;
        for (Level level : arrays) {
            elements = multiplied(elements, (Level.Fixed) level, field);
        }
        return elements;
    }

    static long multiplied(long n, Level.Fixed fixed, Place field) {
        if (n > Long.MAX_VALUE / fixed.length()) {
            throw field.failure(0, n + " arrays of " + fixed.length() + " are too many");
        }
        return n * fixed.length();
    }

    /** The indices {@code from} to {@code to}, fewer than an array can hold. */
    long[] indices(Opened opened, long from, long to) {
        GrowingArray values = new GrowingArray(ColumnType.INT64, (int) (to - from));
        read(opened, from, to, new PageUse() {
            @Override
            public void page(StoredColumn column, byte[] bytes, int n, int first, int end) {
                long[] target = (long[]) values.room(end - first);
                PageDecoder.decodeIndices(column, bytes, n, first, end, target, values.size());
                values.added(end - first);
            }

            @Override
            public void zeros(int n) {
                values.room(n);
                values.added(n);
            }
        });
        return (long[]) values.toArray();
    }

    /** Reads the elements {@code from} to {@code to}, which {@link #open} has found to be there. */
    void read(Opened opened, long from, long to, PageUse use) {
        if (from < Math.min(to, opened.zeros())) {
            use.zeros((int) (Math.min(to, opened.zeros()) - from));
        }
        long start = opened.zeros();
        for (Page page : opened.pages().pages()) {
            long end = start + page.elements();
            if (end > from && start < to) {
                StoredColumn column = opened.column();
                Place place = new Place(
                        opened.place().file(),
                        opened.place().what(),
                        page.locator().offset());
                long length = column.pageBytes(page.elements());
                byte[] bytes = storage.page(page, length, decompressor, place);
                use.page(column, bytes, page.elements(), (int) (Math.max(from, start) - start), (int)
                        (Math.min(to, end) - start));
            }
            start = end;
        }
    }

    @Override
    public void close() {
        decompressor.close();
    }
}
