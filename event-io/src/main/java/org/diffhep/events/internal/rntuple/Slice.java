package org.diffhep.events.internal.rntuple;

import org.diffhep.events.internal.rntuple.PageList.Cluster;
import org.diffhep.events.internal.rntuple.PageList.ColumnPages;

/**
 * Entries of one cluster.
 *
 * @param pageList the page list that has the cluster
 * @param index the number of the cluster in it
 * @param from the first entry, counted in the cluster
 * @param to the entry after the last, counted in the cluster
 */
record Slice(PageList pageList, int index, long from, long to) {

    Cluster cluster() {
        return pageList.clusters().get(index);
    }

    ColumnPages pages(StoredColumn column) {
        return pageList.pages(index, column);
    }
}
