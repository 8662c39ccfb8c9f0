package org.diffhep.events.internal.root;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnType;
import org.diffhep.events.EventTableWriter;
import org.diffhep.events.TableSchema;
import org.diffhep.events.internal.BlockWriter;
import org.diffhep.events.internal.root.TreeBranches.Planned;
import org.diffhep.events.internal.root.TreeRecord.Clusters;

/**
 * Writes a table as a TTree of plain branches, as NanoAOD has them. Baskets of all branches end together, in clusters that
 * depend on the values alone: the same table gives the same file, in whatever blocks it comes. Memory holds a block, a cluster, and where each basket lies.
 */
final class TreeWriter extends BlockWriter {

    /** A cluster takes no more, unless one entry does. */
    private static final long CLUSTER_BYTES = 32L << 20;
    /** Nor does a basket take more than this. */
    private static final long BASKET_BYTES = 1L << 20;

    /** What ROOT's buffers hold, with room for a key and offsets. */
    private static final long MOST_IN_ENTRY = (1L << 30) - (1 << 16);

    private final Path target;
    private final String tree;
    private final List<Planned> planned;
    private final List<BranchWriter> branches;
    private final RootFileWriter file;
    private final List<Clusters> clusters = new ArrayList<>();
    private long entriesBefore;
    private int pending;

    private TreeWriter(Path target, TableSchema schema, List<Planned> planned) throws IOException {
        super(target, schema);
        this.target = target;
        this.tree = treeName(schema.table());
        this.planned = planned;
        this.branches = planned.stream().map(Planned::branch).toList();
        this.file = new RootFileWriter(path(), String.valueOf(target.getFileName()));
    }

    static EventTableWriter create(Path target, TableSchema schema) {
        List<Planned> planned = TreeBranches.plan(target, schema);
        try {
            return new TreeWriter(target, schema, planned);
        } catch (IOException e) {
            throw new UncheckedIOException(target + ": cannot be made: " + e, e);
        }
    }

    @Override
    protected void append(List<Column> columns, int count) throws IOException {
        List<Column> own = suiting(columns);
        int from = 0;
        while (from < count) {
            int to = fitting(own, from, count);
            if (to == from) {
                flush();
                continue;
            }
            for (int i = 0; i < own.size(); i++) {
                BranchWriter branch = branches.get(i);
                requirePossible(target, branch.name(), entries() + from, branch.bytes(own.get(i), from, from + 1));
                branch.append(own.get(i), from, to);
            }
            pending += to - from;
            from = to;
        }
    }

    /** The name of a tree in the top directory: that of the table without directories and cycle. */
    private static String treeName(String table) {
        String name = table.substring(table.lastIndexOf('/') + 1);
        int cycle = name.indexOf(';');
        String plain = cycle < 0 ? name : name.substring(0, cycle);
        return plain.isEmpty() ? "Events" : plain;
    }

    /** Only an entry that has a cluster of its own can be too large, so the first of a cluster tells. */
    static void requirePossible(Path file, String column, long entry, long bytes) {
        if (bytes > MOST_IN_ENTRY) {
            throw new IllegalArgumentException(file + ": column " + column + ": entry " + entry + " takes " + bytes
                    + " bytes; ROOT holds up to 1 GiB");
        }
    }

    /** The columns of the branches, counters included, after a look at whether they suit each other. */
    private List<Column> suiting(List<Column> columns) {
        Map<BranchWriter, Column> counted = new HashMap<>();
        for (Planned each : planned) {
            each.branch().counter().ifPresent(counter -> counted.put(counter, columns.get(each.column())));
            each.requireDimensions(target, columns);
        }
        List<Column> own = new ArrayList<>();
        for (Planned each : planned) {
            Column column = counted.get(each.branch());
            if (each.column() < 0 && column != null) {
                int[] counts = new int[column.entries()];
                Arrays.setAll(counts, e -> count(column, e));
                own.add(Column.flat(each.branch().name(), ColumnType.INT32, counts));
                continue;
            }
            Column counts = columns.get(each.column());
            for (int e = 0; column != null && e < counts.entries(); e++) {
                if (counts.getLong(e) != count(column, e)) {
                    throw new IllegalArgumentException(target + ": entry " + (entries() + e) + ": column "
                            + column.name() + " has " + count(column, e) + " values, where its counter "
                            + counts.name() + " says " + counts.getLong(e));
                }
            }
            own.add(counts);
        }
        return own;
    }

    private static int count(Column column, int entry) {
        return column.offsets(0)[entry + 1] - column.offsets(0)[entry];
    }

    /** The end of the entries from {@code from} on that the cluster has room for; an empty one has for an entry of any size. */
    private int fitting(List<Column> columns, int from, int count) {
        int fits = pending == 0 ? from + 1 : from;
        int tooMany = count + 1;
        while (tooMany - fits > 1) {
            int middle = (fits + tooMany) >>> 1;
            if (fits(columns, from, middle)) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits;
    }

    private boolean fits(List<Column> columns, int from, int to) {
        long all = 0;
        for (int i = 0; i < columns.size(); i++) {
            BranchWriter branch = branches.get(i);
            long bytes = branch.pendingBytes() + branch.bytes(columns.get(i), from, to);
            all += bytes;
            if (bytes > BASKET_BYTES || all > CLUSTER_BYTES) {
                return false;
            }
        }
        return true;
    }

    /** Ends the cluster. */
    private void flush() throws IOException {
        if (pending == 0) {
            return;
        }
        for (BranchWriter branch : branches) {
            branch.flush(file, tree);
        }
        entriesBefore += pending;
        Clusters last = clusters.isEmpty() ? null : clusters.get(clusters.size() - 1);
        if (last != null && last.size() == pending) {
            clusters.set(clusters.size() - 1, new Clusters(entriesBefore, pending));
        } else {
            clusters.add(new Clusters(entriesBefore, pending));
        }
        pending = 0;
    }

    @Override
    protected void complete() throws IOException {
        flush();
        file.object("TTree", tree, "", new TreeRecord(tree, branches).write(entries(), merged()));
        file.finish();
    }

    /** The last cluster counted with the run before it, if it has less entries than those. */
    private List<Clusters> merged() {
        int n = clusters.size();
        if (n < 2 || clusters.get(n - 1).size() > clusters.get(n - 2).size()) {
            return clusters;
        }
        Clusters before = clusters.get(n - 2);
        Clusters last = clusters.get(n - 1);
        if (last.end() - before.end() != last.size()) {
            return clusters; // several
        }
        List<Clusters> merged = new ArrayList<>(clusters.subList(0, n - 2));
        merged.add(new Clusters(last.end(), before.size()));
        return merged;
    }

    @Override
    protected void release() throws IOException {
        file.close();
    }
}
