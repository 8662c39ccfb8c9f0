package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every column of real RNTuples, against digests that uproot made (src/test/scripts/uproot_ntuple_digests.py), against the
 * TTrees that hold the same events, and against values that two independent programs read.
 */
class NtupleDigestTest {

    private static final JsonNode EXPECTED = TestFiles.json(TestFiles.resource("uproot-ntuple-digests.json"));

    static Stream<String> ntuples() {
        return EXPECTED.properties().stream().map(Map.Entry::getKey);
    }

    private static String line(Column column) {
        ColumnDigest d = ColumnDigest.of(column);
        return column.name() + " " + d.type() + " " + d.entries() + " " + d.values() + " " + d.sha256() + " "
                + d.countsSha256().orElse("-");
    }

    @ParameterizedTest
    @MethodSource("ntuples")
    void everyColumnHasTheBytesThatUprootReads(String fileAndNtuple) throws Exception {
        int colon = fileAndNtuple.lastIndexOf(':');
        String name = fileAndNtuple.substring(0, colon);
        Path path = name.startsWith("events/") ? TestFiles.sharedData(name) : TestFiles.resource(name);
        JsonNode expected = EXPECTED.get(fileAndNtuple);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (EventFile file = EventFile.open(path)) {
            assertThat(file.format()).isEqualTo("rntuple");
            EventTableSource source = file.table(fileAndNtuple.substring(colon + 1));
            assertThat(source.entries()).isEqualTo(expected.get("entries").asLong());
            assertThat(source.unsupportedColumns()).isEmpty();
            // What is in variants, uproot mixes up: see NtuplesTest.
            EventTable table = source.read(TestFiles.columnNames(source).stream()
                    .filter(column -> !column.startsWith("union"))
                    .toList());
            assertThat(table.columns()).hasSize(expected.get("columns").asInt());
            table.columns().stream()
                    .map(NtupleDigestTest::line)
                    .sorted()
                    .forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
            assertThat(table.columns().stream().mapToLong(Column::size).sum())
                    .isEqualTo(expected.get("values").asLong());
        }
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .isEqualTo(expected.get("sha256").asText());
    }

    @ParameterizedTest
    @CsvSource({"nano_dy, 1499", "nano_dimuon, 1601", "nano_tree, 1011", "pfnano, 1802"})
    void treesAndNtuplesOfTheSameEventsAreTheSame(String name, int columns) {
        try (EventFile trees = EventFile.open(TestFiles.sharedData("events/" + name + ".root"));
                EventFile ntuples = EventFile.open(TestFiles.sharedData("events/" + name + "_rntuple.root"))) {
            EventTableSource tree = trees.table("Events");
            EventTableSource ntuple = ntuples.table("Events");
            // Other orders: the importer puts all collections last.
            Map<String, ColumnInfo> fromTree = new TreeMap<>();
            Map<String, ColumnInfo> fromNtuple = new TreeMap<>();
            tree.columns().forEach(column -> fromTree.put(column.name(), column));
            ntuple.columns().forEach(column -> fromNtuple.put(column.name(), column));
            assertThat(fromNtuple).isEqualTo(fromTree).hasSize(columns);
            EventTable a = tree.read(fromTree.keySet());
            EventTable b = ntuple.read(fromTree.keySet());
            for (String column : fromTree.keySet()) {
                assertThat(line(b.column(column))).isEqualTo(line(a.column(column)));
            }
            assertThat(Set.copyOf(b.collections())).isEqualTo(Set.copyOf(a.collections()));
        }
    }

    @Test
    void columnsHaveTheValuesAndCountsOfTheTruth() {
        JsonNode truth = TestFiles.json(TestFiles.sharedData("agc/rntuple-truth.json"));
        List<String> names = truth.get("columns").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
        assertThat(names).hasSize(37);
        try (EventFile file = EventFile.open(
                TestFiles.sharedData("events/" + truth.get("file").asText()))) {
            EventTable table = file.table("Events").read(names);
            assertThat(table.entries()).isEqualTo(truth.get("entries").asInt());
            for (String name : names) {
                Column column = table.column(name);
                JsonNode expected = truth.get("columns").get(name);
                for (int e = 0; column.isJagged() && e < column.entries(); e++) {
                    assertThat(column.count(e))
                            .isEqualTo(expected.get("counts").get(e).asInt());
                }
                assertThat(column.isJagged()).isEqualTo(!expected.get("counts").isNull());
                JsonNode values = expected.get("values");
                assertThat(column.size()).isEqualTo(values.size());
                for (int i = 0; i < column.size(); i++) {
                    JsonNode value = values.get(i);
                    double number = value.isBoolean() ? (value.asBoolean() ? 1 : 0) : value.asDouble();
                    assertThat(column.getDouble(i)).as("%s[%d]", name, i).isEqualTo(number);
                }
                // The truth has the counters of collections as int64, the file as uint32.
                if (!column.name().startsWith("n")) {
                    assertThat(ColumnDigest.of(column).sha256())
                            .isEqualTo(expected.get("sha256_be").asText());
                }
            }
        }
    }

    @Test
    void namesOfTreesAreUnderstoodInNtuples() {
        try (EventFile trees = EventFile.open(TestFiles.sharedData("events/PHYSLITE_example.root"));
                EventFile ntuples =
                        EventFile.open(TestFiles.sharedData("events/uproot-physlite-rntuple_v1-0-0-0.root"))) {
            EventTableSource tree = trees.table("CollectionTree");
            EventTableSource ntuple = ntuples.table("EventData");
            List<String> names = List.of(
                    "AnalysisElectronsAuxDyn.pt",
                    "AnalysisJetsAuxDyn.EnergyPerSampling",
                    "METAssoc_AnalysisMETAux.jetLink.m_persKey",
                    "EventInfoAuxDyn.runNumber");
            EventTable table = ntuple.read(names);
            assertThat(table.columnNames()).isEqualTo(names);
            assertThat(table.column("AnalysisJetsAuxDyn.EnergyPerSampling").depth())
                    .isEqualTo(2);
            assertThat(line(table.column("AnalysisElectronsAuxDyn.pt")).replace('.', ':'))
                    .isEqualTo(line(
                            ntuple.read(List.of("AnalysisElectronsAuxDyn:pt")).column("AnalysisElectronsAuxDyn:pt")));
            // The same kind of file, if not the same events nor quite the same version.
            Map<String, String> fromTree = new TreeMap<>();
            tree.columns().forEach(column -> fromTree.put(column.name(), column.typeName()));
            long common = ntuple.columns().stream()
                    .filter(column ->
                            column.typeName().equals(fromTree.get(column.name().replace(':', '.'))))
                    .count();
            assertThat(common).isGreaterThan(400);
        }
    }
}
