package org.diffhep.events.internal.root;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.diffhep.events.ColumnDigest;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.TestFiles;
import org.diffhep.events.UnknownColumnException;
import org.diffhep.events.UnknownTableException;
import org.diffhep.events.internal.MemorySource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged files give values or one of the library's exceptions: never another exception, a hang, or memory out of
 * proportion. {@code -Dfuzz.inputs=N} tries more, {@code -Dfuzz.first=I} others: those from I on.
 */
class FuzzTest {

    private static final int FIRST = Integer.getInteger("fuzz.first", 0);
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 8000);
    // One input takes a millisecond; these only tell an explosion from work.
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long MOST_BYTES = 600L << 20;
    private static final int[] TELLING_NUMBERS = {
        0,
        1,
        -1,
        2,
        255,
        256,
        0x7FFF,
        0xFFFF,
        0x3FFFFFFF,
        0x40000000,
        0x40000004,
        0x7FFFFFFF,
        0x80000000,
        0x80000001,
        1 << 24
    };

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void damagedFilesGiveValuesOrNamedErrors() {
        List<byte[]> files = List.of(
                TestFiles.bytes(TestFiles.resource("all-types.root")),
                RootFileTest.mixed(false, true),
                RootFileTest.mixed(true, false),
                TestFiles.bytes(TestFiles.resource("shapes.root")),
                TestFiles.bytes(TestFiles.resource("histograms.root")),
                TestFiles.bytes(TestFiles.resource("geant4.root")),
                TestFiles.bytes(TestFiles.resource("root-objects.root")),
                ElementBranchTest.everyKind(false, BranchSpec.Where.DISK, true),
                ElementBranchTest.everyKind(true, BranchSpec.Where.EMBEDDED, true),
                ElementBranchTest.everyKind(false, BranchSpec.Where.EMBEDDED, false),
                ObjectMembersTest.links(BranchSpec.Where.DISK));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int readable = 0;
        int refused = 0;
        for (int i = FIRST; i < FIRST + INPUTS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            byte[] damaged = damage(files.get(random.nextInt(files.size())), random);
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
        try (EventFile file = RootFile.open(new MemorySource("f.root", bytes))) {
            for (String name : file.tables()) {
                try {
                    EventTableSource source = file.table(name);
                    source.clusterStarts();
                    List<String> columns = TestFiles.columnNames(source);
                    whole &= read(source, columns, 0, source.entries());
                    for (int k = 0; k < 3 && !columns.isEmpty(); k++) {
                        long first = random.nextLong(source.entries() + 1);
                        long end = first + random.nextLong(source.entries() - first + 1);
                        whole &= read(source, List.of(columns.get(random.nextInt(columns.size()))), first, end);
                    }
                } catch (MalformedFileException e) {
                    whole = false;
                }
            }
            for (String path : file.histograms()) {
                whole &= read(file, path);
            }
        } catch (MalformedFileException | UnknownTableException e) {
            whole = false;
        }
        return whole;
    }

    private static boolean read(EventFile file, String histogram) {
        try {
            assertThat(file.histogram(histogram).values()).isNotEmpty();
            return true;
        } catch (MalformedFileException e) {
            assertThat(e.getMessage()).startsWith("f.root: ");
            return false;
        }
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
        } catch (MalformedFileException | UnknownColumnException e) {
            assertThat(e.getMessage()).startsWith("f.root: ");
            return false;
        }
    }

    private static byte[] damage(byte[] file, SplittableRandom random) {
        byte[] bytes = file.clone();
        int times = 1 + random.nextInt(4);
        for (int k = 0; k < times; k++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2, 3 -> overwrite(bytes, at, TELLING_NUMBERS[random.nextInt(TELLING_NUMBERS.length)]);
                case 4 -> {
                    int length = Math.min(random.nextInt(64), bytes.length - at);
                    int from = random.nextInt(bytes.length - length + 1);
                    System.arraycopy(bytes.clone(), from, bytes, at, length);
                }
                default -> {
                    if (random.nextInt(4) == 0) {
                        bytes = Arrays.copyOf(bytes, 1 + at);
                    } else {
                        overwrite(bytes, at, readInt(bytes, at) + random.nextInt(-4, 5));
                    }
                }
            }
        }
        return bytes;
    }

    private static int readInt(byte[] bytes, int at) {
        return at <= bytes.length - 4 ? ByteBuffer.wrap(bytes).getInt(at) : 0;
    }

    private static void overwrite(byte[] bytes, int at, int number) {
        if (at <= bytes.length - 4) {
            ByteBuffer.wrap(bytes).putInt(at, number);
        }
    }
}
