package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RealFilesTest {

    private static EventTable readAll(String name, String table) {
        try (EventFile file = EventFile.open(TestFiles.sharedData(name))) {
            EventTableSource source = file.table(table);
            return source.read(TestFiles.columnNames(source));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lz4", "lzma", "zstd", "uncompressed"})
    void oneTreeIsTheSameInEveryCompression(String codec) {
        EventTable zlib = readAll("events/compression/uproot-HZZ-zlib.root", "events");
        EventTable other = readAll("events/compression/uproot-HZZ-" + codec + ".root", "events");
        assertThat(other.columnNames()).isEqualTo(zlib.columnNames());
        for (Column column : zlib.columns()) {
            assertThat(ColumnDigest.of(other.column(column.name()))).isEqualTo(ColumnDigest.of(column));
        }
        assertThat(zlib.collections()).containsExactlyInAnyOrder("Jet", "Muon", "Electron", "Photon");
    }

    @Test
    void runsTreeOfTheSampleAgreesWithItsDescription() {
        JsonNode samples =
                TestFiles.json(TestFiles.sharedData("ttbar-sim/samples.json")).get("samples");
        assertThat(samples).hasSizeGreaterThan(5);
        for (JsonNode sample : samples) {
            String name = sample.get("file").asText();
            try (EventFile file = EventFile.open(TestFiles.sharedData("ttbar-sim/" + name))) {
                EventTable runs = file.table("Runs").read(List.of("genEventSumw", "genEventSumw2", "genEventCount"));
                assertThat(ColumnDigest.of(runs.column("genEventSumw")).sum())
                        .as(name)
                        .isEqualTo(sample.get("sum_of_weights").asDouble());
                assertThat(ColumnDigest.of(runs.column("genEventSumw2")).sum())
                        .as(name)
                        .isEqualTo(sample.get("sum_of_weights_squared").asDouble());
                assertThat(runs.column("genEventCount").getLong(0))
                        .isEqualTo(sample.get("events_generated").asLong());
                assertThat(file.table("Events").entries())
                        .isEqualTo(sample.get("events_after_skim").asLong());
            }
        }
    }

    @Test
    void clustersOneByOneGiveTheWholeAndDecompressNothingTwice() {
        List<String> columns = List.of("event", "genWeight", "nJet", "Jet_pt", "Jet_eta", "Muon_pt", "Muon_tightId");
        EventTable whole;
        long decompressed;
        try (EventFile file = EventFile.open(TestFiles.sharedData("ttbar-sim/ttbar__scaleup.root"))) {
            whole = file.table("Events").read(columns);
            decompressed = file.bytesDecompressed();
        }
        try (EventFile file = EventFile.open(TestFiles.sharedData("ttbar-sim/ttbar__scaleup.root"))) {
            EventTableSource source = file.table("Events");
            List<Long> starts = source.clusterStarts();
            assertThat(starts).hasSizeGreaterThan(1).startsWith(0L);
            assertThat(source.clusterStarts(columns)).containsAll(starts);
            for (int c = 0; c < starts.size(); c++) {
                long end = c + 1 < starts.size() ? starts.get(c + 1) : source.entries();
                EventTable part = source.read(columns, starts.get(c), end);
                EventTable expected = whole.slice(starts.get(c).intValue(), (int) end);
                for (String name : columns) {
                    assertThat(ColumnDigest.of(part.column(name))).isEqualTo(ColumnDigest.of(expected.column(name)));
                }
            }
            assertThat(file.bytesDecompressed()).isEqualTo(decompressed);
        }
    }

    @Test
    void rangesThatCutBasketsGiveSlicesOfTheWhole() {
        List<String> columns = List.of("event", "nJet", "Jet_pt", "Electron_cutBased");
        try (EventFile file = EventFile.open(TestFiles.sharedData("ttbar-sim/ttbar__scaledown.root"))) {
            EventTableSource source = file.table("Events");
            EventTable whole = source.read(columns);
            int n = whole.entries();
            for (int[] range : new int[][] {{0, 0}, {0, 1}, {17, 3456}, {2000, 5000}, {n - 1, n}, {n, n}, {1, n - 1}}) {
                EventTable part = source.read(columns, range[0], range[1]);
                EventTable expected = whole.slice(range[0], range[1]);
                assertThat(part.entries()).isEqualTo(range[1] - range[0]);
                for (String name : columns) {
                    assertThat(ColumnDigest.of(part.column(name))).isEqualTo(ColumnDigest.of(expected.column(name)));
                }
            }
        }
    }

    @Test
    void branchesOfObjectsAreListedWithTheirTypeAndDoNotDisturbTheOthers() {
        try (EventFile file = EventFile.open(TestFiles.sharedData("events/PHYSLITE_example.root"))) {
            EventTableSource source = file.table("CollectionTree");
            // Together the branches that uproot finds, 191 of which have two columns and one three; those read are
            // compared one by
            // one in UprootDigestTest.
            assertThat(source.columns()).hasSize(1198);
            assertThat(source.unsupportedColumns())
                    .hasSize(483)
                    .contains(
                            new UnsupportedColumn(
                                    "AnalysisJets", "it is an object of the class DataVector<xAOD::Jet_v1>"),
                            new UnsupportedColumn(
                                    "AnalysisElectronsAux.", "it is an object of the class xAOD::AuxContainerBase"));
            assertThatThrownBy(() -> source.read(List.of("AnalysisJets")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessageContaining("PHYSLITE_example.root: tree CollectionTree: branch AnalysisJets cannot")
                    .hasMessageContaining("DataVector<xAOD::Jet_v1>");
            assertThat(source.read(List.of("EventInfoAuxDyn.runNumber")).entries())
                    .isEqualTo(100);
        }
    }

    @Test
    void vectorsAndSplitCollectionsOfPhysliteAreColumns() {
        try (EventFile file = EventFile.open(TestFiles.sharedData("events/PHYSLITE_example.root"))) {
            EventTableSource source = file.table("CollectionTree");
            String link = "AnalysisElectronsAuxDyn.ambiguityLink";
            EventTable table = source.read(List.of(
                    "AnalysisElectronsAuxDyn.pt",
                    "AnalysisElectronsAuxDyn.eta",
                    link,
                    link + ".m_persKey",
                    "AnalysisJetsAuxDyn.EnergyPerSampling"));
            Column pt = table.column("AnalysisElectronsAuxDyn.pt");
            assertThat(pt.collection()).contains("AnalysisElectronsAuxDyn.pt");
            assertThat(pt.offsets())
                    .isSameAs(table.column("AnalysisElectronsAuxDyn.eta").offsets());
            // The branch above the members counts the objects, and what it counts is a collection.
            assertThat(table.column(link).isJagged()).isFalse();
            assertThat(table.offsets(link)).isEqualTo(pt.offsets());
            // Links that are not split: the first jets of the first event are those of one container, in order.
            assertThat(source.read(List.of("METAssoc_AnalysisMETAux.jetLink.m_persIndex"), 0, 1)
                            .column("METAssoc_AnalysisMETAux.jetLink.m_persIndex")
                            .toDoubles())
                    .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 0xFFFFFFFFL);
            Column nested = table.column("AnalysisJetsAuxDyn.EnergyPerSampling");
            assertThat(nested.depth()).isEqualTo(2);
            assertThat(source.columns().stream()
                            .filter(c -> c.name().equals(nested.name()))
                            .map(ColumnInfo::typeName))
                    .containsExactly("list<list<float32>>");
        }
    }

    @Test
    void stringsOfPhysliteAreText() {
        try (EventFile file = EventFile.open(TestFiles.sharedData("events/uproot-physlite-rntuple_v1-0-0-0.root"))) {
            Column tag = file.table("MetaData")
                    .read(List.of("FileMetaDataAuxDyn.amiTag"))
                    .column("FileMetaDataAuxDyn.amiTag");
            assertThat(tag.type()).isEqualTo(ColumnType.CHAR);
            assertThat(tag.text(0)).isEqualTo("e8514_s4159_s4114_r14799");
            assertThat(file.tables()).startsWith("##Params").contains("MetaData");
        }
    }

    @Test
    void aMissingBranchIsNamedWithItsNearest() {
        try (EventFile file = EventFile.open(TestFiles.sharedData("events/nano_tt_v12.root"))) {
            EventTableSource source = file.table("Events");
            assertThatThrownBy(() -> source.read(List.of("Jet_pt", "Jet_btagCSVV2")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessageContaining(
                            "nano_tt_v12.root: tree Events has no branch Jet_btagCSVV2; nearest: Jet_btag")
                    .hasMessageContaining("Jet_btagDeepFlavB");
        }
    }

    @Test
    void columnsOfOneCollectionShareTheirOffsetsEvenWithCountersOfTheirOwn() {
        try (EventFile file = EventFile.open(TestFiles.sharedData("events/nano_tt_v12.root"))) {
            EventTable table = file.table("Events").read(List.of("nJet", "Jet_pt", "Jet_eta", "Muon_pt"));
            assertThat(table.collections()).containsExactly("Jet", "Muon");
            assertThat(table.column("Jet_eta").offsets())
                    .isSameAs(table.column("Jet_pt").offsets());
        }
    }

    @Test
    void ntuplesAreTablesBesideTrees() {
        try (EventFile file = EventFile.open(TestFiles.sharedData("events/uproot-physlite-rntuple_v1-0-0-0.root"))) {
            assertThat(file.tables()).contains("MetaData", "EventData");
            assertThat(file.table("EventData").clusterStarts()).containsExactly(0L);
            assertThat(file.table("MetaData").entries()).isPositive();
            assertThatThrownBy(() -> file.table("Events"))
                    .isInstanceOf(UnknownTableException.class)
                    .hasMessageContaining("has no table Events; its tables: ##Params")
                    .hasMessageContaining("EventData");
        }
    }
}
