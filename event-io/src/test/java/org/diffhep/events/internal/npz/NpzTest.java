package org.diffhep.events.internal.npz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.diffhep.events.Column;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {

    private final Path folder;

    NpzTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"numpy-flat.npz", "numpy-compressed.npz", "numpy-counters.npz", "numpy-offsets.npz"})
    void whatNumpyWroteIsRead(String name) {
        JsonNode expected =
                TestFiles.json(TestFiles.resource("numpy-digests.json")).get(name);
        EventTable table = SampleTables.readAll(TestFiles.resource(name));

        assertThat(table.columnNames()).hasSize(expected.size());
        for (Column column : table.columns()) {
            WrittenDigests.assertEqual(column, expected.get(column.name()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"numpy-flat.npz", "numpy-compressed.npz", "numpy-offsets.npz", "numpy-counters.npz"})
    void rangesAreSlicesOfTheWhole(String name) {
        try (EventFile file = EventFile.open(TestFiles.resource(name))) {
            EventTableSource source = file.table("Events");
            EventTable whole = source.read(TestFiles.columnNames(source));
            for (int[] range : new int[][] {{0, 0}, {0, 1}, {17, 60}, {5, 100}, {99, 100}, {100, 100}, {0, 100}}) {
                assertThat(SampleTables.fingerprints(source.read(TestFiles.columnNames(source), range[0], range[1])))
                        .isEqualTo(SampleTables.fingerprints(whole.slice(range[0], range[1])));
            }
        }
    }

    @Test
    void whatIsNoColumnIsListedWithItsReason() {
        try (EventFile file = EventFile.open(TestFiles.resource("numpy-flat.npz"))) {
            assertThat(file.format()).isEqualTo("npz");
            assertThat(file.table("Events").unsupportedColumns())
                    .containsExactlyInAnyOrder(
                            new UnsupportedColumn("complex", "it is of numpy's type <c8"),
                            new UnsupportedColumn("time", "it is of numpy's type <M8[s]"),
                            new UnsupportedColumn("record", "it is of numpy's type a structure"),
                            new UnsupportedColumn(
                                    "fortran", "it lies in Fortran's order; save numpy.ascontiguousarray of it"),
                            new UnsupportedColumn("single", "it is a single value"),
                            new UnsupportedColumn(
                                    "edges",
                                    "it has 5 values, the table 100 entries, and there is no array edges.offsets"));
            assertThatThrownBy(() -> file.table("Events").read(List.of("complex")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessageContaining("numpy-flat.npz: column complex cannot be read: it is of numpy's type");
            assertThatThrownBy(() -> file.table("Events").read(List.of("flat_i4")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessageContaining("numpy-flat.npz has no column flat_i4; nearest: flat_i4_");
        }
    }

    @Test
    void arraysOfSeveralDimensionsKeepThem() {
        try (EventFile file = EventFile.open(TestFiles.resource("numpy-flat.npz"))) {
            ColumnInfo matrix = file.table("Events").column("matrix");
            assertThat(matrix.typeName()).isEqualTo("float64[2][3]");
            Path copy = folder.resolve("copy.npz");
            EventTable table = file.table("Events").read(List.of("matrix"));
            try (EventTableWriter writer =
                    EventTableWriter.create(copy, TableSchema.of(file.table("Events"), List.of("matrix")))) {
                writer.write(table);
                writer.finish();
            }
            try (EventFile again = EventFile.open(copy)) {
                assertThat(again.table("Events").columns()).containsExactly(matrix);
            }
            assertThat(SampleTables.fingerprints(SampleTables.readAll(copy)))
                    .isEqualTo(SampleTables.fingerprints(table));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 1000})
    void whatIsWrittenIsReadAgain(int entries) {
        EventTable table = SampleTables.everything(entries, entries);
        Path file = folder.resolve("table.npz");
        SampleTables.write(file, table, 300);

        assertThat(SampleTables.fingerprints(SampleTables.readAll(file))).isEqualTo(SampleTables.fingerprints(table));
    }

    @Test
    void numpyAndAwkwardReadWhatIsWritten() {
        Path file = folder.resolve("everything.npz");
        EventTable table = SampleTables.writeNamed(file);

        // Byte for byte the file that the script has read.
        WrittenDigests.assertSameFile(file);
        WrittenDigests.assertEqual(table, "everything.npz");
    }

    @Test
    void namesThatWouldMisleadGetTheirOwnOffsets() {
        int[] two = {0, 2, 3};
        EventTable table = EventTable.of(
                2,
                List.of(
                        Column.jagged("Jet_pt", ColumnType.INT8, new byte[3], two, "Jet"),
                        Column.flat("Jet_flag", ColumnType.INT8, new byte[2]),
                        Column.jagged("x.y", ColumnType.INT8, new byte[3], two, "Jet"),
                        Column.jagged("A_b", ColumnType.INT8, new byte[2], new int[] {0, 1, 2}, "A_b"),
                        Column.flat("A_b_c", ColumnType.INT8, new byte[2])));
        Path file = folder.resolve("names.npz");
        SampleTables.write(file, table, 1);

        EventTable read = SampleTables.readAll(file);
        for (Column column : table.columns()) {
            assertThat(read.column(column.name()).count(0)).isEqualTo(column.count(0));
            assertThat(read.column(column.name()).isJagged()).isEqualTo(column.isJagged());
        }
    }

    @Test
    void nothingIsLeftOfWhatWasNotFinished() throws IOException {
        Path file = Files.writeString(folder.resolve("table.npz"), "old");
        EventTable table = SampleTables.everything(3, 1);
        try (EventTableWriter writer = EventTableWriter.create(file, SampleTables.schema(table))) {
            writer.write(table);
            assertThatThrownBy(() -> writer.write(SampleTables.plain(2, 1))).isInstanceOf(UnknownColumnException.class);
        }
        assertThat(file).hasContent("old");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        assertThatThrownBy(() -> SampleTables.write(folder.resolve("none/table.npz"), table, 1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none/table.npz: cannot be made");
    }

    @Test
    void theSchemaIsHeldTo() {
        TableSchema schema =
                new TableSchema("Events", List.of(new ColumnInfo("a", ColumnType.INT32, Optional.empty())));
        try (EventTableWriter writer = EventTableWriter.create(folder.resolve("a.npz"), schema)) {
            assertThatThrownBy(() -> writer.write(
                            EventTable.builder(1).flat("a", new long[] {1}).build()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a.npz: column a of the block is int64")
                    .hasMessageContaining("the schema says int32");
            writer.finish();
            assertThatThrownBy(() -> writer.write(EventTable.builder(0).build()))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> EventTableWriter.create(folder.resolve("a.txt"), schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(folder.resolve("a.txt") + ": the name of a file to be written ends in .root, .npz, .csv");
        assertThatThrownBy(() -> EventTableWriter.create(folder.resolve("a.parquet"), schema))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("to write this format, add the module event-parquet");
    }

    /** What is wrong with a zip of such arrays. */
    private String problem(Map<String, byte[]> arrays) throws IOException {
        Path file = folder.resolve("bad.npz");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                zip.putNextEntry(new ZipEntry(array.getKey()));
                zip.write(array.getValue());
            }
        }
        Files.write(file, bytes.toByteArray());
        try {
            SampleTables.readAll(file);
            return "";
        } catch (MalformedFileException e) {
            assertThat(e.getMessage()).startsWith(file + ": ");
            assertThat(e.offset()).isEqualTo(-1);
            return String.valueOf(e.getMessage()).substring(file.toString().length() + 2);
        }
    }

    private static byte[] array(String dtype, String shape, int bytes) {
        return array("{'descr': '" + dtype + "', 'fortran_order': False, 'shape': " + shape + ", }", new byte[bytes]);
    }

    private static byte[] array(String header, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        out.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(data);
        return out.toByteArray();
    }

    private static byte[] longs(long... values) {
        java.nio.ByteBuffer data =
                java.nio.ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            data.putLong(value);
        }
        return array("{'descr': '<i8', 'fortran_order': False, 'shape': (" + values.length + ",), }", data.array());
    }

    @Test
    void damagedArraysAreNamed() throws IOException {
        assertThat(problem(Map.of("a.npy", new byte[3])))
                .isEqualTo("array a: it is no array of numpy, or of a version that is not known");
        assertThat(problem(Map.of("a.npy", array("{}", new byte[0]))))
                .isEqualTo("array a: its header lacks descr, fortran_order or shape: {}");
        assertThat(problem(Map.of("a.npy", array("<f8", "(1000000000000,)", 8))))
                .startsWith("array a: its shape [1000000000000] of <f8 takes 800000000")
                .endsWith("bytes, and it has 87");
        assertThat(problem(Map.of("a.npy", array("<f8", "(4611686018427387904, 4)", 8))))
                .endsWith("is too large");
        assertThat(problem(Map.of("a.npy", array("<f8", "(99999999999999999999,)", 8))))
                .contains("its shape is not a tuple of numbers");
        assertThat(problem(Map.of("a.npy", Arrays.copyOf(array("<f8", "(2,)", 8), 20))))
                .isEqualTo("array a: it is cut off in its header");
        assertThat(problem(Map.of("a.npy", longs(1, 2, 3), "a.offsets.npy", longs(0, 2, 4))))
                .isEqualTo("array a: its offsets a.offsets end with 4, and there are 3");
        assertThat(problem(Map.of("a.npy", longs(1, 2, 3), "a.offsets.npy", longs(0, 4, 3))))
                .isEqualTo("array a.offsets: element 1 is 4: offsets ascend to their last, 3");
        assertThat(problem(Map.of("a.npy", longs(1, 2, 3), "a.offsets.npy", longs(1, 2, 3))))
                .isEqualTo("array a.offsets: offsets begin with 0, and there is one more than lists");
        assertThat(problem(Map.of("a.npy", longs(1, 2, 3), "a.offsets.npy", array("<f8", "(2,)", 16))))
                .isEqualTo("array a.offsets: offsets are integers in one dimension, not <f8 [2]");
        Map<String, byte[]> two = new LinkedHashMap<>();
        two.put("a.npy", longs(1));
        two.put("a.offsets.npy", longs(0, 1));
        two.put("b.npy", longs(1));
        two.put("b.offsets.npy", longs(0, 1, 1));
        assertThat(problem(two)).contains("other offsets for ");
        assertThat(problem(Map.of("a.npy", array("<U1", "(1,)", 4)))).isEmpty();
        byte[] surrogate = array("<U1", "(1,)", 4);
        surrogate[surrogate.length - 3] = (byte) 0xD8;
        assertThat(problem(Map.of("a.npy", surrogate))).isEqualTo("array a: it holds d800, which is no character");
    }

    @Test
    void aFlippedBitIsFound() throws IOException {
        Path file = folder.resolve("flipped.npz");
        SampleTables.write(
                file, EventTable.builder(100).flat("a", new double[100]).build(), 100);
        byte[] bytes = Files.readAllBytes(file);
        bytes[200] ^= 4;
        Files.write(file, bytes);

        assertThatThrownBy(() -> SampleTables.readAll(file))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(file + ": array a: its checksum is wrong: it is damaged");
    }

    @Test
    void aNameThatIsNoTextIsRefused() throws IOException {
        Path file = folder.resolve("name.npz");
        SampleTables.write(file, EventTable.builder(1).flat("é", new int[1]).build(), 1);
        byte[] bytes = Files.readAllBytes(file);
        // The name stands before the array and in the directory; the second byte of its letter goes.
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] == (byte) 0xC3 && bytes[i + 1] == (byte) 0xA9) {
                bytes[i + 1] = 'x';
            }
        }
        Files.write(file, bytes);
        assertThatThrownBy(() -> EventFile.open(file))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageStartingWith(file + ": zip directory: ");
    }

    @Test
    void otherFilesOfNumpyAreExplained() throws IOException {
        Path file = Files.write(folder.resolve("a.npy"), longs(1, 2));
        assertThatThrownBy(() -> EventFile.open(file))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("is a single numpy array; tables are read from .npz");
        Files.writeString(folder.resolve("cut.npz"), "PK\u0003\u0004");
        assertThatThrownBy(() -> EventFile.open(folder.resolve("cut.npz")))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("cut.npz: zip directory: ");
    }
}
