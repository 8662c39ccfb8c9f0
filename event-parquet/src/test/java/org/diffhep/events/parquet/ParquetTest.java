package org.diffhep.events.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnDigest;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnType;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.EventTableWriter;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.SampleTables;
import org.diffhep.events.TableSchema;
import org.diffhep.events.TestFiles;
import org.diffhep.events.UnknownColumnException;
import org.diffhep.events.UnsupportedColumn;
import org.diffhep.events.WrittenDigests;
import org.diffhep.events.internal.http.LoopbackServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetTest {

    private final Path folder;

    ParquetTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theSameEventsAreEqualInParquetAndInATree() {
        try (EventFile parquet = EventFile.open(TestFiles.sharedData("events/nano_dy.parquet"));
                EventFile root = EventFile.open(TestFiles.sharedData("events/nano_dy.root"))) {
            assertThat(parquet.format()).isEqualTo("parquet");
            EventTableSource ours = parquet.table("Events");
            EventTableSource theirs = root.table("Events");
            assertThat(ours.unsupportedColumns()).isEmpty();
            assertThat(ours.entries()).isEqualTo(theirs.entries());
            assertThat(ours.clusterStarts()).containsExactly(0L);
            List<String> names = TestFiles.columnNames(ours);
            assertThat(names).hasSize(1499).containsExactlyInAnyOrderElementsOf(TestFiles.columnNames(theirs));
            EventTable read = ours.read(names);
            EventTable expected = theirs.read(names);
            for (String name : names) {
                assertThat(ColumnDigest.of(read.column(name)))
                        .as(name)
                        .isEqualTo(ColumnDigest.of(expected.column(name)));
                assertThat(ours.column(name)).isEqualTo(theirs.column(name));
            }
            // The columns of a collection share their offsets.
            assertThat(read.column("Jet_pt").offsets())
                    .isSameAs(read.column("Jet_eta").offsets());
            assertThat(parquet.bytesRead()).isPositive();
        }
    }

    /** By a temporary copy, which is deleted when the file is closed, or refused. */
    @Test
    void filesOnServersAreCopied() throws IOException {
        Path path = folder.resolve("table.parquet");
        EventTable table = SampleTables.everything(20, 3);
        SampleTables.write(path, table, 20);
        byte[] bytes = TestFiles.bytes(path);
        Set<Path> before = copies();
        try (LoopbackServer server = new LoopbackServer(LoopbackServer.parts(bytes, "\"1\""))) {
            try (EventFile file = EventFile.open(server.address("/table.parquet"))) {
                assertThat(file.name())
                        .isEqualTo(server.address("/table.parquet").toString());
                assertThat(SampleTables.fingerprints(file.table("Events").read(table.columnNames())))
                        .isEqualTo(SampleTables.fingerprints(table));
                assertThat(copies()).hasSize(before.size() + 1);
            }
            assertThat(copies()).isEqualTo(before);
            byte[] damaged = bytes.clone();
            Arrays.fill(damaged, bytes.length - 200, bytes.length - 20, (byte) 0);
            server.answer(LoopbackServer.parts(damaged, "\"2\""));
            assertThatThrownBy(() -> EventFile.open(server.address("/table.parquet")))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageStartingWith(server.address("/table.parquet") + ": footer: ");
            assertThat(copies()).isEqualTo(before);
        }
    }

    private static Set<Path> copies() throws IOException {
        Set<Path> copies = new HashSet<>();
        String ofThisProcess = "diffhep-" + ProcessHandle.current().pid() + "-*.Parquet";
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), ofThisProcess)) {
            files.forEach(copies::add);
        }
        return copies;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 1000})
    void whatIsWrittenIsReadAgain(int entries) {
        EventTable table = SampleTables.everything(entries, entries);
        Path file = folder.resolve("table.parquet");
        SampleTables.write(file, table, 300);

        assertThat(SampleTables.fingerprints(SampleTables.readAll(file))).isEqualTo(SampleTables.fingerprints(table));
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void pyarrowReadsWhatIsWritten() {
        Path file = folder.resolve("everything.parquet");
        EventTable table = SampleTables.writeNamed(file);

        // Byte for byte the file that the script has read; another version of DuckDB asks for another run of it.
        WrittenDigests.assertSameFile(file);
        WrittenDigests.assertEqual(table, "everything.parquet");
    }

    @Test
    void rowGroupsAreClustersAndRangesAreSlices() {
        Path file = folder.resolve("groups.parquet");
        int n = 140_000;
        int[] offsets = new int[n + 1];
        int[] ids = new int[n];
        for (int e = 0; e < n; e++) {
            offsets[e + 1] = offsets[e] + e % 3;
            ids[e] = e;
        }
        double[] values = new double[offsets[n]];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        EventTable table = EventTable.of(
                n,
                List.of(
                        Column.flat("id", ColumnType.INT32, ids),
                        Column.jagged("x", ColumnType.FLOAT64, values, offsets, "x")));
        SampleTables.write(file, table, 50_000);

        try (EventFile events = EventFile.open(file)) {
            EventTableSource source = events.table("Events");
            assertThat(source.entries()).isEqualTo(n);
            List<Long> starts = source.clusterStarts();
            assertThat(starts).hasSizeGreaterThan(1).startsWith(0L).isSorted();
            List<int[]> ranges =
                    new ArrayList<>(List.of(new int[] {0, 0}, new int[] {n, n}, new int[] {65_000, 66_000}));
            for (int c = 0; c < starts.size(); c++) {
                ranges.add(new int[] {
                    starts.get(c).intValue(),
                    c + 1 < starts.size() ? starts.get(c + 1).intValue() : n
                });
            }
            for (int[] range : ranges) {
                assertThat(SampleTables.fingerprints(source.read(List.of("id", "x"), range[0], range[1])))
                        .isEqualTo(SampleTables.fingerprints(table.slice(range[0], range[1])));
            }
        }
    }

    /** Makes a file by SQL. */
    private Path file(String name, String query) {
        Path file = folder.resolve(name);
        try (Database database = Database.inMemory(name)) {
            database.execute("COPY (" + query + ") TO " + Database.literal(file.toString()) + " (FORMAT parquet)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return file;
    }

    @Test
    void whatIsNoColumnIsListedWithItsReason() {
        Path file = file(
                "types.parquet",
                "SELECT 1 AS a, DATE '2020-01-01' AS day, [{'t': TIME '10:00'}] AS jet, [DATE '2020-01-01'] AS days");
        try (EventFile events = EventFile.open(file)) {
            EventTableSource source = events.table("Events");
            assertThat(TestFiles.columnNames(source)).containsExactly("a");
            assertThat(source.unsupportedColumns())
                    .containsExactly(
                            new UnsupportedColumn("day", "it is of the type DATE"),
                            new UnsupportedColumn("jet.t", "it is of the type TIME[]"),
                            new UnsupportedColumn("days", "it is of the type DATE[]"));
            assertThatThrownBy(() -> source.read(List.of("Day")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessage(file + " has no column Day; nearest: a");
        }
    }

    @Test
    void fieldsOfStructuresAreColumns() {
        Path file = file(
                "records.parquet",
                "SELECT {'pt': 2.5::FLOAT, 'in,ner': {'a b': 7::UTINYINT}} AS MET,"
                        + " [{'pt': 1.5::DOUBLE, 'hits': [1, 2], 'tag': 'b'}, {'pt': 3.5::DOUBLE, 'hits': [], 'tag': 'light'}] AS Jet,"
                        + " [[{'e': 1::SMALLINT}], [{'e': 2::SMALLINT}, {'e': 3::SMALLINT}]] AS cells");
        try (EventFile events = EventFile.open(file)) {
            EventTableSource source = events.table("Events");
            assertThat(source.columns().stream().map(c -> c.name() + " " + c.typeName()))
                    .containsExactly(
                            "MET.pt float32",
                            "MET.in,ner.a b uint8",
                            "Jet.pt float64",
                            "Jet.hits list<list<int32>>",
                            "Jet.tag list<string>",
                            "cells.e list<list<int16>>");
            EventTable table = source.read(TestFiles.columnNames(source));
            assertThat(table.column("MET.in,ner.a b").getLong(0)).isEqualTo(7);
            assertThat(table.offsets("Jet")).containsExactly(0, 2);
            assertThat(table.column("Jet.pt").toDoubles()).containsExactly(1.5, 3.5);
            assertThat(table.column("Jet.hits").offsets(1)).containsExactly(0, 2, 2);
            assertThat(table.column("Jet.tag").text(1)).isEqualTo("light");
            assertThat(table.column("cells.e").toDoubles()).containsExactly(1, 2, 3);
            assertThat(table.column("cells.e").offsets(1)).containsExactly(0, 1, 3);
        }
    }

    @Test
    void missingValuesAreRefusedByName() {
        for (String value : List.of(
                "NULL::INTEGER",
                "NULL::UBIGINT",
                "NULL::VARCHAR",
                "NULL::FLOAT[]",
                "[1, NULL]",
                "[[1], NULL]",
                "[[NULL]]")) {
            Path file = file("null.parquet", "SELECT 1 AS a, " + value + " AS hole");
            try (EventFile events = EventFile.open(file)) {
                EventTableSource source = events.table("Events");
                assertThat(source.read(List.of("a")).entries()).isEqualTo(1);
                assertThatThrownBy(() -> source.read(List.of("a", "hole")))
                        .as(value)
                        .isInstanceOf(MalformedFileException.class)
                        .hasMessage(file
                                + ": column hole: a value is missing (null), and columns have one for every entry");
            }
        }
    }

    @Test
    void namesAreThoseOfTheFileAndOfTheFolder() throws IOException {
        Path strange = Files.createDirectory(folder.resolve("it's [1] *"));
        Path file = strange.resolve("a'b.parquet");
        EventTable table = EventTable.builder(2)
                .flat("a \"b\" c", new int[] {1, 2})
                .flat("é", new int[] {3, 4})
                .build();
        SampleTables.write(file, table, 1);

        assertThat(SampleTables.fingerprints(SampleTables.readAll(file))).isEqualTo(SampleTables.fingerprints(table));
        TableSchema clash = new TableSchema(
                "Events",
                List.of(
                        new ColumnInfo("pt", ColumnType.INT32, Optional.empty()),
                        new ColumnInfo("PT", ColumnType.INT32, Optional.empty())));
        assertThatThrownBy(() -> EventTableWriter.create(file, clash))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("columns pt and PT differ in case only");
    }

    @Test
    void damageIsNamed() throws IOException {
        Path file = folder.resolve("cut.parquet");
        SampleTables.write(file, SampleTables.plain(10, 1), 10);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> EventFile.open(file))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageStartingWith(file + ": footer: ");
    }

    @Test
    void aClosedFileIsNotReadFrom() {
        Path path = folder.resolve("a.parquet");
        SampleTables.write(path, SampleTables.plain(10, 1), 10);
        EventFile file = EventFile.open(path);
        EventTableSource source = file.table("Events");
        file.close();
        file.close();
        assertThatThrownBy(() -> source.read(List.of("event")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(path + ": is closed");
    }
}
