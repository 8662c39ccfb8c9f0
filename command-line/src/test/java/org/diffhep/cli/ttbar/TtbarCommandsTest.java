package org.diffhep.cli.ttbar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
