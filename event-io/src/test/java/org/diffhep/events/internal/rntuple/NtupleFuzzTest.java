package org.diffhep.events.internal.rntuple;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.diffhep.events.ColumnDigest;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.TestFiles;
import org.diffhep.events.UnknownTableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged RNTuples give values or one of the library's exceptions: never another exception, a hang, or memory out of
 * proportion. In most inputs the checksums are made right again, so that the damage is met further in. {@code
 * -Dfuzz.inputs=N} tries more.
 */
class NtupleFuzzTest {

    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 5000);
    // One input takes a millisecond; these only tell an explosion from work.
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long MOST_BYTES = 600L << 20;
    private static final long[] TELLING_NUMBERS = {
        0,
        1,
        -1,
        2,
        255,
        0x7FFF,
        0xFFFF,
        0x3FFFFFFF,
        0x7FFFFFFF,
        0x80000000L,
        0xFFFFFFFFL,
        1L << 24,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0x0100000000000002L
    };

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void damagedNtuplesGiveValuesOrNamedErrors() {
        NtupleWriter plain = FeatureTest.everyKind();
        NtupleWriter large = FeatureTest.everyKind().largeLocators();
        List<byte[]> files = List.of(
                plain.toBytes(),
                large.toBytes(),
                FeatureTest.everyKind().maxKeySize(600).toBytes(),
                TestFiles.bytes(TestFiles.resource("ntuples.root")));
        List<UnaryOperator<byte[]>> seals =
                List.of(plain::resealed, large::resealed, UnaryOperator.identity(), UnaryOperator.identity());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int readable = 0;
        int refused = 0;
        for (int i = 0; i < INPUTS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            int kind = random.nextInt(8) < 6 ? random.nextInt(2) : 2 + random.nextInt(2);
            byte[] damaged = damage(files.get(kind), random);
            if (random.nextInt(8) > 0) {
                damaged = seals.get(kind).apply(damaged);
            }
            long memory = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            try {
                if (readAll(damaged, random)) {
                    readable++;
                } else {
                    refused++;
                }
            } catch (RuntimeException | Error e) {
                throw new AssertionError("input " + i + " ends in " + e, e);
            }
            assertThat(System.nanoTime() - start).as("time of input %d", i).isLessThan(MOST_NANOS);
            assertThat(threads.getCurrentThreadAllocatedBytes() - memory)
                    .as("memory of input %d", i)
                    .isLessThan(MOST_BYTES);
        }
        // Both must be common, else the damage is too small or too large to test much.
        assertThat(readable).isGreaterThan(INPUTS / 20);
        assertThat(refused).isGreaterThan(INPUTS / 20);
    }

    /** Reads whatever the file still has; whether nothing was refused. */
    private static boolean readAll(byte[] bytes, SplittableRandom random) {
        boolean whole = true;
        try (EventFile file = EncodingTest.open(bytes)) {
            List<String> tables = file.tables();
            // All of one: the file that uproot wrote has five of the same.
            String name = tables.isEmpty() ? "" : tables.get(random.nextInt(tables.size()));
            EventTableSource source = file.table(name);
            source.clusterStarts();
            List<String> columns = TestFiles.columnNames(source);
            whole &= read(source, columns, 0, source.entries());
            for (int k = 0; k < 3 && !columns.isEmpty(); k++) {
                long first = random.nextLong(source.entries() + 1);
                long end = first + random.nextLong(source.entries() - first + 1);
                whole &= read(source, List.of(columns.get(random.nextInt(columns.size()))), first, end);
            }
        } catch (MalformedFileException | UnknownTableException e) {
            assertThat(e.getMessage()).startsWith("f.root");
            whole = false;
        }
        return whole;
    }

    private static boolean read(EventTableSource source, List<String> columns, long first, long end) {
        if (end - first > Integer.MAX_VALUE - 8) {
            return true;
        }
        try {
            EventTable table = source.read(columns, first, end);
            assertThat(table.entries()).isEqualTo((int) (end - first));
            table.columns().forEach(ColumnDigest::of);
            return true;
        } catch (MalformedFileException e) {
            assertThat(e.getMessage()).startsWith("f.root: ").contains(", byte ");
            return false;
        }
    }

    private static byte[] damage(byte[] file, SplittableRandom random) {
        byte[] bytes = file.clone();
        int times = 1 + random.nextInt(3);
        for (int k = 0; k < times; k++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> overwrite(bytes, at, 4, TELLING_NUMBERS[random.nextInt(TELLING_NUMBERS.length)]);
                case 3 -> overwrite(bytes, at, 8, TELLING_NUMBERS[random.nextInt(TELLING_NUMBERS.length)]);
                case 4 -> {
                    int length = Math.min(random.nextInt(64), bytes.length - at);
                    int from = random.nextInt(bytes.length - length + 1);
                    System.arraycopy(bytes.clone(), from, bytes, at, length);
                }
                default -> {
                    if (random.nextInt(8) == 0) {
                        bytes = Arrays.copyOf(bytes, 1 + at);
                    } else {
                        bytes[at] += (byte) random.nextInt(-4, 5);
                    }
                }
            }
        }
        return bytes;
    }

    private static void overwrite(byte[] bytes, int at, int width, long number) {
        if (at <= bytes.length - width) {
            ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (width == 4) {
                in.putInt(at, (int) number);
            } else {
                in.putLong(at, number);
            }
        }
    }
}
