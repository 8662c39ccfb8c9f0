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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.diffhep.events.internal.EventFormats;
import org.diffhep.events.internal.MemorySource;

/**
 * Damages files in every way and reads them: the outcome is values or one of the library's exceptions that name the file, never another
 * exception, a hang, or memory out of proportion. {@code -Dfuzz.inputs=N} tries more than usual, {@code -Dfuzz.first=I} others: those
 * from I on; {@code mvn -Pnightly} tries 200,000.
 */
public final class TableFuzz {

    private static final int FIRST = Integer.getInteger("fuzz.first", 0);
    // One input takes a millisecond; this only tells an explosion from work.
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int FEW = 2;
    private static final long[] TELLING = {
        0,
        1,
        -1,
        2,
        0xFF,
        0x100,
        0x7FFF,
        0xFFFF,
        1L << 24,
        0x3FFFFFFF,
        0x40000000,
        0x40000004,
        0x7FFFFFFF,
        0x80000000L,
        0x80000001L,
        0xFFFFFFFFL,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        0x0100000000000002L
    };

    private final String name;
    private final Function<byte[], EventFile> opening;
    private final long mostBytes;
    private final List<byte[]> files = new ArrayList<>();
    /** For each file, what makes its checksums right again, so that the damage is met further in. */
    private final List<UnaryOperator<byte[]>> seals = new ArrayList<>();

    private TableFuzz(String name, Function<byte[], EventFile> opening, long mostBytes) {
        this.name = name;
        this.opening = opening;
        this.mostBytes = mostBytes;
    }

    /**
     * Reads files that lie in memory.
     *
     * @param name what they are called
     * @param mostBytes that reading one may allocate
     */
    public static TableFuzz inMemory(String name, long mostBytes) {
        return new TableFuzz(name, bytes -> EventFormats.open(new MemorySource(name, bytes)), mostBytes);
    }

    /** Reads files that are written to one path after another; parameters as of {@link #inMemory}. */
    public static TableFuzz onDisk(Path path, long mostBytes) {
        return new TableFuzz(path.toString(), bytes -> EventFile.open(written(path, bytes)), mostBytes);
    }

    private static Path written(Path path, byte[] bytes) {
        try {
            return Files.write(path, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many inputs are tried: so many, or as the property says. */
    public static int inputs(int usual) {
        return Integer.getInteger("fuzz.inputs", usual);
    }

    /** Adds a file. */
    public TableFuzz file(byte[] file) {
        return file(file, UnaryOperator.identity());
    }

    /** Adds a file whose checksums {@code seal} makes right again in most inputs. */
    public TableFuzz file(byte[] file, UnaryOperator<byte[]> seal) {
        files.add(file);
        seals.add(seal);
        return this;
    }

    /** Tries damaged versions of the files, and requires that a twentieth of them is read and another refused. */
    public void run(int inputs) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int readable = 0;
        for (int i = FIRST; i < FIRST + inputs; i++) {
            SplittableRandom random = new SplittableRandom(i);
            int number = random.nextInt(files.size());
            byte[] damaged = damage(files.get(number), random);
            if (random.nextInt(8) > 0) {
                damaged = seals.get(number).apply(damaged);
            }
            long memory = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            try {
                readable += readAll(damaged, random) ? 1 : 0;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("input " + i + " ends in " + e, e);
            }
            assertThat(System.nanoTime() - start).as("time of input %d", i).isLessThan(MOST_NANOS);
            assertThat(threads.getCurrentThreadAllocatedBytes() - memory)
                    .as("memory of input %d", i)
                    .isLessThan(mostBytes);
        }
        // Both must be common, else the damage is too small or too large to test much.
        assertThat(readable).isBetween(inputs / 20, inputs - inputs / 20);
    }

    /** Reads whatever the file still has; whether nothing was refused. */
    private boolean readAll(byte[] damaged, SplittableRandom random) {
        boolean[] whole = {true};
        whole[0] &= attempt(() -> {
            try (EventFile file = opening.apply(damaged)) {
                List<String> tables = file.tables();
                // All of a few; the file of RNTuples that uproot wrote has five of the same.
                int first = tables.size() > FEW ? random.nextInt(tables.size()) : 0;
                for (String table : tables.subList(first, tables.size() > FEW ? first + 1 : tables.size())) {
                    whole[0] &= attempt(() -> readTable(file.table(table), random, whole));
                }
                for (String path : file.histograms()) {
                    whole[0] &= attempt(
                            () -> assertThat(file.histogram(path).values()).isNotEmpty());
                }
                for (String path : file.texts()) {
                    whole[0] &= attempt(() -> assertThat(file.text(path).name()).isNotNull());
                }
            }
        });
        return whole[0];
    }

    private void readTable(EventTableSource source, SplittableRandom random, boolean[] whole) {
        source.clusterStarts();
        List<String> columns = TestFiles.columnNames(source);
        whole[0] &= attempt(() -> read(source, columns, 0, source.entries()));
        for (int k = 0; k < 3 && !columns.isEmpty(); k++) {
            String column = columns.get(random.nextInt(columns.size()));
            long first = random.nextLong(source.entries() + 1);
            long end = first + random.nextLong(source.entries() - first + 1);
            whole[0] &= attempt(() -> read(source, List.of(column), first, end));
        }
    }

    private static void read(EventTableSource source, List<String> columns, long first, long end) {
        if (end - first <= Integer.MAX_VALUE - 8) {
            EventTable table = source.read(columns, first, end);
            assertThat(table.entries()).isEqualTo((int) (end - first));
            table.columns().forEach(ColumnDigest::of);
        }
    }

    /** Whether it ends without a refusal, which names the file. */
    private boolean attempt(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (MalformedFileException | UnknownColumnException e) {
            assertThat(e.getMessage()).startsWith(name + ": ");
            return false;
        }
    }

    private static byte[] damage(byte[] file, SplittableRandom random) {
        byte[] bytes = file.clone();
        int times = 1 + random.nextInt(4);
        for (int k = 0; k < times; k++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(8)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2, 3 -> overwrite(bytes, at, TELLING[random.nextInt(TELLING.length)], random);
                case 4 -> {
                    int length = Math.min(random.nextInt(64), bytes.length - at);
                    int from = random.nextInt(bytes.length - length + 1);
                    System.arraycopy(bytes.clone(), from, bytes, at, length);
                }
                // Digits, for headers of text.
                case 5 -> bytes[at] = (byte) ('0' + random.nextInt(10));
                // A little more or less, as of a length.
                case 6 -> add(bytes, at, random.nextInt(-4, 5), random);
                default -> {
                    if (random.nextInt(4) == 0) {
                        bytes = Arrays.copyOf(bytes, 1 + at);
                    }
                }
            }
        }
        return bytes;
    }

    /** Of 1, 2, 4 or 8 bytes in either order, cut off at the end. */
    private static void overwrite(byte[] bytes, int at, long number, SplittableRandom random) {
        int width = 1 << random.nextInt(4);
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES);
        boolean little = random.nextBoolean();
        buffer.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN).putLong(number);
        int from = little ? 0 : Long.BYTES - width;
        System.arraycopy(buffer.array(), from, bytes, at, Math.min(width, bytes.length - at));
    }

    private static void add(byte[] bytes, int at, int difference, SplittableRandom random) {
        if (at <= bytes.length - Integer.BYTES) {
            ByteOrder order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
            buffer.putInt(at, buffer.getInt(at) + difference);
        }
    }
}
