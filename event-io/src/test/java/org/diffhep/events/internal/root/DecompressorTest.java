package org.diffhep.events.internal.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.diffhep.events.MalformedFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class DecompressorTest {

    private static final Place PLACE = new Place("f.root", "basket", 1000);

    private static byte[] text(int length, long seed) {
        Random random = new Random(seed);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(20) : i / 50);
        }
        return bytes;
    }

    private static byte[] block(String tag, byte[] plain) throws IOException {
        return switch (tag) {
            case "ZL" -> RootWriter.block("ZL", plain, false);
            case "CS" -> RootWriter.block("CS", plain, true);
            case "XZ" -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (XZOutputStream xz = new XZOutputStream(out, new LZMA2Options(3))) {
                    xz.write(plain);
                }
                yield RootWriter.block("XZ", 0, out.toByteArray(), plain.length);
            }
            case "L4" -> {
                byte[] lz4 = new byte[2 * plain.length + 100];
                int n = new Lz4Compressor().compress(plain, 0, plain.length, lz4, 0, lz4.length);
                ByteWriter summed =
                        new ByteWriter().i64(XxHash64.hash(lz4, 0, n)).bytes(Arrays.copyOf(lz4, n));
                yield RootWriter.block("L4", 1, summed.toBytes(), plain.length);
            }
            default -> {
                byte[] zstd = new byte[2 * plain.length + 1000];
                int n = new ZstdCompressor().compress(plain, 0, plain.length, zstd, 0, zstd.length);
                yield RootWriter.block("ZS", 1, Arrays.copyOf(zstd, n), plain.length);
            }
        };
    }

    private static byte[] decompress(byte[] stored, int length) {
        try (Decompressor decompressor = new Decompressor()) {
            return decompressor.decompress(stored, 0, stored.length, length, PLACE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZL", "CS", "XZ", "L4", "ZS"})
    void recordsOfSeveralBlocksAreJoined(String tag) throws IOException {
        byte[] a = text(300_000, 1);
        byte[] b = text(17, 2);
        byte[] c = text(40_000, 3);
        byte[] stored = new ByteWriter()
                .bytes(block(tag, a))
                .bytes(block("ZL", b))
                .bytes(block(tag, c))
                .toBytes();
        byte[] expected = new ByteWriter().bytes(a).bytes(b).bytes(c).toBytes();
        assertThat(decompress(stored, expected.length)).isEqualTo(expected);
    }

    /** Beyond what is allocated on the word of the record alone, and beyond the largest block (16 MiB). */
    @Test
    void recordsLargerThanOneBlockCanBeAreDecompressed() {
        byte[] plain = text(0xFFFFFF, 4);
        byte[] block = RootWriter.block("ZL", plain, false);
        byte[] stored = new ByteWriter().bytes(block).bytes(block).bytes(block).toBytes();
        byte[] out = decompress(stored, 3 * plain.length);
        for (int i = 0; i < 3; i++) {
            assertThat(Arrays.equals(out, i * plain.length, (i + 1) * plain.length, plain, 0, plain.length))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZL", "CS", "XZ", "L4", "ZS"})
    void aBlockOfAnotherLengthThanItSaysIsDamaged(String tag) throws IOException {
        byte[] plain = text(5000, 5);
        for (int wrong : new int[] {4999, 5001, 4000, 9000}) {
            byte[] stored = block(tag, plain);
            stored[6] = (byte) wrong;
            stored[7] = (byte) (wrong >> 8);
            assertThatThrownBy(() -> decompress(stored, wrong))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("f.root: basket, byte 1000: a compressed block (" + tag + ") is damaged");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ZL", "XZ", "L4"})
    void oneFlippedBitIsNoticedWhereThereIsAChecksum(String tag) throws IOException {
        byte[] plain = text(2000, 6);
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] stored = block(tag, plain);
            stored[9 + random.nextInt(stored.length - 9)] ^= (byte) (1 << random.nextInt(8));
            // A flip in zlib's header of level hints changes nothing; all else must be noticed.
            byte[] out = null;
            try {
                out = decompress(stored, plain.length);
            } catch (MalformedFileException expected) {
                continue;
            }
            assertThat(out).isEqualTo(plain);
        }
    }

    @Test
    void lengthsThatContradictEachOtherAreNamedBeforeAnythingIsAllocated() throws IOException {
        byte[] good = block("ZL", text(1000, 8));
        assertThatThrownBy(() -> decompress(good, Integer.MAX_VALUE))
                .hasMessageContaining("compressed blocks hold 1000 bytes where 2147483647 are expected");
        assertThatThrownBy(() -> decompress(Arrays.copyOf(good, good.length - 1), 1000))
                .hasMessageContaining("is cut off");
        assertThatThrownBy(() -> decompress(Arrays.copyOf(good, good.length + 5), 1000))
                .hasMessageContaining("cut off in the header");
        byte[] bomb = RootWriter.block("L4", 1, new byte[20], 0xFFFFFF);
        assertThatThrownBy(() -> decompress(bomb, 0xFFFFFF)).hasMessageContaining("20 bytes cannot hold 16777215");
        byte[] unknown = RootWriter.block("QQ", 1, new byte[20], 30);
        assertThatThrownBy(() -> decompress(unknown, 30)).hasMessageContaining("no compression of ROOT's is called QQ");
    }

    /** Values of the reference implementation (python-xxhash 3), of the bytes 0, 1, 2, … */
    @Test
    void xxHash64AgreesWithTheReference() {
        int[] lengths = {0, 1, 4, 7, 8, 31, 32, 33, 100, 256};
        String[] expected = {
            "ef46db3751d8e999",
            "e934a84adb052768",
            "ffced8604453cc1e",
            "14cc643f630c72d2",
            "884a173614b81b8d",
            "c346d2b59b4d8ee1",
            "cbf59c5116ff32b4",
            "c535d1acafb8ead",
            "6ac1e58032166597",
            "1facbe8406cd904b"
        };
        byte[] bytes = new byte[260];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        for (int i = 0; i < lengths.length; i++) {
            assertThat(Long.toHexString(XxHash64.hash(bytes, 0, lengths[i]))).isEqualTo(expected[i]);
        }
    }
}
