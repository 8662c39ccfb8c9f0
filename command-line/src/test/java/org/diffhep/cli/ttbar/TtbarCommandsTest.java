package org.diffhep.cli.ttbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.diffhep.cli.TestRun;
import org.diffhep.events.EventFile;
import org.diffhep.events.StoredHistogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The event loop, its histograms and its likelihood, one after another on the sample that ships. */
class TtbarCommandsTest {

    @TempDir
    Path folder = Path.of("");

    private static JsonNode read(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    @Test
    void fromHistogramsToALikelihoodThatFits() throws IOException {
        Path histograms = folder.resolve("histograms.json");
        TestRun filled = TestRun.of("ttbar", "histograms", "--out", histograms.toString());
        assertThat(filled.exitCode()).as(filled.err()).isZero();
        assertThat(filled.out()).isEmpty();
        JsonNode nominal = read(histograms).at("/histograms/4j1b_ttbar");
        assertThat(nominal.get("edges")).hasSize(26);
        assertThat(nominal.get("values")).hasSize(25);
        assertThat(nominal.get("entries").get(10).asDouble()).isPositive();
        assertThat(read(histograms).at("/histograms/4j2b_wjets_scale_var_up/values"))
                .hasSize(25);
        // events_after_skim of all files in samples.json.
        assertThat(read(histograms).at("/metrics/events").asLong()).isEqualTo(87502);

        Path workspace = folder.resolve("ws.json");
        TestRun built = TestRun.of("ttbar", "workspace", histograms.toString(), "--out", workspace.toString());
        assertThat(built.exitCode()).as(built.err()).isZero();

        JsonNode fit = new ObjectMapper()
                .readTree(TestRun.of("fit", workspace.toString(), "--json").out());
        assertThat(fit.get("converged").asBoolean()).isTrue();
        assertThat(fit.at("/parameters/ttbar_norm/error").asDouble()).isBetween(0.01, 1.0);
    }

    @Test
    void columnsAreKeptWhereTheUserSays() throws IOException {
        Path cache = folder.resolve("columns");
        String first = TestRun.of("ttbar", "histograms", "--variations", "nominal", "--cache", cache.toString())
                .out();
        String second = TestRun.of("ttbar", "histograms", "--variations", "nominal", "--cache", cache.toString())
                .out();
        JsonNode histograms = new ObjectMapper().readTree(first).get("histograms");
        assertThat(histograms).isNotEmpty();
        assertThat(new ObjectMapper().readTree(second).get("histograms")).isEqualTo(histograms);

        Path file = Files.writeString(folder.resolve("file"), "");
        assertRefused(
                file + ": cannot be made a folder for cached columns",
                "ttbar",
                "histograms",
                "--cache",
                file.toString());
    }

    @Test
    void histogramsOfRootHoldWhatTheDocumentHolds() throws IOException {
        Path file = folder.resolve("h.root");
        TestRun filled =
                TestRun.of("ttbar", "histograms", "--variations", "nominal", "--json", "--out", file.toString());
        assertThat(filled.exitCode()).as(filled.err()).isZero();
        JsonNode document = new ObjectMapper().readTree(filled.out()).get("histograms");
        assertThat(document.size()).isGreaterThan(5);
        try (EventFile events = EventFile.open(file)) {
            assertThat(events.histograms()).hasSize(document.size());
            for (String name : events.histograms()) {
                StoredHistogram histogram = events.histogram(name);
                double[] values = histogram.values();
                double[] variances = histogram.variances();
                JsonNode expected = document.get(name);
                assertThat(histogram.edges(0)).containsExactly(numbers(expected.get("edges")));
                assertThat(values[0]).isEqualTo(expected.get("underflow").asDouble());
                assertThat(values[26]).isEqualTo(expected.get("overflow").asDouble());
                assertThat(Arrays.copyOfRange(values, 1, 26)).containsExactly(numbers(expected.get("values")));
                assertThat(Arrays.copyOfRange(variances, 1, 26)).containsExactly(numbers(expected.get("variances")));
                assertThat(histogram.entries())
                        .isEqualTo(
                                Arrays.stream(numbers(expected.get("entries"))).sum());
            }
        }
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    @Test
    void wrongUseIsNamedBeforeTheWork() throws IOException {
        assertRefused("expected all or nominal", "ttbar", "histograms", "--variations", "some");
        assertRefused(
                "only .json and .root",
                "ttbar",
                "histograms",
                "--out",
                folder.resolve("h.csv").toString());
        assertRefused("its folder is not there", "ttbar", "histograms", "--out", folder + "/none/h.json");
        assertRefused("there are v1 and v2", "ttbar", "histograms", "--version", "v3");
        String out = folder.resolve("ws.json").toString();
        Path empty = Files.writeString(folder.resolve("empty.json"), "{}");
        assertRefused("/histograms is missing", "ttbar", "workspace", empty.toString(), "--out", out);
        Files.writeString(empty, "{\"histograms\": {\"4j1b_ttbar\": {\"values\": [null]}}}");
        assertRefused("/histograms/4j1b_ttbar/values/0 is null", "ttbar", "workspace", empty.toString(), "--out", out);
        assertRefused(
                "no such file", "ttbar", "select", folder.resolve("none.root").toString());
        assertThat(Path.of(out)).doesNotExist();
    }

    /** The same events as from a file that stores the discriminant under the name that the selection asks for. */
    @Test
    void columnsOfAnotherVersionOfNanoAodAreTakenByTheirName() throws IOException {
        Path file = Path.of(System.getProperty("diffhep.root")).resolveSibling("shared/data/events/nano_tt_v12.root");
        assumeTrue(Files.isReadable(file), "the shared file is not here: " + file);
        assertRefused(
                "nano_tt_v12.root: tree Events has no branch Jet_btagCSVV2; nearest: Jet_btagDeepFlavB",
                "ttbar",
                "select",
                file.toString());
        assertRefused(". Try --column btagCSVV2=btagDeepFlavB", "ttbar", "select", file.toString());
        assertRefused(
                "--schema nano: expected stored, physlite or physlite-as-nano",
                "ttbar",
                "select",
                file.toString(),
                "--schema",
                "nano");
        assertRefused("--column x: expected NAME=STORED", "ttbar", "histograms", "--column", "x");
        assertRefused("has no column btagNone", "ttbar", "select", file.toString(), "--column", "btagCSVV2=btagNone");

        String alias = "btagCSVV2=btagDeepFlavB";
        String copy = folder.resolve("copy.root").toString();
        String columns = "Jet_pt,Jet_eta,Jet_phi,Jet_mass,Jet_jetId,Jet_btagCSVV2,Electron_pt,Electron_eta,"
                + "Electron_cutBased,Electron_sip3d,Muon_pt,Muon_eta,Muon_tightId,Muon_sip3d,Muon_pfRelIso04_all,"
                + "run,luminosityBlock,event,genWeight";
        assertThat(TestRun.of(
                                "events",
                                "convert",
                                file.toString(),
                                "--column",
                                alias,
                                "--columns",
                                columns,
                                "--out",
                                copy)
                        .exitCode())
                .isZero();
        TestRun named = TestRun.of("ttbar", "select", file.toString(), "--column", alias, "--json");
        assertThat(named.exitCode()).isZero();
        assertThat(named.out())
                .isEqualTo(TestRun.of("ttbar", "select", copy, "--json").out());
        assertThat(new ObjectMapper().readTree(named.out()).get("events")).isNotEmpty();

        // A catalogue of that file: the names are those of the samples, too.
        Files.copy(file, folder.resolve("tt.root"));
        Files.writeString(
                folder.resolve("samples.json"),
                "{\"luminosity_pb\": 3378, \"samples\": [{\"file\": \"tt.root\", \"process\": \"ttbar\","
                        + " \"variation\": \"nominal\", \"xsec_pb\": 729.84, \"sum_of_weights\": 1e5}]}");
        String[] histograms = {
            "ttbar", "histograms", "--input", folder.toString(), "--variations", "nominal", "--threads", "1"
        };
        assertRefused("Try --column btagCSVV2=btagDeepFlavB", histograms);
        String[] withNames = Stream.concat(Arrays.stream(histograms), Stream.of("--column", alias))
                .toArray(String[]::new);
        JsonNode document = new ObjectMapper().readTree(TestRun.of(withNames).out());
        double entries = 0;
        for (String region : List.of("4j1b_ttbar", "4j2b_ttbar")) {
            for (JsonNode bin : document.at("/histograms/" + region + "/entries")) {
                entries += bin.asDouble();
            }
        }
        // Those whose observable lies within the axis, 50 to 550 GeV.
        int within = 0;
        for (JsonNode event : new ObjectMapper().readTree(named.out()).get("events")) {
            double observable = event.get("observable").asDouble();
            within += observable >= 50 && observable < 550 ? 1 : 0;
        }
        assertThat(entries).isEqualTo(within).isPositive();
    }

    private static void assertRefused(String reason, String... args) {
        TestRun run = TestRun.of(args);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains(reason);
    }

    @Test
    void theGraphIsPrintedInThreeForms() {
        TestRun text = TestRun.of("ttbar", "graph");
        assertThat(text.exitCode()).isZero();
        assertThat(text.out())
                .startsWith("parameter jet_pt = 30.0 GeV within [25.0, 60.0], scale 2.0\n")
                .contains("columns ", "Jet.pt", "ttbar in 4j1b, nominal\n", "as above");

        assertThat(TestRun.of("ttbar", "graph", "--format", "dot").out())
                .startsWith("digraph diffhep {\n")
                .endsWith("}\n");
        assertThat(TestRun.of("ttbar", "graph", "--format", "cost").out()).contains("objects of Jet^3", "joint count");
        assertRefused(
                "graph of sample cheese, which the analysis does not have", "ttbar", "graph", "--sample", "cheese");
    }
}
