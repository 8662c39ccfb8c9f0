package org.diffhep.events.internal.root;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnType;
import org.diffhep.events.internal.root.RootFileWriter.Stored;

/**
 * A branch with one leaf, on its way to the file: the values of the entries since the last basket, and where the baskets lie.
 */
final class BranchWriter {

    /** What each entry holds. */
    enum Kind {
        /** One value, or an array of a fixed number of them. */
        FIXED,
        /** Any number of such, as the counter says. */
        COUNTED,
        /** A string. */
        TEXT
    }

    private static final int TYPICAL_BASKET = 32_000;
    private static final int DEFAULT_OFFSETS = 1000;
    private static final int MOST_TEXT_HEADER = 5;

    private final String name;
    private final ColumnType type;
    private final Kind kind;
    private final List<Integer> dimensions;
    private final int length;
    private final Optional<BranchWriter> counter;
    private boolean counts;

    private final ByteWriter values = new ByteWriter();
    private final ByteWriter starts = new ByteWriter();
    private int pending;
    private long pendingBytes;
    private long entries;
    private long maximum;

    private final ByteWriter basketBytes = new ByteWriter();
    private final ByteWriter basketFirsts = new ByteWriter();
    private final ByteWriter basketSeeks = new ByteWriter();
    private int baskets;
    private int largest = TYPICAL_BASKET;
    private long totalBytes;
    private long storedBytes;

    /**
     * @param dimensions of the array that each value is; empty if it is a number
     * @param counter of a branch that is {@link Kind#COUNTED}
     */
    BranchWriter(String name, ColumnType type, Kind kind, List<Integer> dimensions, Optional<BranchWriter> counter) {
        this.name = name;
        this.type = type;
        this.kind = kind;
        this.dimensions = dimensions;
        this.length = dimensions.stream().reduce(1, Math::multiplyExact);
        this.counter = counter;
        counter.ifPresent(c -> c.counts = true);
    }

    String name() {
        return name;
    }

    ColumnType type() {
        return type;
    }

    Kind kind() {
        return kind;
    }

    List<Integer> dimensions() {
        return dimensions;
    }

    /** The number of values in a {@link Kind#FIXED} entry, or of each that is counted. */
    int length() {
        return length;
    }

    Optional<BranchWriter> counter() {
        return counter;
    }

    /** Whether it counts others. */
    boolean counts() {
        return counts;
    }

    /** The greatest count, or the bytes of the longest string. */
    long maximum() {
        return maximum;
    }

    /** The entries in baskets. */
    long entries() {
        return entries;
    }

    int baskets() {
        return baskets;
    }

    /** The bytes of the largest basket. */
    int largest() {
        return largest;
    }

    /** The bytes of all baskets, uncompressed, with their keys. */
    long totalBytes() {
        return totalBytes;
    }

    /** The bytes of all baskets in the file. */
    long storedBytes() {
        return storedBytes;
    }

    /** Of each basket, its bytes (int32). */
    ByteWriter basketBytes() {
        return basketBytes;
    }

    /** Of each basket, its first entry (int64). */
    ByteWriter basketFirsts() {
        return basketFirsts;
    }

    /** Of each basket, where it begins (int64). */
    ByteWriter basketSeeks() {
        return basketSeeks;
    }

    /** What some entries take in a basket, at most: that of more entries is the sum. */
    long bytes(Column column, int from, int to) {
        long own = kind == Kind.FIXED ? 0 : Integer.BYTES;
        long perEntry = own + (kind == Kind.TEXT ? MOST_TEXT_HEADER : 0);
        long number = column.isJagged() ? column.offsets()[to] - column.offsets()[from] : to - from;
        return number * type.bytes() + perEntry * (to - from);
    }

    /** The same of the entries since the last basket. */
    long pendingBytes() {
        return pendingBytes;
    }

    /** Appends entries to the next basket. */
    void append(Column column, int from, int to) {
        switch (kind) {
            case FIXED -> values.values(type, column.array(), length * from, length * to);
            case COUNTED -> {
                int[] offsets = column.offsets();
                int[] places = new int[to - from];
                int shift = values.size() / type.bytes() - offsets[from];
                for (int e = from; e < to; e++) {
                    places[e - from] = Math.multiplyExact(offsets[e] + shift, type.bytes());
                }
                starts.values(ColumnType.INT32, places, 0, places.length);
                values.values(type, column.array(), offsets[from], offsets[to]);
            }
            case TEXT -> {
                int[] offsets = column.offsets();
                for (int e = from; e < to; e++) {
                    int n = offsets[e + 1] - offsets[e];
                    starts.i32(values.size());
                    values.stringLength(n).values(type, column.array(), offsets[e], offsets[e + 1]);
                    maximum = Math.max(maximum, n);
                }
            }
        }
        for (int e = from; counts && e < to; e++) {
            maximum = Math.max(maximum, column.getLong(e));
        }
        pending += to - from;
        pendingBytes += bytes(column, from, to);
    }

    /** Writes the basket of the entries since the last. */
    void flush(RootFileWriter file, String tree) throws IOException {
        int keyBytes = RootFileWriter.keyBytes("TBasket", name, tree) + 2 + 4 * Integer.BYTES + 1;
        int last = keyBytes + values.size();
        int room = kind == Kind.FIXED ? length * type.bytes() : Math.max(DEFAULT_OFFSETS, pending + 1);
        ByteWriter extra = new ByteWriter()
                .u16(3) // the version of TBasket
                .i32(Math.max(TYPICAL_BASKET, last))
                .i32(room)
                .i32(pending)
                .i32(last)
                .u8(0); // nothing else follows
        if (kind != Kind.FIXED) {
            values.i32(pending + 1).shifted(starts, keyBytes).i32(0);
        }
        Stored stored = file.basket(name, tree, extra, values);
        largest = Math.max(largest, stored.keyBytes() + stored.objectBytes());
        totalBytes += stored.keyBytes() + stored.objectBytes();
        storedBytes += stored.bytes();
        basketBytes.i32(stored.bytes());
        basketFirsts.i64(entries);
        basketSeeks.i64(stored.seek());
        baskets++;
        entries += pending;
        pending = 0;
        pendingBytes = 0;
        values.clear();
        starts.clear();
    }
}
