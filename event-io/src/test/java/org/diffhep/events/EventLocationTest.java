package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.diffhep.events.internal.http.LoopbackServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLocationTest {

    @TempDir
    Path folder;

    @Test
    void aFileOnAServerIsReadAsOneOnDisk() throws IOException {
        Path path = TestFiles.resource("all-types.root");
        try (LoopbackServer server = new LoopbackServer(LoopbackServer.parts(TestFiles.bytes(path), "\"1\""));
                EventFile disk = EventFile.open(path);
                EventFile file = EventFile.open(server.address("/all-types.root"))) {
            assertThat(file.name()).isEqualTo(server.address("/all-types.root").toString());
            assertThat(file.tables()).isEqualTo(disk.tables());
            for (String table : file.tables()) {
                long entries = file.table(table).entries();
                assertThat(SampleTables.fingerprints(file.table(table), 0, entries))
                        .isEqualTo(SampleTables.fingerprints(disk.table(table), 0, entries));
            }
            assertThatThrownBy(() -> file.table("none"))
                    .isInstanceOf(UnknownTableException.class)
                    .hasMessageStartingWith(file.name());
        }
    }

    @Test
    void aChainHoldsFilesOfBothKinds() throws IOException {
        Path csv = folder.resolve("plain.csv");
        SampleTables.write(csv, SampleTables.plain(50, 1), 50);
        try (LoopbackServer server = new LoopbackServer(LoopbackServer.parts(TestFiles.bytes(csv), "\"1\""))) {
            // The signs of patterns have no meaning in addresses.
            String address = server.address("/plain.csv") + "?a=*";
            try (EventChain chain =
                    EventChain.open(EventChain.files(List.of(csv.toString(), address)), Optional.empty())) {
                assertThat(chain.entries()).isEqualTo(100);
                assertThat(chain.locations()).hasToString("[" + csv + ", " + address + "]");
                EventTable both = chain.read(List.of("event"));
                assertThat(SampleTables.fingerprints(both.slice(50, 100)))
                        .isEqualTo(SampleTables.fingerprints(both.slice(0, 50)));
            }
        }
    }

    @Test
    void aCachedFileOnAServerIsOnlyAskedWhetherItIsTheSame() throws IOException {
        Path path = TestFiles.resource("all-types.root");
        byte[] bytes = TestFiles.bytes(path);
        ColumnCache cache = ColumnCache.in(folder.resolve("cache"));
        try (LoopbackServer server = new LoopbackServer(LoopbackServer.parts(bytes, "\"1\""))) {
            EventLocation location = EventLocation.of(server.address("/f.root"));
            String table;
            List<String> columns;
            List<String> expected;
            try (EventFile file = cache.open(location)) {
                table = file.tables().get(0);
                columns = TestFiles.columnNames(file.table(table));
                expected = SampleTables.fingerprints(file.table(table).read(columns));
            }
            server.requests().clear();
            try (EventFile file = cache.open(location)) {
                assertThat(SampleTables.fingerprints(file.table(table).read(columns)))
                        .isEqualTo(expected);
            }
            assertThat(server.requests()).containsExactly("/f.root bytes=0-524287");
            assertThat(location.sha256()).isEqualTo(EventLocation.of(path).sha256());
        }
    }

    /** Of an uncompressed npz only the directory and the arrays asked for are fetched. */
    @Test
    void arraysOfAnNpzAreReadByTheirRanges() throws IOException {
        int n = 200_000;
        double[] small = new double[n];
        double[] other = new double[10 * n];
        Arrays.setAll(small, i -> i);
        int[] offsets = new int[n + 1];
        Arrays.setAll(offsets, i -> 10 * i);
        EventTable table = EventTable.of(
                n,
                List.of(
                        Column.jagged("other", ColumnType.FLOAT64, other, offsets, "other"),
                        Column.flat("small", ColumnType.FLOAT64, small)));
        Path npz = folder.resolve("plain.npz");
        SampleTables.write(npz, table, n);
        byte[] bytes = TestFiles.bytes(npz);
        AtomicLong sent = new AtomicLong();
        LoopbackServer.Answer parts = LoopbackServer.parts(bytes, "\"1\"");
        try (LoopbackServer server = new LoopbackServer(exchange -> {
            String[] range = exchange.getRequestHeaders().getFirst("Range").split("[=-]", 3);
            sent.addAndGet(Math.min(bytes.length, Long.parseLong(range[2]) + 1) - Long.parseLong(range[1]));
            parts.to(exchange);
        })) {
            try (EventFile file = EventFile.open(server.address("/plain.npz"))) {
                assertThat(file.format()).isEqualTo("npz");
                assertThat(file.table("Events")
                                .read(List.of("small"))
                                .column("small")
                                .array())
                        .isEqualTo(small);
                assertThat(sent.get()).isLessThan(bytes.length / 2);
                assertThat(SampleTables.fingerprints(file.table("Events"), 0, n))
                        .isEqualTo(SampleTables.fingerprints(table));
            }
        }
    }

    @Test
    void whatCannotBeReadIsNamedWithWhatCan() {
        assertRefused(
                "root://eos.example.org//store/f.root",
                "root://eos.example.org//store/f.root: XRootD is not supported. Most servers offer the same files over"
                        + " HTTP: try https://eos.example.org//store/f.root, if need be with the port 1094, or ask the"
                        + " provider of the data");
        assertRefused("ftp://a/b", "ftp://a/b: files are read from disk, http://SERVER/FILE and https://SERVER/FILE");
        assertRefused("https:///b", "https:///b: files are read from disk, http://SERVER/FILE and https://SERVER/FILE");
        assertRefused("https://me:secret@a/b", "http address of a: names and passwords in addresses are not supported");
        assertRefused("https://a/b c", "https://a/b c: is no address: Illegal character in path at character 11");
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> EventLocation.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void pathsAndAddressesAreToldApart() {
        assertThat(EventLocation.of("C:/data/f.root").path()).contains(Path.of("C:/data/f.root"));
        assertThat(EventLocation.of("https://a/f.root").path()).isEmpty();
        assertThat(EventLocation.of(Path.of("/data/f.root").toUri())).isEqualTo(EventLocation.of("/data/f.root"));
        assertThat(EventLocation.of("https://a/f.root"))
                .isEqualTo(EventLocation.of(URI.create("https://a/f.root")))
                .hasSameHashCodeAs(EventLocation.of(URI.create("https://a/f.root")))
                .isNotEqualTo(EventLocation.of("https://a/g.root"))
                .hasToString("https://a/f.root");
    }
}
