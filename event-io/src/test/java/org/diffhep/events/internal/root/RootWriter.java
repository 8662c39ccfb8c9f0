package org.diffhep.events.internal.root;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.Deflater;
import org.diffhep.events.FriendTable;
import org.diffhep.events.internal.root.BranchSpec.BasketSpec;
import org.diffhep.events.internal.root.BranchSpec.ElementSpec;
import org.diffhep.events.internal.root.BranchSpec.LeafSpec;
import org.diffhep.events.internal.root.BranchSpec.Where;
import org.diffhep.events.internal.root.ObjectWriter.ClassSpec;
import org.diffhep.events.internal.root.ObjectWriter.MemberSpec;

/**
 * Writes small ROOT files with what uproot does not write: baskets in the tree's record, generated offsets, old deflate,
 * several cycles, directories, TBranchElements, 64-bit positions. Positions of 64 bits do not need a large file: their format is chosen by the version.
 */
final class RootWriter {

    private static final int BEGIN = 100;
    private static final int TREE_VERSION = 20;
    private static final int BRANCH_VERSION = 13;
    private static final int ELEMENT_VERSION = 10;

    private final boolean wide;
    private final ByteWriter file = new ByteWriter();
    /** The keys of each directory, by its path with a slash; that of the top directory is empty. */
    private final Map<String, List<byte[]>> keys = new TreeMap<>(Comparator.reverseOrder());

    private Map<String, List<MemberSpec>> classes = Map.of();
    private List<FriendTable> friends = List.of();
    private boolean indexed;

    RootWriter(boolean wide) {
        this.wide = wide;
        file.zeros(BEGIN);
        keys.put("", new ArrayList<>());
    }

    /** A member of a class that is described, by what reading looks at. */
    static MemberSpec member(String kind, String name, String title, String typeName) {
        return new MemberSpec(kind, name, title, 0, 0, typeName, 1, 0, "");
    }

    /** Describes classes, each in version 1. */
    RootWriter classes(Map<String, List<MemberSpec>> described) {
        classes = described;
        return this;
    }

    /** The friends of the trees that are added from here on. */
    RootWriter friends(FriendTable... others) {
        friends = List.of(others);
        return this;
    }

    /** Gives an index to the trees that are added from here on. */
    RootWriter indexed() {
        indexed = true;
        return this;
    }

    /** The list of keys of a directory, which is made with those above it. */
    private List<byte[]> keysOf(String directory) {
        if (!directory.isEmpty()) {
            keysOf(parent(directory));
        }
        return keys.computeIfAbsent(directory, d -> new ArrayList<>());
    }

    /** {@code a/} of {@code a/b} and of {@code a/b/}. */
    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/', path.length() - 2) + 1);
    }

    /** A key header; {@code extra} bytes after it count as its own. */
    private byte[] key(int payload, int objectLength, String className, String name, int cycle, long seek, int extra) {
        int length = 18 + (wide ? 16 : 8) + 3 + className.length() + name.length() + extra;
        ByteWriter w = new ByteWriter();
        w.i32(length + payload)
                .u16(wide ? 1004 : 4)
                .i32(objectLength)
                .i32(0)
                .u16(length)
                .u16(cycle);
        w.position(wide, seek)
                .position(wide, BEGIN)
                .string(className)
                .string(name)
                .string("");
        return w.toBytes();
    }

    private int keyLength(String className, String name) {
        return key(0, 0, className, name, 1, 0, 0).length;
    }

    /** Adds a tree as the given cycle of its name, which may be a path. */
    RootWriter tree(String path, int cycle, BranchSpec... branches) {
        String directory = path.substring(0, path.lastIndexOf('/') + 1);
        String name = path.substring(directory.length());
        Map<BranchSpec, List<long[]>> onDisk = new HashMap<>();
        for (BranchSpec branch : branches) {
            diskBaskets(branch, onDisk);
        }
        byte[] record = new TreeRecord(keyLength("TTree", name), branches, onDisk).bytes(name);
        long seek = file.size();
        byte[] key = key(record.length, record.length, "TTree", name, cycle, seek, 0);
        file.bytes(key).bytes(record);
        keysOf(directory).add(key);
        return this;
    }

    private void diskBaskets(BranchSpec branch, Map<BranchSpec, List<long[]>> onDisk) {
        List<long[]> baskets = new ArrayList<>();
        for (BasketSpec basket : branch.baskets()) {
            if (basket.where() != Where.EMBEDDED) {
                baskets.add(diskBasket(branch, basket));
            }
        }
        onDisk.put(branch, baskets);
        branch.children().forEach(child -> diskBaskets(child, onDisk));
    }

    private static byte[] starts(BasketSpec basket, int base) {
        ByteWriter w = new ByteWriter();
        int start = base;
        for (byte[] entry : basket.entries()) {
            w.i32(start);
            start += entry.length;
        }
        return w.toBytes();
    }

    /** The content of a ROOT::TIOFeatures: a checksum of the class instead of a version, and no bits. */
    private static void ioFeatures(ByteWriter w) {
        w.i32(0x1AA12F10).u8(0);
    }

    /** Position and length of the basket. */
    private long[] diskBasket(BranchSpec branch, BasketSpec basket) {
        int extra = 19;
        int keyLength = keyLength("TBasket", branch.name()) + extra;
        ByteWriter content = new ByteWriter().bytes(basket.values());
        if (basket.hasOffsets()) {
            content.i32(basket.entries().size() + 1)
                    .bytes(starts(basket, keyLength))
                    .i32(0);
        }
        byte[] plain = content.toBytes();
        byte[] stored =
                switch (basket.where()) {
                    case DISK_DEFLATED -> block("ZL", plain, false);
                    case DISK_OLD_DEFLATE -> block("CS", plain, true);
                    default -> plain;
                };
        if (stored.length == plain.length) {
            stored = plain; // equal lengths say that it is not compressed
        }
        long seek = file.size();
        file.bytes(key(stored.length, plain.length, "TBasket", branch.name(), 1, seek, extra));
        basketHeader(file, basket, keyLength + basket.values().length).u8(0).bytes(stored);
        return new long[] {seek, keyLength + stored.length};
    }

    private static ByteWriter basketHeader(ByteWriter w, BasketSpec basket, int last) {
        // The size of an entry, or the room for offsets.
        int entrySize = basket.variable() ? 1000 : Integer.BYTES;
        return w.u16(3).i32(32000).i32(entrySize).i32(basket.entries().size()).i32(last);
    }

    /** A block of a compressed record, in zlib's format or as raw deflate. */
    static byte[] block(String tag, byte[] plain, boolean raw) {
        Deflater deflater = new Deflater(9, raw);
        deflater.setInput(plain);
        deflater.finish();
        byte[] compressed = new byte[plain.length + 100];
        int n = deflater.deflate(compressed);
        deflater.end();
        byte[] stored = Arrays.copyOf(compressed, n);
        return block(tag, 8, stored, plain.length);
    }

    static byte[] block(String tag, int method, byte[] stored, int plain) {
        ByteWriter w = new ByteWriter().u8(tag.charAt(0)).u8(tag.charAt(1)).u8(method);
        w.u8(stored.length).u8(stored.length >> 8).u8(stored.length >> 16);
        return w.u8(plain).u8(plain >> 8).u8(plain >> 16).bytes(stored).toBytes();
    }

    /** The finished file. */
    byte[] toBytes() {
        int descriptionsKey = keyLength("TList", "StreamerInfo");
        byte[] descriptions = new ObjectWriter(descriptionsKey)
                .classes(classes.entrySet().stream()
                        .map(each -> new ClassSpec(each.getKey(), 1, 0, each.getValue()))
                        .toList())
                .toBytes();
        long descriptionsAt = classes.isEmpty() ? 0 : file.size();
        if (!classes.isEmpty()) {
            file.bytes(key(descriptions.length, descriptions.length, "TList", "StreamerInfo", 1, descriptionsAt, 0))
                    .bytes(descriptions);
        }
        // In reverse order of their paths: a directory comes after what it holds.
        keys.keySet().stream().filter(path -> !path.isEmpty()).forEach(this::directory);
        int nameBytes = keyLength("TFile", "f.root") + 8;
        // The top directory may stand anywhere; here it comes after the data, so that fBEGIN points there.
        int begin = file.size();
        file.bytes(key(8 + directorySize(), 8 + directorySize(), "TFile", "f.root", 1, begin, 0));
        file.string("f.root").string("");
        directoryRecord("TFile", "f.root", "", begin, nameBytes);

        byte[] all = file.toBytes();
        ByteWriter header = new ByteWriter().bytes((byte) 'r', (byte) 'o', (byte) 'o', (byte) 't');
        header.i32(wide ? 1062400 : 62400).i32(begin).position(wide, all.length).position(wide, all.length);
        header.i32(0)
                .i32(0)
                .i32(nameBytes)
                .u8(wide ? 8 : 4)
                .i32(0)
                .position(wide, descriptionsAt)
                .i32(classes.isEmpty() ? 0 : descriptionsKey + descriptions.length);
        System.arraycopy(header.toBytes(), 0, all, 0, header.size());
        return all;
    }

    private int directorySize() {
        return 2 + 16 + (wide ? 24 : 12);
    }

    private void directory(String path) {
        String name = path.substring(parent(path).length(), path.length() - 1);
        long seek = file.size();
        byte[] key = key(directorySize(), directorySize(), "TDirectoryFile", name, 1, seek, 0);
        file.bytes(key);
        directoryRecord("TDirectoryFile", name, path, seek, key.length);
        keysOf(parent(path)).add(key);
    }

    /** The record of a directory, followed by its list of keys. */
    private void directoryRecord(String className, String name, String path, long seek, int nameBytes) {
        int keysAt = file.size() + directorySize();
        List<byte[]> own = keysOf(path);
        ByteWriter list = new ByteWriter().i32(own.size());
        own.forEach(list::bytes);
        byte[] listKey = key(list.size(), list.size(), className, name, 1, keysAt, 0);
        file.u16(wide ? 1005 : 5)
                .i32(0)
                .i32(0)
                .i32(listKey.length + list.size())
                .i32(nameBytes);
        file.position(wide, seek).position(wide, 0).position(wide, keysAt);
        file.bytes(listKey).bytes(list.toBytes());
    }

    /** The record of a tree, with its pointers from object to object. */
    private final class TreeRecord extends ObjectWriter {

        private final BranchSpec[] branches;
        private final Map<BranchSpec, List<long[]>> onDisk;
        private final Map<String, Integer> leafTags = new HashMap<>();
        private final Map<String, LeafSpec> leaves = new HashMap<>();
        private final Map<String, ElementSpec> elements = new HashMap<>();

        TreeRecord(int origin, BranchSpec[] branches, Map<BranchSpec, List<long[]>> onDisk) {
            super(origin);
            this.branches = branches;
            this.onDisk = onDisk;
            onDisk.keySet().forEach(branch -> branch.leaves().forEach(leaf -> {
                leaves.put(leaf.name(), leaf);
                if (branch.element() != null) {
                    elements.put(leaf.name(), branch.element());
                }
            }));
        }

        byte[] bytes(String name) {
            ByteWriter out = new ByteWriter();
            out.object(TREE_VERSION, w -> {
                w.named(name);
                w.object(2, x -> x.zeros(6)).object(2, x -> x.zeros(4)).object(2, x -> x.zeros(8));
                w.i64(branches[0].entries())
                        .zeros(3 * 8)
                        .zeros(8)
                        .zeros(8 + 3 * 4)
                        .i32(1000)
                        .i32(0);
                w.zeros(4 * 8).zeros(8).zeros(8).u8(0).u8(0).object(0, RootWriter::ioFeatures);
                array(w, List.of(branches), this::branchPointer);
                array(w, List.of(), (x, leaf) -> {});
                w.zeros(3 * 4); // no aliases; values and entries of an index
                if (indexed) {
                    pointer(w, "TTreeIndex", x -> x.object(2, y -> y.named("index")));
                } else {
                    w.i32(0);
                }
                if (friends.isEmpty()) {
                    w.i32(0);
                } else {
                    pointer(w, "TList", this::friends);
                }
                w.zeros(2 * 4); // no user's objects, references
            });
            return out.toBytes();
        }

        /** A TList of TFriendElements. */
        private void friends(ByteWriter out) {
            out.object(5, w -> {
                w.tobject().string("").i32(friends.size());
                for (FriendTable friend : friends) {
                    pointer(
                            w,
                            "TFriendElement",
                            x -> x.object(2, y -> y.named(friend.name(), friend.file())
                                    .string(friend.table())
                                    .u8(1)));
                    w.string(""); // option
                }
            });
        }

        private void branchPointer(ByteWriter out, BranchSpec branch) {
            ElementSpec element = branch.element();
            if (element == null) {
                pointer(out, "TBranch", w -> branch(w, branch));
                return;
            }
            pointer(
                    out,
                    "TBranchElement",
                    w -> w.object(ELEMENT_VERSION, x -> {
                        branch(x, branch);
                        x.string(element.className())
                                .string(element.parentName())
                                .string(elementClass(element));
                        x.i32(0).u16(1); // checksum, version of the class
                        x.i32(element.id()).i32(element.type()).i32(element.memberType());
                        x.i32(0).i32(0).i32(0); // maximum, branches of counts
                    }));
        }

        /** {@code Point} of {@code vector<Point>}. */
        private static String elementClass(ElementSpec element) {
            String name = element.className();
            return element.type() == 4 ? name.substring(name.indexOf('<') + 1, name.lastIndexOf('>')) : "";
        }

        private void branch(ByteWriter out, BranchSpec branch) {
            List<long[]> disk = onDisk.getOrDefault(branch, List.of());
            List<BasketSpec> embedded = branch.baskets().stream()
                    .filter(b -> b.where() == Where.EMBEDDED)
                    .toList();
            out.object(BRANCH_VERSION, w -> {
                w.named(branch.name()).object(2, x -> x.zeros(4));
                int slots = branch.baskets().size() + 1;
                w.i32(0)
                        .i32(32000)
                        .i32(branch.baskets().stream().anyMatch(BasketSpec::variable) ? 1000 : 0)
                        .i32(slots - 1)
                        .i64(branch.entries());
                w.object(0, RootWriter::ioFeatures)
                        .i32(0)
                        .i32(slots)
                        .i32(0)
                        .i64(branch.entries())
                        .i64(0)
                        .i64(0)
                        .i64(0);
                array(w, branch.children(), this::branchPointer);
                array(w, branch.leaves(), this::leaf);
                // ROOT keeps places for the baskets on disk, as null pointers.
                array(w, branch.baskets(), (x, basket) -> {
                    if (embedded.contains(basket)) {
                        pointer(x, "TBasket", y -> embeddedBasket(y, branch, basket));
                    } else {
                        x.i32(0);
                    }
                });
                long entry = 0;
                ByteWriter firsts = new ByteWriter();
                for (BasketSpec basket : branch.baskets()) {
                    firsts.i64(entry);
                    entry += basket.entries().size();
                }
                firsts.i64(entry);
                w.u8(1);
                for (int i = 0; i < slots; i++) {
                    w.i32(i < disk.size() ? (int) disk.get(i)[1] : 0);
                }
                w.u8(1).bytes(firsts.toBytes()).u8(1);
                for (int i = 0; i < slots; i++) {
                    w.i64(i < disk.size() ? disk.get(i)[0] : 0);
                }
                w.string("");
            });
        }

        /** A leaf where it is first pointed to, else its tag: that of a counter may come before its own branch's turn. */
        private void leaf(ByteWriter out, LeafSpec leaf) {
            Integer written = leafTags.get(leaf.name());
            if (written != null) {
                out.i32(written);
                return;
            }
            leafTags.put(leaf.name(), tag(out));
            pointer(
                    out,
                    leaf.className(),
                    w -> w.object(1, x -> {
                        x.object(2, y -> {
                            y.named(leaf.name(), leaf.title())
                                    .i32(leaf.length())
                                    .i32(leaf.bytes())
                                    .i32(0)
                                    .u8(0)
                                    .u8(leaf.unsigned() ? 1 : 0);
                            if (leaf.counter() == null) {
                                y.i32(0);
                            } else {
                                leaf(y, Objects.requireNonNull(leaves.get(leaf.counter()), leaf.counter()));
                            }
                        });
                        ElementSpec element = elements.get(leaf.name());
                        if (element == null) {
                            x.zeros(rangeBytes(leaf));
                        } else {
                            x.i32(element.id()).i32(element.memberType());
                        }
                    }));
        }

        /** The bytes of the least and the greatest value. */
        private static int rangeBytes(LeafSpec leaf) {
            return switch (leaf.className()) {
                case "TLeafC", "TLeafD32" -> 8;
                case "TLeafF16" -> 6;
                default -> 2 * leaf.bytes();
            };
        }

        private void embeddedBasket(ByteWriter w, BranchSpec branch, BasketSpec basket) {
            int extra = 19;
            int keyLength = keyLength("TBasket", branch.name()) + extra;
            w.bytes(key(0, 0, "TBasket", branch.name(), 1, 0, extra));
            basketHeader(w, basket, keyLength + basket.values().length);
            w.u8(basket.hasOffsets() ? 11 : basket.variable() ? 80 + 11 : 12);
            if (basket.hasOffsets()) {
                w.i32(basket.entries().size()).bytes(starts(basket, keyLength));
            }
            w.zeros(keyLength).bytes(basket.values());
        }
    }
}
