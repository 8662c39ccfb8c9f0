package org.diffhep.events.internal.root;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diffhep.events.ColumnType;
import org.diffhep.events.UnsupportedColumn;
import org.diffhep.events.internal.root.Branch.Basket;
import org.diffhep.events.internal.root.Branch.DiskBasket;
import org.diffhep.events.internal.root.Branch.EmbeddedBasket;
import org.diffhep.events.internal.root.Cursor.Header;
import org.diffhep.events.internal.root.Cursor.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the record of a TTree. The layouts of TTree 16 to 20 and TBranch 10 to 13 are built in, so the file's own
 * description of its classes is not needed.
 */
final class TreeParser {

    private static final int OLDEST_TREE = 16;
    private static final int NEWEST_TREE = 20;
    private static final int OLDEST_BRANCH = 10;
    private static final int NEWEST_BRANCH = 13;
    private static final int DEEPEST_NESTING = 50;

    private final int origin;
    private final List<Branch> branches = new ArrayList<>();
    private final List<UnsupportedColumn> unsupported = new ArrayList<>();

    private TreeParser(int origin) {
        this.origin = origin;
    }

    /**
     * @param in the decompressed record
     * @param origin the length of the record's key
     */
    static Tree parse(Cursor in, int origin) {
        Header header = in.header("TTree");
        int version = header.version();
        if (version < OLDEST_TREE || version > NEWEST_TREE) {
            throw in.failure("version " + version + " of TTree is not supported (" + OLDEST_TREE + " to " + NEWEST_TREE
                    + " are)");
        }
        in.named();
        in.skipObject("TAttLine");
        in.skipObject("TAttFill");
        in.skipObject("TAttMarker");
        long entries = in.i64();
        if (entries < 0) {
            throw in.failure("a tree cannot have " + entries + " entries");
        }
        in.skip(3 * 8); // bytes: total, compressed, saved
        in.skip(version >= 18 ? 8 : 0); // bytes flushed
        in.skip(8 + 3 * 4); // weight; timer, scan field, update
        in.skip(version >= 17 ? 4 : 0); // default length of offsets
        int clusterRanges = version >= 19 ? in.i32() : 0;
        in.skip(4 * 8); // limits of entries, loop and memory; auto-save
        in.skip(version >= 18 ? 8 : 0); // auto-flush
        in.skip(8); // estimate
        if (version >= 19) {
            skipCountedArray(in, clusterRanges);
            skipCountedArray(in, clusterRanges);
        }
        if (version >= 20) {
            in.skipObject("TIOFeatures");
        }
        TreeParser parser = new TreeParser(origin);
        parser.branches(in, 0);
        return new Tree(entries, List.copyOf(parser.branches), List.copyOf(parser.unsupported));
    }

    private static void skipCountedArray(Cursor in, int n) {
        if (in.u8() != 0) {
            in.i64s(n, "cluster ranges");
        }
    }

    /** What is done with one element of an array of objects. */
    private interface Element {
        void read(Pointer pointer);
    }

    /** Reads a TObjArray: {@code element} gets each pointer that is not null; the array's end is where reading goes on. */
    private void array(Cursor in, String what, Element element) {
        Header header = in.header(what);
        if (header.version() > 2) {
            in.skipTObject();
        }
        if (header.version() > 1) {
            in.string();
        }
        int n = in.count(4, what);
        in.skip(4); // lower bound
        for (int i = 0; i < n; i++) {
            Pointer pointer = in.pointer(origin);
            if (!pointer.isNull()) {
                element.read(pointer);
            }
            in.seek(pointer.end());
        }
        in.seek(header.end());
    }

    private void branches(Cursor in, int depth) {
        if (depth > DEEPEST_NESTING) {
            throw in.failure("branches are nested more than " + DEEPEST_NESTING + " deep");
        }
        array(in, "branches", pointer -> {
            if (!pointer.isReference()) {
                branch(in.part(pointer.start(), pointer.end(), "branches"), pointer.className(), depth);
            }
        });
    }

    private void branch(Cursor array, String className, int depth) {
        Cursor in = array;
        switch (className) {
            case "TBranch" -> {}
            case "TBranchElement", "TBranchObject", "TBranchSTL", "TBranchRef" -> in.header(className);
            default -> {
                unsupported.add(new UnsupportedColumn("(" + className + ")", "it is a " + className));
                return;
            }
        }
        Header header = in.header("TBranch");
        String name = in.named()[0];
        if (header.version() < OLDEST_BRANCH || header.version() > NEWEST_BRANCH) {
            unsupported.add(
                    new UnsupportedColumn(name, "version " + header.version() + " of TBranch is not supported"));
            return;
        }
        simpleBranch(in.part(in.position(), header.end(), "branch " + name), className, header.version(), name, depth);
    }

    private void simpleBranch(Cursor in, String className, int version, String name, int depth) {
        in.skipObject("TAttFill");
        in.skip(3 * 4); // compression, size of baskets, length of offsets
        int written = in.i32();
        in.skip(8); // number of the next entry
        if (version >= 13) {
            in.skipObject("TIOFeatures");
        }
        in.skip(4); // offset
        int maxBaskets = in.i32();
        in.skip(4); // split level
        long entries = in.i64();
        in.skip(version >= 11 ? 8 : 0); // first entry
        in.skip(2 * 8); // bytes, total and compressed
        int position = branches.size() + unsupported.size();
        branches(in, depth + 1);
        boolean hasChildren = branches.size() + unsupported.size() > position;
        List<Leaf> leaves = new ArrayList<>();
        array(in, "leaves", pointer -> leaves.add(leaf(in, pointer)));
        List<Pointer> baskets = new ArrayList<>();
        array(in, "baskets", baskets::add);
        // Flags before the arrays say whether they are there; a branch without baskets has none.
        int[] bytes = in.u8() != 0 ? in.i32s(maxBaskets, "baskets") : new int[0];
        long[] firsts = in.u8() != 0 ? in.i64s(maxBaskets, "baskets") : new long[0];
        long[] seeks = in.u8() != 0 ? in.i64s(maxBaskets, "baskets") : new long[0];
        if (seeks.length != firsts.length || seeks.length != bytes.length || written < 0 || written > seeks.length) {
            throw in.failure(written + " baskets do not fit tables of " + bytes.length + ", " + firsts.length + " and "
                    + seeks.length);
        }

        String reason = reasonAgainst(className, leaves, hasChildren);
        if (reason != null) {
            unsupported.add(new UnsupportedColumn(name, reason));
            return;
        }
        Leaf leaf = leaves.get(0);
        List<Basket> all = new ArrayList<>();
        int i = 0;
        for (; i < written && seeks[i] != 0; i++) {
            long end = i + 1 < firsts.length ? firsts[i + 1] : entries;
            all.add(new DiskBasket(firsts[i], end, seeks[i], bytes[i]));
        }
        long covered = i == 0 ? 0 : all.get(i - 1).end();
        if (covered < entries) {
            for (Pointer pointer : baskets) {
                covered = embedded(in, pointer, covered, all);
            }
        }
        branches.add(new Branch(name, leaf.name, leaf.type(), leaf.counter, entries, List.copyOf(all)));
    }

    private static long embedded(Cursor in, Pointer pointer, long first, List<Basket> all) {
        if (!pointer.className().equals("TBasket")) {
            throw in.failure("a basket is expected, not an object of class " + pointer.className());
        }
        BasketContent content =
                BasketContent.ofEmbedded(in.part(pointer.start(), pointer.end(), "embedded basket " + all.size()));
        long end = first + content.entries();
        all.add(new EmbeddedBasket(first, end, content));
        return end;
    }

    /** Why a branch cannot be read, or null. */
    private static @Nullable String reasonAgainst(String className, List<Leaf> leaves, boolean hasChildren) {
        if (!className.equals("TBranch")) {
            return "it is a " + className + " (an object or a std::vector)";
        }
        if (leaves.isEmpty()) {
            return hasChildren ? "it only groups other branches" : "it has no leaf";
        }
        if (leaves.size() > 1) {
            return "it has " + leaves.size() + " leaves";
        }
        Leaf leaf = leaves.get(0);
        if (leaf.type == null) {
            return "its leaf is a " + leaf.className;
        }
        if (leaf.length != 1) {
            return "it has arrays of the fixed length " + leaf.length;
        }
        return null;
    }

    /**
     * A leaf.
     *
     * @param className its class
     * @param name its name
     * @param type the type of its values; null if its class is not supported
     * @param length the number of values per element
     * @param counter the name of the leaf that counts its values
     */
    private record Leaf(
            String className, String name, @Nullable ColumnType type, int length, Optional<String> counter) {

        @Override
        public ColumnType type() {
            if (type == null) {
                throw new IllegalStateException("a branch with a " + className + " is not supported");
            }
            return type;
        }
    }

    private Leaf leaf(Cursor array, Pointer pointer) {
        Pointer target = pointer;
        Cursor in = array;
        if (pointer.isReference()) {
            in = referenced(array, pointer);
            target = in.pointer(origin);
        }
        String className = target.className();
        if (!className.startsWith("TLeaf")) {
            throw in.failure("a leaf is expected, not an object of class " + className);
        }
        in = in.part(target.start(), target.end(), "leaf");
        in.header(className);
        in.header("TLeaf");
        String name = in.named()[0];
        int length = in.i32();
        int bytes = in.i32();
        in.skip(4 + 1); // offset; whether the range is stored
        boolean unsigned = in.u8() != 0;
        Pointer counter = in.pointer(origin);
        ColumnType type = type(className, unsigned);
        if (type != null && type.bytes() != bytes) {
            throw in.failure("values of leaf " + name + " (" + className + ") cannot take " + bytes + " bytes");
        }
        return new Leaf(
                className,
                name,
                type,
                length,
                counter.isNull() ? Optional.empty() : Optional.of(leafName(in, counter)));
    }

    /** The name of the leaf that a pointer leads to. */
    private String leafName(Cursor from, Pointer pointer) {
        Cursor in = from;
        Pointer target = pointer;
        if (pointer.isReference()) {
            in = referenced(from, pointer);
            target = in.pointer(origin);
        }
        in = in.part(target.start(), target.end(), "counter");
        in.header("counter");
        in.header("TLeaf");
        return in.named()[0];
    }

    /** Stands at the pointer with which an object was streamed, somewhere before. */
    private static Cursor referenced(Cursor from, Pointer reference) {
        return new Cursor(from.bytes(), reference.start(), from.bytes().length, from.place());
    }

    private static @Nullable ColumnType type(String leafClass, boolean unsigned) {
        return switch (leafClass) {
            case "TLeafF" -> ColumnType.FLOAT32;
            case "TLeafD" -> ColumnType.FLOAT64;
            case "TLeafB" -> unsigned ? ColumnType.UINT8 : ColumnType.INT8;
            case "TLeafS" -> unsigned ? ColumnType.UINT16 : ColumnType.INT16;
            case "TLeafI" -> unsigned ? ColumnType.UINT32 : ColumnType.INT32;
            case "TLeafL" -> unsigned ? ColumnType.UINT64 : ColumnType.INT64;
            case "TLeafO" -> ColumnType.BOOL;
            default -> null;
        };
    }
}
