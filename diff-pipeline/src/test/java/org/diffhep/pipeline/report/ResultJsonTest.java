package org.diffhep.pipeline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.diffhep.pipeline.OptimisationResult;
import org.diffhep.pipeline.OptimisationResult.ParameterResult;
import org.diffhep.pipeline.OptimisationResult.TrajectoryPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultJsonTest {

    private static JsonNode read(OptimisationResult result) throws IOException {
        return new ObjectMapper().readTree(ResultJson.text(result));
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void hasTheFieldsThatScriptsRelyOn() throws IOException {
        JsonNode root = read(SampleResults.full());

        assertThat(names(root))
                .contains(
                        "objective",
                        "seed",
                        "engine",
                        "events",
                        "steps",
                        "wall_seconds",
                        "parameters",
                        "start",
                        "optimum",
                        "trajectory",
                        "checks",
                        "provenance",
                        "messages");
        assertThat(names(root.at("/parameters/jet_pt")))
                .contains("start", "optimum", "lower", "upper", "unit", "tolerance_minus", "tolerance_plus");
        for (String evaluation : List.of("start", "optimum")) {
            assertThat(names(root.get(evaluation)))
                    .containsExactly("training_soft", "training_hard", "validation_hard", "validation_hard_error");
        }
        assertThat(names(root.at("/trajectory/0")))
                .containsExactly("step", "objective_soft", "objective_hard", "temperature", "parameters");
        assertThat(names(root.at("/checks"))).contains("gradient_error", "soft_hard_bias", "effective_events_min");
        assertThat(names(root.at("/provenance"))).contains("version", "java", "os", "inputs", "command");
        assertThat(names(root.at("/provenance/inputs/0"))).contains("file", "sha256");
    }

    @Test
    void learnedEdgesStandBeforeAndAfterAndAtEachStep() throws IOException {
        JsonNode root = read(SampleResults.learned());

        assertThat(names(root.get("edges"))).containsExactly("4j1b");
        assertThat(names(root.at("/edges/4j1b"))).containsExactly("observable", "parameters", "start", "optimum");
        assertThat(root.at("/edges/4j1b/optimum").toString()).isEqualTo("[100.0,187.25,371.5,550.0]");
        assertThat(root.at("/edges/4j1b/parameters/1").asText()).isEqualTo("4j1b edge 2");
        assertThat(root.at("/trajectory/1/edges/4j1b/1").asDouble()).isEqualTo(190);
        assertThat(root.at("/histograms/0/edges").toString()).isEqualTo("[100.0,187.25,371.5,550.0]");
        assertThat(root.at("/histograms/0/edges_before").toString()).isEqualTo("[100.0,200.0,400.0,550.0]");
        assertThat(read(SampleResults.full()).get("edges")).isEmpty();
    }

    @Test
    void saysWhatTheResultSays() throws IOException {
        OptimisationResult result = SampleResults.full();
        JsonNode root = read(result);

        assertThat(root.get("objective").asText()).isEqualTo("precision");
        assertThat(root.get("events").asLong()).isEqualTo(71402);
        assertThat(root.at("/parameters/btag/optimum").asDouble()).isEqualTo(0.7123);
        assertThat(root.at("/optimum/validation_hard_error").asDouble()).isEqualTo(0.0011);
        assertThat(root.get("trajectory")).hasSize(result.trajectory().size());
        assertThat(root.at("/trajectory/7/parameters/sip3d").asDouble())
                .isEqualTo(result.trajectory().get(7).parameters().get(4));
        assertThat(root.at("/provenance/inputs/1/sha256").asText()).startsWith("ab01cd23");
    }

    @Test
    void everyDigitOfANumberSurvives() throws IOException {
        double third = 1.0 / 3.0;
        double tiny = Math.nextUp(1e-300);
        ParameterResult parameter = new ParameterResult(
                "x",
                third,
                tiny,
                -Math.PI,
                1e17 + 16,
                "",
                OptionalDouble.of(0.1 + 0.2),
                OptionalDouble.of(2e-17),
                false);
        JsonNode node = read(SampleResults.result(List.of(parameter), List.of(), List.of(), List.of()))
                .at("/parameters/x");

        assertThat(node.get("start").asDouble()).isEqualTo(third);
        assertThat(node.get("optimum").asDouble()).isEqualTo(tiny);
        assertThat(node.get("lower").asDouble()).isEqualTo(-Math.PI);
        assertThat(node.get("upper").asDouble()).isEqualTo(1e17 + 16);
        assertThat(node.get("tolerance_minus").asDouble()).isEqualTo(0.1 + 0.2);
    }

    @Test
    void aValueThatIsNotFiniteIsNullAndNamedInTheMessages() throws IOException {
        ParameterResult parameter = new ParameterResult(
                "x", 1, 2, 0, Double.POSITIVE_INFINITY, "", OptionalDouble.of(1), OptionalDouble.of(1), false);
        TrajectoryPoint point =
                new TrajectoryPoint(3, Double.NaN, OptionalDouble.of(1), 1, List.of(Double.NEGATIVE_INFINITY));
        JsonNode root = read(SampleResults.result(List.of(parameter), List.of(point), List.of(), List.of()));

        assertThat(root.at("/parameters/x/upper").isNull()).isTrue();
        assertThat(root.at("/trajectory/0/objective_soft").isNull()).isTrue();
        assertThat(root.get("messages"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder(
                        "parameters.x.upper is infinite",
                        "trajectory step 3: objective_soft is not a number",
                        "trajectory step 3: x is minus infinite");
    }

    @Test
    void aToleranceThatReachesItsBoundIsNullWithItsReason() throws IOException {
        JsonNode root = read(SampleResults.full());

        assertThat(root.at("/parameters/jet_pt/tolerance_minus").isNull()).isTrue();
        assertThat(root.get("messages"))
                .extracting(JsonNode::asText)
                .anyMatch(text -> text.startsWith("parameters.jet_pt.tolerance_minus: reaches its bound"));
    }

    @Test
    void aResultWithoutStepsIsADocumentToo() throws IOException {
        JsonNode root = read(SampleResults.empty());

        assertThat(root.get("trajectory")).isEmpty();
        assertThat(root.get("parameters").isObject()).isTrue();
    }

    @Test
    void writingReplacesTheFileAndLeavesNothingElse(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("result.json");
        Files.writeString(file, "old");

        ResultJson.write(SampleResults.full(), file);

        assertThat(file).hasContent(ResultJson.text(SampleResults.full()));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFolderThatIsNotThereIsNamed(@TempDir Path folder) {
        Path file = folder.resolve("missing").resolve("result.json");

        assertThatThrownBy(() -> ResultJson.write(SampleResults.full(), file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot write " + file);
    }

    @Test
    void constraintsAndTheHealthOfTheGradientAreThere() {
        var document = ResultJson.document(SampleResults.full());

        assertThat(document.path("parameter_of_interest").asText()).isEqualTo("ttbar_norm");
        assertThat(document.path("optimiser").asText()).isEqualTo("adam");
        assertThat(document.at("/constraints/0")).hasToString("""
                {"constraint":"yield of 4j1b ≥ 500.0","limit":500.0,"start":930.25,"optimum":512.5,\
                "validation":498.75,"fulfilled":true,"active":true}""");
        assertThat(document.at("/checks/gradient_health/start/temperature").asDouble())
                .isEqualTo(1);
        assertThat(document.at("/checks/gradient_health/optimum/parameters/btag"))
                .hasToString("{\"gradient\":-0.0012,\"response\":0.25,\"state\":\"healthy\"}");
        assertThat(document.at("/checks/gradient_health/optimum/parameters/sip3d/response")
                        .isNull())
                .isTrue();
        assertThat(document.at("/checks/gradient_health/optimum/regions/4j1b"))
                .hasToString("{\"empty_bins\":[],\"thin_bins\":[10],\"saturated_bins\":[7]}");
        assertThat(document.get("messages").toString()).contains("no entry depends on the parameter");
        assertThat(HtmlReport.text(SampleResults.full()))
                .contains("Constraints", "yield of 4j1b ≥ 500.0", "events that follow one scale");
    }
}
