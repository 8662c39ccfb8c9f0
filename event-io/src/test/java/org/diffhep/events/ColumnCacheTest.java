package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColumnCacheTest {

    @TempDir
    Path folder;

    private ColumnCache cache() {
        return ColumnCache.in(folder.resolve("cache"));
    }

    private Path write(String name, EventTable table) {
        Path file = folder.resolve(name);
        SampleTables.write(file, table, 1 << 20);
        return file;
    }

    private List<Path> columnFiles() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            return files.filter(file -> file.toString().endsWith(".column"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> read(EventFile file, long first, long end) {
        return SampleTables.fingerprints(file.table("Events"), first, end);
    }

    @Test
    void givesWhatTheFileGivesOfEveryShapeInAnyRange() {
        // More than four times as many entries as a chunk has: the one cluster of an npz is cut.
        EventTable table = EventTable.concat(IntStream.range(0, 140)
                .mapToObj(seed -> SampleTables.everything(500, seed))
                .toList());
        Path path = write("everything.npz", table);
        long[][] ranges = {{0, 70_000}, {16_383, 49_153}, {20_000, 20_001}, {7, 7}};
        List<List<String>> expected = new ArrayList<>();
        List<String> names;
        try (EventFile direct = EventFile.open(path)) {
            names = TestFiles.columnNames(direct.table("Events"));
            for (long[] range : ranges) {
                expected.add(read(direct, range[0], range[1]));
            }
        }
        for (int pass = 0; pass < 2; pass++) {
            try (EventFile file = cache().open(path)) {
                EventTableSource cached = file.table("Events");
                assertThat(cached.entries()).isEqualTo(70_000);
                for (int r = 0; r < ranges.length; r++) {
                    assertThat(SampleTables.fingerprints(cached.read(names, ranges[r][0], ranges[r][1])))
                            .isEqualTo(expected.get(r));
                }
                EventTable both = cached.read(List.of("Jet_int8", "Jet_float64"));
                assertThat(both.column("Jet_int8").offsets())
                        .isSameAs(both.column("Jet_float64").offsets());
            }
        }
    }

    @Test
    void blocksAreTheSameWithAndWithoutTheCache() {
        Path path = TestFiles.sharedData("ttbar-sim/ttbar__scaleup.root");
        List<String> names = List.of("nJet", "Jet_pt", "Jet_eta", "Electron_pt", "MET_pt");
        for (int pass = 0; pass < 2; pass++) {
            try (EventFile direct = EventFile.open(path);
                    EventFile file = cache().open(path)) {
                Iterator<EventBlock> expected = direct.table("Events").blocks(names, 3000);
                Iterator<EventBlock> blocks = file.table("Events").blocks(names, 3000);
                int count = 0;
                while (expected.hasNext()) {
                    EventBlock block = blocks.next();
                    EventBlock other = expected.next();
                    assertThat(block.first()).isEqualTo(other.first());
                    assertThat(SampleTables.fingerprints(block.events()))
                            .isEqualTo(SampleTables.fingerprints(other.events()));
                    count++;
                }
                assertThat(blocks.hasNext()).isFalse();
                assertThat(count).isGreaterThan(2);
            }
        }
    }

    @Test
    void theSecondPassDoesNotLookIntoTheFile() throws IOException {
        Path path = write("plain.npz", SampleTables.plain(100, 1));
        List<String> first;
        try (EventFile file = cache().open(path)) {
            first = SampleTables.fingerprints(file.table("Events").read(List.of("event", "flag")));
        }
        assertThat(columnFiles()).hasSize(2);
        // Damaged in the middle, where provenance does not look: whoever reads the file itself sees it.
        FileTime written = Files.getLastModifiedTime(path);
        EventTable events = EventTable.builder(10_000)
                .flat("event", new SplittableRandom(1).longs(10_000).toArray())
                .build();
        Path large = write("large.npz", events);
        FileTime largeWritten = Files.getLastModifiedTime(large);
        try (EventFile file = cache().open(large)) {
            file.table("Events").read(List.of("event"));
        }
        byte[] bytes = Files.readAllBytes(large);
        Arrays.fill(bytes, 5000, bytes.length - 17_000, (byte) 0x55);
        Files.write(large, bytes);
        Files.setLastModifiedTime(large, largeWritten);
        try (EventFile file = cache().open(large);
                EventFile plain = cache().open(path)) {
            assertThat(file.table("Events").entries()).isEqualTo(10_000);
            assertThat(file.table("Events")
                            .read(List.of("event"))
                            .column("event")
                            .toDoubles())
                    .isEqualTo(events.column("event").toDoubles());
            assertThat(SampleTables.fingerprints(plain.table("Events").read(List.of("event", "flag"))))
                    .isEqualTo(first);
            assertThat(file.bytesRead()).isEqualTo(80_000);
        }
        assertThat(Files.getLastModifiedTime(path)).isEqualTo(written);
    }

    @Test
    void columnsAreAddedAsTheyAreAskedFor() throws IOException {
        Path path = write("plain.npz", SampleTables.plain(100, 1));
        try (EventFile file = cache().open(path)) {
            file.table("Events").read(List.of("event"), 3, 4);
            assertThat(columnFiles()).hasSize(1);
            file.table("Events").read(List.of("event", "weight"), 3, 4);
            assertThat(columnFiles()).hasSize(2);
            assertThatThrownBy(() -> file.table("Events").read(List.of("flag", "wait")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessageContaining("wait")
                    .hasMessageContaining("weight");
            assertThatThrownBy(() -> file.table("Other")).isInstanceOf(UnknownTableException.class);
            assertThatThrownBy(() -> file.table("Events").read(List.of("event"), 3, 101))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has 100 entries; cannot read 3 to 101");
            assertThat(columnFiles()).hasSize(2);
        }
        try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
        }
    }

    @Test
    void aFileThatChangedIsReadAnew() throws IOException {
        Path path = write("plain.npz", SampleTables.plain(100, 1));
        try (EventFile file = cache().open(path)) {
            read(file, 0, 100);
        }
        FileTime written = Files.getLastModifiedTime(path);
        List<Path> files = columnFiles();
        write("plain.npz", SampleTables.plain(100, 2));
        try (EventFile file = cache().open(path)) {
            assertThat(read(file, 0, 100)).isEqualTo(SampleTables.fingerprints(SampleTables.plain(100, 2)));
        }
        // Of the same time and size: only the digest tells.
        Path other = write("other.npz", SampleTables.plain(100, 3));
        FileTime second = Files.getLastModifiedTime(path);
        assertThat(second).isNotEqualTo(written);
        Files.write(path, Files.readAllBytes(other));
        Files.setLastModifiedTime(path, second);
        try (EventFile file = cache().open(path)) {
            assertThat(read(file, 0, 100)).isEqualTo(SampleTables.fingerprints(SampleTables.plain(100, 3)));
        }
        assertThat(columnFiles()).isEqualTo(files);
    }

    @Test
    void aFileThatChangesWhileItIsReadLeavesNothingInTheCache() throws IOException {
        Path path = write("plain.npz", SampleTables.plain(100, 1));
        try (EventFile file = cache().open(path)) {
            Files.setLastModifiedTime(path, FileTime.fromMillis(0));
            assertThatThrownBy(() -> file.table("Events").read(List.of("event")))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith(path + ": has changed while it was read; read it again")
                    .hasMessageContaining("1970-01-01T00:00:00Z");
        }
        assertThat(columnFiles()).isEmpty();
    }

    @Test
    void everyDamageIsNoticedOrWithoutEffect() throws IOException {
        EventTable table = SampleTables.everything(200, 5);
        Path path = write("everything.npz", table);
        List<String> names = List.of("Jet_float32", "names", "flat_bool");
        List<String> expected;
        try (EventFile file = cache().open(path)) {
            expected = SampleTables.fingerprints(file.table("Events").read(names));
        }
        SplittableRandom random = new SplittableRandom(11);
        int noticed = 0;
        for (Path column : columnFiles()) {
            byte[] whole = Files.readAllBytes(column);
            for (int i = 0; i < 400; i++) {
                byte[] damaged = whole.clone();
                if (i % 4 == 0) {
                    damaged = Arrays.copyOf(whole, random.nextInt(whole.length));
                } else {
                    damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
                }
                Files.write(column, damaged);
                try (EventFile file = cache().open(path)) {
                    assertThat(SampleTables.fingerprints(file.table("Events").read(names)))
                            .isEqualTo(expected);
                } catch (MalformedFileException e) {
                    assertThat(e)
                            .hasMessageStartingWith(column + ": ")
                            .hasMessageEndingWith("Delete the file: it will be made again");
                    noticed++;
                }
            }
            Files.write(column, whole);
        }
        // But for zeros at the end of data, and versions that are not ours.
        assertThat(noticed).isBetween(1150, 1200);
    }

    @Test
    void messagesSayWhatIsDamaged() throws IOException {
        Path path = write("plain.npz", SampleTables.plain(100, 1));
        try (EventFile file = cache().open(path)) {
            file.table("Events").read(List.of("weight"));
        }
        Path column = columnFiles().get(0);
        byte[] whole = Files.readAllBytes(column);
        byte[] damaged = whole.clone();
        damaged[whole.length / 2] ^= 1;
        Files.write(column, damaged);
        assertDamaged(path, "values of the entries 0 to 100, byte ", "their checksum is ");
        Files.write(column, new byte[100]);
        assertDamaged(path, "head, byte 0: this is not a file of the column cache", "");
        Files.write(column, new byte[3]);
        assertDamaged(path, "head, byte 3: the file ends here", "");
        Files.write(column, Arrays.copyOf(whole, whole.length - 9));
        assertDamaged(path, "end, byte ", "");
        Files.delete(column);
        try (EventFile file = cache().open(path)) {
            assertThat(file.table("Events").read(List.of("weight")).entries()).isEqualTo(100);
        }
        assertThat(Files.readAllBytes(column)).isEqualTo(whole);
        assertThat(new String(whole, StandardCharsets.UTF_8))
                .startsWith("DIFFHEPC")
                .contains("\"source\":\"" + path + "\",\"size\":" + Files.size(path))
                .contains("\"table\":\"Events\",\"column\":\"weight\"}");
    }

    private void assertDamaged(Path path, String where, String problem) {
        try (EventFile file = cache().open(path)) {
            assertThatThrownBy(() -> file.table("Events").read(List.of("weight")))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining(where)
                    .hasMessageContaining(problem)
                    .hasMessageEndingWith("Delete the file: it will be made again");
        }
    }

    @Test
    void threadsWithTheirOwnFilesShareOneFolder() throws Exception {
        Path path = write("plain.npz", SampleTables.plain(1000, 1));
        List<String> expected = SampleTables.fingerprints(SampleTables.plain(1000, 1));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<List<String>>> work = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                work.add(() -> {
                    try (EventFile file = cache().open(path)) {
                        return read(file, 0, 1000);
                    }
                });
            }
            for (Future<List<String>> each : threads.invokeAll(work)) {
                assertThat(each.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(columnFiles()).hasSize(5);
    }

    @Test
    void filesOfEventsThatAreNoneOrClosedAreRefused() throws IOException {
        assertThatThrownBy(() -> cache().open(folder.resolve("none.root")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageEndingWith("none.root: no such file");
        Path plain = Files.writeString(folder.resolve("file"), "\0 no events");
        try (EventFile file = cache().open(plain)) {
            assertThatThrownBy(() -> file.table("Events")).isInstanceOf(MalformedFileException.class);
        }
        assertThatThrownBy(() -> ColumnCache.in(plain))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith(plain + ": cannot be made a folder for cached columns");
        EventFile closed = cache().open(write("plain.npz", SampleTables.plain(100, 1)));
        EventTableSource table = closed.table("Events");
        table.read(List.of("event"));
        closed.close();
        assertThatThrownBy(() -> table.read(List.of("event")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("plain.npz: table Events: is closed");
    }

    @Test
    void tablesWithoutEntriesAreReadFromTheFile() {
        Path path = write("plain.npz", SampleTables.plain(100, 1).slice(0, 0));
        try (EventFile file = cache().open(path)) {
            assertThat(file.table("Events").read(List.of("event")).entries()).isZero();
        }
    }
}
