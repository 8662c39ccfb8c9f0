package org.diffhep.events.internal.root;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.PrimitiveArrays;
import org.diffhep.events.internal.root.Branch.Basket;
import org.diffhep.events.internal.root.Branch.DiskBasket;
import org.diffhep.events.internal.root.Branch.EmbeddedBasket;

/** Turns baskets into columns. Made for one read and closed after it; not for several threads. */
final class BranchReader implements AutoCloseable {

    private final RootFile file;
    private final TreeSource tree;
    private final Decompressor decompressor = new Decompressor();

    BranchReader(RootFile file, TreeSource tree) {
        this.file = file;
        this.tree = tree;
    }

    /** Reads the entries {@code first} (inclusive) to {@code end} (exclusive), which lie within the tree. */
    Column read(Branch branch, long first, long end) {
        Place place = tree.place(branch.name());
        requireComplete(branch, place);
        Values values = new Values(branch, (int) (end - first));
        for (Basket basket : branch.baskets()) {
            if (basket.first() < end && basket.end() > first) {
                int from = (int) (Math.max(first, basket.first()) - basket.first());
                int to = (int) (Math.min(end, basket.end()) - basket.first());
                append(values, branch, basket, from, to, place);
            }
        }
        return values.toColumn();
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

    private void append(Values values, Branch branch, Basket basket, int from, int to, Place branchPlace) {
        Place place = branchPlace.in("entries " + basket.first() + " to " + basket.end());
        BasketContent content;
        if (basket instanceof DiskBasket onDisk) {
            place = new Place(place.file(), place.what(), onDisk.seek());
            byte[] record = file.read(onDisk.seek(), onDisk.bytes(), place);
            content = BasketContent.ofRecord(record, decompressor, place);
            file.countDecompressed(content.values().capacity()
                    + content.offsets().map(offsets -> 4L * offsets.capacity()).orElse(0L));
        } else {
            content = ((EmbeddedBasket) basket).content();
        }
        if (content.entries() != basket.end() - basket.first()) {
            throw place.failure(0, "this basket holds " + content.entries() + " entries");
        }
        int size = branch.type().bytes();
        int stored = content.values().capacity() / size;
        if (content.values().capacity() % size != 0) {
            throw place.failure(
                    0, content.values().capacity() + " bytes are no whole number of values of " + size + " bytes");
        }
        if (!branch.isJagged()) {
            if (stored != content.entries()) {
                throw place.failure(0, stored + " values stand for " + content.entries() + " entries");
            }
            values.append(content.values(), from, to);
            return;
        }
        int[] starts;
        if (content.offsets().isPresent()) {
            starts = storedStarts(content.offsets().get(), content, size, place);
        } else {
            starts = countedStarts(branch, basket, place);
        }
        if (starts[content.entries()] != stored) {
            throw place.failure(
                    0, stored + " values are stored where the counter expects " + starts[content.entries()]);
        }
        values.appendOffsets(starts, from, to);
        values.append(content.values(), starts[from], starts[to]);
    }

    /** Where the values of each entry begin, from the offsets in the basket: [entries + 1], ascending. */
    private static int[] storedStarts(IntBuffer offsets, BasketContent content, int size, Place place) {
        int n = content.entries();
        int end = content.values().capacity();
        int[] starts = new int[n + 1];
        int previous = 0;
        for (int e = 0; e < n; e++) {
            int start = (offsets.get(e) & content.offsetsMask()) - content.offsetsBase();
            if (start < previous || start > end || start % size != 0 || (e == 0 && start != 0)) {
                throw place.failure(
                        0, "the values of its entry " + e + " cannot begin at byte " + start + " of " + end);
            }
            starts[e] = start / size;
            previous = start;
        }
        starts[n] = end / size;
        return starts;
    }

    /** The same for a basket without offsets, from the counter. */
    private int[] countedStarts(Branch branch, Basket basket, Place place) {
        Branch counter = tree.counter(branch)
                .filter(c -> !c.type().isFloating())
                .orElseThrow(() -> place.failure(0, "it has no offsets, and no branch that counts its values"));
        Column counts = read(counter, basket.first(), basket.end());
        int[] starts = new int[counts.entries() + 1];
        for (int e = 0; e < counts.entries(); e++) {
            long next = starts[e] + counts.getLong(e);
            if (next < starts[e] || next > Integer.MAX_VALUE) {
                throw place.failure(0, "entry " + e + " cannot have " + counts.getLong(e) + " values");
            }
            starts[e + 1] = (int) next;
        }
        return starts;
    }

    @Override
    public void close() {
        decompressor.close();
    }

    /** A growing column. Room is taken as values come, not on the word of a file that may be damaged. */
    private final class Values {

        private static final int FIRST_ROOM = 1 << 16;

        private final Branch branch;
        private final int entries;
        private final ColumnType type;
        private Object array;
        private int size;
        private int[] offsets;
        private int entriesDone;

        Values(Branch branch, int entries) {
            this.branch = branch;
            this.entries = entries;
            this.type = branch.type();
            this.array = PrimitiveArrays.allocate(type, Math.min(entries, FIRST_ROOM));
            this.offsets = new int[branch.isJagged() ? Math.min(entries, FIRST_ROOM) + 1 : 1];
        }

        /** Appends the values {@code from} to {@code to} (exclusive) of a basket. */
        void append(ByteBuffer values, int from, int to) {
            int count = to - from;
            long needed = (long) size + count;
            int room = Array.getLength(array);
            if (needed > room) {
                array = PrimitiveArrays.copyOfRange(type, array, 0, grown(room, needed));
            }
            PrimitiveArrays.decode(type, values.slice(from * type.bytes(), count * type.bytes()), array, size);
            size += count;
        }

        void appendOffsets(int[] starts, int from, int to) {
            int needed = entriesDone + to - from + 1;
            if (needed > offsets.length) {
                offsets = Arrays.copyOf(offsets, (int) Math.min(entries + 1L, Math.max(needed, 2L * offsets.length)));
            }
            int shift = offsets[entriesDone] - starts[from];
            for (int e = from + 1; e <= to; e++) {
                offsets[++entriesDone] = starts[e] + shift;
            }
        }

        private int grown(int room, long needed) {
            if (needed > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException(tree + ": branch " + branch.name()
                        + " has more values than one array can hold; read fewer entries");
            }
            long most = branch.isJagged() ? Integer.MAX_VALUE - 8 : entries;
            return (int) Math.min(most, Math.max(needed, 2L * room));
        }

        Column toColumn() {
            Object values = Array.getLength(array) == size ? array : PrimitiveArrays.copyOfRange(type, array, 0, size);
            if (!branch.isJagged()) {
                return Column.flat(branch.name(), type, values);
            }
            return Column.jagged(
                    branch.name(),
                    type,
                    values,
                    offsets,
                    tree.collection(branch).orElseThrow());
        }
    }
}
