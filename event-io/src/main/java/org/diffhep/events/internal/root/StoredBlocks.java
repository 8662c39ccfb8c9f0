package org.diffhep.events.internal.root;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.internal.codec.Codec;
import org.diffhep.events.internal.codec.Codecs;
import org.diffhep.events.internal.root.Branch.DiskBasket;
import org.tukaani.xz.ArrayCache;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.SingleXZInputStream;

/**
 * The compressed blocks of some columns of an undamaged file, in memory, for benchmarks: what their codecs take alone,
 * without reading, checksums outside of the codec, and decoding, is what no reader can go below. Close it after use. Not for
 * several threads.
 */
public final class StoredBlocks implements AutoCloseable {

    private static final int HEADER = 9;
    private static final int LZ4_CHECKSUM = 8;

    private final List<Block> blocks = new ArrayList<>();
    private final Set<String> libraries = new TreeSet<>();
    private final Inflater zlib = new Inflater();
    private final Codec lz4 = Codecs.lz4();
    private final Codec zstd = Codecs.zstd();
    private final ArrayCache arrays = new BasicArrayCache();
    private byte[] target = new byte[0];

    private StoredBlocks() {}

    /** One block, without its header. */
    private static final class Block {
        private final String tag;
        private final byte[] record;
        private final int from;
        private final int compressed;
        private final int uncompressed;

        Block(String tag, byte[] record, int from, int compressed, int uncompressed) {
            this.tag = tag;
            this.record = record;
            this.from = from;
            this.compressed = compressed;
            this.uncompressed = uncompressed;
        }
    }

    /**
     * The blocks of all entries of some columns.
     *
     * @param table a TTree
     * @throws IllegalArgumentException the table is not a TTree
     * @throws org.diffhep.events.UnknownColumnException as of {@link EventTableSource#read}
     */
    public static StoredBlocks of(EventTableSource table, Collection<String> columns) {
        if (!(table instanceof TreeSource tree)) {
            throw new IllegalArgumentException(table.name() + " is not a TTree");
        }
        StoredBlocks result = new StoredBlocks();
        for (String column : columns) {
            for (Branch.Basket basket : tree.find(column).baskets()) {
                if (basket instanceof DiskBasket onDisk) {
                    result.add(tree, column, onDisk);
                }
            }
        }
        return result;
    }

    private void add(TreeSource tree, String column, DiskBasket basket) {
        Place place = tree.place(column);
        byte[] record = tree.file().read(basket.seek(), basket.bytes(), place);
        Key key = Key.read(new Cursor(record, place));
        if (key.bytes() - key.keyLength() == key.objectLength()) {
            return; // stored as it is
        }
        for (int at = key.keyLength(); at < key.bytes(); ) {
            String tag = "" + (char) record[at] + (char) record[at + 1];
            int skipped = tag.equals("L4") ? LZ4_CHECKSUM : 0;
            int compressed = Decompressor.littleEndian24(record, at + 3);
            int uncompressed = Decompressor.littleEndian24(record, at + 6);
            blocks.add(new Block(tag, record, at + HEADER + skipped, compressed - skipped, uncompressed));
            target = target.length < uncompressed ? new byte[uncompressed] : target;
            libraries.add(
                    switch (tag) {
                        case "ZL" -> "zlib (JDK)";
                        case "L4" -> lz4.library();
                        case "ZS" -> zstd.library();
                        case "XZ" -> "xz (Java)";
                        default -> throw place.failure(at, "no codec for " + tag);
                    });
            at += HEADER + compressed;
        }
    }

    /** The libraries that decompress them; empty if nothing is compressed. */
    public Set<String> libraries() {
        return libraries;
    }

    /** Decompresses all blocks, one after the other into the same array; the bytes they held. */
    public long decompress() {
        long bytes = 0;
        for (Block block : blocks) {
            bytes += decompress(block);
        }
        return bytes;
    }

    private int decompress(Block block) {
        try {
            return switch (block.tag) {
                case "ZL" -> {
                    zlib.reset();
                    zlib.setInput(block.record, block.from, block.compressed);
                    yield zlib.inflate(target, 0, block.uncompressed);
                }
                case "L4" -> lz4.decompress(block.record, block.from, block.compressed, target, 0, block.uncompressed);
                case "ZS" -> zstd.decompress(block.record, block.from, block.compressed, target, 0, block.uncompressed);
                default -> {
                    try (SingleXZInputStream in = new SingleXZInputStream(
                            new ByteArrayInputStream(block.record, block.from, block.compressed), -1, true, arrays)) {
                        yield in.readNBytes(target, 0, block.uncompressed);
                    }
                }
            };
        } catch (DataFormatException | IOException e) {
            throw new IllegalStateException("a block that was read before cannot be decompressed: " + e, e);
        }
    }

    @Override
    public void close() {
        zlib.end();
        lz4.close();
        zstd.close();
    }
}
