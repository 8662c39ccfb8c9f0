package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Damages files in every way and reads them: the outcome is values or a {@link MalformedFileException}, never another
 * exception, a hang, or memory out of proportion.
 */
public final class TableFuzz {

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long[] TELLING = {0, 1, -1, 2, 0xFF, 0xFFFF, 0x7FFFFFFF, 0x80000000L, 1L << 40, Long.MAX_VALUE
    };

    private TableFuzz() {}

    /**
     * Tries damaged versions of files, and requires that a twentieth of them is read and another refused.
     *
     * @param path where the damaged files are written, one after another
     * @param most bytes that reading one may allocate
     */
    public static void run(Path path, List<byte[]> files, int inputs, long most) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int readable = 0;
        for (int i = 0; i < inputs; i++) {
            SplittableRandom random = new SplittableRandom(i);
            byte[] damaged = damage(files.get(random.nextInt(files.size())), random);
            write(path, damaged);
            long memory = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            try {
                readable += readAll(path, random) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("input " + i + " ends in " + e, e);
            }
            assertThat(System.nanoTime() - start).as("time of input %d", i).isLessThan(MOST_NANOS);
            assertThat(threads.getCurrentThreadAllocatedBytes() - memory)
                    .as("memory of input %d", i)
                    .isLessThan(most);
        }
        assertThat(readable).isBetween(inputs / 20, inputs - inputs / 20);
    }

    private static void write(Path path, byte[] bytes) {
        try {
            Files.write(path, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean readAll(Path path, SplittableRandom random) {
        boolean whole = true;
        try (EventFile file = EventFile.open(path)) {
            EventTableSource source = file.table(file.tables().get(0));
            source.clusterStarts();
            List<String> columns = TestFiles.columnNames(source);
            whole = read(path, source, columns, 0, source.entries());
            for (int k = 0; k < 3 && !columns.isEmpty(); k++) {
                String column = columns.get(random.nextInt(columns.size()));
                long first = random.nextLong(source.entries() + 1);
                long end = first + random.nextLong(source.entries() - first + 1);
                whole &= read(path, source, List.of(column), first, end);
            }
        } catch (MalformedFileException e) {
            assertThat(e.getMessage()).startsWith(path + ": ");
            whole = false;
        }
        return whole;
    }

    private static boolean read(Path path, EventTableSource source, List<String> columns, long first, long end) {
        if (end - first > Integer.MAX_VALUE - 8) {
            return true;
        }
        try {
            EventTable table = source.read(columns, first, end);
            assertThat(table.entries()).isEqualTo((int) (end - first));
            table.columns().forEach(ColumnDigest::of);
            return true;
        } catch (MalformedFileException e) {
            assertThat(e.getMessage()).startsWith(path + ": ");
            return false;
        }
    }

    private static byte[] damage(byte[] file, SplittableRandom random) {
        byte[] bytes = file.clone();
        int times = 1 + random.nextInt(4);
        for (int k = 0; k < times; k++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(7)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2, 3 -> {
                    byte[] number = ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(TELLING[random.nextInt(TELLING.length)])
                            .array();
                    int length = Math.min(1 << random.nextInt(4), bytes.length - at);
                    System.arraycopy(number, 0, bytes, at, length);
                }
                case 4 -> {
                    int length = Math.min(random.nextInt(64), bytes.length - at);
                    int from = random.nextInt(bytes.length - length + 1);
                    System.arraycopy(bytes.clone(), from, bytes, at, length);
                }
                // Digits, for headers of text.
                case 5 -> bytes[at] = (byte) ('0' + random.nextInt(10));
                default -> {
                    if (random.nextInt(4) == 0) {
                        bytes = Arrays.copyOf(bytes, 1 + at);
                    }
                }
            }
        }
        return bytes;
    }
}
