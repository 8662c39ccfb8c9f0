package org.diffhep.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnNamesTest {

    @Test
    void anAliasIsAnotherNameForAColumnOrForAPartOfNames() {
        try (EventFile file = EventFile.open(TestFiles.sharedData("events/nano_tt_v12.root"))) {
            EventTableSource source = file.table("Events");
            EventTableSource named = ColumnNames.aliased(
                    source, ColumnNames.parseAliases(List.of("btagCSVV2=btagDeepFlavB", "met=PuppiMET_pt")));

            EventTable table = named.read(List.of("Jet_btagCSVV2", "Jet_pt", "met", "Jet_btagDeepFlavB"), 10, 90);
            EventTable stored = source.read(List.of("Jet_btagDeepFlavB", "PuppiMET_pt"), 10, 90);
            assertThat(ColumnDigest.of(table.column("Jet_btagCSVV2")))
                    .isEqualTo(ColumnDigest.of(stored.column("Jet_btagDeepFlavB")))
                    .isEqualTo(ColumnDigest.of(table.column("Jet_btagDeepFlavB")));
            assertThat(table.column("Jet_btagCSVV2").collection()).contains("Jet");
            assertThat(table.column("Jet_btagCSVV2").offsets())
                    .isSameAs(table.column("Jet_pt").offsets());
            assertThat(ColumnDigest.of(table.column("met"))).isEqualTo(ColumnDigest.of(stored.column("PuppiMET_pt")));
            assertThat(named.columns()).hasSizeGreaterThan(source.columns().size());
            assertThat(named.clusterStarts()).isEqualTo(source.clusterStarts());
            assertThatThrownBy(() -> ColumnNames.aliased(source, Map.of("a", "btagNone")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessageContaining("nano_tt_v12.root: tree Events has no column btagNone");
        }
    }

    @Test
    void aliasesAreWrittenWithAnEqualsSign() {
        assertThat(ColumnNames.parseAliases(List.of("a=b", "c=d=e"))).isEqualTo(Map.of("a", "b", "c", "d=e"));
        assertThatThrownBy(() -> ColumnNames.parseAliases(List.of("ab")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ab: expected NAME=STORED, for example btagCSVV2=btagDeepFlavB");
        assertThatThrownBy(() -> ColumnNames.parseAliases(List.of("a=b", "a=c")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a=c: there are two aliases for a");
    }

    @Test
    void thePartsOfAContainerOfPhysliteAreACollection() {
        try (EventFile file = EventFile.open(TestFiles.sharedData("events/PHYSLITE_example.root"))) {
            EventTableSource stored = file.table("CollectionTree");
            EventTableSource named = ColumnNames.physlite(stored);

            EventTable table = named.read(List.of(
                    "AnalysisJets_pt", "AnalysisJets_eta", "EventInfo_runNumber", "AnalysisJets_EnergyPerSampling"));
            assertThat(table.offsets("AnalysisJets"))
                    .isSameAs(table.column("AnalysisJets_pt").offsets());
            assertThat(table.column("EventInfo_runNumber").isJagged()).isFalse();
            assertThat(table.column("AnalysisJets_EnergyPerSampling").depth()).isEqualTo(2);
            String name = "AnalysisJetsAuxDyn.pt";
            EventTable old = named.read(List.of(name));
            assertThat(ColumnDigest.of(old.column(name)))
                    .isEqualTo(ColumnDigest.of(table.column("AnalysisJets_pt")))
                    .isEqualTo(ColumnDigest.of(stored.read(List.of(name)).column(name)));
            assertThat(named.columns()).hasSameSizeAs(stored.columns());
            assertThatThrownBy(() -> named.read(List.of("AnalysisJets_ptt")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessageContaining("has no column AnalysisJets_ptt; nearest: AnalysisJets_pt");
            assertThatThrownBy(() -> named.read(List.of("AnalysisJets")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessageContaining("cannot be read: it is an object of the class");
        }
    }

    /** All columns of one container, but those whose numbers of values differ: these are named. */
    @Test
    void containersOfPhysliteHaveOneNumberOfObjects() {
        try (EventFile file = EventFile.open(TestFiles.sharedData("events/PHYSLITE_example.root"))) {
            EventTableSource named = ColumnNames.physlite(file.table("CollectionTree"));
            for (String container : List.of("AnalysisJets", "AnalysisElectrons", "AnalysisMuons", "AnalysisPhotons")) {
                List<String> columns = named.columns().stream()
                        .filter(c -> c.collection().equals(Optional.of(container)))
                        .map(ColumnInfo::name)
                        .toList();
                assertThat(columns).hasSizeGreaterThan(5);
                assertThat(named.read(columns).collections()).containsExactly(container);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"PHYSLITE_example.root,CollectionTree,.", "uproot-physlite-rntuple_v1-0-0-0.root,EventData,:"})
    void physliteAsNanoIsInGigaelectronvolts(String name, String tree, String separator) {
        try (EventFile file = EventFile.open(TestFiles.sharedData("events/" + name))) {
            EventTableSource stored = file.table(tree);
            EventTableSource named = ColumnNames.physliteAsNano(stored);
            String store = "AnalysisJetsAuxDyn" + separator;

            EventTable table = named.read(
                    List.of("Jet_pt", "Jet_mass", "Jet_eta", "Jet_EMFrac", "nJet", "run", store + "pt", "nElectron"));
            float[] mega = (float[])
                    stored.read(List.of(store + "pt")).column(store + "pt").array();
            float[] giga = (float[]) table.column("Jet_pt").array();
            assertThat(giga).hasSameSizeAs(mega);
            for (int i = 0; i < giga.length; i++) {
                assertThat(giga[i]).isEqualTo((float) (mega[i] / 1000.0));
            }
            // What is asked for as it is stored is as it is stored.
            assertThat(table.column(store + "pt").array()).isEqualTo(mega);
            assertThat(table.collections()).containsExactly("Jet", store + "pt");
            assertThat(table.column("nJet").toDoubles())
                    .isEqualTo(java.util.stream.IntStream.range(0, table.entries())
                            .mapToDouble(e -> table.column("Jet_pt").count(e))
                            .toArray());
            assertThat(named.column("Jet_mass").collection()).contains("Jet");
            assertThat(named.columns().stream().map(ColumnInfo::name))
                    .contains("Electron_pt", "Muon_charge", "FatJet_mass", "genWeight", "luminosityBlock", "event")
                    .doesNotContain("Jet_m", "AnalysisJets_pt");
            assertThat(named.clusterStarts(List.of("Jet_pt", "nJet")))
                    .isEqualTo(stored.clusterStarts(List.of(store + "pt")));
            assertThatThrownBy(() -> named.read(List.of("Jet_m")))
                    .isInstanceOf(UnknownColumnException.class)
                    .hasMessageContaining(name + (separator.equals(".") ? ": tree " : ": "))
                    .hasMessageContaining("no column Jet_m; nearest: Jet_mass");
            for (String collection : List.of("Electron", "Muon", "Photon", "Tau", "Jet", "FatJet")) {
                List<String> columns = named.columns().stream()
                        .filter(c -> c.collection().equals(Optional.of(collection)))
                        .map(ColumnInfo::name)
                        .toList();
                assertThat(columns).hasSizeGreaterThan(4);
                assertThat(named.read(columns).collections()).containsExactly(collection);
            }
        }
    }

    @Test
    void columnsOfAContainerThatDifferAreNamed(@TempDir Path folder) {
        int[] two = {0, 1, 2};
        int[] three = {0, 1, 3};
        EventTable table = EventTable.of(
                2,
                List.of(
                        Column.jagged(
                                "AnalysisJetsAuxDyn.pt",
                                ColumnType.FLOAT32,
                                new float[] {1, 2},
                                two,
                                "AnalysisJetsAuxDyn.pt"),
                        Column.jagged(
                                "AnalysisJetsAuxDyn.eta",
                                ColumnType.FLOAT32,
                                new float[] {1, 2, 3},
                                three,
                                "AnalysisJetsAuxDyn.eta"),
                        Column.jagged(
                                "EventInfoAuxDyn.mcEventWeights",
                                ColumnType.FLOAT32,
                                new float[] {1},
                                new int[] {0, 1, 1},
                                "EventInfoAuxDyn.mcEventWeights")));
        Path path = folder.resolve("f.npz");
        SampleTables.write(path, table, 2);
        try (EventFile file = EventFile.open(path)) {
            EventTableSource named = ColumnNames.physliteAsNano(file.table("Events"));
            assertThatThrownBy(() -> named.read(List.of("Jet_pt", "Jet_eta")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(path + ": column Jet_eta (AnalysisJetsAuxDyn.eta) has 2 values in entry 1, and Jet_pt"
                            + " (AnalysisJetsAuxDyn.pt), of the same collection, 1; ask for it by its stored name");
            try (ParallelReads reads = new ParallelReads(2)) {
                assertThatThrownBy(() -> reads.of(named).read(List.of("Jet_pt", "Jet_eta")))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(
                                path + ": column Jet_eta (AnalysisJetsAuxDyn.eta) has 2 values in entry 1");
            }
            assertThat(named.read(List.of("AnalysisJetsAuxDyn.eta", "Jet_pt")).collections())
                    .hasSize(2);
            assertThatThrownBy(() -> named.read(List.of("genWeight"), 1, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(path + ": column EventInfoAuxDyn.mcEventWeights is empty in entry 1, which thus has no"
                            + " genWeight");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Jet_btagCSVV2,Jet_btagDeepFlavB",
        "Jet_btagPNetB,Jet_btagDeepFlavB",
        "Jet_btagUParTAK4B,Jet_btagDeepFlavB",
        "PFMET_pt,MET_pt",
        "Rho_fixedGridRhoFastjetAll,fixedGridRhoFastjetAll"
    })
    void columnsOfOtherVersionsAreFoundByTheirName(String wanted, String there) {
        List<String> names = List.of("Jet_btag", "Jet_btagDeepFlavB", "MET_pt", "fixedGridRhoFastjetAll", "Jet_pt");
        UnknownColumnException e = UnknownColumnException.missing("ttbar.root: tree Events", "branch", wanted, names);
        assertThat(e.otherVersion()).contains(there);
        assertThat(e).hasMessageStartingWith("ttbar.root: tree Events has no branch " + wanted + "; nearest: " + there);
    }

    @Test
    void whatNoVersionHasIsOnlyCompared() {
        UnknownColumnException e =
                UnknownColumnException.missing("t", "branch", "Jet_ptt", List.of("Jet_pt", "MET_pt"));
        assertThat(e.otherVersion()).isEmpty();
        assertThat(e).hasMessage("t has no branch Jet_ptt; nearest: Jet_pt, MET_pt");
    }
}
