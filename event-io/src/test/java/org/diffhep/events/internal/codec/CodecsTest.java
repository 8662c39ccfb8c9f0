package org.diffhep.events.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;

/** The libraries in C and in Java take the same blocks for the same content, and refuse damage within their bounds. */
class CodecsTest {

    private static final int[] LENGTHS = {1, 2, 100, 4095, 65_536, 1_000_003};
    private static final byte UNTOUCHED = 0x55;

    private static final class Block {
        private final byte[] plain;
        private final byte[] stored;

        Block(byte[] plain, byte[] stored) {
            this.plain = plain;
            this.stored = stored;
        }
    }

    private static byte[] plain(int length) {
        Random random = new Random(length);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : i / 100);
        }
        return bytes;
    }

    private static List<Block> lz4() {
        List<Block> blocks = new ArrayList<>();
        for (int length : LENGTHS) {
            byte[] plain = plain(length);
            blocks.add(
                    new Block(plain, LZ4Factory.safeInstance().highCompressor().compress(plain)));
            blocks.add(
                    new Block(plain, LZ4Factory.safeInstance().fastCompressor().compress(plain)));
        }
        return blocks;
    }

    private static List<Block> zstd() {
        List<Block> blocks = new ArrayList<>();
        for (int length : LENGTHS) {
            byte[] plain = plain(length);
            for (int level : new int[] {1, 5, 12}) {
                blocks.add(new Block(plain, Zstd.compress(plain, level)));
            }
        }
        return blocks;
    }

    @Test
    void bothLibrariesAreThereAndTheOneInCIsTaken() {
        assertThat(libraries(Codecs.allLz4())).containsExactly("lz4-java (native)", "aircompressor (Java)");
        assertThat(libraries(Codecs.allZstd())).containsExactly("zstd-jni (native)", "aircompressor (Java)");
        try (Codec lz4 = Codecs.lz4();
                Codec zstd = Codecs.zstd()) {
            assertThat(lz4.library()).isEqualTo("lz4-java (native)");
            assertThat(zstd.library()).isEqualTo("zstd-jni (native)");
        }
    }

    private static List<String> libraries(List<Supplier<Codec>> codecs) {
        List<String> names = new ArrayList<>();
        for (Supplier<Codec> made : codecs) {
            try (Codec codec = made.get()) {
                names.add(codec.library());
            }
        }
        return names;
    }

    @Test
    void everyLibraryGivesWhatWasCompressed() {
        requireEqual(lz4(), Codecs.allLz4());
        requireEqual(zstd(), Codecs.allZstd());
    }

    private static void requireEqual(List<Block> blocks, List<Supplier<Codec>> codecs) {
        for (Supplier<Codec> made : codecs) {
            try (Codec codec = made.get()) {
                for (Block block : blocks) {
                    byte[] source = new byte[block.stored.length + 7];
                    System.arraycopy(block.stored, 0, source, 3, block.stored.length);
                    byte[] target = new byte[block.plain.length + 20];
                    Arrays.fill(target, UNTOUCHED);
                    int written = codec.decompress(source, 3, block.stored.length, target, 5, block.plain.length);
                    assertThat(written).as(codec.library()).isEqualTo(block.plain.length);
                    assertThat(Arrays.equals(target, 5, 5 + written, block.plain, 0, written))
                            .isTrue();
                    requireUntouched(target, 5, 5 + written);
                }
            }
        }
    }

    private static void requireUntouched(byte[] target, int from, int to) {
        for (int i = 0; i < target.length; i++) {
            if (i < from || i >= to) {
                assertThat(target[i]).isEqualTo(UNTOUCHED);
            }
        }
    }

    @Test
    void whatHoldsMoreThanThereIsRoomForIsRefused() {
        requireRefusal(lz4().get(6), Codecs.allLz4());
        requireRefusal(zstd().get(9), Codecs.allZstd());
    }

    private static void requireRefusal(Block block, List<Supplier<Codec>> codecs) {
        for (Supplier<Codec> made : codecs) {
            try (Codec codec = made.get()) {
                byte[] target = new byte[block.plain.length + 20];
                Arrays.fill(target, UNTOUCHED);
                assertThatThrownBy(() -> codec.decompress(
                                block.stored, 0, block.stored.length, target, 5, block.plain.length - 1))
                        .as(codec.library())
                        .isInstanceOf(RuntimeException.class);
                requireUntouched(target, 5, 5 + block.plain.length - 1);
            }
        }
    }

    @Test
    void damagedBlocksAreRefusedOrFillTheirRoomAndNothingElse() {
        Random random = new Random(1);
        int refused = damage(lz4(), Codecs.allLz4(), random) + damage(zstd(), Codecs.allZstd(), random);
        assertThat(refused).isGreaterThan(1000);
    }

    private static int damage(List<Block> blocks, List<Supplier<Codec>> codecs, Random random) {
        int refused = 0;
        for (Supplier<Codec> made : codecs) {
            try (Codec codec = made.get()) {
                for (int i = 0; i < 2000; i++) {
                    Block block = blocks.get(random.nextInt(blocks.size() - 3));
                    byte[] stored = block.stored.clone();
                    for (int k = 0; k <= random.nextInt(3); k++) {
                        stored[random.nextInt(stored.length)] = (byte) random.nextInt();
                    }
                    byte[] target = new byte[block.plain.length + 20];
                    Arrays.fill(target, UNTOUCHED);
                    try {
                        int written = codec.decompress(
                                stored, 0, 1 + random.nextInt(stored.length), target, 5, block.plain.length);
                        assertThat(written).isBetween(0, block.plain.length);
                    } catch (RuntimeException expected) {
                        refused++;
                    }
                    requireUntouched(target, 5, 5 + block.plain.length);
                }
            }
        }
        return refused;
    }
}
