package org.diffhep.events.internal.rntuple;

import com.dynatrace.hash4j.hashing.Hashing;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.Deflater;

/** Writes small ROOT files of one RNTuple, with what uproot does not write: every encoding, and every feature of the format. */
final class NtupleWriter {

    static final int LEAF = 0;
    static final int COLLECTION = 1;
    static final int RECORD = 2;
    static final int TOP = -1;

    private static final int BEGIN = 100;
    private static final int DIRECTORY_BYTES = 64;
    private static final String CLASS = "ROOT::RNTuple";
    private static final String NAME = "ntuple";

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final List<List<Consumer<LittleWriter>>> header = lists();
    private final List<List<Consumer<LittleWriter>>> extension = lists();
    private final List<List<Cluster>> groups = new ArrayList<>();
    private final List<Integer> groupColumns = new ArrayList<>();
    private final List<Cluster> group = new ArrayList<>();
    private boolean extending;
    private int fields;
    private int columns;

    private long[] featureFlags = {0};
    private int epoch = 1;
    private int clusterFlags;
    private long maxKeySize;
    private boolean largeLocators;
    private boolean deflated;

    /** Where checksums are, with what they guard: [from, length]; the first is that of the anchor, the second the header's. */
    private final List<int[]> guarded = new ArrayList<>();

    private final List<Integer> headerChecksums = new ArrayList<>();

    NtupleWriter() {
        file.writeBytes(new byte[BEGIN + DIRECTORY_BYTES]);
    }

    private static List<List<Consumer<LittleWriter>>> lists() {
        return List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    private List<List<Consumer<LittleWriter>>> schema() {
        return extending ? extension : header;
    }

    NtupleWriter featureFlags(long... flags) {
        featureFlags = flags;
        return this;
    }

    NtupleWriter epoch(int number) {
        epoch = number;
        return this;
    }

    NtupleWriter clusterFlags(int flags) {
        clusterFlags = flags;
        return this;
    }

    /** Stores what is longer than this in pieces. */
    NtupleWriter maxKeySize(long bytes) {
        maxKeySize = bytes;
        return this;
    }

    NtupleWriter largeLocators() {
        largeLocators = true;
        return this;
    }

    /** Compresses envelopes and pages. */
    NtupleWriter deflated() {
        deflated = true;
        return this;
    }

    /** What is described from now on is described in the footer. */
    NtupleWriter extend() {
        extending = true;
        return this;
    }

    int field(int parent, int role, String name, String type) {
        return field(parent, role, name, type, 0, 0);
    }

    /** An array of fixed length. */
    int array(int parent, String name, String type, long length) {
        return field(parent, LEAF, name, type, 1, length);
    }

    /** A field that shows the data of another. */
    int projected(int parent, int role, String name, String type, int source) {
        return field(parent, role, name, type, 2, source);
    }

    private int field(int parent, int role, String name, String type, int flags, long extra) {
        int id = fields++;
        schema().get(0)
                .add(w -> w.record(r -> {
                    r.i32(0).i32(0).i32(parent == TOP ? id : parent).u16(role).u16(flags);
                    r.string(name).string(type).string("").string("");
                    if (flags == 1) {
                        r.i64(extra);
                    } else if (flags == 2) {
                        r.i32(extra);
                    }
                }));
        return id;
    }

    int column(int field, int type, int bits) {
        return column(field, type, bits, 0, 0, 0, 0);
    }

    int quantised(int field, int bits, double min, double max) {
        return column(field, 0x1D, bits, 0, 0, min, max);
    }

    int representation(int field, int type, int bits, int number) {
        return column(field, type, bits, number, 0, 0, 0);
    }

    int deferred(int field, int type, int bits, int number, long first) {
        return column(field, type, bits, number, first, 0, 0);
    }

    private int column(int field, int type, int bits, int representation, long first, double min, double max) {
        int flags = (first != 0 ? 1 : 0) | (min != max ? 2 : 0);
        schema().get(1)
                .add(w -> w.record(r -> {
                    r.u16(type).u16(bits).i32(field).u16(flags).u16(representation);
                    if (first != 0) {
                        r.i64(first);
                    }
                    if (min != max) {
                        r.f64(min).f64(max);
                    }
                }));
        return columns++;
    }

    void alias(int column, int field) {
        schema().get(2).add(w -> w.record(r -> r.i32(column).i32(field)));
    }

    /** A page to be written. */
    private static final class PageSpec {

        final int n;
        final byte[] bytes;

        PageSpec(int n, byte[] bytes) {
            this.n = n;
            this.bytes = bytes;
        }
    }

    /** A cluster to be written. */
    static final class Cluster {

        private final long entries;
        private final Map<Integer, List<PageSpec>> pages = new TreeMap<>();
        private final Set<Integer> suppressed = new HashSet<>();

        Cluster(long entries) {
            this.entries = entries;
        }

        /** Adds a page of {@code n} elements. */
        Cluster page(int column, int n, byte... bytes) {
            pages.computeIfAbsent(column, c -> new ArrayList<>()).add(new PageSpec(n, bytes));
            return this;
        }

        Cluster suppress(int column) {
            suppressed.add(column);
            return this;
        }
    }

    Cluster cluster(long entries) {
        Cluster cluster = new Cluster(entries);
        group.add(cluster);
        return cluster;
    }

    /** Ends a group of clusters; its page list has the columns described so far. */
    NtupleWriter endGroup() {
        groups.add(List.copyOf(group));
        groupColumns.add(columns);
        group.clear();
        return this;
    }

    private static long xxh3(byte[] bytes, int from, int length) {
        return Hashing.xxh3_64().hashBytesToLong(bytes, from, length);
    }

    private static LittleWriter schema(LittleWriter w, List<List<Consumer<LittleWriter>>> lists) {
        for (List<Consumer<LittleWriter>> items : lists) {
            w.list(items.size(), l -> items.forEach(item -> item.accept(l)));
        }
        return w.list(0, l -> {});
    }

    /** Writes bytes that may be compressed and may lie in pieces; where they are. */
    private Locator store(byte[] plain, boolean checksum, boolean compress) {
        byte[] stored = compress ? block(plain) : plain;
        byte[] all = stored;
        if (checksum) {
            all = new LittleWriter()
                    .bytes(stored)
                    .i64(xxh3(stored, 0, stored.length))
                    .toBytes();
            guarded.add(new int[] {file.size(), stored.length});
        }
        if (maxKeySize == 0 || all.length <= maxKeySize) {
            int at = file.size();
            file.writeBytes(all);
            return new Locator(at, stored.length);
        }
        int size = (int) maxKeySize;
        int pieces = 2;
        while (size - 8 * (pieces - 1) + (pieces - 1) * size < all.length) {
            pieces++;
        }
        int own = size - 8 * (pieces - 1);
        LittleWriter first = new LittleWriter().bytes(Arrays.copyOf(all, own));
        for (int at = own; at < all.length; at += size) {
            first.i64(file.size());
            file.writeBytes(Arrays.copyOfRange(all, at, Math.min(all.length, at + size)));
        }
        int at = file.size();
        file.writeBytes(first.toBytes());
        return new Locator(at, stored.length);
    }

    private static byte[] block(byte[] plain) {
        Deflater deflater = new Deflater();
        deflater.setInput(plain);
        deflater.finish();
        byte[] packed = new byte[plain.length + 100];
        int n = deflater.deflate(packed);
        deflater.end();
        if (n + 9 >= plain.length) {
            return plain;
        }
        return new LittleWriter()
                .bytes((byte) 'Z', (byte) 'L', (byte) 8)
                .u16(n)
                .bytes((byte) (n >> 16))
                .u16(plain.length)
                .bytes((byte) (plain.length >> 16))
                .bytes(Arrays.copyOf(packed, n))
                .toBytes();
    }

    private LittleWriter locator(LittleWriter w, Locator locator) {
        if (largeLocators) {
            return w.i32(0x81000000L | 20).i64(locator.bytes()).i64(locator.offset());
        }
        return w.i32(locator.bytes()).i64(locator.offset());
    }

    private record Stored(Locator locator, int length, long checksum) {}

    private Stored envelope(int type, Consumer<LittleWriter> content) {
        LittleWriter w = new LittleWriter().i64(0);
        content.accept(w);
        w.patched(0, type | ((long) (w.size() + 8) << 16));
        byte[] plain = w.toBytes();
        long checksum = xxh3(plain, 0, plain.length);
        byte[] whole = w.i64(checksum).toBytes();
        if (!deflated && maxKeySize == 0) {
            guarded.add(new int[] {file.size(), plain.length});
        }
        return new Stored(store(whole, false, deflated), whole.length, checksum);
    }

    private Stored pageList(List<Cluster> clusters, long first, int known, long headerChecksum) {
        List<Map<Integer, List<Locator>>> places = new ArrayList<>();
        for (Cluster cluster : clusters) {
            Map<Integer, List<Locator>> ofCluster = new TreeMap<>();
            cluster.pages.forEach((column, pages) -> ofCluster.put(
                    column,
                    pages.stream()
                            .map(page -> store(page.bytes, true, deflated))
                            .toList()));
            places.add(ofCluster);
        }
        headerChecksums.add(file.size() + 8);
        return envelope(3, w -> {
            w.i64(headerChecksum);
            w.list(clusters.size(), l -> {
                long entry = first;
                for (Cluster cluster : clusters) {
                    long from = entry;
                    l.record(r -> r.i64(from).i64(cluster.entries | ((long) clusterFlags << 56)));
                    entry += cluster.entries;
                }
            });
            w.list(clusters.size(), outer -> {
                for (int c = 0; c < clusters.size(); c++) {
                    Cluster cluster = clusters.get(c);
                    Map<Integer, List<Locator>> ofCluster = places.get(c);
                    outer.list(known, inner -> {
                        for (int column = 0; column < known; column++) {
                            columnPages(inner, cluster, column, ofCluster.getOrDefault(column, List.of()));
                        }
                    });
                }
            });
        });
    }

    private void columnPages(LittleWriter inner, Cluster cluster, int column, List<Locator> places) {
        List<PageSpec> pages = cluster.pages.getOrDefault(column, List.of());
        inner.list(places.size(), l -> {
            for (int p = 0; p < places.size(); p++) {
                locator(l.i32(-pages.get(p).n), places.get(p));
            }
            if (cluster.suppressed.contains(column)) {
                l.i64(Long.MIN_VALUE);
            } else {
                l.i64(0).i32(0);
            }
        });
    }

    byte[] toBytes() {
        Stored head = envelope(1, w -> {
            Arrays.stream(featureFlags).forEach(w::i64);
            schema(w.string(NAME).string("").string("NtupleWriter"), header);
        });
        List<Consumer<LittleWriter>> records = new ArrayList<>();
        long entry = 0;
        for (int g = 0; g < groups.size(); g++) {
            List<Cluster> clusters = groups.get(g);
            Stored list = pageList(clusters, entry, groupColumns.get(g), head.checksum);
            long first = entry;
            long span = clusters.stream().mapToLong(c -> c.entries).sum();
            records.add(w -> w.record(
                    r -> locator(r.i64(first).i64(span).i32(clusters.size()).i64(list.length), list.locator)));
            entry += span;
        }
        headerChecksums.add(file.size() + 16);
        Stored foot = envelope(2, w -> {
            w.i64(0).i64(head.checksum);
            w.record(r -> schema(r, extension));
            w.list(records.size(), l -> records.forEach(record -> record.accept(l)));
        });
        return container(head, foot);
    }

    private byte[] container(Stored head, Stored foot) {
        ByteBuffer anchor = ByteBuffer.allocate(78);
        anchor.putInt(66 | 0x40000000).putShort((short) 2);
        anchor.putShort((short) epoch).putShort((short) 0).putShort((short) 0).putShort((short) 1);
        for (Stored stored : List.of(head, foot)) {
            anchor.putLong(stored.locator.offset())
                    .putLong(stored.locator.bytes())
                    .putLong(stored.length);
        }
        anchor.putLong(maxKeySize);
        anchor.putLong(xxh3(anchor.array(), 6, 64));
        int anchorAt = file.size();
        byte[] anchorKey = key(CLASS, NAME, 78, anchorAt);
        file.writeBytes(anchorKey);
        guarded.add(0, new int[] {file.size() + 6, 64});
        file.writeBytes(anchor.array());
        int keysAt = file.size();
        byte[] listKey = key("TFile", "f.root", 4 + anchorKey.length, keysAt);
        file.writeBytes(listKey);
        file.writeBytes(ByteBuffer.allocate(4).putInt(1).array());
        file.writeBytes(anchorKey);
        byte[] all = file.toByteArray();
        ByteBuffer.wrap(all)
                .put("root".getBytes(StandardCharsets.US_ASCII))
                .putInt(62400)
                .putInt(BEGIN)
                .putInt(all.length);
        ByteBuffer.wrap(all, BEGIN, DIRECTORY_BYTES)
                .putShort((short) 5)
                .putLong(0)
                .putInt(listKey.length + 4 + anchorKey.length)
                .putInt(0)
                .putInt(BEGIN)
                .putInt(0)
                .putInt(keysAt);
        return all;
    }

    private static byte[] key(String className, String name, int payload, int seek) {
        int length = 26 + 3 + className.length() + name.length();
        return ByteBuffer.allocate(length)
                .putInt(length + payload)
                .putShort((short) 4)
                .putInt(payload)
                .putInt(0)
                .putShort((short) length)
                .putShort((short) 1)
                .putInt(seek)
                .putInt(BEGIN)
                .put((byte) className.length())
                .put(className.getBytes(StandardCharsets.US_ASCII))
                .put((byte) name.length())
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .put((byte) 0)
                .array();
    }

    /** Makes the checksums of a damaged file, as it was written by {@link #toBytes}, right again. */
    byte[] resealed(byte[] damaged) {
        byte[] bytes = damaged.clone();
        ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int[] part : guarded) {
            int at = part[0] + part[1];
            if (at + 8 > bytes.length) {
                continue;
            }
            long checksum = xxh3(bytes, part[0], part[1]);
            if (part == guarded.get(0)) {
                little.putLong(at, Long.reverseBytes(checksum));
                continue;
            }
            little.putLong(at, checksum);
            if (part == guarded.get(1)) {
                headerChecksums.forEach(copy -> {
                    if (copy + 8 <= bytes.length) {
                        little.putLong(copy, checksum);
                    }
                });
            }
        }
        return bytes;
    }
}
