package org.diffhep.events.internal.root;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.diffhep.events.Column;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.internal.root.Branch.Basket;
import org.diffhep.events.internal.root.Branch.DiskBasket;
import org.diffhep.events.internal.root.Branch.EmbeddedBasket;
import org.diffhep.events.internal.root.Branch.Row;
import org.diffhep.events.internal.root.ColumnBuilder.Difference;
import org.diffhep.events.internal.root.Layout.Level;

/** Turns baskets into columns. Made for one read and closed after it; not for several threads. */
final class BranchReader implements AutoCloseable {

    private final RootFile file;
    private final TreeSource tree;
    private final Workspace workspace;
    private final Map<Range, Column> counts = new HashMap<>();

    BranchReader(RootFile file, TreeSource tree) {
        this.file = file;
        this.tree = tree;
        this.workspace = file.borrow();
    }

    /** Entries of a branch. */
    private record Range(String branch, long first, long end) {}

    /** Reads the entries {@code first} (inclusive) to {@code end} (exclusive), which lie within the tree. */
    Column read(Branch branch, long first, long end) {
        return read(branch, first, end, Optional.empty());
    }

    /**
     * The same for a counted branch, whose column takes the offsets of another of its collection once they are known to be
     * equal.
     */
    Column readLike(Column leader, Branch branch, long first, long end) {
        return read(branch, first, end, Optional.of(leader));
    }

    private Column read(Branch branch, long first, long end, Optional<Column> leader) {
        Place place = tree.place(branch.name());
        requireComplete(branch, place);
        ColumnBuilder column = builder(branch, (int) (end - first), leader.map(Column::offsets));
        for (Basket basket : branch.baskets()) {
            if (basket.first() < end && basket.end() > first) {
                int from = (int) (Math.max(first, basket.first()) - basket.first());
                int to = (int) (Math.min(end, basket.end()) - basket.first());
                append(column, branch, basket, from, to, place);
                if (leader.isPresent() && column.difference().isPresent()) {
                    throw differs(column.difference().get(), leader.get(), first, place);
                }
            }
        }
        return column.toColumn(branch.name(), tree.collection(branch).orElse(branch.name()));
    }

    private ColumnBuilder builder(Branch branch, int entries, Optional<int[]> offsets) {
        return new ColumnBuilder(
                branch.content().encoding(), tree + ": branch " + branch.name(), branch.depth(), entries, offsets);
    }

    private static MalformedFileException differs(Difference there, Column leader, long first, Place place) {
        return place.failure(
                0,
                "entry " + (first + there.entry()) + " has " + there.count() + " values, and "
                        + leader.count(there.entry()) + " in " + leader.name() + " of the same collection");
    }

    private void requireComplete(Branch branch, Place place) {
        long covered = 0;
        for (Basket basket : branch.baskets()) {
            if (basket.first() != covered || basket.end() < covered) {
                throw place.failure(
                        0,
                        "a basket of the entries " + basket.first() + " to " + basket.end() + " follows entry "
                                + covered);
            }
            covered = basket.end();
        }
        if (covered != tree.entries() || branch.entries() != tree.entries()) {
            throw place.failure(
                    0,
                    "it has " + branch.entries() + " entries, its baskets " + covered + ", the tree " + tree.entries());
        }
    }

    private void append(ColumnBuilder column, Branch branch, Basket basket, int from, int to, Place branchPlace) {
        Place place = branchPlace.in("entries " + basket.first() + " to " + basket.end());
        BasketContent content;
        if (basket instanceof DiskBasket onDisk) {
            place = new Place(place.file(), place.what(), onDisk.seek());
            Cursor record = file.read(onDisk.seek(), onDisk.bytes(), workspace, place);
            content = BasketContent.ofRecord(record, workspace.decompressor());
            file.countDecompressed(content.values().capacity()
                    + content.offsets().map(offsets -> 4L * offsets.capacity()).orElse(0L));
        } else {
            content = ((EmbeddedBasket) basket).content();
        }
        if (content.entries() != basket.end() - basket.first()) {
            throw place.failure(0, "this basket holds " + content.entries() + " entries");
        }
        if (branch.content().row().isPresent()) {
            content = content.withValues(ofRows(content, branch.content().row().get(), place));
        }
        if (branch.content().isValuesOnly()) {
            appendValues(column, branch, basket, content, from, to, place);
        } else {
            appendParsed(column, branch, basket, content, from, to, place);
        }
    }

    /** The bytes of one leaf out of entries that hold several. */
    private static ByteBuffer ofRows(BasketContent content, Row row, Place place) {
        int stored = content.values().capacity();
        if (stored != (long) content.entries() * row.stride()) {
            throw place.failure(
                    0, stored + " bytes stand for " + content.entries() + " entries of " + row.stride() + " bytes");
        }
        ByteBuffer values = ByteBuffer.allocate(content.entries() * row.length());
        for (int e = 0; e < content.entries(); e++) {
            values.put(content.values().slice(e * row.stride() + row.offset(), row.length()));
        }
        return values.flip().slice();
    }

    /** Entries that are values and nothing else. */
    private void appendValues(
            ColumnBuilder column, Branch branch, Basket basket, BasketContent content, int from, int to, Place place) {
        int size = branch.content().encoding().bytes();
        int stored = content.values().capacity() / size;
        if (content.values().capacity() % size != 0) {
            throw place.failure(
                    0, content.values().capacity() + " bytes are no whole number of values of " + size + " bytes");
        }
        if (!branch.isJagged()) {
            if (stored != content.entries()) {
                throw place.failure(0, stored + " values stand for " + content.entries() + " entries");
            }
            column.append(content.values(), from * size, to - from);
            return;
        }
        int[] starts;
        Level level = branch.layout().levels().get(0);
        if (level.kind() == Layout.Kind.FIXED) {
            if (stored != (long) content.entries() * level.length()) {
                throw place.failure(
                        0, stored + " values stand for " + content.entries() + " arrays of " + level.length());
            }
            starts = new int[content.entries() + 1];
            Arrays.setAll(starts, e -> e * level.length());
        } else if (content.offsets().isPresent()) {
            int[] offsets = workspace.offsets(content.offsets().get(), content.entries());
            boolean whole = from == 0 && to == content.entries() && content.offsetsMask() == BasketContent.ALL_BITS;
            if (whole && column.endListsAsFollowed(offsets, to, content.offsetsBase(), size, stored * size)) {
                column.append(content.values(), 0, stored);
                return;
            }
            starts = storedStarts(offsets, content, size, place);
        } else {
            starts = countedStarts(branch, basket, 1, place);
        }
        if (starts[content.entries()] != stored) {
            throw place.failure(
                    0, stored + " values are stored where the counter expects " + starts[content.entries()]);
        }
        column.append(content.values(), starts[from] * size, starts[to] - starts[from]);
        column.endLists(starts, from, to);
    }

    /** Entries with counts, lengths or headers among the values. */
    private void appendParsed(
            ColumnBuilder column, Branch branch, Basket basket, BasketContent content, int from, int to, Place place) {
        Encoding encoding = branch.content().encoding();
        EntryParser parser = new EntryParser(branch.layout(), encoding, content.values(), place);
        int stored = content.values().capacity();
        if (content.offsets().isEmpty() && !branch.layout().needsOffsets()) {
            ColumnBuilder skipped = builder(branch, from, Optional.empty());
            int at = 0;
            for (int e = 0; e < to; e++) {
                at = parser.entry(at, e < from ? skipped : column);
            }
            return;
        }
        int[] starts;
        if (content.offsets().isPresent()) {
            int[] offsets = workspace.offsets(content.offsets().get(), content.entries());
            starts = storedStarts(offsets, content, 1, place);
        } else {
            starts = countedStarts(branch, basket, elementBytes(branch, place), place);
            if (starts[content.entries()] != stored) {
                throw place.failure(
                        0, stored + " bytes are stored where the counter expects " + starts[content.entries()]);
            }
        }
        for (int e = from; e < to; e++) {
            parser.entry(starts[e], starts[e + 1], column);
        }
    }

    /** The bytes of each element that a counter counts: an array of fixed length. */
    private static int elementBytes(Branch branch, Place place) {
        long bytes = branch.content().encoding().bytes();
        for (Level level : branch.layout().levels().subList(1, branch.depth())) {
            if (level.kind() != Layout.Kind.FIXED) {
                throw place.failure(0, "it has no offsets, without which its entries cannot be told apart");
            }
            bytes *= level.length();
        }
        return Math.toIntExact(bytes);
    }

    /** Where the elements of {@code size} bytes of each entry begin, from the offsets in the basket: [entries + 1], ascending. */
    private static int[] storedStarts(int[] offsets, BasketContent content, int size, Place place) {
        int n = content.entries();
        int end = content.values().capacity();
        int mask = content.offsetsMask();
        int base = content.offsetsBase();
        int[] starts = new int[n + 1];
        for (int e = 0; e < n; e++) {
            starts[e] = (offsets[e] & mask) - base;
        }
        starts[n] = end;
        int wrong = starts[0];
        for (int e = 0; e < n; e++) { // no branches, so that the compiler can take several at once
            wrong |= (starts[e] | starts[e + 1] - starts[e]) & Integer.MIN_VALUE;
        }
        boolean powerOfTwo = Integer.bitCount(size) == 1;
        if (powerOfTwo) {
            for (int e = 0; e < n; e++) {
                wrong |= starts[e] & size - 1;
            }
        }
        if (wrong != 0 || !powerOfTwo) {
            requireStarts(starts, size, place);
        }
        if (powerOfTwo) {
            int bits = Integer.numberOfTrailingZeros(size);
            for (int e = 0; e <= n; e++) {
                starts[e] >>= bits;
            }
        } else {
            for (int e = 0; e <= n; e++) {
                starts[e] /= size;
            }
        }
        return starts;
    }

    /** The same one by one, to name the first that is wrong. */
    private static void requireStarts(int[] starts, int size, Place place) {
        int end = starts[starts.length - 1];
        int previous = 0;
        for (int e = 0; e + 1 < starts.length; e++) {
            int start = starts[e];
            if (start < previous || start > end || start % size != 0 || (e == 0 && start != 0)) {
                throw place.failure(
                        0, "the values of its entry " + e + " cannot begin at byte " + start + " of " + end);
            }
            previous = start;
        }
    }

    /** The same for a basket without offsets, from the counter; each element counts {@code unit}. */
    private int[] countedStarts(Branch branch, Basket basket, int unit, Place place) {
        Branch counter = tree.counter(branch)
                .filter(c -> !c.type().isFloating())
                .orElseThrow(() -> place.failure(0, "it has no offsets, and no branch that counts its values"));
        Column counted = counts.computeIfAbsent(
                new Range(counter.name(), basket.first(), basket.end()), range -> readCounts(counter, range));
        int[] starts = new int[counted.entries() + 1];
        for (int e = 0; e < counted.entries(); e++) {
            long count = counted.getLong(e);
            if (count < 0 || count > (Integer.MAX_VALUE - starts[e]) / unit) {
                throw place.failure(0, "entry " + e + " cannot have " + count + " values");
            }
            starts[e + 1] = starts[e] + (int) count * unit;
        }
        return starts;
    }

    /** With another workspace: in this one lies the basket that is to be counted. */
    private Column readCounts(Branch counter, Range range) {
        try (BranchReader reader = new BranchReader(file, tree)) {
            return reader.read(counter, range.first(), range.end());
        }
    }

    @Override
    public void close() {
        file.giveBack(workspace);
    }
}
