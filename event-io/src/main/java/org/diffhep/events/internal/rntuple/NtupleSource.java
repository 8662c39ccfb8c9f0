package org.diffhep.events.internal.rntuple;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.NanoNames;
import org.diffhep.events.UnknownColumnException;
import org.diffhep.events.UnsupportedColumn;
import org.diffhep.events.internal.rntuple.NtupleColumn.Content;
import org.diffhep.events.internal.rntuple.PageList.Cluster;
import org.diffhep.events.internal.rntuple.Schema.Slot;
import org.diffhep.events.internal.rntuple.Storage.Envelope;
import org.diffhep.events.internal.root.Place;
import org.diffhep.events.internal.root.RootFile;

/**
 * An RNTuple as a table.
 *
 * <p>Columns go by their path in uproot's spelling ({@link ColumnFinder}). So that an analysis reads the same data from a
 * TTree and from an RNTuple, other spellings are understood where nothing else has that name: {@code Jet_pt} and {@code
 * nJet} for the member {@code Jet.pt} and the number of records of a collection {@code Jet}, and a dot for a colon, which
 * stands for it in field names ({@code AnalysisJetsAuxDyn.pt}). A column is returned with the name it was asked for.
 */
public final class NtupleSource implements EventTableSource {

    private final Storage storage;
    private final String name;
    private final Place place;
    private final ClusterGroups clusters;
    private final Map<String, NtupleColumn> columns;
    private final Map<String, NtupleColumn> otherSpellings = new HashMap<>();
    private final List<UnsupportedColumn> unsupported;

    private NtupleSource(Storage storage, String name, Place place, ClusterGroups clusters, Schema schema) {
        this.storage = storage;
        this.name = name;
        this.place = place;
        this.clusters = clusters;
        ColumnFinder.Found found = ColumnFinder.find(schema);
        this.columns = found.columns();
        this.unsupported = List.copyOf(found.unsupported());
        columns.forEach((own, column) -> {
            String dotted = own.replace(":.", ".").replace(':', '.');
            for (String spelling : List.of(dotted, own.replace('.', '_'), dotted.replace('.', '_'))) {
                addSpelling(spelling, column);
            }
            if (column.levels().isEmpty() && column.content() instanceof Content.Counts) {
                addSpelling(NanoNames.counter(own), column);
            }
        });
    }

    private void addSpelling(String spelling, NtupleColumn column) {
        if (!columns.containsKey(spelling)) {
            otherSpellings.putIfAbsent(spelling, column);
        }
    }

    /** Whether a column with pages has this many elements below the given levels, in the cluster of a slice. */
    private boolean confirms(Slice slice, List<Level> levels, long elements) {
        int depth = levels.size();
        return columns.values().stream()
                .filter(column -> column.levels().size() >= depth
                        && column.levels().subList(0, depth).equals(levels))
                .map(column -> column.levels().size() == depth
                        ? Optional.of(column.content().slot())
                        : ends(column.levels().get(depth)))
                .flatMap(Optional::stream)
                .flatMap(slot -> slot.representations().stream())
                .anyMatch(column -> slice.pages(column).elements() >= elements);
    }

    private static Optional<Slot> ends(Level level) {
        return level instanceof Level.Counted counted ? Optional.of(counted.ends()) : Optional.empty();
    }

    /**
     * Opens an ntuple.
     *
     * @param name its name, after its directories
     * @param anchor the fields of its anchor and their checksum
     * @param anchorPlace where they begin
     */
    public static NtupleSource open(RootFile file, String name, byte[] anchor, Place anchorPlace) {
        Place place = new Place(file.name(), "RNTuple " + name, 0);
        Anchor found = Anchor.read(anchor, anchorPlace);
        Storage storage = new Storage(file, found.maxKeySize());
        Envelope header = storage.envelope(Storage.Kind.HEADER, found.header(), found.headerLength(), place);
        Envelope footer = storage.envelope(Storage.Kind.FOOTER, found.footer(), found.footerLength(), place);
        Schema schema = new Schema();
        EnvelopeCursor in = header.content();
        requireNoFeatures(in);
        in.string(); // name
        in.string(); // description
        in.string(); // what wrote it
        schema.add(in);
        in = footer.content();
        requireNoFeatures(in);
        if (in.i64() != header.checksum()) {
            throw in.failure("it belongs to another header");
        }
        schema.add(in.record("extension of the schema"));
        List<ClusterGroup> groups = new ArrayList<>();
        EnvelopeCursor list = in.list("list of cluster groups", 8 + 8 + 8 + 4);
        long entry = 0;
        for (int g = 0; g < list.items(); g++) {
            ClusterGroup group = ClusterGroup.read(list.record("cluster group"), entry);
            entry = group.end();
            groups.add(group);
        }
        ClusterGroups clusters = new ClusterGroups(storage, place, header.checksum(), groups);
        return new NtupleSource(storage, name, place, clusters, schema);
    }

    /** Every feature flag stands for something without knowledge of which the data cannot be read right. */
    private static void requireNoFeatures(EnvelopeCursor in) {
        List<Integer> features = new ArrayList<>();
        int bit = 0;
        long flags;
        do {
            flags = in.i64();
            for (int i = 0; i < Long.SIZE - 1; i++, bit++) {
                if ((flags >>> i & 1) != 0) {
                    features.add(bit);
                }
            }
        } while (flags < 0);
        if (!features.isEmpty()) {
            throw in.failure("the file needs features of a later version of the format: feature flags " + features);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long entries() {
        return clusters.entries();
    }

    @Override
    public List<ColumnInfo> columns() {
        return columns.values().stream().map(NtupleColumn::info).toList();
    }

    @Override
    public List<UnsupportedColumn> unsupportedColumns() {
        return unsupported;
    }

    @Override
    public EventTable read(Collection<String> names, long first, long end) {
        if (first < 0 || end < first || end > entries() || end - first >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(this + " has " + entries() + " entries; cannot read " + first + " to "
                    + end + (end <= entries() && first >= 0 && first <= end ? " at once" : ""));
        }
        List<NtupleColumn> wanted = new ArrayList<>();
        for (String column : new LinkedHashSet<>(names)) {
            wanted.add(find(column));
        }
        List<Column> read = new ArrayList<>();
        try (ElementReader elements = new ElementReader(storage, this::confirms)) {
            ColumnReader reader = new ColumnReader(elements, place, slices(first, end));
            for (NtupleColumn column : wanted) {
                read.add(reader.read(column));
            }
        }
        return EventTable.of((int) (end - first), read);
    }

    private NtupleColumn find(String column) {
        NtupleColumn found = columns.get(column);
        if (found != null) {
            return found;
        }
        for (UnsupportedColumn candidate : unsupported) {
            if (candidate.name().equals(column)) {
                throw UnknownColumnException.unsupported(toString(), "field", candidate);
            }
        }
        found = otherSpellings.get(column);
        if (found == null) {
            throw UnknownColumnException.missing(toString(), "field", column, columns.keySet());
        }
        return found.withName(column);
    }

    /** What of each cluster lies in a range of entries. */
    private List<Slice> slices(long first, long end) {
        List<Slice> slices = new ArrayList<>();
        for (ClusterGroup group : clusters.groups()) {
            if (group.first() >= end || group.end() <= first) {
                continue;
            }
            PageList pageList = clusters.pageList(group);
            for (int c = 0; c < pageList.clusters().size(); c++) {
                Cluster cluster = pageList.clusters().get(c);
                long from = Math.max(first, cluster.first());
                long to = Math.min(end, cluster.end());
                if (from < to) {
                    slices.add(new Slice(pageList, c, from - cluster.first(), to - cluster.first()));
                }
            }
        }
        return slices;
    }

    @Override
    public List<Long> clusterStarts() {
        List<Long> starts = new ArrayList<>();
        for (ClusterGroup group : clusters.groups()) {
            for (Cluster cluster : clusters.pageList(group).clusters()) {
                if (cluster.entries() > 0) {
                    starts.add(cluster.first());
                }
            }
        }
        return List.copyOf(starts);
    }

    /** As messages name it. */
    @Override
    public String toString() {
        return place.file() + ": " + place.what();
    }
}
