package org.diffhep.events.internal.root;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.diffhep.events.FriendTable;
import org.diffhep.events.UnsupportedColumn;
import org.diffhep.events.internal.root.Branch.Basket;
import org.diffhep.events.internal.root.Branch.Content;
import org.diffhep.events.internal.root.Branch.DiskBasket;
import org.diffhep.events.internal.root.Branch.EmbeddedBasket;
import org.diffhep.events.internal.root.BranchContents.Element;
import org.diffhep.events.internal.root.BranchContents.UnsupportedException;
import org.diffhep.events.internal.root.Cursor.Header;
import org.diffhep.events.internal.root.Cursor.Pointer;

/**
 * Reads the record of a TTree. The layouts of TTree 16 to 20, TBranch 6 to 13 and TBranchElement 8 to 10 are built in, so
 * the file's own description of its classes is needed only for what those do not tell: the types of members, and the trees of
 * ROOT before 5 and of Geant4.
 */
final class TreeParser {

    private static final int OLDEST_TREE = 16;
    private static final int NEWEST_TREE = 20;
    /** Older ones were written by code that no description tells of. */
    private static final int OLDEST_DESCRIBED_TREE = 5;

    private static final int OLDEST_BRANCH = 6;
    /** From this version on, numbers of entries have 64 bits, not a double. */
    private static final int WIDE_BRANCH = 10;

    private static final int NEWEST_BRANCH = 13;
    private static final int OLDEST_ELEMENT = 8;
    private static final int NEWEST_ELEMENT = 10;
    private static final int DEEPEST_NESTING = 50;

    private final int origin;
    private final BranchContents contents;
    private final List<Branch> branches = new ArrayList<>();
    private final List<UnsupportedColumn> unsupported = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private TreeParser(int origin, BranchContents contents) {
        this.origin = origin;
        this.contents = contents;
    }

    /**
     * @param in the decompressed record
     * @param origin the length of the record's key
     * @param classes the classes that the file describes; asked only if a branch needs it
     */
    static Tree parse(Cursor in, int origin, Supplier<ClassDescriptions> classes) {
        int version = in.header("TTree").version();
        boolean isBuiltIn = version >= OLDEST_TREE && version <= NEWEST_TREE;
        long entries;
        if (isBuiltIn) {
            entries = builtIn(in, version);
        } else {
            Optional<List<ClassDescriptions.Member>> members = version < OLDEST_DESCRIBED_TREE
                    ? Optional.empty()
                    : classes.get().members("TTree", version);
            if (members.isEmpty()) {
                throw in.failure("version " + version + " of TTree is not supported (" + OLDEST_TREE + " to "
                        + NEWEST_TREE + " are, and what the file describes from " + OLDEST_DESCRIBED_TREE + " on)");
            }
            entries = DescribedMembers.read(in, members.get(), "fBranches").number("fEntries");
        }
        if (entries < 0) {
            throw in.failure("a tree cannot have " + entries + " entries");
        }
        TreeParser parser = new TreeParser(origin, new BranchContents(classes));
        parser.branches(in, "", 0);
        // Of older trees what follows is not known without their description; it is not needed to read them.
        Relations relations = isBuiltIn ? relations(in, origin) : new Relations(List.of(), false);
        return new Tree(
                entries,
                List.copyOf(parser.branches),
                List.copyOf(parser.unsupported),
                relations.friends,
                relations.indexed);
    }

    /** What follows the branches: friends, and whether there is an index. */
    private record Relations(List<FriendTable> friends, boolean indexed) {}

    private static Relations relations(Cursor in, int origin) {
        in.objects("leaves", origin, leaf -> {});
        in.seek(in.pointer(origin).end()); // aliases
        in.f64s("values of an index");
        in.i32s(in.i32(), "entries of an index");
        Pointer index = in.pointer(origin);
        in.seek(index.end());
        return new Relations(friends(in, origin), !index.isNull());
    }

    /** Reads the list of friends: TFriendElement 2 is a TNamed, of alias and file, with the name of the tree. */
    private static List<FriendTable> friends(Cursor in, int origin) {
        List<FriendTable> friends = new ArrayList<>();
        Pointer list = in.pointer(origin);
        if (list.className().equals("TList")) {
            Cursor elements = in.part(list.start(), list.end(), "friends");
            elements.list("friends", origin, pointer -> {
                if (pointer.className().equals("TFriendElement")) {
                    Cursor friend = elements.part(pointer.start(), pointer.end(), "friend " + friends.size());
                    friend.header("TFriendElement");
                    String[] names = friend.named();
                    friends.add(new FriendTable(names[0], names[1], friend.string()));
                }
            });
        }
        return List.copyOf(friends);
    }

    /** The number of entries; {@code in} then stands at the branches. */
    private static long builtIn(Cursor in, int version) {
        in.named();
        in.skipObject("TAttLine");
        in.skipObject("TAttFill");
        in.skipObject("TAttMarker");
        long entries = in.i64();
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
        return entries;
    }

    private static void skipCountedArray(Cursor in, int n) {
        if (in.u8() != 0) {
            in.i64s(n, "cluster ranges");
        }
    }

    /** Reads an array of branches; {@code path} is that of the branch it belongs to, with a slash, or empty. */
    private void branches(Cursor in, String path, int depth) {
        if (depth > DEEPEST_NESTING) {
            throw in.failure("branches are nested more than " + DEEPEST_NESTING + " deep");
        }
        in.objects("branches", origin, pointer -> {
            if (!pointer.isReference()) {
                branch(in.part(pointer.start(), pointer.end(), "branches"), pointer.className(), path, depth);
            }
        });
    }

    private void branch(Cursor in, String className, String path, int depth) {
        int version = 0;
        switch (className) {
            case "TBranch" -> {}
            case "TBranchElement", "TBranchObject", "TBranchSTL", "TBranchRef" ->
                version = in.header(className).version();
            default -> {
                unsupported("(" + className + ")", path, "it is a " + className);
                return;
            }
        }
        Header header = in.header("TBranch");
        String name = in.named()[0];
        if (header.version() < OLDEST_BRANCH || header.version() > NEWEST_BRANCH) {
            unsupported(name, path, "version " + header.version() + " of TBranch is not supported");
            return;
        }
        Base base = base(in.part(in.position(), header.end(), "branch " + name), header.version(), name);
        in.seek(header.end());
        Optional<Element> element = Optional.empty();
        String reason = "it is a " + className;
        if (className.equals("TBranchElement")) {
            element = element(in, version);
            reason = "version " + version + " of TBranchElement is not supported";
        } else if (className.equals("TBranchObject")) {
            reason = "it is an object of the class " + in.string();
        }
        if (className.equals("TBranch") || element.isPresent()) {
            columns(base, element, path);
        } else if (!base.hasChildren) {
            unsupported(name, path, reason);
        }
        branches(base.children, path + name + "/", depth + 1);
    }

    /** What the class adds; empty if its version is not known. */
    private static Optional<Element> element(Cursor in, int version) {
        if (version == 1) { // which Geant4 writes
            return Optional.of(new Element(in.string(), "", in.i32(), in.i32(), in.i32(), in.i32()));
        }
        if (version < OLDEST_ELEMENT || version > NEWEST_ELEMENT) {
            return Optional.empty();
        }
        String className = in.string();
        String parentName = in.string();
        in.string(); // the class of the elements of a collection
        in.skip(4); // checksum
        int classVersion = version >= 10 ? in.u16() : in.i32();
        return Optional.of(new Element(className, parentName, classVersion, in.i32(), in.i32(), in.i32()));
    }

    /** What the base class TBranch says. */
    private record Base(
            String name,
            Cursor at,
            long entries,
            Cursor children,
            boolean hasChildren,
            List<Leaf> leaves,
            List<Pointer> embedded,
            List<DiskBasket> onDisk) {}

    private Base base(Cursor in, int version, String name) {
        boolean wide = version >= WIDE_BRANCH;
        if (version >= 8) {
            in.skipObject("TAttFill");
        }
        in.skip(3 * 4); // compression, size of baskets, length of offsets
        int written = in.i32();
        in.skip(wide ? 8 : 4); // number of the next entry
        if (version >= 13) {
            in.skipObject("TIOFeatures");
        }
        in.skip(4); // offset
        int maxBaskets = in.i32();
        in.skip(version >= 7 ? 4 : 0); // split level
        long entries = wide ? in.i64() : (long) in.f64();
        in.skip(version >= 11 ? 8 : 0); // first entry
        in.skip(2 * 8); // bytes, total and compressed
        Cursor children = in.part(in.position(), in.end(), "branches below");
        List<Pointer> below = new ArrayList<>();
        in.objects("branches", origin, below::add);
        List<Leaf> leaves = new ArrayList<>();
        in.objects("leaves", origin, pointer -> leaves.add(Leaf.read(in, pointer, origin)));
        List<Pointer> embedded = new ArrayList<>();
        in.objects("baskets", origin, embedded::add);
        // Flags before the arrays say whether they are there; a branch without baskets has none.
        int[] bytes = in.u8() != 0 ? in.i32s(maxBaskets, "baskets") : new int[0];
        long[] firsts = baskets(in, maxBaskets, wide);
        long[] seeks = baskets(in, maxBaskets, wide);
        if (seeks.length != firsts.length || seeks.length != bytes.length || written < 0 || written > seeks.length) {
            throw in.failure(written + " baskets do not fit tables of " + bytes.length + ", " + firsts.length + " and "
                    + seeks.length);
        }
        List<DiskBasket> onDisk = new ArrayList<>();
        for (int i = 0; i < written && seeks[i] != 0; i++) {
            long end = i + 1 < firsts.length ? firsts[i + 1] : entries;
            onDisk.add(new DiskBasket(firsts[i], end, seeks[i], bytes[i]));
        }
        return new Base(name, in, entries, children, !below.isEmpty(), leaves, embedded, onDisk);
    }

    /** A number for each basket; in old branches of 32 bits, unless 2 stands before them. */
    private static long[] baskets(Cursor in, int n, boolean wide) {
        int mark = in.u8();
        if (mark == 0) {
            return new long[0];
        }
        return wide || mark == 2
                ? in.i64s(n, "baskets")
                : Arrays.stream(in.i32s(n, "baskets")).asLongStream().toArray();
    }

    /** Adds the columns of a branch, or the reason why there are none. */
    private void columns(Base base, Optional<Element> element, String path) {
        boolean counts = element.filter(Element::isMaster).isPresent();
        if (base.hasChildren && !counts) {
            return; // it holds nothing of its own
        }
        if (element.isEmpty() && base.leaves.size() > 1) {
            for (int i = 0; i < base.leaves.size(); i++) {
                String leaf = base.leaves.get(i).name();
                String column = base.name.endsWith(".") ? base.name + leaf : base.name + "." + leaf;
                int number = i;
                column(base, column, path, leaf, () -> BranchContents.ofLeaf(base.leaves, number));
            }
        } else if (base.leaves.size() != 1) {
            unsupported(
                    base.name,
                    path,
                    base.leaves.isEmpty() ? "it has no leaf" : "it has " + base.leaves.size() + " leaves");
        } else {
            Leaf leaf = base.leaves.get(0);
            Map<String, Content> members =
                    element.map(e -> contents.ofObjects(e, leaf, base.name)).orElse(Map.of());
            members.forEach(
                    (member, content) -> column(base, base.name + "." + member, path, leaf.name(), () -> content));
            if (!members.isEmpty()) {
                return;
            }
            column(
                    base,
                    base.name,
                    path,
                    leaf.name(),
                    () -> element.isPresent()
                            ? contents.ofElement(element.get(), leaf, base.name)
                            : BranchContents.ofLeaf(leaf));
        }
    }

    private interface ContentSource {
        Content find() throws UnsupportedException;
    }

    private void column(Base base, String name, String path, String leaf, ContentSource source) {
        Content content;
        try {
            content = source.find();
        } catch (UnsupportedException e) {
            unsupported(name, path, String.valueOf(e.getMessage()));
            return;
        }
        branches.add(new Branch(unique(name, path), leaf, content, base.entries, baskets(base)));
    }

    private void unsupported(String name, String path, String reason) {
        unsupported.add(new UnsupportedColumn(unique(name, path), reason));
    }

    /** The name of a column: that of the branch, or if that is taken, with the branches that it lies in. */
    private String unique(String name, String path) {
        return names.add(name) ? name : path + name;
    }

    private List<Basket> baskets(Base base) {
        List<Basket> all = new ArrayList<>(base.onDisk);
        long covered = all.isEmpty() ? 0 : all.get(all.size() - 1).end();
        if (covered < base.entries) {
            for (Pointer pointer : base.embedded) {
                covered = embedded(base.at, pointer, covered, all);
            }
        }
        return List.copyOf(all);
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
}
