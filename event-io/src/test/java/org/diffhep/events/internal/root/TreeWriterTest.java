package org.diffhep.events.internal.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.ColumnType;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.EventTableWriter;
import org.diffhep.events.SampleTables;
import org.diffhep.events.TableSchema;
import org.diffhep.events.TestFiles;
import org.diffhep.events.WrittenDigests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeWriterTest {

    private final Path folder;

    TreeWriterTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private static void assertSame(EventTable read, EventTable written) {
        assertThat(SampleTables.fingerprints(read)).isEqualTo(SampleTables.fingerprints(written));
    }

    private Path write(String name, EventTable table, TableSchema schema) {
        Path file = folder.resolve(name);
        try (EventTableWriter writer = EventTableWriter.create(file, schema)) {
            writer.write(table);
            writer.finish();
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 1000})
    void whatIsWrittenIsReadAgain(int entries) {
        EventTable table = SampleTables.rows(entries, 3);
        Path file = folder.resolve("table.root");
        SampleTables.write(file, table, 300);
        assertSame(SampleTables.readAll(file), table);
        try (EventFile read = EventFile.open(file)) {
            assertThat(read.tables()).containsExactly("Events");
            assertThat(read.table("Events").unsupportedColumns()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.root", "empty.root"})
    void uprootReadsWhatIsWritten(String name) {
        Path file = folder.resolve(name);
        EventTable table = SampleTables.writeNamed(file);
        assertSame(SampleTables.readAll(file), table);
        WrittenDigests.assertEqual(table, name);
    }

    /** The counter is added, as the table has none; the arrays keep their dimensions. */
    @Test
    void arraysOfFixedLengthKeepTheirDimensions() {
        int[] counts = {0, 2, 3};
        EventTable table = EventTable.of(
                2,
                List.of(
                        Column.jagged(
                                "matrix",
                                ColumnType.FLOAT32,
                                new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
                                new int[] {0, 6, 12},
                                "matrix"),
                        Column.nested(
                                "Jet_pair",
                                ColumnType.INT16,
                                new short[] {1, 2, 3, 4, 5, 6},
                                List.of(counts, new int[] {0, 2, 4, 6}),
                                "Jet_pair"),
                        Column.jagged("Jet_pt", ColumnType.FLOAT64, new double[] {7, 8, 9}, counts, "Jet")));
        TableSchema schema = new TableSchema(
                "Events",
                List.of(
                        new ColumnInfo("matrix", ColumnType.FLOAT32, Optional.of("matrix"), 1, List.of(2, 3)),
                        new ColumnInfo("Jet_pair", ColumnType.INT16, Optional.of("Jet_pair"), 2, List.of(2)),
                        new ColumnInfo("Jet_pt", ColumnType.FLOAT64, Optional.of("Jet"))));
        Path file = write("arrays.root", table, schema);
        try (EventFile events = EventFile.open(file)) {
            EventTableSource source = events.table("Events");
            assertThat(source.columns()).containsAll(schema.columns()).hasSize(5);
            assertSame(source.read(schema.columnNames()), table);
            assertThat((int[]) source.read(List.of("nJet")).column("nJet").array())
                    .containsExactly(2, 1);
        }
    }

    /** Bytes compressed by another version of zlib may differ: then it is not known whether uproot would read this file as well. */
    @ParameterizedTest
    @ValueSource(strings = {"rows.root", "empty.root"})
    void theFileIsThatWhichUprootRead(String name) {
        Deflater deflater = new Deflater(1);
        byte[] input = new byte[100_000];
        for (int i = 0; i < input.length; i++) {
            input[i] = (byte) ((i * i) >>> 9);
        }
        deflater.setInput(input);
        deflater.finish();
        CRC32 checksum = new CRC32();
        byte[] output = new byte[input.length];
        checksum.update(output, 0, deflater.deflate(output));
        deflater.end();
        assumeTrue(checksum.getValue() == 0x1125558L, "another zlib, which compresses to other bytes");
        Path file = folder.resolve(name);
        SampleTables.writeNamed(file);
        WrittenDigests.assertSameFile(file);
    }

    /** All columns of a real file; UprootDigestTest compares what is read of that with uproot. */
    @Test
    void aFileOfNanoAodIsWrittenAndReadAgain() {
        try (EventFile nano = EventFile.open(TestFiles.sharedData("events/NanoAODv5_sample.root"))) {
            EventTableSource source = nano.table("Events");
            List<String> names = TestFiles.columnNames(source);
            assertThat(names).hasSize(1479);
            EventTable table = source.read(names, 0, 200);
            Path file = write("nano.root", table, TableSchema.of(source, names));
            try (EventFile events = EventFile.open(file)) {
                EventTableSource again = events.table("Events");
                assertThat(again.columns()).containsExactlyElementsOf(source.columns());
                assertSame(again.read(names), table);
            }
        }
    }

    @Test
    void theSameTableGivesTheSameFileInAnyBlocks() {
        EventTable table = SampleTables.rows(1000, 5);
        List<byte[]> files = new ArrayList<>();
        for (int block : new int[] {1, 7, 300, 1000}) {
            Path file = folder.resolve("table.root");
            SampleTables.write(file, table, block);
            files.add(TestFiles.bytes(file));
        }
        assertThat(files).allSatisfy(bytes -> assertThat(bytes).isEqualTo(files.get(0)));
    }

    /** Lists grow along the table, so that clusters shrink, and one entry alone is larger than a basket or a compressed block may be. */
    @Test
    void manyEntriesFallIntoClusters() throws IOException {
        int entries = 200_000;
        int huge = entries / 2;
        int[] offsets = new int[entries + 1];
        for (int e = 0; e < entries; e++) {
            offsets[e + 1] = offsets[e] + (e == huge ? 5_000_000 : e % 2 == 0 ? 0 : e / 10_000);
        }
        int[] values = new int[offsets[entries]];
        Arrays.setAll(values, i -> i % 97);
        int[] ends = new int[entries + 1];
        Arrays.setAll(ends, e -> 20 * e);
        byte[] text = new byte[ends[entries]];
        Arrays.fill(text, (byte) 'x');
        double[] flat = new double[entries];
        Arrays.setAll(flat, e -> e / 8.0);
        EventTable table = EventTable.of(
                entries,
                List.of(
                        Column.jagged("Jet_id", ColumnType.INT32, values, offsets, "Jet"),
                        Column.flat("weight", ColumnType.FLOAT64, flat),
                        Column.jagged("label", ColumnType.CHAR, text, ends, "label")));
        List<Path> files = new ArrayList<>();
        for (int block : new int[] {70_000, 33_333}) {
            Path file = Files.createDirectory(folder.resolve("in-blocks-of-" + block))
                    .resolve("large.root");
            SampleTables.write(file, table, block);
            files.add(file);
        }
        assertThat(files.get(0)).hasSameBinaryContentAs(files.get(1));
        try (EventFile events = EventFile.open(files.get(0))) {
            EventTableSource source = events.table("Events");
            assertThat(source.clusterStarts()).hasSizeGreaterThan(5).contains((long) huge, huge + 1L);
            EventTable read = source.read(List.of("Jet_id", "weight", "label"));
            assertSame(read, table);
        }
    }

    private void assertRefused(String reason, ColumnInfo... columns) {
        Path file = folder.resolve("refused.root");
        assertThatThrownBy(() -> EventTableWriter.create(file, new TableSchema("Events", List.of(columns))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": column ")
                .hasMessageContaining(reason);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatATreeOfPlainBranchesCannotHoldIsRefusedByName() {
        ColumnInfo cells = new ColumnInfo("cells", ColumnType.FLOAT32, Optional.of("cells"), 2, List.of());
        assertRefused("column cells cannot be written: it is a list<list<float32>>, and ROOT files", cells);
        ColumnInfo words = new ColumnInfo("words", ColumnType.CHAR, Optional.of("words"), 2, List.of());
        assertRefused("column words cannot be written: it is a list<string>", words);
        ColumnInfo slash = new ColumnInfo("a/b", ColumnType.FLOAT32, Optional.empty());
        assertRefused("column a/b cannot be written: names of branches have no slash", slash);
        ColumnInfo empty = new ColumnInfo("none", ColumnType.FLOAT32, Optional.of("none"), 1, List.of(0));
        assertRefused("column none cannot be written: its arrays have no values", empty);
        ColumnInfo pt = new ColumnInfo("Jet_pt", ColumnType.FLOAT32, Optional.of("Jet"));
        ColumnInfo number = new ColumnInfo("nJet", ColumnType.FLOAT32, Optional.empty());
        assertRefused("its counter would be nJet, which is a column of float32", pt, number);
        ColumnInfo own = new ColumnInfo("Jet", ColumnType.FLOAT32, Optional.of("Jet[]"));
        assertRefused("column Jet cannot be written: its counter nJet would count Jet too", pt, own);
    }

    private void assertNotWritten(String reason, EventTable table, TableSchema schema) {
        Path file = folder.resolve("refused.root");
        assertThatThrownBy(() -> write("refused.root", table, schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": " + reason);
        assertThat(folder).isEmptyDirectory();
    }

    /** Lists of their own whose names look as if they were of Jet. */
    @Test
    void listsOfTheirOwnStayApartFromACollection() {
        EventTable table = EventTable.of(
                2,
                List.of(
                        Column.jagged("Jet_pt", ColumnType.FLOAT64, new double[] {7, 8, 9}, new int[] {0, 1, 3}, "Jet"),
                        Column.jagged("Jet_x", ColumnType.INT32, new int[] {1, 2}, new int[] {0, 2, 2}, "Jet_x"),
                        Column.jagged("Other_x", ColumnType.INT32, new int[] {3}, new int[] {0, 0, 1}, "Other_x")));
        Path file = write("own.root", table, SampleTables.schema(table));
        try (EventFile events = EventFile.open(file)) {
            EventTableSource source = events.table("Events");
            assertThat(TestFiles.columnNames(source))
                    .containsExactly("nJet", "Jet_pt", "NJet_x", "Jet_x", "nOther_x", "Other_x");
            assertSame(source.read(table.columnNames()), table);
        }
    }

    @Test
    void anEntryBeyondTheBuffersOfRootIsRefused() {
        Path file = Path.of("f.root");
        TreeWriter.requirePossible(file, "Jet_pt", 7, 1_000_000_000);
        assertThatThrownBy(() -> TreeWriter.requirePossible(file, "Jet_pt", 7, 1L << 30))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("f.root: column Jet_pt: entry 7 takes 1073741824 bytes; ROOT holds up to 1 GiB");
    }

    @Test
    void theTreeHasTheNameOfTheTableWithoutDirectoryAndCycle() {
        EventTable table = EventTable.of(1, List.of(Column.flat("x", ColumnType.INT32, new int[] {5})));
        List<ColumnInfo> columns = List.of(new ColumnInfo("x", ColumnType.INT32, Optional.empty()));
        for (String name : List.of("demo/first/tree", "tree;2", "tree")) {
            Path file = write("named.root", table, new TableSchema(name, columns));
            try (EventFile events = EventFile.open(file)) {
                assertThat(events.tables()).containsExactly("tree");
                assertSame(events.table("tree").read(List.of("x")), table);
            }
        }
    }

    @Test
    void columnsThatContradictEachOtherAreRefusedByEntry() {
        Column pt = Column.jagged("Jet_pt", ColumnType.FLOAT32, new float[3], new int[] {0, 1, 3}, "Jet");
        Column counter = Column.flat("nJet", ColumnType.INT32, new int[] {1, 1});
        EventTable counted = EventTable.builder(2).column(pt).column(counter).build();
        assertNotWritten(
                "entry 1: column Jet_pt has 2 values, where its counter nJet says 1",
                counted,
                SampleTables.schema(counted));
        EventTable uneven = EventTable.of(2, List.of(pt));
        assertNotWritten(
                "column Jet_pt: array 0 has 1 values, where all should have 2",
                uneven,
                new TableSchema(
                        "Events",
                        List.of(new ColumnInfo("Jet_pt", ColumnType.FLOAT32, Optional.of("Jet_pt"), 1, List.of(2)))));
    }
}
