package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The file that src/test/scripts/make_all_types.py writes with uproot: every type, flat and jagged, in every codec. */
class AllTypesTest {

    private static final int[] CLUSTERS = {70, 50};

    /** The formula of the script: bits of value i. */
    private static long bits(int i, int salt) {
        return (long) i * i * 2654435761L + salt;
    }

    static double expected(ColumnType type, int i, int salt) {
        long bits = bits(i, salt);
        return switch (type) {
            case FLOAT32, FLOAT64 -> (bits % (1 << 20)) / 16.0;
            case INT8 -> (byte) bits;
            case INT16 -> (short) bits;
            case INT32 -> (int) bits;
            case INT64, UINT64 -> bits;
            case UINT8 -> bits & 0xFF;
            case UINT16 -> bits & 0xFFFF;
            case UINT32 -> bits & 0xFFFFFFFFL;
            case BOOL -> (bits >> 4) & 1;
            case CHAR -> throw new IllegalArgumentException("strings have no formula");
        };
    }

    @ParameterizedTest
    @EnumSource(value = ColumnType.class, mode = EnumSource.Mode.EXCLUDE, names = "CHAR")
    void flatAndJaggedColumnsOfEveryTypeFollowTheirFormula(ColumnType type) {
        try (EventFile file = EventFile.open(TestFiles.resource("all-types.root"))) {
            EventTable table = file.table("All").read(List.of("flat_" + type, "Obj_" + type, "nObj"));
            Column flat = table.column("flat_" + type);
            Column jagged = table.column("Obj_" + type);
            assertThat(flat.type()).isEqualTo(type);
            assertThat(jagged.type()).isEqualTo(type);
            int entry = 0;
            int object = 0;
            for (int cluster = 0; cluster < CLUSTERS.length; cluster++) {
                int inCluster = 0;
                for (int e = 0; e < CLUSTERS[cluster]; e++, entry++) {
                    assertThat(flat.getDouble(entry)).isEqualTo(expected(type, e, cluster));
                    assertThat(table.column("nObj").getLong(entry)).isEqualTo(e % 4);
                    assertThat(jagged.count(entry)).isEqualTo(e % 4);
                    for (int i = 0; i < e % 4; i++, inCluster++, object++) {
                        assertThat(jagged.getDouble(object)).isEqualTo(expected(type, inCluster, 100 + cluster));
                    }
                }
            }
            assertThat(table.entries()).isEqualTo(entry);
            assertThat(jagged.size()).isEqualTo(object);
        }
    }

    @Test
    void metadataNeedNoValues() {
        try (EventFile file = EventFile.open(TestFiles.resource("all-types.root"))) {
            assertThat(file.format()).isEqualTo("ttree");
            assertThat(file.name())
                    .isEqualTo(TestFiles.resource("all-types.root").toString());
            assertThat(file.tables()).containsExactly("All", "Runs");
            EventTableSource all = file.table("All");
            assertThat(all.name()).isEqualTo("All");
            assertThat(all.entries()).isEqualTo(120);
            assertThat(all.clusterStarts()).containsExactly(0L, 70L);
            assertThat(all.unsupportedColumns()).isEmpty();
            assertThat(all.columns())
                    .hasSize(23)
                    .contains(new ColumnInfo("flat_uint16", ColumnType.UINT16, Optional.empty()))
                    .contains(new ColumnInfo("Obj_bool", ColumnType.BOOL, Optional.of("Obj")));
            assertThat(file.table("All")).isSameAs(all);
        }
    }

    @Test
    void onlyTheColumnsAskedForAreReadAndDecompressed() {
        try (EventFile file = EventFile.open(TestFiles.resource("all-types.root"))) {
            EventTableSource all = file.table("All");
            long read = file.bytesRead();
            long decompressed = file.bytesDecompressed();
            all.read(List.of("flat_int64"));
            assertThat(file.bytesDecompressed() - decompressed).isEqualTo(120 * 8);
            assertThat(file.bytesRead() - read).isLessThan(2000);
        }
    }

    @Test
    void secondTreeReadsByTheSameCalls() {
        try (EventFile file = EventFile.open(TestFiles.resource("all-types.root"))) {
            EventTable runs = file.table("Runs").read(List.of("genEventSumw", "genEventCount"));
            assertThat(runs.column("genEventSumw").getDouble(0)).isEqualTo(120.5);
            assertThat(runs.column("genEventCount").getLong(0)).isEqualTo(120);
        }
    }

    @Test
    void aTableThatIsNotThereIsNamedWithThoseThatAre() {
        try (EventFile file = EventFile.open(TestFiles.resource("all-types.root"))) {
            assertThatThrownBy(() -> file.table("Events"))
                    .isInstanceOf(UnknownTableException.class)
                    .hasMessageContaining("all-types.root has no tree Events; its trees: All, Runs");
        }
    }

    @Test
    void rangesOutsideTheTableAreRefused() {
        try (EventFile file = EventFile.open(TestFiles.resource("all-types.root"))) {
            EventTableSource all = file.table("All");
            for (long[] range : new long[][] {{-1, 5}, {0, 121}, {7, 6}}) {
                assertThatThrownBy(() -> all.read(List.of("nObj"), range[0], range[1]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("tree All has 120 entries");
            }
        }
    }

    @Test
    void noColumnsAtAllGiveATableOfEntriesOnly() {
        try (EventFile file = EventFile.open(TestFiles.resource("all-types.root"))) {
            EventTable table = file.table("All").read(List.of(), 5, 12);
            assertThat(table.entries()).isEqualTo(7);
            assertThat(table.columnNames()).isEmpty();
        }
    }

    @Test
    void severalThreadsMayReadOneTable() throws Exception {
        try (EventFile file = EventFile.open(TestFiles.resource("all-types.root"))) {
            EventTableSource all = file.table("All");
            List<String> columns = TestFiles.columnNames(all);
            List<ColumnDigest> alone = digests(all.read(columns));
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Future<List<ColumnDigest>>> together = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    together.add(threads.submit(() -> digests(all.read(columns))));
                }
                for (Future<List<ColumnDigest>> digests : together) {
                    assertThat(digests.get()).isEqualTo(alone);
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static List<ColumnDigest> digests(EventTable table) {
        return table.columns().stream().map(ColumnDigest::of).toList();
    }
}
