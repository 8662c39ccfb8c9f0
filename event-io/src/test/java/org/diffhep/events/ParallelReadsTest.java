package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelReadsTest {

    private static final List<String> COLUMNS = List.of(
            "Jet_pt",
            "event",
            "Muon_pt",
            "Jet_eta",
            "Jet_phi",
            "Jet_mass",
            "Muon_eta",
            "Muon_tightId",
            "Jet_btagCSVV2");

    private static boolean readersLeft() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.isAlive() && thread.getName().equals("diffhep-reader"));
    }

    private static void assertReadsTheSame(EventTableSource source, List<String> columns, int threads) {
        try (ParallelReads reads = new ParallelReads(threads)) {
            EventTableSource parallel = reads.of(source);
            long third = source.entries() / 3;
            EventTable expected = source.read(columns, third, source.entries());
            EventTable read = parallel.read(columns, third, source.entries());
            assertThat(read.columns().stream().map(Column::name))
                    .containsExactlyElementsOf(
                            expected.columns().stream().map(Column::name).toList());
            for (Column column : expected.columns()) {
                assertThat(ColumnDigest.of(read.column(column.name()))).isEqualTo(ColumnDigest.of(column));
                if (column.depth() == 1) {
                    assertThat(read.column(column.name()).offsets())
                            .isSameAs(read.offsets(column.collection().orElseThrow()));
                }
            }
            assertThat(parallel.name()).isEqualTo(source.name());
            assertThat(parallel.columns()).isEqualTo(source.columns());
            assertThat(parallel.clusterStarts(columns)).isEqualTo(source.clusterStarts(columns));
        }
        assertThat(readersLeft()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16})
    void columnsAreTheSameForAnyNumberOfThreads(int threads) {
        try (EventFile file = EventFile.open(TestFiles.sharedData("ttbar-sim/ttbar__scaleup.root"))) {
            EventTableSource source = file.table("Events");
            assertReadsTheSame(source, COLUMNS, threads);
            assertReadsTheSame(source, List.of(), threads);
            List<String> counted = new ArrayList<>(COLUMNS);
            counted.add("nJet");
            counted.add("nMuon");
            assertReadsTheSame(source, counted, threads);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nano_dy.root", "nano_dy_rntuple.root", "PHYSLITE_example.root"})
    void allColumnsOfATreeAndAnRNTupleAreTheSame(String name) {
        try (EventFile file = EventFile.open(TestFiles.sharedData("events/" + name))) {
            String table = file.tables().contains("Events") ? "Events" : "CollectionTree";
            EventTableSource source = file.table(table);
            List<String> columns =
                    source.columns().stream().map(ColumnInfo::name).limit(200).toList();
            assertReadsTheSame(source, columns, 4);
        }
    }

    @Test
    void aColumnThatIsMissingAndADamagedOneAreErrorsAsWithoutThreads(@TempDir Path folder) throws IOException {
        byte[] bytes = Files.readAllBytes(TestFiles.sharedData("ttbar-sim/ttbar__scaleup.root"));
        for (int at = bytes.length / 4; at < bytes.length / 2; at += 1000) {
            bytes[at] ^= 0x55;
        }
        Path damaged = folder.resolve("damaged.root");
        Files.write(damaged, bytes);
        try (EventFile file = EventFile.open(damaged);
                ParallelReads reads = new ParallelReads(3)) {
            EventTableSource parallel = reads.of(file.table("Events"));
            assertThatThrownBy(() -> parallel.read(COLUMNS))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageContaining("damaged.root")
                    .hasMessageContaining("branch ");
            assertThatThrownBy(() -> parallel.read(List.of("Jet_pt", "Jet_ptt")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessageContaining("Jet_ptt");
            assertThatThrownBy(() -> parallel.read(COLUMNS, 5, 4)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(readersLeft()).isFalse();
    }

    /** A table in memory that notes which columns are asked for together. */
    private static final class Noting implements EventTableSource {

        private final EventTable table;
        private final List<List<String>> asked = Collections.synchronizedList(new ArrayList<>());

        Noting(EventTable table) {
            this.table = table;
        }

        @Override
        public String name() {
            return "noting";
        }

        @Override
        public long entries() {
            return table.entries();
        }

        @Override
        public List<ColumnInfo> columns() {
            return table.columns().stream()
                    .map(column -> new ColumnInfo(
                            column.name(), column.type(), column.collection(), column.depth(), List.of()))
                    .toList();
        }

        @Override
        public List<UnsupportedColumn> unsupportedColumns() {
            return List.of();
        }

        @Override
        public EventTable read(Collection<String> columns, long first, long end) {
            if (end > first) {
                asked.add(List.copyOf(columns));
            }
            EventTable slice = table.slice((int) first, (int) end);
            return EventTable.of(
                    slice.entries(), columns.stream().map(slice::column).toList());
        }

        @Override
        public List<Long> clusterStarts() {
            return List.of(0L);
        }
    }

    @Test
    void aCounterIsReadTogetherWithTheColumnsThatItCounts() {
        int[] offsets = {0, 1, 3};
        Noting source = new Noting(EventTable.of(
                2,
                List.of(
                        Column.jagged("Jet_pt", ColumnType.FLOAT32, new float[] {1, 2, 3}, offsets, "Jet"),
                        Column.jagged("Muon_pt", ColumnType.FLOAT32, new float[] {1, 2, 3}, offsets, "Muon"),
                        Column.flat("nJet", ColumnType.INT32, new int[] {1, 2}),
                        Column.flat("met", ColumnType.INT32, new int[] {1, 2}),
                        Column.jagged("Jet_eta", ColumnType.FLOAT32, new float[] {1, 2, 3}, offsets, "Jet"))));
        try (ParallelReads reads = new ParallelReads(4)) {
            reads.of(source).read(List.of("Jet_pt", "Muon_pt", "nJet", "met", "Jet_eta"));
            assertThat(source.asked)
                    .containsExactlyInAnyOrder(
                            List.of("Jet_pt", "nJet", "Jet_eta"), List.of("Muon_pt"), List.of("met"));
            source.asked.clear();
            reads.of(source).read(List.of("Jet_pt", "Muon_pt", "Jet_eta"));
            assertThat(source.asked)
                    .containsExactlyInAnyOrder(List.of("Jet_pt"), List.of("Muon_pt"), List.of("Jet_eta"));
        }
    }

    @Test
    void fewerThanOneThreadIsRefused() {
        assertThatThrownBy(() -> new ParallelReads(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("at least 1 thread must read, got 0");
    }
}
