package org.diffhep.events.internal.rntuple;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The page list of a group of clusters. Descriptions of pages are parsed for the columns asked for only: a file can have
 * thousands.
 */
final class PageList {

    private static final String PAGES = "pages of a column";
    private static final int SHARDED = 1;
    private static final long ENTRIES_MASK = (1L << 56) - 1;

    /** A cluster: the entries {@code first} to {@code end}. */
    record Cluster(long first, long end) {

        long entries() {
            return end - first;
        }
    }

    /**
     * The pages of a column in a cluster.
     *
     * @param suppressed whether the column is not the one used in this cluster
     * @param elements the number of elements of all pages together
     */
    record ColumnPages(List<Page> pages, boolean suppressed, long elements) {
        static final ColumnPages NONE = new ColumnPages(List.of(), false, 0);
        static final ColumnPages SUPPRESSED = new ColumnPages(List.of(), true, 0);
    }

    private final List<Cluster> clusters = new ArrayList<>();
    /** The lists of columns of each cluster. */
    private final List<EnvelopeCursor> columnLists = new ArrayList<>();
    /** Where the list of each column's pages begins, by cluster, then column. */
    private final List<int[]> columnStarts = new ArrayList<>();

    /**
     * Reads the content of an envelope.
     *
     * @param group the group whose pages it lists
     * @param header the checksum of the header, which it must repeat
     */
    PageList(EnvelopeCursor in, ClusterGroup group, long header) {
        if (in.i64() != header) {
            throw in.failure("it belongs to another header");
        }
        EnvelopeCursor summaries = in.list("list of clusters", 8 + 16);
        if (summaries.items() != group.clusters()) {
            throw summaries.failure(summaries.items() + " clusters are listed, not " + group.clusters());
        }
        long entry = group.first();
        for (int c = 0; c < summaries.items(); c++) {
            EnvelopeCursor summary = summaries.record("cluster");
            long first = summary.i64();
            long entriesAndFlags = summary.i64();
            if ((entriesAndFlags >>> 56 & SHARDED) != 0) {
                throw summary.failure("cluster " + c + " is sharded, which is not supported");
            }
            long entries = entriesAndFlags & ENTRIES_MASK;
            if (first != entry || entries > group.end() - entry) {
                throw summary.failure("a cluster of " + entries + " entries from " + first + " follows entry " + entry);
            }
            entry += entries;
            clusters.add(new Cluster(first, entry));
        }
        if (entry != group.end()) {
            throw summaries.failure("its clusters end at entry " + entry + ", not " + group.end());
        }
        EnvelopeCursor outer = in.list("list of pages", 8 + 4);
        if (outer.items() != clusters.size()) {
            throw outer.failure("pages of " + outer.items() + " clusters are listed, not " + clusters.size());
        }
        for (int c = 0; c < outer.items(); c++) {
            EnvelopeCursor cluster = outer.list("pages of a cluster", 8 + 4 + 8);
            columnLists.add(cluster.at(cluster.position()));
            int[] starts = new int[cluster.items()];
            for (int k = 0; k < starts.length; k++) {
                starts[k] = cluster.position();
                cluster.list(PAGES, Page.DESCRIPTION_BYTES);
            }
            columnStarts.add(starts);
        }
    }

    List<Cluster> clusters() {
        return Collections.unmodifiableList(clusters);
    }

    /** The pages of a column in a cluster, by its number in this group. */
    ColumnPages pages(int cluster, StoredColumn column) {
        int[] starts = columnStarts.get(cluster);
        if (column.id() >= starts.length) {
            // It was added after this group was written.
            return column.first() < 0 ? ColumnPages.SUPPRESSED : ColumnPages.NONE;
        }
        EnvelopeCursor in = columnLists.get(cluster).at(starts[column.id()]).list(PAGES, Page.DESCRIPTION_BYTES);
        List<Page> pages = new ArrayList<>(in.items());
        long elements = 0;
        for (int p = 0; p < in.items(); p++) {
            Page page = Page.read(in);
            elements += page.elements();
            pages.add(page);
        }
        boolean suppressed = in.i64() < 0;
        if (suppressed && !pages.isEmpty()) {
            throw in.failure("column " + column.id() + " is suppressed and has pages");
        }
        return new ColumnPages(pages, suppressed, elements);
    }
}
