package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files by ROOT itself and by Geant4, which the scripts make_root_objects.py, make_root_ntuple.py, make_root_friends.py and
 * make_geant4_tree.py in src/test/scripts make: objects split into members and whole, an RNTuple, friends, and the old layout of trees that
 * Geant4 writes. The values follow the formulas in those scripts.
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
        for (int e = 0; e < column.entries(); e++) {
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
    void ntuples() {
        EventTable table = all("root-ntuple.root", "ntuple");
        assertThat(table.entries()).isEqualTo(300);
        assertFlat(table, "f", ColumnType.FLOAT32, i -> i / 4.0);
        assertFlat(table, "d", ColumnType.FLOAT64, i -> i / 7.0);
        assertFlat(table, "i8", ColumnType.INT8, i -> (byte) i);
        assertFlat(table, "u16", ColumnType.UINT16, i -> 200 * i);
        assertFlat(table, "i64", ColumnType.INT64, i -> -i * 100_000_000_000L);
        assertFlat(table, "u64", ColumnType.UINT64, i -> i * 100_000_000_000L);
        assertFlat(table, "b", ColumnType.BOOL, i -> i % 3 == 0 ? 1 : 0);
        assertLists(table, "s", ColumnType.CHAR, i -> i % 40, (i, k) -> 'a' + i % 26);
        assertLists(table, "v", ColumnType.FLOAT32, i -> i % 4, (i, k) -> i * 0.5);
        assertLists(table, "vb", ColumnType.BOOL, i -> i % 10, (i, k) -> i % 2);
        assertLists(table, "a", ColumnType.FLOAT32, i -> 3, (i, k) -> i * k);
        assertLists(table, "o", ColumnType.FLOAT32, i -> i % 2, (i, k) -> i);
        assertLists(table, "bits", ColumnType.BOOL, i -> 11, (i, k) -> i >> k & 1);
        assertLists(table, "m._0", ColumnType.INT32, i -> i % 3, (i, k) -> k);
        assertLists(table, "m._1", ColumnType.FLOAT32, i -> i % 3, (i, k) -> i);
        assertFlat(table, "half", ColumnType.FLOAT64, i -> i / 4.0);
        for (int i = 0; i < 300; i++) {
            // 20 bits of a float leave 11 of its mantissa; 18 bits of a range of 510
            assertThat(table.column("truncated").getDouble(i)).isCloseTo(i / 3.0, within(i / 3.0 / (1 << 11)));
            assertThat(table.column("quantized").getDouble(i)).isCloseTo(i / 3.0, within(510.0 / (1 << 18)));
        }
    }

    @Test
    void recordsVariantsAndLateFieldsOfNtuples() {
        EventTable table = all("root-ntuple.root", "ntuple");
        assertFlat(table, "particle.s", ColumnType.INT16, i -> i);
        assertFlat(table, "particle.first.id", ColumnType.INT32, i -> 2 * i);
        assertFlat(table, "particle.first.x", ColumnType.FLOAT32, i -> i / 8.0);
        assertLists(table, "particle.first.cells", ColumnType.FLOAT32, i -> i % 3, (i, k) -> i);
        assertFlat(table, "particle.d", ColumnType.FLOAT64, i -> i / 16.0);
        assertLists(table, "clusters.id", ColumnType.INT32, i -> i % 4, (i, k) -> k);
        assertLists(table, "clusters.x", ColumnType.FLOAT32, i -> i % 4, (i, k) -> i);
        assertThat(table.column("clusters.cells").depth()).isEqualTo(2);
        assertLists(table, "either._0", ColumnType.INT32, i -> i % 2, (i, k) -> i);
        assertLists(table, "either._1", ColumnType.FLOAT32, i -> 1 - i % 2, (i, k) -> i * 0.5);
        // before they were added, fields have the value that C++ gives them
        assertFlat(table, "late", ColumnType.INT32, i -> i < 150 ? 0 : i);
        assertLists(table, "lates", ColumnType.INT32, i -> i < 150 ? 0 : i % 3, (i, k) -> i);
    }

    @Test
    void friendsAndTexts() {
        EventTable table = all("root-friends.root", "Events");
        assertThat(table.columnNames()).containsExactly("run", "score", "nQ", "Q_x", "extra.run", "z");
        assertFlat(table, "run", ColumnType.INT32, i -> i);
        assertFlat(table, "extra.run", ColumnType.INT32, i -> 7);
        assertFlat(table, "score", ColumnType.FLOAT32, i -> i * 0.5);
        assertLists(table, "Q_x", ColumnType.FLOAT32, i -> i % 4, (i, k) -> i + k);
        assertFlat(table, "z", ColumnType.FLOAT32, i -> -i);
        try (EventFile file = EventFile.open(TestFiles.resource("root-friends.root"))) {
            assertThat(file.texts()).containsExactly("greeting", "version");
            assertThat(file.text("greeting").text()).isEqualTo("hello world");
            assertThat(file.text("version").text()).isEqualTo("v1.2");
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
