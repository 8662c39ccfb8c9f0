package org.diffhep.events.internal.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTable;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.MalformedFileException;
import org.diffhep.events.UnknownTableException;
import org.diffhep.events.internal.MemorySource;
import org.diffhep.events.internal.root.BranchSpec.BasketSpec;
import org.diffhep.events.internal.root.BranchSpec.Where;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Features that only ROOT itself writes, in files made by {@link RootWriter}. */
class RootFileTest {

    private static EventFile open(byte[] bytes) {
        return RootFile.open(new MemorySource("f.root", bytes));
    }

    private static BranchSpec intBranch(String name, @Nullable String counter, BasketSpec... baskets) {
        return new BranchSpec(name, "TLeafI", 4, false, counter, List.of(baskets));
    }

    private static BasketSpec flat(Where where, Integer... values) {
        return new BasketSpec(
                where,
                Stream.of(values).map(v -> new ByteWriter().i32(v).toBytes()).toList(),
                false,
                false);
    }

    private static BasketSpec jagged(Where where, boolean storeOffsets, List<Integer> counts, Integer... values) {
        List<byte[]> entries = new ArrayList<>();
        int at = 0;
        for (int count : counts) {
            ByteWriter entry = new ByteWriter();
            for (int i = 0; i < count; i++) {
                entry.i32(values[at++]);
            }
            entries.add(entry.toBytes());
        }
        return new BasketSpec(where, entries, true, storeOffsets);
    }

    /** Two baskets on disk and one embedded, flat and jagged. */
    static byte[] mixed(boolean wide, boolean storeOffsets) {
        return new RootWriter(wide)
                .tree(
                        "Events",
                        1,
                        intBranch(
                                "nJet",
                                null,
                                flat(Where.DISK, 2, 0),
                                flat(Where.DISK_DEFLATED, 1),
                                flat(Where.EMBEDDED, 0, 3)),
                        intBranch(
                                "Jet_id",
                                "nJet",
                                jagged(Where.DISK_OLD_DEFLATE, storeOffsets, List.of(2, 0), 11, 12),
                                jagged(Where.DISK, storeOffsets, List.of(1), 13),
                                jagged(Where.EMBEDDED, storeOffsets, List.of(0, 3), 14, 15, 16)),
                        new BranchSpec(
                                "Jet_object",
                                "TLeafObject",
                                1,
                                false,
                                "nJet",
                                List.of(flat(Where.DISK, 0, 0, 0, 0, 0))))
                .toBytes();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void basketsOnDiskAndEmbeddedFollowEachOther(boolean wide) {
        try (EventFile file = open(mixed(wide, true))) {
            EventTableSource source = file.table("Events");
            assertThat(source.clusterStarts()).containsExactly(0L, 2L, 3L);
            assertThat(source.unsupportedColumns())
                    .hasToString("[UnsupportedColumn[name=Jet_object, reason=its leaf Jet_object is a TLeafObject]]");
            EventTable table = source.read(List.of("Jet_id", "nJet"));
            assertThat(table.column("nJet").toDoubles()).containsExactly(2, 0, 1, 0, 3);
            assertThat(table.column("Jet_id").toDoubles()).containsExactly(11, 12, 13, 14, 15, 16);
            assertThat(table.offsets("Jet")).containsExactly(0, 2, 2, 3, 3, 6);
        }
    }

    @Test
    void countsComeFromTheCounterWhereOffsetsAreNotStored() {
        try (EventFile file = open(mixed(false, false))) {
            EventTable table = file.table("Events").read(List.of("Jet_id"));
            assertThat(table.column("Jet_id").toDoubles()).containsExactly(11, 12, 13, 14, 15, 16);
            assertThat(table.offsets("Jet")).containsExactly(0, 2, 2, 3, 3, 6);
            EventTable part = file.table("Events").read(List.of("Jet_id"), 1, 5);
            assertThat(part.offsets("Jet")).containsExactly(0, 0, 1, 1, 4);
        }
    }

    @Test
    void theHighestCycleOfATreeIsRead() {
        byte[] bytes = new RootWriter(false)
                .tree("Events", 2, intBranch("x", null, flat(Where.EMBEDDED, 1, 2)))
                .tree("Events", 7, intBranch("x", null, flat(Where.EMBEDDED, 3)))
                .tree("Runs", 1, intBranch("y", null, flat(Where.DISK, 4)))
                .tree("Events", 3, intBranch("x", null, flat(Where.EMBEDDED, 5)))
                .toBytes();
        try (EventFile file = open(bytes)) {
            assertThat(file.tables()).containsExactly("Events", "Runs");
            assertThat(file.table("Events").read(List.of("x")).column("x").toDoubles())
                    .containsExactly(3);
            assertThat(file.table("Runs").read(List.of("y")).column("y").toDoubles())
                    .containsExactly(4);
        }
    }

    @Test
    void otherCyclesAreFoundByTheirNumber() {
        byte[] bytes = new RootWriter(false)
                .tree("a/Events", 2, intBranch("x", null, flat(Where.EMBEDDED, 1, 2)))
                .tree("a/Events", 7, intBranch("x", null, flat(Where.EMBEDDED, 3)))
                .tree("a/Events", 3, intBranch("x", null, flat(Where.EMBEDDED, 5)))
                .toBytes();
        try (EventFile file = open(bytes)) {
            assertThat(file.tables()).containsExactly("a/Events");
            double[][] expected = {{1, 2}, {5}, {3}};
            int[] cycles = {2, 3, 7};
            for (int i = 0; i < cycles.length; i++) {
                EventTableSource source = file.table("a/Events;" + cycles[i]);
                assertThat(source.read(List.of("x")).column("x").toDoubles()).containsExactly(expected[i]);
                assertThat(source.name()).isEqualTo("a/Events;" + cycles[i]);
            }
            assertThatThrownBy(() -> file.table("a/Events;4"))
                    .isInstanceOf(UnknownTableException.class)
                    .hasMessageContaining("has no tree a/Events;4; its trees: a/Events");
        }
    }

    @Test
    void aTreeWithoutEntriesHasColumnsAndNoClusters() {
        byte[] bytes = new RootWriter(false)
                .tree("Events", 1, intBranch("nJet", null), intBranch("Jet_id", "nJet"))
                .toBytes();
        try (EventFile file = open(bytes)) {
            EventTableSource source = file.table("Events");
            assertThat(source.columns()).extracting(ColumnInfo::name).containsExactly("nJet", "Jet_id");
            assertThat(source.clusterStarts()).isEmpty();
            EventTable table = source.read(List.of("nJet", "Jet_id"));
            assertThat(table.entries()).isZero();
            assertThat(table.column("Jet_id").offsets()).containsExactly(0);
        }
    }

    @Test
    void longNamesAndManyBasketsAreRead() {
        String name = "x".repeat(300);
        BasketSpec[] baskets = new BasketSpec[500];
        for (int i = 0; i < baskets.length; i++) {
            baskets[i] = flat(i < 400 ? Where.DISK : Where.EMBEDDED, 2 * i, 2 * i + 1);
        }
        byte[] bytes = new RootWriter(false)
                .tree("Events", 1, intBranch("y", null, baskets))
                .tree(name, 1, intBranch("y", null, flat(Where.DISK, 1)))
                .toBytes();
        try (EventFile file = open(bytes)) {
            Column y = file.table("Events").read(List.of("y")).column("y");
            assertThat(y.size()).isEqualTo(1000);
            for (int i = 0; i < 1000; i++) {
                assertThat(y.getLong(i)).isEqualTo(i);
            }
            assertThat(file.tables()).containsExactly("Events", name);
        }
    }

    @ParameterizedTest
    @EnumSource(Where.class)
    void aCounterThatContradictsTheOffsetsIsAnError(Where where) {
        byte[] bytes = new RootWriter(false)
                .tree(
                        "Events",
                        1,
                        intBranch("nJet", null, flat(Where.EMBEDDED, 1, 1)),
                        intBranch("Jet_id", "nJet", jagged(where, true, List.of(2, 0), 5, 6)))
                .toBytes();
        try (EventFile file = open(bytes)) {
            EventTableSource source = file.table("Events");
            assertThat(source.read(List.of("Jet_id")).offsets("Jet")).containsExactly(0, 2, 2);
            assertThatThrownBy(() -> source.read(List.of("Jet_id", "nJet")))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("f.root: tree Events, branch Jet_id")
                    .hasMessageContaining("entry 0 has 2 values, but its counter nJet says 1");
        }
    }

    @Test
    void columnsOfACollectionThatDifferInLengthAreAnError() {
        byte[] bytes = new RootWriter(false)
                .tree(
                        "Events",
                        1,
                        intBranch("nJet", null, flat(Where.EMBEDDED, 1, 1)),
                        intBranch("Jet_a", "nJet", jagged(Where.DISK, true, List.of(1, 1), 5, 6)),
                        intBranch("Jet_b", "nJet", jagged(Where.DISK, true, List.of(1, 2), 5, 6, 7)))
                .toBytes();
        try (EventFile file = open(bytes)) {
            assertThatThrownBy(() -> file.table("Events").read(List.of("Jet_a", "Jet_b")))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("branch Jet_b")
                    .hasMessageContaining("entry 1 has 2 values, and 1 in Jet_a");
        }
    }

    @Test
    void aBranchShorterThanItsTreeIsAnErrorOnlyForItself() {
        byte[] bytes = new RootWriter(false)
                .tree(
                        "Events",
                        1,
                        intBranch("x", null, flat(Where.DISK, 1, 2, 3)),
                        intBranch("y", null, flat(Where.DISK, 1, 2)))
                .toBytes();
        try (EventFile file = open(bytes)) {
            assertThat(file.table("Events").read(List.of("x")).entries()).isEqualTo(3);
            assertThatThrownBy(() -> file.table("Events").read(List.of("y")))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("branch y")
                    .hasMessageContaining("it has 2 entries, its baskets 2, the tree 3");
        }
    }

    @Test
    void whatIsNoRootFileIsCalledSo() {
        assertThatThrownBy(() -> open(new byte[0]))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("f.root: header, byte 0: the file is empty");
        for (String text : List.of("PAR1 and more", "r", "{\"a\": 1}")) {
            assertThatThrownBy(() -> open(text.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("f.root: header")
                    .hasMessageContaining("not a ROOT file");
        }
        byte[] cut = Arrays.copyOf(mixed(false, true), 700);
        assertThatThrownBy(() -> open(cut))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("cut off: the file should have")
                .hasMessageContaining("and has 700");
    }
}
