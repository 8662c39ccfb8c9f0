package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RNTuples that uproot wrote (src/test/scripts/make_ntuples.py), with every codec, of three clusters. */
class NtuplesTest {

    private static final int[] CLUSTERS = {70, 1, 50};

    private static EventFile open() {
        return EventFile.open(TestFiles.resource("ntuples.root"));
    }

    @ParameterizedTest
    @EnumSource(value = ColumnType.class, mode = EnumSource.Mode.EXCLUDE, names = "CHAR")
    void flatColumnsAndListsOfEveryTypeFollowTheirFormula(ColumnType type) {
        try (EventFile file = open()) {
            EventTable table = file.table("zstd").read(List.of("flat_" + type, "list_" + type));
            Column flat = table.column("flat_" + type);
            Column list = table.column("list_" + type);
            assertThat(flat.type()).isEqualTo(type);
            int entry = 0;
            int value = 0;
            for (int cluster = 0; cluster < CLUSTERS.length; cluster++) {
                int salt = 100 * cluster;
                int inCluster = 0;
                for (int e = 0; e < CLUSTERS[cluster]; e++, entry++) {
                    assertThat(flat.getDouble(entry)).isEqualTo(AllTypesTest.expected(type, e, salt));
                    assertThat(list.count(entry)).isEqualTo((7 * e + salt) % 4);
                    for (int i = 0; i < list.count(entry); i++, inCluster++, value++) {
                        assertThat(list.getDouble(value)).isEqualTo(AllTypesTest.expected(type, inCluster, salt));
                    }
                }
            }
            assertThat(table.entries()).isEqualTo(entry);
            assertThat(list.size()).isEqualTo(value);
        }
    }

    @Test
    void alternativesOfVariantsAreListsOfNoneOrOne() {
        try (EventFile file = open()) {
            EventTableSource source = file.table("zstd");
            EventTable table = source.read(List.of("union", "union._0", "union._1"));
            int entry = 0;
            for (int cluster = 0; cluster < CLUSTERS.length; cluster++) {
                for (int e = 0; e < CLUSTERS[cluster]; e++, entry++) {
                    assertThat(table.column("union").getLong(entry)).isEqualTo(1 + e % 2);
                    Column held = table.column("union._" + e % 2);
                    assertThat(held.count(entry)).isOne();
                    assertThat(table.column("union._" + (1 - e % 2)).count(entry))
                            .isZero();
                    assertThat(held.getDouble(held.offsets()[entry]))
                            .isEqualTo(AllTypesTest.expected(held.type(), e / 2, 100 * cluster));
                }
            }
            EventTable part = source.read(List.of("union", "union._0", "union._1"), 3, 100);
            for (Column column : part.columns()) {
                assertThat(ColumnDigest.of(column))
                        .isEqualTo(ColumnDigest.of(table.slice(3, 100).column(column.name())));
            }
        }
    }

    @Test
    void columnsSayWhatTheyHold() {
        try (EventFile file = open()) {
            assertThat(file.format()).isEqualTo("rntuple");
            EventTableSource source = file.table("lz4");
            assertThat(source.entries()).isEqualTo(121);
            assertThat(source.clusterStarts()).containsExactly(0L, 70L, 71L);
            assertThat(source.columns())
                    .contains(
                            new ColumnInfo("flat_uint16", ColumnType.UINT16, Optional.empty()),
                            new ColumnInfo("objects", ColumnType.INT32, Optional.empty()),
                            new ColumnInfo("objects.bool", ColumnType.BOOL, Optional.of("objects")),
                            new ColumnInfo("deep.name", ColumnType.CHAR, Optional.of("deep.name"), 2, List.of()),
                            new ColumnInfo("arrays", ColumnType.FLOAT64, Optional.of("arrays"), 1, List.of(2, 3)),
                            new ColumnInfo("record.x", ColumnType.FLOAT32, Optional.empty()));
            EventTable table = source.read(List.of("text", "texts", "deep.name"));
            assertThat(table.column("text").text(120)).isEqualTo("entry 49");
            assertThat(table.column("texts").text(4)).isEqualTo("ääää4");
            assertThat(table.column("deep.name").text(4)).isEqualTo("ääää4");
            EventTable objects = source.read(List.of("objects_float32", "nobjects", "objects.int8"));
            assertThat(objects.column("objects_float32").offsets())
                    .isSameAs(objects.column("objects.int8").offsets());
            assertThat(objects.column("nobjects").getLong(1)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zlib", "raw"})
    void rangesGiveSlicesOfTheWhole(String name) {
        try (EventFile file = open()) {
            EventTableSource source = file.table(name);
            List<String> names = TestFiles.columnNames(source);
            EventTable whole = source.read(names);
            for (int[] range :
                    new int[][] {{0, 0}, {0, 1}, {1, 70}, {70, 71}, {69, 72}, {71, 121}, {5, 120}, {121, 121}}) {
                EventTable part = source.read(names, range[0], range[1]);
                EventTable expected = whole.slice(range[0], range[1]);
                for (String column : names) {
                    assertThat(ColumnDigest.of(part.column(column)))
                            .as("%s of %d to %d", column, range[0], range[1])
                            .isEqualTo(ColumnDigest.of(expected.column(column)));
                }
            }
        }
    }

    @Test
    void onlyTheColumnsAndClustersAskedForAreDecompressed() {
        try (EventFile file = open()) {
            EventTableSource source = file.table("zstd");
            source.clusterStarts();
            long before = file.bytesDecompressed();
            source.read(List.of("flat_int64"));
            assertThat(file.bytesDecompressed() - before).isEqualTo(121 * 8);
            before = file.bytesDecompressed();
            source.read(List.of("flat_int64"), 70, 71);
            assertThat(file.bytesDecompressed() - before).isEqualTo(8);
            // The ends of lists are read once for all members.
            before = file.bytesDecompressed();
            source.read(List.of("objects", "objects.int8", "objects.uint8"));
            assertThat(file.bytesDecompressed() - before).isEqualTo(121 * 8 + 2 * 180);
        }
    }

    @Test
    void severalThreadsReadTheSame() throws InterruptedException, ExecutionException {
        try (EventFile file = open()) {
            EventTableSource source = file.table("lzma");
            List<String> names = TestFiles.columnNames(source);
            List<ColumnDigest> expected =
                    source.read(names).columns().stream().map(ColumnDigest::of).toList();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try (EventFile other = open()) {
                List<Future<List<ColumnDigest>>> results = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    results.add(threads.submit(() -> other.table("lzma").read(names).columns().stream()
                            .map(ColumnDigest::of)
                            .toList()));
                }
                for (Future<List<ColumnDigest>> result : results) {
                    assertThat(result.get()).isEqualTo(expected);
                }
            } finally {
                threads.shutdown();
            }
        }
    }

    @Test
    void unknownNamesAndRangesAreRefused() {
        try (EventFile file = open()) {
            EventTableSource source = file.table("raw");
            assertThatThrownBy(() -> source.read(List.of("flat_int6")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessageContaining("ntuples.root: RNTuple raw has no field flat_int6; nearest: flat_int64");
            for (long[] range : new long[][] {{-1, 5}, {0, 122}, {7, 6}}) {
                assertThatThrownBy(() -> source.read(List.of("text"), range[0], range[1]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("RNTuple raw has 121 entries; cannot read");
            }
        }
    }
}
