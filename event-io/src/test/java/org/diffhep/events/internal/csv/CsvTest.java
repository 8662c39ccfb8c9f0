package org.diffhep.events.internal.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnDigest;
import org.diffhep.events.ColumnType;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.SampleTables;
import org.diffhep.events.TestFiles;
import org.diffhep.events.UnsupportedColumn;
import org.diffhep.events.WrittenDigests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    private final Path folder;

    CsvTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private Path file(String text) {
        try {
            return Files.writeString(folder.resolve("table.csv"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EventTable table(String text) {
        return SampleTables.readAll(file(text));
    }

    @Test
    void eachColumnHasTheNarrowestTypeThatAllItsValuesHave() {
        EventTable table = table("i,u,f,b,s,m\n-1,18446744073709551615,1,true,x,1\n+2,0,1e-3,False,7,true\n");

        assertThat(table.columns().stream().map(c -> c.type().toString()))
                .containsExactly("int64", "uint64", "float64", "bool", "char", "char");
        assertThat(table.column("i").array()).isEqualTo(new long[] {-1, 2});
        assertThat(table.column("u").array()).isEqualTo(new long[] {-1, 0});
        assertThat(table.column("f").array()).isEqualTo(new double[] {1, 1e-3});
        assertThat(table.column("b").array()).isEqualTo(new boolean[] {true, false});
        assertThat(table.column("s").text(1)).isEqualTo("7");
        assertThat(table.column("m").text(1)).isEqualTo("true");
    }

    @ParameterizedTest
    @CsvSource({
        "1,int64",
        "-0,int64",
        "9223372036854775808,uint64",
        "-9223372036854775809,float64",
        "99999999999999999999,float64",
        ".5,float64",
        "5.,float64",
        "1E+5,float64",
        "nan,float64",
        "-Inf,float64",
        "Infinity,float64",
        "TRUE,bool",
        "1e,char",
        "1d,char",
        "0x1p3,char",
        "--1,char",
        ".,char",
        "1 2,char",
        "e5,char"
    })
    void valuesAreOfTheirType(String value, String type) {
        Column column = table("a,b\n" + value + ",1\n").column("a");
        assertThat(column.type().toString()).isEqualTo(type);
        if (column.type() == ColumnType.FLOAT64) {
            String java = value.replace("nan", "NaN").replace("Inf", "Infinity").replace("Infinityinity", "Infinity");
            assertThat(column.array()).isEqualTo(new double[] {Double.parseDouble(java)});
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t"})
    void separatorsQuotesAndCommentsAreUnderstood(String separator) {
        EventTable table = table("# made by hand\n\n\"a;b,c\",x\n1,\"p, \"\"q\"\"\"\n# in between\n2,\"two\nlines\"\n\n"
                .replace(",x", separator + "x")
                .replace("1,", "1" + separator)
                .replace("2,", "2" + separator));

        assertThat(table.columnNames()).containsExactly("a;b,c", "x");
        assertThat(table.column("a;b,c").array()).isEqualTo(new long[] {1, 2});
        assertThat(table.column("x").text(0)).isEqualTo("p, \"q\"");
        assertThat(table.column("x").text(1)).isEqualTo("two\nlines");
    }

    @Test
    void theIndexOfPandasAndTheMarkOfWindowsDoNotDisturb() {
        EventTable table = table("\uFEFF,pt\r\n0,1.5\r\n1,2.5\r\n");

        assertThat(table.columnNames()).containsExactly("column0", "pt");
        assertThat(table.column("pt").array()).isEqualTo(new double[] {1.5, 2.5});
    }

    @Test
    void missingValuesAndDoubleNamesAreListedAndDoNotDisturb() {
        try (EventFile file = EventFile.open(file("a,b,a,c\n1,1,2,x\n2,,3,\n"))) {
            assertThat(file.format()).isEqualTo("csv");
            EventTableSource source = file.table("Events");
            assertThat(TestFiles.columnNames(source)).containsExactly("a", "c");
            assertThat(source.unsupportedColumns())
                    .containsExactly(
                            new UnsupportedColumn(
                                    "b",
                                    "line 3, column b, is empty, while others are int64; write nan where a number is"
                                            + " missing"),
                            new UnsupportedColumn("a", "another column has the same name"));
        }
    }

    @Test
    void badLinesAreNamed() throws IOException {
        assertThatThrownBy(() -> table("a,b\n1,2\n3\n"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(
                        folder.resolve("table.csv") + ": line 3: it has 1 fields, and the first line names 2 columns");
        assertThatThrownBy(() -> table("a,b\n1,2\n3,\"x\"y\n"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("table.csv: after line 2: ");
        Path latin = Files.write(folder.resolve("latin.csv"), "a,b\n1,Zürich\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> SampleTables.readAll(latin))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(latin + ": after line 0: this is not text in UTF-8");
        Path json = Files.writeString(folder.resolve("table.json"), "{\"a\": 1, \"b\": 2}");
        assertThatThrownBy(() -> EventFile.open(json))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("nor Parquet, npz or CSV");
    }

    @Test
    void rangesAreSlicesOfTheWholeInAnyOrder() {
        Path file = folder.resolve("plain.csv");
        EventTable whole = SampleTables.plain(200, 5);
        SampleTables.write(file, whole, 64);
        try (EventFile events = EventFile.open(file)) {
            EventTableSource source = events.table("Events");
            for (int[] range :
                    new int[][] {{0, 50}, {50, 120}, {120, 121}, {10, 20}, {199, 200}, {200, 200}, {0, 200}}) {
                assertThat(SampleTables.fingerprints(source.read(TestFiles.columnNames(source), range[0], range[1])))
                        .isEqualTo(SampleTables.fingerprints(whole.slice(range[0], range[1])));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void whatIsWrittenIsReadAgain(int entries) {
        EventTable table = SampleTables.plain(entries, entries);
        Path file = folder.resolve("plain.csv");
        SampleTables.write(file, table, 300);

        // Of one entry the type may be narrower: what text looks like a number is one.
        if (entries > 1) {
            assertThat(SampleTables.fingerprints(SampleTables.readAll(file)))
                    .isEqualTo(SampleTables.fingerprints(table));
        }
        assertThat(SampleTables.readAll(file).columnNames()).isEqualTo(table.columnNames());
    }

    @Test
    void pythonReadsWhatIsWritten() {
        Path file = folder.resolve("plain.csv");
        EventTable table = SampleTables.writeNamed(file);

        WrittenDigests.assertSameFile(file);
        WrittenDigests.assertEqual(table, "plain.csv");
    }

    @Test
    void floatsAreWrittenWithAsManyDigitsAsTheyNeed() {
        Path file = folder.resolve("floats.csv");
        float[] floats = {0.1f, Float.MIN_VALUE, Float.MAX_VALUE, -0f, 16777216f, (float) Math.PI};
        SampleTables.write(
                file,
                EventTable.builder(6).flat("a", floats).flat("b", new int[6]).build(),
                6);

        double[] read = SampleTables.readAll(file).column("a").toDoubles();
        for (int i = 0; i < floats.length; i++) {
            assertThat((float) read[i]).isEqualTo(floats[i]);
        }
    }

    @Test
    void listsAreRefusedByName() {
        assertThatThrownBy(() -> SampleTables.write(folder.resolve("a.csv"), SampleTables.everything(2, 1), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a.csv: column Jet_float32 is float32 with several values in an entry");
        assertThat(folder).isEmptyDirectory();
    }

    /** Rows as PROVENANCE.md counts them, without the line of names. */
    @ParameterizedTest
    @CsvSource({
        "SUMMED_collision.csv,5189",
        "SUMMED_signal_M2000.csv,48238",
        "SUMMED_tthadronic.csv,817",
        "SUMMED_ttleptonic.csv,16134",
        "SUMMED_Wjets.csv,19"
    })
    void theTablesOfTheZprimeLessonAreReadCompletely(String name, int rows) throws IOException {
        Path file = TestFiles.sharedData("events/zprime/" + name);
        EventTable table = SampleTables.readAll(file);

        assertThat(table.entries()).isEqualTo(rows);
        assertThat(table.columnNames())
                .containsExactly(
                        "evt", "mtt", "mu_pt", "mu_abseta", "pileup", "weight", "nevents", "N_gen", "gw_pos", "gw_neg");
        assertThat(table.column("evt").type()).isEqualTo(ColumnType.INT64);
        // The plainest reader there is.
        List<String> lines = Files.readAllLines(file);
        double[][] columns = new double[10][rows];
        for (int e = 0; e < rows; e++) {
            String[] fields = lines.get(e + 1).split(",", -1);
            for (int c = 0; c < 10; c++) {
                columns[c][e] = Double.parseDouble(fields[c]);
            }
        }
        for (int c = 1; c < 10; c++) {
            Column column = table.columns().get(c);
            assertThat(ColumnDigest.of(column))
                    .isEqualTo(ColumnDigest.of(Column.flat(column.name(), ColumnType.FLOAT64, columns[c])));
        }
    }
}
