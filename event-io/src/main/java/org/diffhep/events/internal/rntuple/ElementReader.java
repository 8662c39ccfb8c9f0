package org.diffhep.events.internal.rntuple;

import java.util.List;
import org.diffhep.events.ColumnType;
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
            long zeros = 0;
            if (column.isDeferred() && end > 0) {
                zeros = Math.max(0, elements(above, slice, field) - pages.elements());
                if (zeros > FREE_ZEROS
                        && !witness.confirms(slice, List.of(), slice.cluster().entries())) {
                    throw place.failure(0, zeros + " elements have no pages, nor does any other column have as many");
                }
            }
            if (end - zeros > pages.elements()) {
                throw place.failure(
                        0,
                        "column " + column.id() + " has " + pages.elements() + " elements where " + end
                                + " are expected");
            }
            return new Opened(column, zeros, pages, place);
        }
        throw place.failure(0, "none of the forms in which its column may be stored is there");
    }

    /** The number of elements of a whole cluster below these levels. */
    private long elements(List<Level> levels, Slice slice, Place field) {
        if (levels.isEmpty()) {
            return slice.cluster().entries();
        }
        List<Level> above = levels.subList(0, levels.size() - 1);
        Level last = levels.get(levels.size() - 1);
        long n = elements(above, slice, field);
        if (n == 0) {
            return 0;
        }
        if (last instanceof Level.Fixed fixed) {
            return multiplied(n, fixed, field);
        }
        if (last instanceof Level.Counted counted) {
            return indices(open(counted.ends(), above, slice, n, field), n - 1, n)[0];
        }
        throw field.failure(0, "columns added below a variant while writing are not supported");
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
