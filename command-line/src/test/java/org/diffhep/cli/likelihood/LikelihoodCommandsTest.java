package org.diffhep.cli.likelihood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diffhep.cli.TestRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LikelihoodCommandsTest {

    private static final double SIGNAL = 10;
    private static final double BACKGROUND = 50;

    /** One bin with a free signal strength and nothing else: everything about it has a closed form. */
    private static final String COUNTING = """
            {"channels": [{"name": "SR", "samples": [
                {"name": "signal", "data": [10.0], "modifiers": [{"name": "mu", "type": "normfactor", "data": null}]},
                {"name": "background", "data": [50.0], "modifiers": [
                    {"name": "scale", "type": "normsys", "data": {"lo": 1.0, "hi": 1.0}}]}]}],
             "observations": [{"name": "SR", "data": [57.0]}],
             "measurements": [{"name": "m", "config": {"poi": "%s", "parameters": []}}],
             "version": "1.0.0"}
            """;

    @TempDir
    Path folder = Path.of("");

    private Path workspace = Path.of("");

    @BeforeEach
    void writeWorkspace() throws IOException {
        workspace = Files.writeString(folder.resolve("ws.json"), COUNTING.formatted("mu"));
    }

    private JsonNode json(String command, Path file, String... options) throws IOException {
        List<String> args = new ArrayList<>(List.of(command, file.toString(), "--json"));
        args.addAll(List.of(options));
        TestRun run = TestRun.of(args.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private static double logFactorial(int n) {
        double sum = 0;
        for (int i = 2; i <= n; i++) {
            sum += Math.log(i);
        }
        return sum;
    }

    @Test
    void inspectListsWhatTheWorkspaceHolds() throws IOException {
        JsonNode document = json("inspect", workspace);

        assertThat(document.at("/channels/0").toString()).isEqualTo("{\"name\":\"SR\",\"bins\":1}");
        assertThat(document.get("samples").toString()).isEqualTo("[\"background\",\"signal\"]");
        assertThat(document.get("modifiers").toString())
                .isEqualTo("[{\"name\":\"mu\",\"type\":\"normfactor\"},{\"name\":\"scale\",\"type\":\"normsys\"}]");
        assertThat(document.get("poi").asText()).isEqualTo("mu");
        assertThat(document.at("/parameters/0").toString())
                .isEqualTo(
                        "{\"name\":\"mu\",\"init\":1.0,\"bounds\":[0.0,10.0],\"fixed\":false,\"constraint\":\"none\"}");
        assertThat(TestRun.of("inspect", workspace.toString()).out()).contains("mu", "of interest", "normal");
    }

    /** The definitions in CERN-OPEN-2012-016, section 4, at α = 1/2. */
    @Test
    void interpolationIsChosen() throws IOException {
        Path varied = Files.writeString(folder.resolve("varied.json"), """
                {"channels": [{"name": "SR", "samples": [{"name": "b", "data": [50.0], "modifiers": [
                    {"name": "n", "type": "normsys", "data": {"lo": 0.8, "hi": 1.3}},
                    {"name": "h", "type": "histosys", "data": {"lo_data": [44.0], "hi_data": [60.0]}}]}]}],
                 "observations": [{"name": "SR", "data": [57.0]}],
                 "measurements": [{"name": "m", "config": {"poi": "", "parameters": []}}], "version": "1.0.0"}
                """);
        Path half = Files.writeString(folder.resolve("half.json"), "{\"n\": 0.5, \"h\": 0}");
        Path other = Files.writeString(folder.resolve("other.json"), "{\"n\": 0, \"h\": 0.5}");

        assertThat(expected(varied, half, "--normsys-code", "1")).isCloseTo(50 * Math.sqrt(1.3), within(1e-12));
        // At and beyond 1/2 CMS Combine is exponential too, so that only inside it differs.
        assertThat(expected(varied, half, "--normsys-code", "combine")).isCloseTo(50 * Math.sqrt(1.3), within(1e-12));
        assertThat(expected(varied, other, "--histosys-code", "0")).isCloseTo(55, within(1e-12));
        // s α + a α², s = (60 − 44)/2, a = (60 + 44)/2 − 50
        assertThat(expected(varied, other, "--histosys-code", "2")).isCloseTo(50 + 4 + 0.5, within(1e-12));
        assertThat(expected(varied, half)).isNotCloseTo(50 * Math.sqrt(1.3), within(1e-3));
        assertRefused("--normsys-code 2: expected 1, 4 or combine", "fit", varied.toString(), "--normsys-code", "2");
        assertRefused("--histosys-code 4: expected 0, 2 or 4p", "fit", varied.toString(), "--histosys-code", "4");
    }

    private double expected(Path file, Path at, String... options) throws IOException {
        List<String> args = new ArrayList<>(List.of("nll", file.toString(), "--at", at.toString(), "--json"));
        args.addAll(List.of(options));
        TestRun run = TestRun.of(args.toArray(String[]::new));
        assertThat(run.exitCode()).isZero();
        return new ObjectMapper().readTree(run.out()).at("/expected/SR/0").asDouble();
    }

    @Test
    void nllIsThePoissonAndTheConstraint() throws IOException {
        Path at = Files.writeString(folder.resolve("at.json"), "{\"mu\": 1.5, \"scale\": 0.3}");
        JsonNode document = json("nll", workspace, "--at", at.toString());

        double nu = 1.5 * SIGNAL + BACKGROUND;
        double main = 57 * Math.log(nu) - nu - logFactorial(57);
        double constraint = -0.5 * 0.3 * 0.3 - 0.5 * Math.log(2 * Math.PI);
        assertThat(document.get("main").asDouble()).isEqualTo(main, within(1e-11));
        assertThat(document.get("constraint").asDouble()).isEqualTo(constraint, within(1e-13));
        assertThat(document.get("twice_nll").asDouble()).isEqualTo(-2 * (main + constraint), within(1e-10));
        assertThat(document.at("/expected/SR/0").asDouble()).isEqualTo(nu);
        assertThat(document.at("/gradient/mu").asDouble()).isEqualTo(2 * SIGNAL * (1 - 57 / nu), within(1e-11));
        assertThat(document.at("/gradient/scale").asDouble()).isEqualTo(2 * 0.3, within(1e-12));
    }

    @Test
    void nllAgreesWithPyhf() throws IOException {
        Path open = Path.of(System.getProperty("diffhep.root")).resolveSibling("shared/data/likelihoods/open");
        assumeTrue(Files.isDirectory(open), "the shared likelihoods are not here: " + open);
        JsonNode expected = new ObjectMapper()
                .readTree(open.resolve("pyhf_2_bin_1_channel.expected.json").toFile());
        JsonNode names = expected.at("/model/par_names");
        for (JsonNode point : expected.get("points")) {
            StringBuilder at = new StringBuilder("{");
            for (int p = 0; p < names.size(); p++) {
                at.append(p == 0 ? "" : ", ").append(names.get(p)).append(": ").append(point.at("/pars/" + p));
            }
            Path file = Files.writeString(folder.resolve("at.json"), at + "}");
            JsonNode document = json("nll", open.resolve("pyhf_2_bin_1_channel.json"), "--at", file.toString());

            assertThat(document.get("twice_nll").asDouble())
                    .isEqualTo(point.get("twice_nll_obs").asDouble(), within(1e-9));
        }
    }

    /** Linear interpolation has a kink where the two variations meet, and the data want the minimum there. */
    @Test
    void aFitThatFailsNamesWhatToLookAt() throws IOException {
        Files.writeString(
                workspace,
                COUNTING.formatted("mu")
                        .replace("57.0", "45.0")
                        .replace(
                                "{\"name\": \"scale\", \"type\": \"normsys\", \"data\": {\"lo\": 1.0, \"hi\": 1.0}}",
                                "{\"name\": \"JES\", \"type\": \"histosys\","
                                        + " \"data\": {\"lo_data\": [60.0], \"hi_data\": [60.0]}}"));

        TestRun run = TestRun.of("fit", workspace.toString(), "--histosys-code", "0", "--json");

        assertThat(run.exitCode()).isEqualTo(1);
        JsonNode document = new ObjectMapper().readTree(run.out());
        assertThat(document.get("converged").asBoolean()).isFalse();
        assertThat(document.get("messages").toString())
                .contains("the fit did not converge: no minimum was found: ")
                .contains("; steepest in parameter 'JES' at ", "; parameter 'mu' runs to its bound 0");
        assertThat(run.err()).startsWith("diffhep: the fit did not converge: no minimum was found: ");
    }

    @Test
    void theFitOfACountIsTheCount() throws IOException {
        JsonNode document = json("fit", workspace, "--fix", "scale=0", "--minos", "mu", "--correlation");

        JsonNode mu = document.at("/parameters/mu");
        assertThat(document.get("converged").asBoolean()).isTrue();
        assertThat(mu.get("value").asDouble()).isEqualTo((57 - BACKGROUND) / SIGNAL, within(1e-9));
        assertThat(mu.get("error").asDouble()).isEqualTo(Math.sqrt(57) / SIGNAL, within(1e-9));
        // The bound at 0 comes before the lower end of the interval.
        assertThat(mu.get("minus").isNull()).isTrue();
        assertThat(mu.get("plus").asDouble()).isBetween(0.75, 0.80);
        assertThat(document.at("/parameters/scale/error").isNull()).isTrue();
        assertThat(document.get("messages").toString()).contains("parameters.scale.error: the parameter is fixed");
        assertThat(document.at("/correlation/mu/mu").asDouble()).isEqualTo(1, within(1e-12));
        assertThat(json("fit", workspace, "--data", "asimov")
                        .at("/parameters/mu/value")
                        .asDouble())
                .isEqualTo(1, within(1e-9));
        assertThat(TestRun.of("fit", workspace.toString()).out()).contains("mu", "0.700000", "−2 ln L");
    }

    @Test
    void theFitOfTheGrandChallengeIsTheExactOne() throws IOException {
        Path file = Path.of(System.getProperty("diffhep.root"))
                .resolveSibling("shared/data/agc/ttbar-workspace-1file.json");
        assumeTrue(Files.isReadable(file), "the shared workspace is not here: " + file);
        JsonNode document = json("fit", file);

        // Newton on automatic derivatives, made outside this project (agc-ttbar: version 2, one file per sample).
        assertThat(document.at("/parameters/ttbar_norm/value").asDouble()).isEqualTo(0.960769, within(1e-6));
        assertThat(document.at("/parameters/ttbar_norm/error").asDouble()).isEqualTo(0.108212, within(1e-6));
        assertThat(document.get("twice_nll").asDouble()).isEqualTo(141.333534, within(1e-6));
    }

    @Test
    void testsAndLimitsAgreeWithPyhf() throws IOException {
        Path open = Path.of(System.getProperty("diffhep.root")).resolveSibling("shared/data/likelihoods/open");
        assumeTrue(Files.isDirectory(open), "the shared likelihoods are not here: " + open);
        JsonNode expected = new ObjectMapper()
                .readTree(open.resolve("pyhf_2_bin_1_channel.expected.json").toFile());
        Path file = open.resolve("pyhf_2_bin_1_channel.json");

        JsonNode significance = json("significance", file);
        JsonNode asimov = expected.at("/discovery/expected_asimov_profiled_mu1/Z0_exp");
        assertThat(significance.get("observed").asDouble())
                .isEqualTo(expected.at("/discovery/Z0_obs").asDouble(), within(1e-6));
        assertThat(significance.get("expected_profiled").asDouble()).isEqualTo(asimov.asDouble(), within(1e-8));
        assertThat(significance.get("expected").asDouble()).isPositive();

        JsonNode cls = json("cls", file);
        assertThat(cls.get("observed").asDouble())
                .isEqualTo(expected.at("/cls_mu1_qtilde/CLs_obs").asDouble(), within(1e-8));
        assertThat(cls.get("test_statistic").asDouble())
                .isEqualTo(expected.at("/cls_mu1_qtilde/qmu_obs").asDouble(), within(1e-8));
        assertBand(cls.get("expected"), expected.at("/cls_mu1_qtilde/CLs_exp"));

        JsonNode limit = json("limit", file);
        assertThat(limit.get("observed").asDouble())
                .isEqualTo(expected.at("/limits_95/obs").asDouble(), within(1e-7));
        assertBand(limit.get("expected"), expected.at("/limits_95/exp"));
    }

    private static void assertBand(JsonNode actual, JsonNode expected) {
        assertThat(actual).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertThat(actual.get(i).asDouble()).isEqualTo(expected.get(i).asDouble(), within(1e-7));
        }
    }

    @Test
    void toysAgreeWithTheAsymptoticFormulaAndRepeat() throws IOException {
        String[] toys = {"--fix", "scale=0", "--toys", "2000", "--seed", "3", "--mu", "2"};
        double asymptotic = json("cls", workspace, "--fix", "scale=0", "--mu", "2")
                .get("observed")
                .asDouble();
        double first = json("cls", workspace, toys).get("observed").asDouble();

        assertThat(first).isEqualTo(asymptotic, within(0.06));
        assertThat(json("cls", workspace, toys).get("observed").asDouble()).isEqualTo(first);
    }

    @Test
    void rankingListsTheNuisanceParameters() throws IOException {
        Files.writeString(
                workspace, COUNTING.formatted("mu").replace("\"lo\": 1.0, \"hi\": 1.0", "\"lo\": 0.9, \"hi\": 1.1"));
        JsonNode impact = json("ranking", workspace).at("/impacts/0");

        assertThat(impact.get("name").asText()).isEqualTo("scale");
        // One bin: the fit absorbs the shifted background, 50 · 0.1 / 10 less signal.
        assertThat(impact.get("up").asDouble()).isEqualTo(-0.5, within(1e-6));
        assertThat(impact.get("down").asDouble()).isEqualTo(0.5, within(1e-6));
        assertThat(impact.get("constraint").asDouble()).isEqualTo(1, within(1e-6));
    }

    @Test
    void discoveryHasItsClosedForm() throws IOException {
        JsonNode document = json("gradient", workspace, "--objective", "discovery");

        double logRatio = Math.log(1 + SIGNAL / BACKGROUND);
        double z = Math.sqrt(2 * ((SIGNAL + BACKGROUND) * logRatio - SIGNAL));
        assertThat(document.get("value").asDouble()).isEqualTo(z, within(1e-9));
        assertThat(document.at("/gradient/SR/signal/nominal/0").asDouble()).isEqualTo(logRatio / z, within(1e-8));
        assertThat(document.at("/gradient/SR/background/nominal/0").asDouble())
                .isEqualTo((logRatio - SIGNAL / BACKGROUND) / z, within(1e-8));
        assertThat(document.at("/gradient/SR/background/variance").isNull()).isTrue();
        assertThat(document.at("/gradient/SR/background/modifiers/0/type").asText())
                .isEqualTo("normsys");
    }

    @Test
    void aMissingParameterOfInterestIsARemarkUntilItIsNeeded() throws IOException {
        Files.writeString(workspace, COUNTING.formatted("missing"));

        assertThat(json("nll", workspace).at("/messages/0").asText()).contains("missing", "which the model lacks");
        assertThat(json("inspect", workspace).get("poi").isNull()).isTrue();
        TestRun run = TestRun.of("gradient", workspace.toString(), "--objective", "precision");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(json("gradient", workspace, "--objective", "precision", "--poi", "mu")
                        .get("value")
                        .asDouble())
                .isPositive();
    }

    @Test
    void objectivesOnObservedDataAreDifferentiated() throws IOException {
        Files.writeString(workspace, COUNTING.formatted("mu").replace("[57.0]", "[70.0]"));
        JsonNode inspected = json("nll", workspace, "--at", at("{\"mu\": 0}").toString());
        double b = inspected.at("/expected/SR/0").asDouble();
        double z = Math.sqrt(2 * (70 * Math.log(70 / b) - (70 - b)));

        JsonNode document = json("gradient", workspace, "--objective", "discovery", "--data", "observed");

        assertThat(document.get("value").asDouble()).isEqualTo(z, within(1e-9));
        assertThat(document.at("/gradient/SR/background/nominal/0").asDouble())
                .isEqualTo((1 - 70 / b) / z, within(1e-9));
        assertThat(json("gradient", workspace, "--objective", "limit", "--data", "observed")
                        .get("value")
                        .asDouble())
                .isEqualTo(json("limit", workspace).get("observed").asDouble(), within(1e-8));
        JsonNode precision = json("gradient", workspace, "--objective", "precision", "--data", "observed");
        assertThat(precision.get("value").asDouble())
                .isEqualTo(json("fit", workspace).at("/parameters/mu/error").asDouble(), within(1e-9));
    }

    private Path at(String json) throws IOException {
        return Files.writeString(folder.resolve("at.json"), json);
    }

    @Test
    void aLikelihoodOfZeroIsNullWithItsReason() throws IOException {
        Files.writeString(workspace, COUNTING.formatted("mu").replace("[50.0]", "[0.0]"));
        Path at = Files.writeString(folder.resolve("at.json"), "{\"mu\": 0}");
        JsonNode document = json("nll", workspace, "--at", at.toString());

        assertThat(document.get("twice_nll").isNull()).isTrue();
        assertThat(document.get("messages").toString()).contains("twice_nll is infinite");
    }

    /** Events, and none expected without the signal: pyhf fails here; the discovery is certain, and CLs does not exist. */
    @Test
    void withoutBackgroundADiscoveryIsInfiniteAndClsIsRefusedByBin() throws IOException {
        Files.writeString(workspace, COUNTING.formatted("mu").replace("[50.0]", "[0.0]"));

        JsonNode document = json("significance", workspace);
        for (String field : List.of("observed", "expected", "expected_profiled")) {
            assertThat(document.get(field).isNull()).as(field).isTrue();
            assertThat(document.get("messages").toString()).contains(field + " is infinite");
        }
        for (String command : List.of("cls", "limit")) {
            TestRun run = TestRun.of(command, workspace.toString());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("at mu = 0.0 the likelihood is zero wherever the fit looked: channel 'SR', bin 0")
                    .contains("holds 57.0 events where 0.0 are expected");
        }
    }

    @Test
    void wrongInputIsNamedInOneLine() throws IOException {
        Path at = Files.writeString(folder.resolve("at.json"), "{\"nu\": 1}");
        assertRefused("the model has no parameter nu", "nll", workspace.toString(), "--at", at.toString());
        Files.writeString(at, "[1]");
        assertRefused("expected an object", "nll", workspace.toString(), "--at", at.toString());
        Files.writeString(at, "{\"mu\": \"one\"}");
        assertRefused("/mu is \"one\"", "nll", workspace.toString(), "--at", at.toString());
        assertRefused("no such file", "nll", folder.resolve("none.json").toString());
        assertRefused("'other'", "inspect", workspace.toString(), "--measurement", "other");
        assertRefused("expected qtilde", "cls", workspace.toString(), "--test-statistic", "t");
        assertRefused("--toys -1", "cls", workspace.toString(), "--toys", "-1");
        assertRefused("--level 1.5", "limit", workspace.toString(), "--level", "1.5");
        assertRefused("--minos nu", "fit", workspace.toString(), "--minos", "nu");
        assertRefused("expected observed", "fit", workspace.toString(), "--data", "real");
        assertRefused("'nu'", "inspect", workspace.toString(), "--fix", "nu=1");
        assertRefused("expected discovery", "gradient", workspace.toString(), "--objective", "beauty");
        assertRefused(
                "--data real: expected asimov or observed",
                "gradient",
                workspace.toString(),
                "--objective",
                "limit",
                "--data",
                "real");
        Files.writeString(workspace, "{\"channels\": [");
        assertRefused("ws.json", "inspect", workspace.toString());
    }

    private static void assertRefused(String reason, String... args) {
        TestRun run = TestRun.of(args);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("diffhep: ").contains(reason);
    }
}
