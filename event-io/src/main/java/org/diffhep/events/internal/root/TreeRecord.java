package org.diffhep.events.internal.root;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.diffhep.events.ColumnType;

/** Streams a TTree (version 20) whose branches (TBranch 13, each with one leaf) have all their baskets in the file. */
final class TreeRecord extends ObjectWriter {

    private static final int TREE_VERSION = 20;
    private static final int BRANCH_VERSION = 13;
    /** ROOT's own first number of places for baskets. */
    private static final int FEWEST_PLACES = 10;

    private static final int DEFAULT_OFFSETS = 1000;
    private static final long NO_LIMIT = 1_000_000_000_000L;

    private final String name;
    private final List<BranchWriter> branches;
    private final Map<BranchWriter, Integer> leafTags = new HashMap<>();

    /** @param branches a counter is among them, before or after those it counts */
    TreeRecord(String name, List<BranchWriter> branches) {
        super(RootFileWriter.keyBytes("TTree", name, ""));
        this.name = name;
        this.branches = branches;
    }

    /**
     * The record.
     *
     * @param clusters runs of clusters of one number of entries; the last cluster of the last may have less
     */
    ByteWriter write(long entries, List<Clusters> clusters) {
        long total = branches.stream().mapToLong(BranchWriter::totalBytes).sum();
        long stored = branches.stream().mapToLong(BranchWriter::storedBytes).sum();
        List<Clusters> before = clusters.isEmpty() ? clusters : clusters.subList(0, clusters.size() - 1);
        return new ByteWriter().object(TREE_VERSION, w -> {
            w.named(name);
            lineFillMarker(w);
            w.i64(entries).i64(total).i64(stored);
            w.i64(0).i64(stored); // saved and flushed
            w.f64(1); // weight
            w.i32(0).i32(25).i32(0); // timer, scan field, update
            w.i32(DEFAULT_OFFSETS).i32(before.size());
            w.i64(NO_LIMIT).i64(NO_LIMIT).i64(0); // entries, of a loop, memory
            w.i64(-300_000_000); // when to save
            w.i64(clusters.isEmpty() ? -30_000_000 : clusters.get(clusters.size() - 1).size);
            w.i64(1_000_000); // estimate
            w.u8(before.isEmpty() ? 0 : 1);
            before.forEach(run -> w.i64(run.end - 1));
            w.u8(before.isEmpty() ? 0 : 1);
            before.forEach(run -> w.i64(run.size));
            ioFeatures(w);
            array(w, branches, (x, branch) -> pointer(x, "TBranch", y -> branch(y, branch)));
            array(w, branches, this::leaf);
            w.zeros(7 * 4); // no aliases, index (two arrays and an object), friends, user's objects, references
        });
    }

    /**
     * Successive clusters of one number of entries.
     *
     * @param end the entry after the last
     * @param size the entries of each
     */
    record Clusters(long end, long size) {}

    /** TAttLine, TAttFill and TAttMarker, as they are by default. */
    static void lineFillMarker(ByteWriter out) {
        out.object(2, w -> w.u16(602).u16(1).u16(1));
        fill(out);
        out.object(2, w -> w.u16(1).u16(1).f32(1));
    }

    private static void fill(ByteWriter out) {
        out.object(2, w -> w.u16(0).u16(1001));
    }

    /** A ROOT::TIOFeatures: a checksum of the class beside a version of 0, and no bits. */
    private static void ioFeatures(ByteWriter out) {
        out.object(0, w -> w.i32(0x1AA12F10).u8(0));
    }

    private void branch(ByteWriter out, BranchWriter branch) {
        out.object(BRANCH_VERSION, w -> {
            w.named(branch.name(), leafTitle(branch) + "/" + letter(branch));
            fill(w);
            int places = Math.max(FEWEST_PLACES, branch.baskets() + 1);
            // No compression, so that ROOT looks whether a basket is compressed: small ones may not be.
            w.i32(0)
                    .i32(branch.largest())
                    .i32(branch.kind() == BranchWriter.Kind.FIXED ? 0 : DEFAULT_OFFSETS)
                    .i32(branch.baskets())
                    .i64(branch.entries());
            ioFeatures(w);
            w.i32(0).i32(places).i32(0); // offset, places for baskets, split level
            w.i64(branch.entries()).i64(0).i64(branch.totalBytes()).i64(branch.storedBytes());
            array(w, List.of(), (x, none) -> {});
            array(w, List.of(branch), this::leaf);
            array(w, List.of(), (x, none) -> {});
            int free = places - branch.baskets();
            w.u8(1).bytes(branch.basketBytes()).zeros(free * Integer.BYTES);
            w.u8(1).bytes(branch.basketFirsts()).i64(branch.entries()).zeros((free - 1) * Long.BYTES);
            w.u8(1).bytes(branch.basketSeeks()).zeros(free * Long.BYTES);
            w.string("");
        });
    }

    private static String leafTitle(BranchWriter branch) {
        String count = branch.counter().map(c -> "[" + c.name() + "]").orElse("");
        return branch.name()
                + count
                + branch.dimensions().stream().map(n -> "[" + n + "]").collect(Collectors.joining());
    }

    /** A leaf where it is first pointed to, else its tag: that of a counter may come before its own branch's turn. */
    private void leaf(ByteWriter out, BranchWriter branch) {
        Integer written = leafTags.get(branch);
        if (written != null) {
            out.i32(written);
            return;
        }
        leafTags.put(branch, tag(out));
        ColumnType type = branch.type();
        boolean text = branch.kind() == BranchWriter.Kind.TEXT;
        int length = text ? (int) Math.min(branch.maximum() + 1, Integer.MAX_VALUE) : branch.length();
        pointer(
                out,
                "TLeaf" + Character.toUpperCase(letter(branch)),
                w -> w.object(1, x -> {
                    x.object(2, y -> {
                        y.named(branch.name(), leafTitle(branch));
                        y.i32(length).i32(type.bytes()).i32(0);
                        y.u8(branch.counts() ? 1 : 0).u8(Character.isLowerCase(letter(branch)) ? 1 : 0);
                        branch.counter().ifPresentOrElse(counter -> leaf(y, counter), () -> y.i32(0));
                    });
                    // The least and the greatest value; ROOT makes room for as many as a counter's greatest.
                    int bytes = text ? Integer.BYTES : type.bytes();
                    x.zeros(bytes);
                    for (int i = bytes - 1; i >= 0; i--) {
                        x.u8(branch.counts() || text ? (int) (branch.maximum() >> (8 * i)) : 0);
                    }
                }));
    }

    /** ROOT's letter for a type, as it stands in the titles of branches; small for unsigned integers. */
    private static char letter(BranchWriter branch) {
        return switch (branch.type()) {
            case FLOAT32 -> 'F';
            case FLOAT64 -> 'D';
            case INT8 -> 'B';
            case UINT8 -> 'b';
            case INT16 -> 'S';
            case UINT16 -> 's';
            case INT32 -> 'I';
            case UINT32 -> 'i';
            case INT64 -> 'L';
            case UINT64 -> 'l';
            case BOOL -> 'O';
            case CHAR -> 'C';
        };
    }
}
