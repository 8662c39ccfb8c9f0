package org.diffhep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diffhep.ttbar.ShippedSample;
import org.diffhep.ttbar.TtbarHistograms;
import org.diffhep.ttbar.TtbarInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    private JsonNode json(String... args) throws JsonProcessingException {
        assertThat(run(args)).as(err.toString()).isZero();
        return new ObjectMapper().readTree(out.toString());
    }

    private static void assertIsTime(JsonNode figures, String name) {
        assertThat(figures.path(name).asDouble()).as(name).isPositive();
        assertThat(figures.path(name + "_spread").asDouble(-1)).as(name).isNotNegative();
    }

    @Test
    void e1PrintsTheValueWithItsTimes() throws IOException {
        JsonNode figures = json("e1", "--events", "20000", "--threads", "2", "--seconds", "0.2", "--json");
        assertThat(figures.path("value").asDouble()).isBetween(6.6343, 6.6344);
        assertThat(figures.path("gradient")).hasSize(3);
        assertIsTime(figures, "cpu_ns_per_event");
        assertIsTime(figures, "wall_ns_per_event");
        assertThat(figures.path("peak_extra_bytes").asLong()).isBetween(1000L, 100_000_000L);
        assertThat(figures.path("repetitions").asInt()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void e1TimesAnotherEngineBesideTheJvmEngine() throws IOException {
        JsonNode figures = json("e1", "--events", "20000", "--engine", "nd4j", "--seconds", "0.1", "--json");
        assertThat(figures.path("value").asDouble()).isBetween(6.6343, 6.6344);
        assertThat(figures.path("engine").asText()).isEqualTo("nd4j");
        assertIsTime(figures, "cpu_ns_per_event");
        assertIsTime(figures, "jvm_cpu_ns_per_event");
        assertThat(figures.path("times_jvm").asDouble())
                .isCloseTo(
                        figures.path("cpu_ns_per_event").asDouble()
                                / figures.path("jvm_cpu_ns_per_event").asDouble(),
                        withinPercentage(1e-6));
        assertThat(figures.path("peak_extra_bytes").isNull()).isTrue();
    }

    private String workspace() throws IOException {
        Path file = folder.resolve("workspace.json");
        Files.writeString(file, """
                {"channels": [{"name": "c", "samples": [
                    {"name": "signal", "data": [5.0, 9.0], "modifiers": [{"name": "mu", "type": "normfactor", "data": null}]},
                    {"name": "background", "data": [50.0, 40.0],
                     "modifiers": [{"name": "a", "type": "normsys", "data": {"lo": 0.9, "hi": 1.1}}]}]}],
                 "observations": [{"name": "c", "data": [55.0, 49.0]}],
                 "measurements": [{"name": "m", "config": {"poi": "mu", "parameters": []}}], "version": "1.0.0"}
                """);
        return file.toString();
    }

    @Test
    void objectivePrintsItsTime() throws IOException {
        JsonNode figures = json("objective", workspace(), "--objective", "discovery", "--seconds", "0.1", "--json");
        assertIsTime(figures, "value_gradient_us");
        assertIsTime(figures, "step_us");
        assertThat(figures.path("value").asDouble()).isPositive();
    }

    @Test
    void fitPrintsItsTimes() throws IOException {
        JsonNode figures = json("fit", workspace(), "--seconds", "0.1", "--json");
        assertIsTime(figures, "fit_us");
        assertIsTime(figures, "nll_gradient_us");
        assertIsTime(figures, "nll_gradient_hessian_us");
        assertThat(figures.path("parameters").asInt()).isEqualTo(2);
    }

    @Test
    void selectPrintsItsRates() throws IOException {
        Path sample = ShippedSample.open().directory();
        JsonNode figures = json("select", sample.toString(), "--seconds", "0.1", "--json");
        assertIsTime(figures, "events_per_second_per_core");
        assertIsTime(figures, "loop_events_per_second_per_core");
        assertIsTime(figures, "bytes_per_second");
        assertThat(figures.path("events").asLong()).isPositive();
        assertThat(figures.path("entries").asLong()).isPositive();
        assertThat(figures.path("cache").asText()).isEqualTo("none");
    }

    @Test
    void selectReadsFromACacheAndFillsAnother(@TempDir Path cache) throws IOException {
        Path sample = ShippedSample.open().directory();
        JsonNode figures = json("select", sample.toString(), "--seconds", "0.1", "--json", "--cache", cache.toString());
        assertIsTime(figures, "filling_events_per_second_per_core");
        assertIsTime(figures, "events_per_second_per_core");
        assertThat(figures.path("cache").asText()).isEqualTo("warm");
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left.map(file -> String.valueOf(file.getFileName()))).allMatch(name -> name.contains(".root-"));
        }
    }

    @Test
    void jaggedPrintsItsTimesAndWhereTheyGo() throws IOException {
        JsonNode figures = json("jagged", "--seconds", "0.1", "--json");
        for (String what : List.of("hard", "hard_first", "soft_gradient", "soft_gradient_first")) {
            assertIsTime(figures, what + "_ns_per_event_and_variation");
        }
        assertThat(figures.path("variations").asInt()).isEqualTo(11);
        assertThat(figures.path("events").asLong()).isPositive();
        assertThat(figures.path("profile_hard").path("column").asDouble()).isBetween(0.5, 100.0);
        double shares = 0;
        for (JsonNode share : figures.path("profile_soft_gradient")) {
            shares += share.asDouble();
        }
        assertThat(shares).isBetween(80.0, 101.0);
        assertThat(figures.path("profile_soft_gradient").has("jointcount back")).isTrue();
    }

    @Test
    void derivativesPrintTheTimesOfBothModes() throws IOException {
        JsonNode figures =
                json("derivatives", "--events", "4000", "--parameters", "1,2", "--seconds", "0.02", "--json");
        for (String what : List.of("yield_1", "histogram_1", "yield_2", "histogram_2", "e1", "jagged")) {
            JsonNode times = figures.path(what + "_cpu_ns_per_event");
            assertThat(times.properties()).as(what).hasSize(9).allMatch(time -> time.getValue()
                    .isNumber());
            assertThat(times.path("forward_least").asDouble()).as(what).isPositive();
            assertThat(times.path("reverse_least").asDouble()).as(what).isPositive();
        }
    }

    @Test
    void readPrintsItsTimesBesideThoseOfTheCodec() throws IOException {
        String file =
                ShippedSample.open().directory().resolve("ttbar__ME_var.root").toString();
        JsonNode figures = json("read", file, "--columns", "nJet,Jet_pt,Jet_eta", "--seconds", "0.1", "--json");
        assertIsTime(figures, "events_per_second_per_core");
        assertIsTime(figures, "read_cpu_ms");
        assertIsTime(figures, "codec_alone_cpu_ms");
        assertIsTime(figures, "open_cpu_ms");
        assertThat(figures.path("codecs").asText()).isEqualTo("zstd-jni (native)");
        assertThat(figures.path("columns").asInt()).isEqualTo(3);
        assertThat(figures.path("events").asInt()).isEqualTo(8130);
        assertThat(run("read", file, "--columns", "Jet_ptt")).isEqualTo(2);
        assertThat(run("read", file, "--tree", "Event")).isEqualTo(2);
        assertThat(err.toString()).contains("Jet_ptt").contains("no tree Event;");
    }

    @Test
    void aPeerThatFailsEndsWithTwoAndWhatItSaid() throws IOException {
        String file =
                ShippedSample.open().directory().resolve("ttbar__ME_var.root").toString();
        assertThat(run("read", file, "--columns", "nJet", "--seconds", "0.1", "--python", "false"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("read_uproot.py failed:");
        assertThat(run("e1", "--events", "2000", "--seconds", "0.1", "--python", "false"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("e1.py failed:");
        assertThat(run("select", ShippedSample.open().directory().toString(), "--seconds", "0.1", "--python", "false"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("agc_select.py failed:");
    }

    /** A program in place of Python that prints the counts of diffhep, with one event more in a bin of each histogram. */
    private String peer(Path sample, double more) throws IOException {
        ObjectNode counts = JsonNodeFactory.instance.objectNode();
        TtbarHistograms.fill(TtbarInput.of(sample), "v2", Map.of(), false, true, 1)
                .histograms()
                .forEach((name, histogram) -> {
                    ArrayNode bins = counts.putArray(name);
                    histogram.entries().forEach(bins::add);
                    bins.set(3, histogram.entries().get(3) + more);
                });
        Path answer = folder.resolve("answer.json");
        Files.writeString(
                answer,
                "{\"counts\": " + counts
                        + ", \"events_per_second_per_core\": 10, \"loop_events_per_second_per_core\": 20}");
        Path program = folder.resolve("peer");
        Files.writeString(program, "#!/bin/sh\ncat " + answer + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program.toString();
    }

    @Test
    void selectComparesCountsAndRatesWithAPeer() throws IOException {
        Path sample = ShippedSample.open().directory();
        JsonNode figures = json("select", sample.toString(), "--seconds", "0.1", "--json", "--python", peer(sample, 0));
        assertThat(figures.path("times_uproot").asDouble())
                .isEqualTo(figures.path("events_per_second_per_core").asDouble() / 10);
        assertThat(figures.path("loop_times_uproot").asDouble())
                .isEqualTo(figures.path("loop_events_per_second_per_core").asDouble() / 20);
        assertThat(run("select", sample.toString(), "--seconds", "0.1", "--python", peer(sample, 1)))
                .isEqualTo(1);
        assertThat(err.toString()).contains("uproot counts other events in 4j1b_");
    }

    @Test
    void aPersonGetsOneFigureALine() {
        assertThat(run("e1", "--events", "4000", "--seconds", "0.1")).isZero();
        assertThat(out.toString().lines()).anyMatch(line -> line.matches("cpu_ns_per_event +[0-9.]+"));
    }

    @Test
    void wrongUseEndsWithTwoAndNamesTheOption() {
        assertThat(run("e1")).isEqualTo(2);
        assertThat(err.toString()).contains("--events");
        assertThat(run("e1", "--events", "many")).isEqualTo(2);
        assertThat(err.toString()).contains("many");
        assertThat(run("e1", "--events", "3")).isEqualTo(2);
        assertThat(err.toString()).contains("--events must be 4 or more, got 3");
        assertThat(run("e1", "--events", "2000", "--threads", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("at least 1 thread, got 0");
        assertThat(run("e1", "--events", "2000", "--engine", "abacus")).isEqualTo(2);
        assertThat(err.toString()).contains("no engine abacus");
        assertThat(run("unheard-of")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void badInputEndsWithTwoAndNamesTheFile() {
        String missing = folder.resolve("missing").toString();
        assertThat(run("objective", missing, "--objective", "discovery")).isEqualTo(2);
        assertThat(run("fit", missing)).isEqualTo(2);
        assertThat(run("select", missing)).isEqualTo(2);
        assertThat(run("jagged", "--file", missing)).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(4).allMatch(line -> line.contains(missing));
        assertThat(run("select", missing, "--variations", "some")).isEqualTo(2);
        assertThat(err.toString()).contains("--variations is some");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void tooFewEventsForAnAnswerEndsWithOne() {
        assertThat(run("e1", "--events", "8", "--seconds", "0.1")).isEqualTo(1);
        assertThat(err.toString()).contains("expects no background");
        assertThat(out.toString()).isEmpty();
    }
}
