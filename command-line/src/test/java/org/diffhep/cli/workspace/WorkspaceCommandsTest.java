package org.diffhep.cli.workspace;

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
import java.util.stream.Stream;
import org.diffhep.cli.TestRun;
import org.diffhep.stats.Channel;
import org.diffhep.stats.Measurement;
import org.diffhep.stats.Modifier;
import org.diffhep.stats.Observation;
import org.diffhep.stats.Sample;
import org.diffhep.stats.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WorkspaceCommandsTest {

    private static final Path SHARED =
            Path.of(System.getProperty("diffhep.root")).resolveSibling("shared/data/likelihoods");

    private static final String WORKSPACE = """
            {"channels": [{"name": "SR", "samples": [
                {"name": "signal", "data": [10.0], "modifiers": [{"name": "mu", "type": "normfactor", "data": null}]},
                {"name": "background", "data": [50.0], "modifiers": [
                    {"name": "scale", "type": "normsys", "data": {"lo": 0.9, "hi": 1.1}}]}]}],
             "observations": [{"name": "SR", "data": [57.0]}],
             "measurements": [{"name": "m", "config": {"poi": "mu", "parameters": []}}],
             "version": "1.0.0"}
            """;

    /** {@code pyhf digest} of {@link #WORKSPACE}, pyhf 0.7.6. */
    private static final String SHA256 = "342802efdbd42b2a36eec45064dbbc8f071ccc79c531dd55827581093f47bb5c";

    private static final String PATCH_SET = """
            {"metadata": {"name": "signals", "description": "two", "references": {}, "labels": ["mass"],
                "digests": {"sha256": "%s"}},
             "patches": [
                {"metadata": {"name": "mass_500", "values": [500]}, "patch": [
                    {"op": "replace", "path": "/channels/0/samples/0/data", "value": [20.0]}]},
                {"metadata": {"name": "mass_700", "values": [700]}, "patch": [
                    {"op": "replace", "path": "/channels/0/samples/0/data", "value": [3.5]}]}],
             "version": "1.0.0"}
            """.formatted(SHA256);

    @TempDir
    Path folder = Path.of("");

    private Path workspace = Path.of("");
    private Path patches = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        workspace = Files.writeString(folder.resolve("ws.json"), WORKSPACE);
        patches = Files.writeString(folder.resolve("patches.json"), PATCH_SET);
    }

    private static JsonNode json(String... args) throws IOException {
        TestRun run = TestRun.of(args);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private static String refusal(String... args) {
        TestRun run = TestRun.of(args);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("diffhep: ");
        return run.err();
    }

    /**
     * Digests of what pyhf 0.7.6 writes: {@code pyhf COMMAND … | pyhf digest}; the files are named below shared/data/likelihoods.
     * A leading @ marks a file.
     */
    static Stream<Arguments> asPyhf() {
        String everything = "@open/syn24_everything_medium.json";
        String left = "@unlabelled/atlas_ttZ_3l.json";
        String right = "@unlabelled/atlas_ttZ_4l.json";
        String signal = "@unlabelled/1Lbb_C1N2_Wh_hbb_500_0.json";
        String other = "@unlabelled/1Lbb_C1N2_Wh_hbb_700_250.json";
        String background = "@unlabelled/1Lbb_BkgOnly.json";
        return Stream.of(
                Arguments.of(
                        List.of("combine", "@open/syn00_normfactor_only.json", "@unlabelled/tutorial_bkg.json"),
                        "59c0ad955524ae5d9e6b12dd75b7a455a96e8dc400e1bbb56067381a22384fd0"),
                Arguments.of(
                        List.of("combine", left, right),
                        "e14183062af67b53fb79a2f21f9b800661ede447306a37e80ce807f76ea80277"),
                Arguments.of(
                        List.of("combine", left, right, "--join", "right outer"),
                        "dd36872e186f3fb63c37e1f6a74e5785581f87a286d18c7749d7199685eb6f33"),
                Arguments.of(
                        List.of("combine", other, signal, "-j", "left-outer"),
                        "b508da94c32fdfc18ad660e777b94b23669854e9c80a7a17dc314f67b5258db5"),
                Arguments.of(
                        List.of("combine", background, signal, "--join", "outer", "--merge-channels"),
                        "e82227bd7d9d38497fe545a50564c215df2ba1ed9ed9fe692b8e4774d131e83f"),
                Arguments.of(
                        List.of("prune", left, "-s", "ttZ"),
                        "68fa877c8f98bfe5fd96da92b07c4f5c7a020bc0015fa7ba78e5cab75404b299"),
                Arguments.of(
                        List.of(
                                "prune",
                                everything,
                                "-t",
                                "staterror",
                                "-t",
                                "lumi",
                                "-c",
                                "ch1",
                                "-m",
                                "syst_norm0",
                                "-s",
                                "WW"),
                        "9ec66cfd615580d201ce852b65d1aaf338beff0d4d6e3c4cf867ff2a351f31e6"),
                Arguments.of(
                        List.of(
                                "rename",
                                everything,
                                "-c",
                                "ch0",
                                "SR",
                                "--modifier",
                                "syst_norm0",
                                "JES",
                                "--sample",
                                "ttbar",
                                "top",
                                "-m",
                                "mu",
                                "mu_sig"),
                        "c4275a7348f68eafe66dffd677a7b3d0c100d3233021f20db3e127c218b5fec2"),
                Arguments.of(
                        List.of("sort", signal), "e86d6ceea72479e940757814ffbbd67eadf3f4ad58b62f70ff6252dfea0e4668"),
                Arguments.of(
                        List.of("convert", everything, "--to", "pyhf"),
                        "b6422a2d47571b9b6ae10f5627a26f991aef58fc61a89cd2353bc26c838f98fc"));
    }

    @ParameterizedTest
    @MethodSource("asPyhf")
    void theResultIsPyhfs(List<String> command, String digest) throws IOException {
        assumeTrue(Files.isDirectory(SHARED), "the shared likelihoods are not here: " + SHARED);
        Path out = folder.resolve("out.json");
        List<String> args = new ArrayList<>(List.of("workspace"));
        command.forEach(word -> args.add(
                word.startsWith("@") ? SHARED.resolve(word.substring(1)).toString() : word));
        String printed = TestRun.of(args.toArray(String[]::new)).out();
        args.addAll(List.of("--out", out.toString(), "--json"));

        JsonNode document = json(args.toArray(String[]::new));

        assertThat(document.get("sha256").asText()).isEqualTo(digest);
        assertThat(document.get("channels").asInt()).isPositive();
        assertThat(TestRun.of("workspace", "digest", out.toString()).out()).isEqualTo("sha256:" + digest + "\n");
        assertThat(Files.readString(out)).isEqualTo(printed);
    }

    @Test
    void theDigestIsPyhfs() throws IOException {
        JsonNode document = json("workspace", "digest", workspace.toString(), "-a", "sha256", "-a", "md5", "--json");

        assertThat(document.toString())
                .isEqualTo("{\"sha256\":\"" + SHA256 + "\",\"md5\":\"4ac23e2e7fb1a2a1b77a6601f1f2f1df\"}");
        assertThat(refusal("workspace", "digest", workspace.toString(), "-a", "crc"))
                .contains("'crc'");
    }

    @Test
    void aPatchOfASetIsAppliedAsPyhfDoes() throws IOException {
        Path out = folder.resolve("patched.json");
        TestRun run =
                TestRun.of("workspace", "patch", workspace.toString(), patches + ":mass_700", "--out", out.toString());

        assertThat(run).isEqualTo(new TestRun(0, "", "1 channel, 1 bin, 2 samples, 1 measurement: " + out + "\n"));
        assertThat(TestRun.of("workspace", "digest", out.toString()).out())
                .isEqualTo("sha256:b617acda106008d77943590f164910a81c311f471ec3d25d5a9187f3f9f23ba0\n");
    }

    @Test
    void aPatchSetIsListedAndVerified() throws IOException {
        JsonNode document = json("workspace", "patch", workspace.toString(), patches.toString(), "--list", "--json");

        assertThat(document.at("/patches/1").toString()).isEqualTo("{\"name\":\"mass_700\",\"values\":[700.0]}");
        assertThat(document.get("labels").toString()).isEqualTo("[\"mass\"]");
        assertThat(TestRun.of("workspace", "patch", workspace.toString(), patches.toString(), "--list")
                        .out())
                .isEqualTo("mass_500\nmass_700\n");
        assertThat(json("workspace", "patch", workspace.toString(), patches.toString(), "--verify", "--json")
                        .toString())
                .isEqualTo("{\"verified\":true,\"digests\":{\"sha256\":\"" + SHA256 + "\"}}");
        Files.writeString(workspace, WORKSPACE.replace("57.0", "58.0"));
        assertThat(refusal("workspace", "patch", workspace.toString(), patches.toString(), "--verify"))
                .contains("the patch set is not for", SHA256);
    }

    @Test
    void everyLikelihoodCommandTakesAPatch() throws IOException {
        String patch = patches + ":mass_500";
        Path patched = folder.resolve("patched.json");
        TestRun.of("workspace", "patch", workspace.toString(), patch, "--out", patched.toString());
        for (List<String> command : List.of(
                List.of("inspect"),
                List.of("nll"),
                List.of("fit"),
                List.of("significance"),
                List.of("cls"),
                List.of("limit"),
                List.of("ranking"),
                List.of("gradient", "--objective", "precision"))) {
            List<String> args = new ArrayList<>(command);
            args.addAll(List.of("--json", patched.toString()));
            JsonNode expected = json(args.toArray(String[]::new));
            args.set(args.size() - 1, workspace.toString());
            JsonNode plain = json(args.toArray(String[]::new));
            args.addAll(List.of("--patch", patch));

            assertThat(json(args.toArray(String[]::new))).isEqualTo(expected);
            if (!command.contains("inspect")) {
                assertThat(plain).isNotEqualTo(expected);
            }
        }
    }

    @Test
    void aJsonPatchNeedsNoNameAndPathsMayHoldColons() throws IOException {
        Path bare = Files.writeString(
                folder.resolve("a:b.json"),
                "[{\"op\": \"replace\", \"path\": \"/channels/0/samples/0/data\", \"value\": [20.0]}]");

        assertThat(json("nll", workspace.toString(), "--json", "--patch", bare.toString())
                        .at("/expected/SR/0")
                        .asDouble())
                .isEqualTo(70);
        assertThat(refusal("nll", workspace.toString(), "--patch", bare + ":x")).contains("leave out :x");
    }

    @Test
    void aWrongPatchIsNamed() throws IOException {
        assertThat(refusal("fit", workspace.toString(), "--patch", patches + ":mass_70"))
                .contains("has no patch mass_70; nearest: mass_700, mass_500");
        assertThat(refusal("fit", workspace.toString(), "--patch", patches.toString()))
                .contains("holds 2 patches; name one", "mass_500, mass_700");
        assertThat(refusal("fit", workspace.toString(), "--patch", folder + "/none.json:x"))
                .contains("none.json:x: no such file");
        assertThat(refusal("fit", workspace.toString(), "--patch", workspace.toString()))
                .contains("expected a pyhf patch set");
        Path bare = Files.writeString(
                folder.resolve("bare.json"), "[{\"op\": \"replace\", \"path\": \"/nowhere/0\", \"value\": 1}]");
        assertThat(refusal("fit", workspace.toString(), "--patch", bare.toString()))
                .contains("does not apply");
    }

    @Test
    void aSoundWorkspaceIsValid() throws IOException {
        assertThat(TestRun.of("workspace", "validate", workspace.toString()))
                .isEqualTo(new TestRun(0, "OK: " + workspace + ": 1 channel, 1 bin, 2 samples, 1 measurement\n", ""));
        JsonNode document = json("workspace", "validate", workspace.toString(), "--json");
        assertThat(document.get("valid").asBoolean()).isTrue();
        assertThat(document.get("problems")).isEmpty();
        assertThat(document.get("bins").asInt()).isEqualTo(1);
    }

    @Test
    void everyProblemIsNamedWithItsPath() throws IOException {
        Files.writeString(
                workspace,
                WORKSPACE
                        .replace("\"normfactor\"", "\"normfacto\"")
                        .replace("0.9", "\"low\"")
                        .replace("\"name\": \"m\", ", "")
                        .replace("1.0.0", "2.0.0"));
        TestRun run = TestRun.of("workspace", "validate", workspace.toString(), "--json");

        JsonNode document = new ObjectMapper().readTree(run.out());
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("diffhep: " + workspace + ": 4 problems\n");
        assertThat(document.get("valid").asBoolean()).isFalse();
        assertThat(document.get("problems").findValuesAsText("path"))
                .containsExactlyInAnyOrder(
                        "/version",
                        "/channels/0/samples/0/modifiers/0/type",
                        "/channels/0/samples/1/modifiers/0/data/lo",
                        "/measurements/0/name");
        assertThat(TestRun.of("workspace", "validate", workspace.toString()).out())
                .contains("/channels/0/samples/1/modifiers/0/data/lo is not a number\n");

        Files.writeString(workspace, WORKSPACE.replace("[57.0]", "[57.0, 1]"));
        assertThat(TestRun.of("workspace", "validate", workspace.toString()).out())
                .startsWith("/observations/0/data ");
    }

    @Test
    void whatTheModelRefusesIsAProblemToo() throws IOException {
        Files.writeString(workspace, WORKSPACE.replace("\"poi\": \"mu\"", "\"poi\": \"nu\""));
        TestRun run = TestRun.of("workspace", "validate", workspace.toString());
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("/measurements/0/config/poi is 'nu'");

        Files.writeString(
                workspace,
                WORKSPACE.replace("\"parameters\": []", "\"parameters\": [{\"name\": \"mu\", \"inits\": [1, 2]}]"));
        assertThat(TestRun.of("workspace", "validate", workspace.toString()).out())
                .startsWith("/measurements/0/config/parameters/0 ");

        Files.writeString(workspace, "{\"channels\": [");
        assertThat(TestRun.of("workspace", "validate", workspace.toString()).out())
                .contains("not valid JSON");
    }

    @Test
    void aWorkspaceGoesToHs3AndBack() throws IOException {
        Path hs3 = folder.resolve("hs3.json");
        assertThat(TestRun.of("workspace", "convert", workspace.toString(), "--to", "hs3", "--out", hs3.toString())
                        .exitCode())
                .isZero();

        assertThat(new ObjectMapper()
                        .readTree(hs3.toFile())
                        .at("/distributions/0/type")
                        .asText())
                .isEqualTo("histfactory_dist");
        assertThat(TestRun.of("workspace", "digest", hs3.toString()).out())
                .isEqualTo(
                        TestRun.of("workspace", "digest", workspace.toString()).out());
        assertThat(json("nll", hs3.toString(), "--json")).isEqualTo(json("nll", workspace.toString(), "--json"));
        assertThat(TestRun.of("workspace", "validate", hs3.toString()).out()).startsWith("OK: ");
    }

    /** ROOT's default, which pyhf's format has no word for where samples share it. */
    @Test
    void staterrorsWithPoissonConstraintStayInHs3() throws IOException {
        Path hs3 = folder.resolve("poisson.hs3.json");
        Workspace.of(
                        List.of(Channel.of(
                                "SR",
                                Sample.of("signal", 10)
                                        .with(new Modifier.NormFactor("mu"), Modifier.poissonStatError("stat", 1)),
                                Sample.of("background", 50).with(Modifier.poissonStatError("stat", 5)))),
                        List.of(Observation.of("SR", 57)),
                        List.of(Measurement.of("m", "mu")))
                .writeHs3(hs3);
        String file = hs3.toString();

        assertThat(json("workspace", "validate", file, "--json").get("valid").asBoolean())
                .isTrue();
        JsonNode parameter = json("inspect", file, "--json").at("/parameters/1");
        assertThat(parameter.get("name").asText()).isEqualTo("stat[0]");
        assertThat(parameter.get("constraint").asText()).isEqualTo("poisson");
        // 60 / √(1² + 5²) is √τ, and the data are 3 below what is expected of mu = 1
        assertThat(json("fit", file, "--json").at("/parameters/mu/value").asDouble())
                .isCloseTo(0.7, within(1e-6));
        assertThat(new ObjectMapper()
                        .readTree(TestRun.of("workspace", "convert", file, "--to", "hs3")
                                .out()))
                .isEqualTo(new ObjectMapper().readTree(hs3.toFile()));
        Path edited = folder.resolve("edited.hs3.json");
        assertThat(TestRun.of("workspace", "prune", file, "--modifier", "mu", "--to", "hs3", "--out", edited.toString())
                        .exitCode())
                .isZero();
        assertThat(Workspace.read(edited).channels().get(0).samples().get(0).modifiers())
                .containsExactly(Modifier.poissonStatError("stat", 1));
        for (String command : List.of("sort", "convert")) {
            String[] format = command.equals("sort") ? new String[0] : new String[] {"--to", "pyhf"};
            String[] args = Stream.concat(Stream.of("workspace", command, file), Stream.of(format))
                    .toArray(String[]::new);
            assertThat(refusal(args))
                    .contains("': staterror 'stat' has a Poisson constraint, and 2 samples carry it")
                    .contains("write HS3 instead");
        }
    }

    @Test
    void aRefusedCommandLeavesNoFile() throws IOException {
        Path out = folder.resolve("none/out.json");
        String[] none = {"--out", out.toString()};
        assertThat(refusal("workspace", "sort", workspace.toString(), none[0], none[1]))
                .contains("there is no folder");
        assertThat(refusal("workspace", "sort", workspace.toString(), none[0], folder.toString()))
                .contains("is a folder");
        Path target = folder.resolve("out.json");
        assertThat(refusal("workspace", "prune", workspace.toString(), "-s", "top", "--out", target.toString()))
                .contains("no sample named [top]");
        assertThat(refusal(
                        "workspace", "combine", workspace.toString(), workspace.toString(), "--out", target.toString()))
                .contains("have channels in common");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(workspace, patches);
        }
    }

    @Test
    void wrongUseIsNamed() {
        String file = workspace.toString();
        assertThat(refusal("workspace", "combine", file, file, "--join", "inner"))
                .contains("--join inner");
        assertThat(refusal("workspace", "combine", file, file, "--merge-channels"))
                .contains("--merge-channels needs");
        assertThat(refusal("workspace", "combine", "-", "-")).contains("standard input");
        assertThat(refusal("workspace", "prune", file)).contains("nothing to prune");
        assertThat(refusal("workspace", "rename", file)).contains("nothing to rename");
        assertThat(refusal("workspace", "rename", file, "--sample", "signal")).contains("--sample");
        assertThat(refusal("workspace", "convert", file, "--to", "xml")).contains("--to", "xml");
        assertThat(refusal("workspace", "patch", file, patches.toString(), "--list", "--verify"))
                .contains("exclude");
        assertThat(refusal("workspace", "sort", folder.resolve("none.json").toString()))
                .contains("no such file");
    }
}
