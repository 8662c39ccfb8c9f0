package org.diffhep.cli.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffhep.cli.TestRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsCommandsTest {

    private final Path sample =
            Path.of(System.getProperty("diffhep.root")).resolveSibling("shared/data/ttbar-sim/ttbar__nominal.root");

    @BeforeEach
    void sampleIsThere() {
        assumeTrue(Files.isReadable(sample), "the shared sample is not here: " + sample);
    }

    private static JsonNode json(TestRun run) throws IOException {
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    @Test
    void inspectListsTablesAndColumns() throws IOException {
        JsonNode document = json(TestRun.of("events", "inspect", sample.toString(), "--json"));

        assertThat(document.get("format").asText()).isEqualTo("ttree");
        JsonNode events = document.at("/tables/0");
        assertThat(events.get("name").asText()).isEqualTo("Events");
        // events_after_skim of this file in samples.json.
        assertThat(events.get("entries").asLong()).isEqualTo(27096);
        assertThat(events.get("columns")).anySatisfy(column -> {
            assertThat(column.get("name").asText()).isEqualTo("Jet_pt");
            assertThat(column.get("type").asText()).isEqualTo("float32");
            assertThat(column.get("collection").asText()).isEqualTo("Jet");
        });
        assertThat(TestRun.of("events", "inspect", sample.toString()).out())
                .contains("Events: 27096 entries", "Jet_pt", "for each Jet");
    }

    @Test
    void inspectNamesListsAndWhatCannotBeRead() throws IOException {
        Path file = sample.resolveSibling("../events/PHYSLITE_example.root").normalize();
        assumeTrue(Files.isReadable(file), "the shared file is not here: " + file);

        assertThat(TestRun.of("events", "inspect", file.toString()).out())
                .containsPattern("AnalysisElectronsAuxDyn\\.pt +list<float32>")
                .containsPattern("AnalysisJetsAuxDyn\\.EnergyPerSampling +list<list<float32>>")
                .containsPattern("AnalysisElectronsAuxDyn\\.ambiguityLink\\.m_persKey +uint32 +for each Analysis")
                .containsPattern("AnalysisJets +– +cannot be read: it is an object of the class DataVector<xAOD::Jet");
        assertThat(json(TestRun.of("events", "inspect", file.toString(), "--json"))
                        .at("/tables/0/columns"))
                .anySatisfy(column -> {
                    assertThat(column.get("name").asText()).isEqualTo("AnalysisJetsAuxDyn.EnergyPerSampling");
                    assertThat(column.get("depth").asInt()).isEqualTo(2);
                });
    }

    @Test
    void ntuplesAreReadAsTreesAre() throws IOException {
        Path ntuple = sample.resolveSibling("../events/nano_dy_rntuple.root").normalize();
        Path tree = sample.resolveSibling("../events/nano_dy.root").normalize();
        assumeTrue(Files.isReadable(ntuple) && Files.isReadable(tree), "the shared files are not here: " + ntuple);

        assertThat(json(TestRun.of("events", "inspect", ntuple.toString(), "--json"))
                        .get("format")
                        .asText())
                .isEqualTo("rntuple");
        String columns = "run,nJet,Jet_pt,HLT_IsoMu24";
        assertThat(json(TestRun.of("events", "read", ntuple.toString(), "--columns", columns, "--digest", "--json")))
                .isEqualTo(json(
                        TestRun.of("events", "read", tree.toString(), "--columns", columns, "--digest", "--json")));
    }

    @Test
    void readSumsColumnsUp() throws IOException {
        JsonNode document =
                json(TestRun.of("events", "read", sample.toString(), "--columns", "Jet_pt,nJet", "--digest", "--json"));

        JsonNode pt = document.get("Jet_pt");
        assertThat(pt.get("values").asLong()).isEqualTo(document.at("/nJet/sum").asLong());
        assertThat(pt.get("sha256").asText()).hasSize(64);
        // nJet is uint32, and the counts are hashed as int32: the same bytes.
        assertThat(pt.get("counts_sha256")).isEqualTo(document.at("/nJet/sha256"));
        assertThat(document.at("/nJet/counts_sha256").isNull()).isTrue();
    }

    @Test
    void rangesOfEntriesAddUp() throws IOException {
        long whole = values("0:500");

        assertThat(values(":200") + values("200:500")).isEqualTo(whole);
    }

    private long values(String entries) throws IOException {
        JsonNode document = json(TestRun.of(
                "events", "read", sample.toString(), "--columns", "Jet_eta", "--entries", entries, "--json"));
        return document.at("/Jet_eta/values").asLong();
    }

    @Test
    void aMissingColumnIsNamedWithItsNeighbours() {
        TestRun run = TestRun.of("events", "read", sample.toString(), "--columns", "Jet_ptt");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("ttbar__nominal.root", "Jet_ptt", "Jet_pt");
    }

    @Test
    void wrongRangesAndTablesAreRefused() {
        assertThat(TestRun.of("events", "read", sample.toString(), "--entries", "5")
                        .exitCode())
                .isEqualTo(2);
        assertThat(TestRun.of("events", "read", sample.toString(), "--entries", "9:5")
                        .err())
                .isEqualTo("diffhep: --entries 9:5: the table has entries 0:27096\n");
        assertThat(TestRun.of("events", "read", sample.toString(), "--table", "Evnts")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void aFileThatHoldsNoEventsIsRefused(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "not events");

        assertThat(TestRun.of("events", "inspect", file.toString()).exitCode()).isEqualTo(2);
        assertThat(TestRun.of("events", "inspect", folder.resolve("none.root").toString())
                        .err())
                .contains("none.root", "no such file");
    }
}
