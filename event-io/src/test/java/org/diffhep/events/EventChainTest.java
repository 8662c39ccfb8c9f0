package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventChainTest {

    private final Path folder;

    EventChainTest(@TempDir Path folder) {
        this.folder = folder;
    }

    /** Parts of one table, in files of these numbers of entries. */
    private List<Path> write(EventTable table, int... entries) {
        List<Path> files = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < entries.length; i++) {
            Path file = folder.resolve("part" + (char) ('a' + i) + ".npz");
            SampleTables.write(file, table.slice(first, first + entries[i]), 100);
            files.add(file);
            first += entries[i];
        }
        return files;
    }

    @Test
    void manyFilesAreOneTable() {
        EventTable whole = SampleTables.everything(60, 4);
        List<Path> files = write(whole, 10, 0, 25, 1, 0, 3, 3, 3, 3, 3, 3, 6);
        try (EventChain chain = EventChain.open(locations(files), Optional.empty())) {
            assertThat(chain.entries()).isEqualTo(60);
            assertThat(chain.locations()).isEqualTo(locations(files));
            assertThat(chain.clusterStarts()).containsExactly(0L, 10L, 35L, 36L, 39L, 42L, 45L, 48L, 51L, 54L);
            for (int[] range :
                    new int[][] {{0, 60}, {0, 0}, {10, 10}, {60, 60}, {9, 11}, {35, 36}, {34, 55}, {59, 60}}) {
                EventTable read = chain.read(TestFiles.columnNames(chain), range[0], range[1]);
                assertThat(SampleTables.fingerprints(read))
                        .isEqualTo(SampleTables.fingerprints(whole.slice(range[0], range[1])));
            }
            EventTable jets = chain.read(List.of("Jet_int8", "Jet_bool"));
            assertThat(jets.column("Jet_int8").offsets())
                    .isSameAs(jets.column("Jet_bool").offsets());
            assertThatThrownBy(() -> chain.read(List.of("nJet"), 0, 61))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("parta.npz and 11 more: table Events has 60 entries; cannot read 0 to 61");
        }
    }

    @Test
    void severalThreadsReadTheSame() throws InterruptedException {
        EventTable whole = SampleTables.everything(48, 4);
        List<Path> files = write(whole, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (EventChain chain = EventChain.open(locations(files), Optional.empty())) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int start = t;
                Thread thread = new Thread(() -> {
                    for (int k = 0; k < 24; k++) {
                        int first = (start * 11 + k * 5) % 40;
                        EventTable read = chain.read(List.of("flat_int64", "Jet_float32"), first, first + 8);
                        EventTable expected = whole.slice(first, first + 8);
                        assertThat(ColumnDigest.of(read.column("Jet_float32")))
                                .isEqualTo(ColumnDigest.of(expected.column("Jet_float32")));
                    }
                });
                thread.setUncaughtExceptionHandler((who, e) -> failure.set(e));
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(failure.get()).isNull();
    }

    @Test
    void filesThatDifferAreNamed() {
        Path a = folder.resolve("a.npz");
        Path b = folder.resolve("b.npz");
        SampleTables.write(
                a,
                EventTable.builder(1)
                        .flat("jetId", new int[1])
                        .flat("run", new int[1])
                        .flat("old", new int[1])
                        .build(),
                1);
        SampleTables.write(
                b,
                EventTable.builder(1)
                        .flat("jetId", new long[1])
                        .flat("run", new int[1])
                        .flat("young", new int[1])
                        .build(),
                1);
        try (EventChain chain = EventChain.open(locations(List.of(a, b)), Optional.of("Events"))) {
            assertThat(TestFiles.columnNames(chain)).containsExactly("run");
            assertThat(chain.unsupportedColumns())
                    .containsExactlyInAnyOrder(
                            new UnsupportedColumn("jetId", "it is int32 in " + a + ", and int64 in " + b),
                            new UnsupportedColumn("old", b + " does not have it"),
                            new UnsupportedColumn("young", a + " does not have it"));
            assertThatThrownBy(() -> chain.read(List.of("old")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessage(a + " and 1 more: table Events: column old cannot be read: " + b + " does not have it");
        }
        Path other = TestFiles.resource("all-types.root");
        assertThatThrownBy(() -> EventChain.open(locations(List.of(a, other)), Optional.empty()))
                .isInstanceOf(UnknownTableException.class)
                .hasMessageContaining(other + " has no tree Events");
        assertThatThrownBy(() -> EventChain.open(locations(List.of(a, folder.resolve("none.npz"))), Optional.empty()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none.npz: no such file");
    }

    @Test
    void aClosedChainIsNotReadFrom() {
        EventChain chain = EventChain.open(locations(write(SampleTables.plain(4, 1), 2, 2)), Optional.empty());
        chain.close();
        chain.close();
        assertThatThrownBy(() -> chain.read(List.of("event")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageEndingWith("parta.npz: is closed");
    }

    @Test
    void formatsMix() {
        Path csv = folder.resolve("a.csv");
        Path npz = folder.resolve("b.npz");
        EventTable table = SampleTables.plain(10, 9);
        SampleTables.write(csv, table.slice(0, 6), 6);
        SampleTables.write(npz, table.slice(6, 10), 6);
        try (EventChain chain = EventChain.open(locations(List.of(csv, npz)), Optional.empty())) {
            assertThat(SampleTables.fingerprints(chain.read(TestFiles.columnNames(chain))))
                    .isEqualTo(SampleTables.fingerprints(table));
        }
    }

    @Test
    void patternsStandForFilesInOrder() throws IOException {
        for (String name : List.of("b.root", "a.root", "x/c.root", "x/y/d.root", "notes.txt", "odd[1].root")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        assertThat(found("*.root")).containsExactly("a.root", "b.root", "odd[1].root");
        assertThat(found("[ab].root")).containsExactly("a.root", "b.root");
        assertThat(found("{x,z}/*.root")).containsExactly("x/c.root");
        assertThat(found("x/**.root")).containsExactly("x/c.root", "x/y/d.root");
        assertThat(found("*/*/?.root")).containsExactly("x/y/d.root");
        // A file that is called so, and one that is not there: opening it says so.
        assertThat(found("odd[1].root")).containsExactly("odd[1].root");
        assertThat(found("none.root")).containsExactly("none.root");
        assertThat(EventChain.files(List.of(folder + "/b.root", folder + "/*.root")))
                .startsWith(EventLocation.of(folder.resolve("b.root")), EventLocation.of(folder.resolve("a.root")))
                .hasSize(3);
        assertThatThrownBy(() -> found("*.npz"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(folder + "/*.npz: no such file");
    }

    private static List<EventLocation> locations(List<Path> files) {
        return files.stream().map(EventLocation::of).toList();
    }

    private List<String> found(String pattern) {
        return EventChain.files(List.of(folder + "/" + pattern)).stream()
                .map(file -> folder.relativize(file.path().orElseThrow()).toString())
                .toList();
    }

    @Test
    void aRangeDoesNotEndBeforeItBegins() {
        assertThat(new EntryRange(5, 5).size()).isZero();
        assertThatThrownBy(() -> new EntryRange(3, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void blocksOfARangeMakeItWhole() {
        EventTable whole = SampleTables.everything(100, 8);
        Path file = folder.resolve("table.npz");
        SampleTables.write(file, whole, 100);
        List<String> columns = List.of("flat_int64", "Jet_float32", "names");
        try (EventFile events = EventFile.open(file)) {
            List<EventTable> read = new ArrayList<>();
            Iterator<EventBlock> blocks = events.table("Events").blocks(columns, new EntryRange(5, 98), 10);
            while (blocks.hasNext()) {
                EventBlock block = blocks.next();
                assertThat(block.first()).isEqualTo(5 + 10L * read.size());
                read.add(block.events());
            }
            assertThat(read).hasSize(10);
            EventTable expected = EventTable.of(
                            100, columns.stream().map(whole::column).toList())
                    .slice(5, 98);
            assertThat(SampleTables.fingerprints(EventTable.concat(read)))
                    .isEqualTo(SampleTables.fingerprints(expected));
        }
    }
}
