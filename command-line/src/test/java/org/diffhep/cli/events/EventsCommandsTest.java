package org.diffhep.cli.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffhep.cli.TestRun;
import org.diffhep.events.Column;
import org.diffhep.events.ColumnDigest;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void inspectListsTextsBesideTables() throws IOException {
        Path file = sample.resolveSibling("../events/pfnano.root").normalize();
        assumeTrue(Files.isReadable(file), "the shared file is not here: " + file);

        assertThat(json(TestRun.of("events", "inspect", file.toString(), "--json"))
                        .get("texts")
                        .toString())
                .isEqualTo("[{\"path\":\"tag\",\"name\":\"tag\",\"text\":\"untagged\"}]");
        assertThat(TestRun.of("events", "inspect", file.toString()).out()).contains("\ntexts\n  tag  untagged\n");
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
    void friendsAreReadBeside(@TempDir Path folder) throws IOException {
        String friend = folder.resolve("friend.npz").toString();
        assertThat(json(TestRun.of(
                                "events",
                                "convert",
                                sample.toString(),
                                "--columns",
                                "Jet_pt,run",
                                "--out",
                                friend,
                                "--json"))
                        .get("entries_written")
                        .asLong())
                .isEqualTo(27096);
        JsonNode read = json(TestRun.of(
                "events",
                "read",
                sample.toString(),
                "--friend",
                "nn=" + friend + ":Events",
                "--columns",
                "Jet_pt,nn.Jet_pt,nn.run",
                "--digest",
                "--json"));
        assertThat(read.get("nn.Jet_pt")).isEqualTo(read.get("Jet_pt"));
        assertThat(TestRun.of("events", "read", sample.toString(), "--friend", friend, "--friend", friend)
                        .err())
                .isEqualTo("diffhep: --friend " + friend + ": there are two friends named Events; write --friend NAME="
                        + friend + "\n");
        assertThat(TestRun.of("events", "read", sample.toString(), "--friend", "nn=f.root:")
                        .err())
                .isEqualTo("diffhep: --friend nn=f.root:: expected [NAME=]FILE[:TABLE]\n");
        Path shorter = sample.resolveSibling("ttbar__scaleup.root");
        assertThat(TestRun.of("events", "read", sample.toString(), "--friend", shorter.toString())
                        .err())
                .startsWith("diffhep: " + shorter + ": table Events has ")
                .endsWith(" entries, and " + sample + ": tree Events 27096; a friend has an entry for each\n");
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

    @Test
    void aColumnOfAnotherVersionIsSuggestedAndAliased() throws IOException {
        Path file = sample.resolveSibling("../events/nano_tt_v12.root").normalize();
        assumeTrue(Files.isReadable(file), "the shared file is not here: " + file);

        TestRun missing = TestRun.of("events", "read", file.toString(), "--columns", "Jet_btagCSVV2");
        assertThat(missing.exitCode()).isEqualTo(2);
        assertThat(missing.err())
                .startsWith(
                        "diffhep: " + file + ": tree Events has no branch Jet_btagCSVV2; nearest: Jet_btagDeepFlavB")
                .endsWith(". Try --column btagCSVV2=btagDeepFlavB\n");
        JsonNode aliased = json(TestRun.of(
                "events",
                "read",
                file.toString(),
                "--columns",
                "Jet_btagCSVV2",
                "--column",
                "btagCSVV2=btagDeepFlavB",
                "--json"));
        assertThat(aliased.at("/Jet_btagCSVV2/values").asLong()).isPositive();
        assertThat(TestRun.of("events", "read", file.toString(), "--column", "x")
                        .err())
                .isEqualTo("diffhep: --column x: expected NAME=STORED, for example btagCSVV2=btagDeepFlavB\n");
    }

    @Test
    void physliteIsReadByItsContainers() throws IOException {
        Path file = sample.resolveSibling("../events/PHYSLITE_example.root").normalize();
        assumeTrue(Files.isReadable(file), "the shared file is not here: " + file);

        JsonNode document = json(TestRun.of(
                "events",
                "read",
                file.toString(),
                "--schema",
                "physlite",
                "--columns",
                "AnalysisJets_pt,AnalysisJetsAuxDyn.pt",
                "--digest",
                "--json"));
        assertThat(document.get("AnalysisJets_pt")).isEqualTo(document.get("AnalysisJetsAuxDyn.pt"));
    }

    /** Selected by a counter that is made, from files whose table has another name. */
    @ParameterizedTest
    @ValueSource(strings = {"PHYSLITE_example.root", "uproot-physlite-rntuple_v1-0-0-0.root"})
    void physliteIsSkimmedAsNanoAod(String name, @TempDir Path folder) throws IOException {
        Path file = sample.resolveSibling("../events/" + name).normalize();
        assumeTrue(Files.isReadable(file), "the shared file is not here: " + file);
        String out = folder.resolve("skim.root").toString();

        JsonNode skim = json(TestRun.of(
                "events",
                "skim",
                file.toString(),
                "--schema",
                "physlite-as-nano",
                "--where",
                "nJet>=6",
                "--columns",
                "nJet,Jet_pt,Jet_mass,run,event",
                "--out",
                out,
                "--json"));
        assertThat(skim.get("entries_read").asInt()).isEqualTo(100);
        JsonNode read = json(TestRun.of("events", "read", out, "--json"));
        long jets = read.at("/nJet/sum").asLong();
        assertThat(read.at("/Jet_pt/values").asLong()).isEqualTo(jets);
        assertThat(jets).isGreaterThanOrEqualTo(6 * skim.get("entries_written").asLong());
        // Of jets in GeV.
        assertThat(read.at("/Jet_pt/sum").asDouble() / jets).isBetween(10.0, 200.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"npz", "parquet", "root"})
    void aConvertedTableHasTheSameColumns(String ending, @TempDir Path folder) throws IOException {
        Path out = folder.resolve("events." + ending);
        JsonNode done = json(TestRun.of(
                "events",
                "convert",
                sample.toString(),
                "--columns",
                "run,nJet,Jet_pt,Jet_jetId,genWeight",
                "--entries",
                "100:2000",
                "--out",
                out.toString(),
                "--json"));
        assertThat(done.get("entries_read").asLong()).isEqualTo(1900);
        assertThat(done.get("entries_written").asLong()).isEqualTo(1900);
        assertThat(done.get("out").asText()).isEqualTo(out.toString());
        assertThat(done.get("columns")).hasSize(5);

        JsonNode before = json(TestRun.of(
                "events",
                "read",
                sample.toString(),
                "--columns",
                "run,nJet,Jet_pt,Jet_jetId,genWeight",
                "--entries",
                "100:2000",
                "--digest",
                "--json"));
        JsonNode after = json(TestRun.of("events", "read", out.toString(), "--digest", "--json"));
        assertThat(after).isEqualTo(before);
        JsonNode inspected = json(TestRun.of("events", "inspect", out.toString(), "--json"));
        assertThat(inspected.get("format").asText()).isEqualTo(ending.equals("root") ? "ttree" : ending);
        assertThat(inspected.at("/tables/0/name").asText()).isEqualTo("Events");
        assertThat(inspected.at("/tables/0/columns/2/collection").asText()).isEqualTo("Jet");
        assertThat(TestRun.of("events", "inspect", out.toString()).out()).contains("Jet_pt", "for each Jet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"npz", "root"})
    void aSkimKeepsWhatPasses(String ending, @TempDir Path folder) throws IOException {
        Path out = folder.resolve("skim." + ending);
        TestRun run = TestRun.of(
                "events",
                "skim",
                sample.toString(),
                "--where",
                "nJet>=5 && nMuon==1",
                "--columns",
                "nJet,nMuon,Jet_pt,event",
                "--out",
                out.toString());
        assertThat(run.err()).isEmpty();

        EventTable all;
        try (EventFile file = EventFile.open(sample)) {
            all = file.table("Events").read(List.of("nJet", "nMuon", "Jet_pt", "event"));
        }
        EventTable expected = all.filterEntries(
                e -> all.column("nJet").getLong(e) >= 5 && all.column("nMuon").getLong(e) == 1);
        assertThat(run.out())
                .isEqualTo(out + ": " + expected.entries() + " of " + all.entries() + " entries, 4 columns\n");
        try (EventFile file = EventFile.open(out)) {
            EventTable skim = file.table("Events").read(expected.columnNames());
            for (Column column : expected.columns()) {
                assertThat(ColumnDigest.of(skim.column(column.name()))).isEqualTo(ColumnDigest.of(column));
            }
        }
    }

    @Test
    void manyFilesAreReadAsOne(@TempDir Path folder) throws IOException {
        for (int part = 0; part < 3; part++) {
            String range = part * 1000 + ":" + (part + 1) * 1000;
            TestRun run = TestRun.of(
                    "events",
                    "read",
                    sample.toString(),
                    "--columns",
                    "nJet,Jet_pt",
                    "--entries",
                    range,
                    "--out",
                    folder.resolve("part" + part + ".npz").toString());
            assertThat(run.exitCode()).isZero();
        }
        JsonNode parts = json(TestRun.of("events", "read", folder + "/part*.npz", "--digest", "--json"));
        JsonNode whole = json(TestRun.of(
                "events",
                "read",
                sample.toString(),
                "--columns",
                "nJet,Jet_pt",
                "--entries",
                ":3000",
                "--digest",
                "--json"));
        assertThat(parts).isEqualTo(whole);
        assertThat(TestRun.of("events", "convert", folder + "/none*.npz", "--out", folder + "/a.npz")
                        .err())
                .isEqualTo("diffhep: " + folder + "/none*.npz: no such file\n");
    }

    @Test
    void whatCannotBeWrittenIsSaidAndLeavesNothing(@TempDir Path folder) {
        Path out = folder.resolve("none.npz");
        TestRun empty = TestRun.of(
                "events",
                "skim",
                sample.toString(),
                "--where",
                "nJet>999",
                "--columns",
                "nJet",
                "--out",
                out.toString());
        assertThat(empty.exitCode()).isEqualTo(1);
        assertThat(empty.err()).isEqualTo("diffhep: no event passes --where nJet>999, of 27096; nothing was written\n");
        assertThat(refused(folder, "--where", "nJet"))
                .isEqualTo("diffhep: --where nJet: \"nJet\" is not COLUMN OPERATOR NUMBER with <, <=, >, >=, == or !=;"
                        + " join several by &&\n");
        assertThat(refused(folder, "--where", "nJet>nMuon"))
                .isEqualTo("diffhep: --where nJet>nMuon: nMuon is no number; columns stand on the left\n");
        assertThat(refused(folder, "--where", "nJet>1e"))
                .isEqualTo("diffhep: --where nJet>1e: 1e is no number, or too large\n");
        assertThat(refused(folder, "--where", "Jet_pt>30"))
                .isEqualTo("diffhep: --where Jet_pt>30: Jet_pt is float32 with several values in an entry; only columns"
                        + " with one can be compared, such as a counter\n");
        assertThat(refused(folder, "--where", "nJett>3")).contains("tree Events has no", "nJett", "nearest: nJet");
        assertThat(refused(folder, "--where", "nJet>3", "--columns", "Jet_pt", "--out", folder + "/a.csv"))
                .contains("a.csv: column Jet_pt is float32 with several values in an entry, and CSV holds one");
        assertThat(refused(folder, "--where", "nJet>3", "--out", folder + "/a.txt"))
                .contains("a.txt: the name of a file to be written ends in .root, ");
        assertThat(refused(folder, "--where", "nJet>3", "--out", folder + "/none/a.npz"))
                .contains("there is no folder " + folder + "/none");
        assertThat(folder).isEmptyDirectory();
    }

    private String refused(Path folder, String... options) {
        List<String> arguments = new ArrayList<>(List.of("events", "skim", sample.toString()));
        arguments.addAll(List.of(options));
        if (!arguments.contains("--out")) {
            arguments.addAll(List.of("--out", folder.resolve("a.npz").toString()));
        }
        TestRun run = TestRun.of(arguments.toArray(new String[0]));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        return run.err();
    }
}
