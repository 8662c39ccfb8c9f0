package org.diffhep.events.internal.rntuple;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.events.internal.root.Place;

/** The groups of clusters of an ntuple. Page lists are read when needed, and only the last few are kept. Safe for several threads. */
final class ClusterGroups {

    private static final int KEPT = 4;

    private final Storage storage;
    private final Place ntuple;
    private final long header;
    private final List<ClusterGroup> groups;
    private final Map<ClusterGroup, PageList> kept = new LinkedHashMap<>(2 * KEPT, 0.75f, true);

    /**
     * @param ntuple what messages call the ntuple
     * @param header the checksum of the header
     */
    ClusterGroups(Storage storage, Place ntuple, long header, List<ClusterGroup> groups) {
        this.storage = storage;
        this.ntuple = ntuple;
        this.header = header;
        this.groups = List.copyOf(groups);
    }

    List<ClusterGroup> groups() {
        return groups;
    }

    /** The number of entries of all groups together. */
    long entries() {
        return groups.isEmpty() ? 0 : groups.get(groups.size() - 1).end();
    }

    synchronized PageList pageList(ClusterGroup group) {
        PageList known = kept.get(group);
        if (known != null) {
            return known;
        }
        Storage.Envelope envelope = storage.envelope(Storage.Kind.PAGE_LIST, group.pageList(), group.length(), ntuple);
        PageList read = new PageList(envelope.content(), group, header);
        kept.put(group, read);
        if (kept.size() > KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
        return read;
    }
}
