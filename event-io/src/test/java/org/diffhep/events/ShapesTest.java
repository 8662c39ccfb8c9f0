package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The file that src/test/scripts/make_shapes.py writes with uproot: arrays of fixed length, strings, directories. */
class ShapesTest {

    /** Bytes of the strings, around the length where the way to store it changes. */
    private static final int[] LENGTHS = {3, 0, 1, 254, 255, 256, 300, 2};

    private static EventFile open() {
        return EventFile.open(TestFiles.resource("shapes.root"));
    }

    private static EventTable shapes() {
        try (EventFile file = open()) {
            return file.table("shapes").read(List.of("x", "flags", "long", "text", "y"));
        }
    }

    @Test
    void arraysOfFixedLengthAreJaggedWithOneCount() {
        EventTable table = shapes();
        Column x = table.column("x");
        assertThat(x.type()).isEqualTo(ColumnType.FLOAT32);
        assertThat(x.depth()).isEqualTo(1);
        assertThat(x.offsets())
                .containsExactly(
                        IntStream.rangeClosed(0, LENGTHS.length).map(e -> 6 * e).toArray());
        for (int i = 0; i < x.size(); i++) {
            assertThat(x.getDouble(i)).isEqualTo(i / 4.0);
            assertThat(table.column("flags").getLong(i % (4 * LENGTHS.length)))
                    .isEqualTo(i % (4 * LENGTHS.length) % 3 == 0 ? 1 : 0);
        }
        assertThat(table.column("long").count(3)).isEqualTo(1);
        assertThat(table.column("long").getLong(7)).isEqualTo(7L << 40);
        assertThat(table.column("y").getLong(0)).isEqualTo(-3);
    }

    @Test
    void stringsAreListsOfBytesInUtf8() {
        Column text = shapes().column("text");
        assertThat(text.type()).isEqualTo(ColumnType.CHAR);
        for (int e = 0; e < LENGTHS.length; e++) {
            int n = LENGTHS[e];
            assertThat(text.count(e)).isEqualTo(n);
            String expected =
                    n > 1 ? "é" + String.valueOf("abcdefghij".charAt(e)).repeat(n - 2) : "z".repeat(n);
            assertThat(text.text(e)).isEqualTo(expected);
        }
        assertThatThrownBy(() -> shapes().column("y").text(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("column y is int16, no string");
    }

    @Test
    void rangesOfEntriesCutArraysAndStrings() {
        EventTable whole = shapes();
        try (EventFile file = open()) {
            EventTable part = file.table("shapes").read(List.of("text", "x", "y"), 2, 7);
            for (Column column : part.columns()) {
                assertThat(ColumnDigest.of(column))
                        .isEqualTo(ColumnDigest.of(whole.slice(2, 7).column(column.name())));
            }
            assertThat(part.column("text").text(3)).startsWith("éf").hasSize(255);
        }
    }

    @Test
    void shapesAreKnownBeforeReading() {
        try (EventFile file = open()) {
            assertThat(file.table("shapes").columns())
                    .containsExactly(
                            new ColumnInfo("x", ColumnType.FLOAT32, Optional.of("x"), 1, List.of(2, 3)),
                            new ColumnInfo("flags", ColumnType.BOOL, Optional.of("flags"), 1, List.of(4)),
                            new ColumnInfo("long", ColumnType.INT64, Optional.of("long"), 1, List.of(1)),
                            new ColumnInfo("text", ColumnType.CHAR, Optional.of("text"), 1, List.of()),
                            new ColumnInfo("y", ColumnType.INT16, Optional.empty()));
            assertThat(file.table("shapes").columns())
                    .extracting(ColumnInfo::typeName)
                    .containsExactly("float32[2][3]", "bool[4]", "int64[1]", "string", "int16");
        }
    }

    @Test
    void treesInDirectoriesGoByTheirPath() {
        try (EventFile file = open()) {
            List<String> paths = List.of("top", "a/first", "a/second", "a/b/deep", "c/first");
            assertThat(file.tables())
                    .containsExactlyInAnyOrder("shapes", "top", "a/first", "a/second", "a/b/deep", "c/first");
            for (String path : paths) {
                EventTableSource table = file.table(path);
                assertThat(table.name()).isEqualTo(path);
                assertThat(table.read(List.of("number")).column("number").getLong(0))
                        .isEqualTo(paths.indexOf(path));
            }
            assertThatThrownBy(() -> file.table("first"))
                    .isInstanceOf(UnknownTableException.class)
                    .hasMessageContaining("has no tree first; its trees: ")
                    .hasMessageContaining("a/b/deep")
                    .hasMessageContaining("a/histogram (TH1D)");
            assertThatThrownBy(() -> file.table("a/b").read(List.of()))
                    .isInstanceOf(UnknownTableException.class)
                    .hasMessageContaining("a/b is not a TTree");
        }
    }
}
