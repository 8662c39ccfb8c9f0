package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files by ROOT itself and by Geant4, which the scripts make_root_objects.py and make_geant4_tree.py in src/test/scripts make: objects split
 * into members and whole, and the old layout of trees that Geant4 writes. The values follow the formulas in those scripts.
 */
class OtherWritersTest {

    private static final int ENTRIES = 120;

    private static EventTable all(String file, String tree) {
        try (EventFile opened = EventFile.open(TestFiles.resource(file))) {
            EventTableSource table = opened.table(tree);
            assertThat(table.unsupportedColumns()).isEmpty();
            return table.read(TestFiles.columnNames(table));
        }
    }

    private static void assertFlat(EventTable table, String name, ColumnType type, IntFunction<Number> expected) {
        Column column = table.column(name);
        assertThat(column.type()).as(name).isEqualTo(type);
        assertThat(column.depth()).as(name).isZero();
        for (int i = 0; i < column.size(); i++) {
            assertThat(column.getDouble(i))
                    .as(name + ", entry " + i)
                    .isEqualTo(expected.apply(i).doubleValue());
        }
    }

    /** What an entry has, in order. */
    private interface Values {
        double at(int entry, int position);
    }

    private static void assertLists(
            EventTable table, String name, ColumnType type, IntFunction<Integer> length, Values expected) {
        Column column = table.column(name);
        assertThat(column.type()).as(name).isEqualTo(type);
        assertThat(column.depth()).as(name).isEqualTo(1);
        int at = 0;
        for (int e = 0; e < ENTRIES; e++) {
            assertThat(column.count(e)).as(name + ", entry " + e).isEqualTo(length.apply(e));
            for (int k = 0; k < column.count(e); k++, at++) {
                assertThat(column.getDouble(at)).as(name + ", entry " + e).isEqualTo(expected.at(e, k));
            }
        }
        assertThat(at).isEqualTo(column.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"split", "members"})
    void membersOfObjects(String tree) {
        EventTable table = all("root-objects.root", tree);
        assertThat(table.entries()).isEqualTo(ENTRIES);
        assertFlat(table, "N", ColumnType.INT32, i -> i % 5);
        assertLists(table, "fixed[4]", ColumnType.INT16, i -> 4, (i, k) -> i * k);
        assertLists(table, "matrix[2][3]", ColumnType.INT32, i -> 6, (i, k) -> i + k);
        assertLists(table, "v", ColumnType.FLOAT32, i -> i % 4, (i, k) -> 1.5 * i);
        assertLists(table, "str", ColumnType.CHAR, i -> 3 * i, (i, k) -> 'x');
        assertLists(table, "ts", ColumnType.CHAR, i -> i % 7, (i, k) -> 'y');
        assertLists(table, "hits.id", ColumnType.INT32, i -> i % 6, (i, k) -> k);
        assertLists(table, "hits.x", ColumnType.FLOAT32, i -> i % 6, (i, k) -> i);
        assertLists(table, "hits.e", ColumnType.FLOAT64, i -> i % 6, (i, k) -> 0.125 * k);
        // a set holds each value once
        assertLists(table, "st", ColumnType.INT32, i -> i == 0 ? 0 : i % 3, (i, k) -> k * i);
        assertLists(table, "vb", ColumnType.BOOL, i -> i % 3, (i, k) -> i % 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"split", "members"})
    void arraysBehindPointersThatAMemberCounts(String tree) {
        EventTable table = all("root-objects.root", tree);
        assertLists(table, "f", ColumnType.FLOAT32, i -> i % 5, (i, k) -> i + 0.5 * k);
        assertLists(table, "d", ColumnType.FLOAT64, i -> i % 5, (i, k) -> -i + 0.25 * k);
    }

    @ParameterizedTest
    @ValueSource(strings = {"split", "members"})
    void objectsInObjects(String tree) {
        EventTable table = all("root-objects.root", tree);
        assertFlat(table, "track.s", ColumnType.INT16, i -> i);
        assertFlat(table, "track.a", ColumnType.FLOAT64, i -> i / 4.0);
        assertFlat(table, "track.b", ColumnType.FLOAT32, i -> i / 8.0);
        assertFlat(table, "track.ok", ColumnType.BOOL, i -> i % 2);
        assertFlat(table, "track.c", ColumnType.UINT8, i -> i);
        assertFlat(table, "track.l", ColumnType.INT64, i -> -i * 1_000_000_000L);
        assertFlat(table, "track.u", ColumnType.UINT64, i -> i);
    }

    @ParameterizedTest
    @ValueSource(strings = {"split", "members"})
    void fourVectorsThatAreNotSplit(String tree) {
        EventTable table = all("root-objects.root", tree);
        List<String> members = List.of("fP.fX", "fP.fY", "fP.fZ", "fE");
        int[] factors = {1, 2, 3, 10};
        for (int m = 0; m < members.size(); m++) {
            int factor = factors[m];
            assertFlat(table, "p." + members.get(m), ColumnType.FLOAT64, i -> factor * i);
            assertLists(table, "ps." + members.get(m), ColumnType.FLOAT64, i -> i % 3, (i, k) -> factor * i);
        }
        assertLists(table, "ca.fP.fX", ColumnType.FLOAT64, i -> i % 4, (i, k) -> k);
        assertLists(table, "ca.fP.fY", ColumnType.FLOAT64, i -> i % 4, (i, k) -> i);
        assertLists(table, "ca.fE", ColumnType.FLOAT64, i -> i % 4, (i, k) -> 1);
    }

    @Test
    void partsOfFourVectorsAreThoseOfTheWhole() {
        try (EventFile file = EventFile.open(TestFiles.resource("root-objects.root"))) {
            EventTableSource tree = file.table("split");
            List<String> columns = List.of("ps.fE", "ca.fP.fX", "f", "p.fE");
            EventTable whole = tree.read(columns);
            EventTable part = tree.read(columns, 17, 93);
            for (Column column : part.columns()) {
                assertThat(ColumnDigest.of(column))
                        .isEqualTo(ColumnDigest.of(whole.slice(17, 93).column(column.name())));
            }
        }
    }

    @Test
    void treesOfGeant4() {
        EventTable hits = all("geant4.root", "hits");
        assertThat(hits.entries()).isEqualTo(1500);
        assertFlat(hits, "event", ColumnType.INT32, i -> i / 3);
        assertFlat(hits, "time", ColumnType.FLOAT32, i -> 0.25 * i);
        assertFlat(hits, "energy", ColumnType.FLOAT64, i -> (i * i % 1013) / 7.0);
        List<String> volumes = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            volumes.add(hits.column("volume").text(i));
            assertThat(volumes.get(i)).isEqualTo("volume " + "x".repeat(i % 11));
        }
        assertThat(all("geant4.root", "empty").entries()).isZero();
    }
}
