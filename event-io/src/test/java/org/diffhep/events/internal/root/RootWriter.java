package org.diffhep.events.internal.root;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Writes small ROOT files with what uproot does not write: baskets in the tree's record, generated offsets, old deflate,
 * several cycles, 64-bit positions. Positions of 64 bits do not need a large file: their format is chosen by the version.
 */
final class RootWriter {

    private static final int BEGIN = 100;
    private static final int TREE_VERSION = 20;
    private static final int BRANCH_VERSION = 13;

    /** Where a basket is put. */
    enum Where {
        DISK,
        DISK_DEFLATED,
        DISK_OLD_DEFLATE,
        EMBEDDED
    }

    /**
     * @param numbers the values of all entries, each written as i32
     * @param counts the number of values of each entry; null in a flat branch
     * @param storeOffsets whether the offsets of a jagged branch are stored
     */
    record BasketSpec(
            Where where, List<Integer> numbers, @Nullable List<Integer> counts, boolean storeOffsets) {

        int entries() {
            return counts == null ? numbers.size() : counts.size();
        }

        byte[] values() {
            ByteWriter w = new ByteWriter();
            numbers.forEach(w::i32);
            return w.toBytes();
        }
    }

    record BranchSpec(
            String name,
            String leafClass,
            int bytes,
            boolean unsigned,
            @Nullable String counter,
            List<BasketSpec> baskets) {

        long entries() {
            return baskets.stream().mapToLong(BasketSpec::entries).sum();
        }
    }

    private final boolean wide;
    private final ByteWriter file = new ByteWriter();
    private final List<byte[]> keys = new ArrayList<>();

    RootWriter(boolean wide) {
        this.wide = wide;
        file.zeros(BEGIN);
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

    /** Adds a tree as the given cycle of its name. */
    RootWriter tree(String name, int cycle, BranchSpec... branches) {
        Map<BranchSpec, List<long[]>> onDisk = new HashMap<>();
        for (BranchSpec branch : branches) {
            List<long[]> baskets = new ArrayList<>();
            for (BasketSpec basket : branch.baskets()) {
                if (basket.where() != Where.EMBEDDED) {
                    baskets.add(diskBasket(branch, basket));
                }
            }
            onDisk.put(branch, baskets);
        }
        byte[] record = new TreeRecord(keyLength("TTree", name), branches, onDisk).bytes(name);
        long seek = file.size();
        byte[] key = key(record.length, record.length, "TTree", name, cycle, seek, 0);
        file.bytes(key).bytes(record);
        keys.add(key);
        return this;
    }

    private static byte[] starts(BasketSpec basket, int bytes, int base) {
        ByteWriter w = new ByteWriter();
        int start = base;
        for (int count : basket.counts() == null ? List.<Integer>of() : basket.counts()) {
            w.i32(start);
            start += count * bytes;
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
        if (basket.counts() != null && basket.storeOffsets()) {
            content.i32(basket.entries() + 1)
                    .bytes(starts(basket, branch.bytes(), keyLength))
                    .i32(0);
        }
        byte[] plain = content.toBytes();
        byte[] stored =
                switch (basket.where()) {
                    case DISK_DEFLATED -> block("ZL", plain, false);
                    case DISK_OLD_DEFLATE -> block("CS", plain, true);
                    default -> plain;
                };
        long seek = file.size();
        file.bytes(key(stored.length, plain.length, "TBasket", branch.name(), 1, seek, extra));
        basketHeader(file, basket, keyLength + basket.values().length).u8(0).bytes(stored);
        return new long[] {seek, keyLength + stored.length};
    }

    private static ByteWriter basketHeader(ByteWriter w, BasketSpec basket, int last) {
        // The size of an entry, or the room for offsets.
        int entrySize = basket.counts() == null ? Integer.BYTES : 1000;
        return w.u16(3).i32(32000).i32(entrySize).i32(basket.entries()).i32(last);
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
        int nameBytes = keyLength("TFile", "f.root") + 8;
        int directorySize = 2 + 16 + (wide ? 24 : 12);
        int keysAt = file.size() + nameBytes + directorySize;
        // The top directory may stand anywhere; here it comes after the data, so that fBEGIN points there.
        int begin = file.size();
        file.bytes(key(8 + directorySize, 8 + directorySize, "TFile", "f.root", 1, begin, 0));
        file.string("f.root").string("");
        ByteWriter list = new ByteWriter().i32(keys.size());
        keys.forEach(list::bytes);
        byte[] listKey = key(list.size(), list.size(), "TFile", "f.root", 1, keysAt, 0);
        file.u16(wide ? 1005 : 5)
                .i32(0)
                .i32(0)
                .i32(listKey.length + list.size())
                .i32(nameBytes);
        file.position(wide, begin).position(wide, 0).position(wide, keysAt);
        file.bytes(listKey).bytes(list.toBytes());

        byte[] all = file.toBytes();
        ByteWriter header = new ByteWriter().bytes((byte) 'r', (byte) 'o', (byte) 'o', (byte) 't');
        header.i32(wide ? 1062400 : 62400).i32(begin).position(wide, all.length).position(wide, all.length);
        header.i32(0)
                .i32(0)
                .i32(nameBytes)
                .u8(wide ? 8 : 4)
                .i32(0)
                .position(wide, 0)
                .i32(0);
        System.arraycopy(header.toBytes(), 0, all, 0, header.size());
        return all;
    }

    /** The record of a tree, with its pointers from object to object. */
    private final class TreeRecord {

        private final int origin;
        private final BranchSpec[] branches;
        private final Map<BranchSpec, List<long[]>> onDisk;
        private final Map<String, Integer> classTags = new HashMap<>();
        private final Map<String, Integer> leafTags = new HashMap<>();

        TreeRecord(int origin, BranchSpec[] branches, Map<BranchSpec, List<long[]>> onDisk) {
            this.origin = origin;
            this.branches = branches;
            this.onDisk = onDisk;
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
                array(w, List.of(branches), (x, branch) -> pointer(x, "TBranch", y -> branch(y, branch)));
                array(w, List.of(), (x, leaf) -> {});
                w.zeros(7 * 4); // no aliases, index (two arrays and an object), friends, user's objects, references
            });
            return out.toBytes();
        }

        private interface Element<T> {
            void write(ByteWriter w, T element);
        }

        private <T> void array(ByteWriter out, List<T> elements, Element<T> element) {
            out.object(3, w -> {
                w.tobject().string("").i32(elements.size()).i32(0);
                elements.forEach(e -> element.write(w, e));
            });
        }

        /** An object by pointer: its class by name the first time, by its tag later. */
        private void pointer(ByteWriter out, String className, Consumer<ByteWriter> content) {
            out.counted(w -> {
                Integer tag = classTags.get(className);
                if (tag == null) {
                    classTags.put(className, w.size() + 2 + origin);
                    w.i32(0xFFFFFFFF)
                            .bytes(className.getBytes(StandardCharsets.UTF_8))
                            .u8(0);
                } else {
                    w.i32(tag | 0x80000000);
                }
                content.accept(w);
            });
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
                        .i32(branch.counter() == null ? 0 : 1000)
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
                array(w, List.of(), (x, y) -> {});
                array(w, List.of(branch), this::leaf);
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
                    entry += basket.entries();
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

        private void leaf(ByteWriter out, BranchSpec branch) {
            leafTags.put(branch.name(), out.size() + 2 + origin);
            pointer(
                    out,
                    branch.leafClass(),
                    w -> w.object(1, x -> {
                        x.object(2, y -> {
                            y.named(branch.name())
                                    .i32(1)
                                    .i32(branch.bytes())
                                    .i32(0)
                                    .u8(0)
                                    .u8(branch.unsigned() ? 1 : 0);
                            Integer counter =
                                    branch.counter() == null ? Integer.valueOf(0) : leafTags.get(branch.counter());
                            if (counter == null) {
                                throw new IllegalArgumentException("write the counter " + branch.counter() + " first");
                            }
                            y.i32(counter);
                        });
                        x.zeros(branch.leafClass().equals("TLeafC") ? 8 : 2 * branch.bytes()); // range
                    }));
        }

        private void embeddedBasket(ByteWriter w, BranchSpec branch, BasketSpec basket) {
            int extra = 19;
            int keyLength = keyLength("TBasket", branch.name()) + extra;
            w.bytes(key(0, 0, "TBasket", branch.name(), 1, 0, extra));
            basketHeader(w, basket, keyLength + basket.values().length);
            boolean offsets = basket.counts() != null && basket.storeOffsets();
            w.u8(offsets ? 11 : basket.counts() == null ? 12 : 80 + 11);
            if (offsets) {
                w.i32(basket.entries()).bytes(starts(basket, branch.bytes(), keyLength));
            }
            w.zeros(keyLength).bytes(basket.values());
        }
    }
}
