package org.diffhep.events.internal.root;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.FriendTable;
import org.diffhep.events.NanoNames;
import org.diffhep.events.UnknownColumnException;
import org.diffhep.events.UnsupportedColumn;
import org.diffhep.events.internal.root.Branch.Basket;
import org.jspecify.annotations.Nullable;

/** A TTree as a table. */
final class TreeSource implements EventTableSource {

    private final RootFile file;
    private final String name;
    private final long entries;
    private final Map<String, Branch> branches = new LinkedHashMap<>();
    private final List<UnsupportedColumn> unsupported;
    private final List<FriendTable> friends;
    private final boolean indexed;
    private final Map<String, Branch> counters = new HashMap<>();
    private final Map<String, String> collections = new HashMap<>();

    TreeSource(RootFile file, String name, Tree tree) {
        this.file = file;
        this.name = name;
        this.entries = tree.entries();
        this.unsupported = new ArrayList<>(tree.unsupported());
        this.friends = tree.friends();
        this.indexed = tree.indexed();
        for (Branch branch : tree.branches()) {
            if (branches.putIfAbsent(branch.name(), branch) != null) {
                unsupported.add(new UnsupportedColumn(branch.name(), "another branch has the same name"));
            }
        }
        Map<String, Branch> byLeaf = new HashMap<>();
        branches.values().forEach(branch -> byLeaf.putIfAbsent(branch.leaf(), branch));
        for (Branch branch : branches.values()) {
            branch.counter().map(byLeaf::get).filter(c -> !c.isJagged()).ifPresent(c -> counters.put(c.leaf(), c));
            if (branch.isCounted()) {
                collections.put(
                        branch.name(),
                        collection(branch.name(), branch.counter().orElseThrow()));
            }
        }
        Set<String> counted = Set.copyOf(collections.values());
        for (Branch branch : branches.values()) {
            if (branch.isJagged() && !branch.isCounted()) {
                String own = branch.name();
                collections.put(own, counted.contains(own) ? own + "[]" : own);
            }
        }
    }

    /**
     * The collection of a jagged branch. Mostly it is what the counter counts; but files written branch by branch (as
     * uproot can) give {@code Jet_pt} a counter {@code nJet_pt} of its own beside {@code nJet}.
     */
    private String collection(String branch, String counter) {
        if (counter.equals(NanoNames.counter(branch))) {
            Optional<String> byName = NanoNames.collection(branch, branches.keySet());
            if (byName.isPresent() && isCounter(branches.get(NanoNames.counter(byName.get())))) {
                return byName.get();
            }
        }
        // Of the members of a split collection: the name of the collection and an underscore.
        return counter.endsWith("_") && counter.length() > 1
                ? counter.substring(0, counter.length() - 1)
                : NanoNames.countedBy(counter);
    }

    private static boolean isCounter(@Nullable Branch branch) {
        return branch != null && !branch.isJagged() && !branch.type().isFloating();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long entries() {
        return entries;
    }

    @Override
    public List<ColumnInfo> columns() {
        return branches.values().stream()
                .map(branch -> new ColumnInfo(
                        branch.name(),
                        branch.type(),
                        collection(branch),
                        branch.depth(),
                        branch.content().dimensions()))
                .toList();
    }

    /** The collection of a branch; empty for a flat one. */
    Optional<String> collection(Branch branch) {
        return Optional.ofNullable(collections.get(branch.name()));
    }

    /** The branch that counts the values of a jagged branch, if the tree has it. */
    Optional<Branch> counter(Branch branch) {
        return branch.counter().map(counters::get);
    }

    @Override
    public List<UnsupportedColumn> unsupportedColumns() {
        return List.copyOf(unsupported);
    }

    @Override
    public List<FriendTable> friends() {
        return friends;
    }

    /** Whether ROOT finds its entries by an index if it is a friend. */
    boolean isIndexed() {
        return indexed;
    }

    @Override
    public EventTable read(Collection<String> columns, long first, long end) {
        if (first < 0 || end < first || end > entries || end - first >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(this + " has " + entries + " entries; cannot read " + first + " to "
                    + end + (end <= entries && first >= 0 && first <= end ? " at once" : ""));
        }
        List<Branch> wanted = new ArrayList<>();
        for (String column : new LinkedHashSet<>(columns)) {
            wanted.add(find(column));
        }
        Map<String, Column> read = new LinkedHashMap<>();
        Map<String, Column> leaders = new HashMap<>();
        Map<String, Column> vectors = new HashMap<>();
        try (BranchReader reader = new BranchReader(file, this)) {
            for (Branch branch : wanted) {
                String collection = branch.isCounted() ? collections.get(branch.name()) : null;
                Column leader = collection == null ? null : leaders.get(collection);
                Column column =
                        leader == null ? reader.read(branch, first, end) : reader.readLike(leader, branch, first, end);
                if (collection != null) {
                    leaders.putIfAbsent(collection, column);
                }
                boolean vector = column.depth() == 1 && !branch.isCounted();
                read.put(branch.name(), vector ? sharingOffsets(column, vectors) : column);
            }
        }
        for (Column column : read.values()) {
            for (String counter : counterNames(column)) {
                Column counts = read.get(counter);
                if (counts != null && !counts.isJagged()) {
                    requireCounts(column, counts, first);
                }
            }
        }
        return EventTable.of((int) (end - first), read.values());
    }

    /**
     * The column, with the offsets of the first of the same object where they are equal: the vectors {@code Jets.pt} and
     * {@code Jets.eta} mostly have one value for each jet. Nothing in the file says so, hence each stays a collection of its own.
     */
    private static Column sharingOffsets(Column column, Map<String, Column> firstOfObjects) {
        int dot = column.name().lastIndexOf('.');
        if (dot < 0) {
            return column;
        }
        Column first = firstOfObjects.putIfAbsent(column.name().substring(0, dot), column);
        if (first == null || !Arrays.equals(first.offsets(), column.offsets())) {
            return column;
        }
        return Column.jagged(
                column.name(),
                column.type(),
                column.array(),
                first.offsets(),
                column.collection().orElseThrow());
    }

    /** What may count the values of a column: its own counter and that of its collection. */
    private Set<String> counterNames(Column column) {
        Set<String> names = new HashSet<>();
        Branch branch = branches.get(column.name());
        if (branch != null && branch.isCounted()) {
            counter(branch).map(Branch::name).ifPresent(names::add);
            collection(branch).map(NanoNames::counter).ifPresent(names::add);
        }
        return names;
    }

    /** The branch of a column that can be read. */
    Branch find(String column) {
        Branch branch = branches.get(column);
        if (branch != null) {
            return branch;
        }
        for (UnsupportedColumn candidate : unsupported) {
            if (candidate.name().equals(column)) {
                throw UnknownColumnException.unsupported(toString(), "branch", candidate);
            }
        }
        throw UnknownColumnException.missing(toString(), "branch", column, branches.keySet());
    }

    private void requireCounts(Column column, Column counts, long first) {
        int e = firstMiscounted(column.offsets(), counts);
        if (e >= 0) {
            throw place(column.name())
                    .failure(
                            0,
                            "entry " + (first + e) + " has " + column.count(e) + " values, but its counter "
                                    + counts.name() + " says " + counts.getLong(e));
        }
    }

    private static int firstMiscounted(int[] offsets, Column counts) {
        int entries = counts.entries();
        if (counts.array() instanceof int[] numbers) {
            int wrong = 0;
            for (int e = 0; e < entries; e++) { // no branches, so that the compiler can take several at once
                wrong |= offsets[e + 1] - offsets[e] ^ numbers[e];
            }
            if (wrong == 0) {
                return -1;
            }
        }
        for (int e = 0; e < entries; e++) {
            if (offsets[e + 1] - offsets[e] != counts.getLong(e)) {
                return e;
            }
        }
        return -1;
    }

    RootFile file() {
        return file;
    }

    Place place(String branch) {
        return new Place(file.name(), "tree " + name + ", branch " + branch, 0);
    }

    @Override
    public List<Long> clusterStarts() {
        return starts(branches.values());
    }

    @Override
    public List<Long> clusterStarts(Collection<String> columns) {
        return starts(columns.stream().map(this::find).toList());
    }

    /** Where a basket of each branch starts. */
    private List<Long> starts(Collection<Branch> of) {
        Set<Long> common = null;
        for (Branch branch : of) {
            Set<Long> starts = new HashSet<>();
            for (Basket basket : branch.baskets()) {
                starts.add(basket.first());
            }
            if (common == null) {
                common = starts;
            } else {
                common.retainAll(starts);
            }
        }
        TreeSet<Long> sorted = new TreeSet<>(common == null ? Set.of() : common);
        sorted.removeIf(start -> start < 0 || start >= entries);
        if (entries > 0) {
            sorted.add(0L);
        }
        return List.copyOf(sorted);
    }

    /** As messages name it. */
    @Override
    public String toString() {
        return file.name() + ": tree " + name;
    }
}
