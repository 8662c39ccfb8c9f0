package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A valid workspace, broken in every way that a text can be: each is refused by its JSON path, and nothing else happens. */
class BrokenWorkspacesTest {
    static final String GOOD = """
            {"channels": [
              {"name": "SR", "samples": [
                {"name": "signal", "data": [5.0, 6.0], "modifiers": [
                  {"name": "mu", "type": "normfactor", "data": null},
                  {"name": "lumi", "type": "lumi", "data": null}]},
                {"name": "background", "data": [50.0, 60.0], "modifiers": [
                  {"name": "norm", "type": "normsys", "data": {"hi": 1.1, "lo": 0.9}},
                  {"name": "shape", "type": "histosys", "data": {"hi_data": [51.0, 63.0], "lo_data": [49.0, 57.0]}},
                  {"name": "stat", "type": "staterror", "data": [2.0, 3.0]}]}]},
              {"name": "CR", "samples": [
                {"name": "background", "data": [500.0], "modifiers": [
                  {"name": "uncorr", "type": "shapesys", "data": [30.0]},
                  {"name": "free", "type": "shapefactor", "data": null}]}]}],
             "observations": [{"name": "SR", "data": [52, 61]}, {"name": "CR", "data": [511]}],
             "measurements": [{"name": "m", "config": {"poi": "mu", "parameters": [
               {"name": "lumi", "inits": [1.0], "bounds": [[0.5, 1.5]], "auxdata": [1.0], "sigmas": [0.02]},
               {"name": "mu", "fixed": false}]}}],
             "version": "1.0.0"}
            """.replaceAll("\\s+", " ");

    /** How the workspace is broken, and what is said about it when it is read or its model and data are made. */
    record Case(String good, String bad, String message) {
        String json() {
            assertThat(GOOD).contains(good);
            return GOOD.replace(good, bad);
        }

        @Override
        public String toString() {
            return good + " -> " + bad;
        }
    }

    private static Case of(String good, String bad, String message) {
        return new Case(good, bad, message);
    }

    static Stream<Case> refused() {
        String sr = "/channels/0";
        String signal = sr + "/samples/0";
        String background = sr + "/samples/1";
        String config = "/measurements/0/config";
        String lumi = config + "/parameters/0";
        return Stream.of(
                // keys that are missing, at each level
                of("\"channels\"", "\"regions\"", "/channels is missing"),
                of("\"name\": \"SR\", \"samples\"", "\"samples\"", sr + "/name is missing"),
                of("\"name\": \"SR\", \"samples\": [", "\"name\": \"SR\", \"sample\": [", sr + "/samples is missing"),
                of("\"name\": \"signal\", ", "", signal + "/name is missing"),
                of("\"data\": [5.0, 6.0], ", "", signal + "/data is missing"),
                of(
                        ", \"modifiers\": [ {\"name\": \"mu\"",
                        ", \"modifier\": [ {\"name\": \"mu\"",
                        signal + "/modifiers is missing"),
                of("\"name\": \"mu\", \"type\"", "\"type\"", signal + "/modifiers/0/name is missing"),
                of(
                        "\"name\": \"mu\", \"type\": \"normfactor\"",
                        "\"name\": \"mu\"",
                        signal + "/modifiers/0/type is missing"),
                of(
                        "\"normsys\", \"data\": {\"hi\": 1.1, \"lo\": 0.9}",
                        "\"normsys\"",
                        background + "/modifiers/0/data is missing"),
                of("\"hi\": 1.1, ", "", background + "/modifiers/0/data/hi is missing"),
                of(
                        "\"lo_data\": [49.0, 57.0]",
                        "\"low_data\": [49.0, 57.0]",
                        background + "/modifiers/1/data/lo_data is missing"),
                of("\"staterror\", \"data\": [2.0, 3.0]", "\"staterror\"", background + "/modifiers/2/data is missing"),
                of("{\"name\": \"SR\", \"data\"", "{\"data\"", "/observations/0/name is missing"),
                of("\"name\": \"CR\", \"data\": [511]", "\"name\": \"CR\"", "/observations/1/data is missing"),
                of("\"name\": \"m\", ", "", "/measurements/0/name is missing"),
                of("{\"name\": \"lumi\", \"inits\"", "{\"inits\"", lumi + "/name is missing"),
                // keys that are unknown
                of("\"version\"", "\"extra\": 1, \"version\"", "/extra is not a key that is known here"),
                of(
                        "\"name\": \"SR\", \"samples\"",
                        "\"name\": \"SR\", \"title\": \"t\", \"samples\"",
                        sr + "/title is not a key"),
                of("\"name\": \"signal\"", "\"name\": \"signal\", \"color\": 2", signal + "/color is not a key"),
                of("\"normfactor\"", "\"normfactor\", \"a/b~\": 1", signal + "/modifiers/0/a~1b~0 is not a key"),
                of("\"lo\": 0.9", "\"lo\": 0.9, \"mid\": 1", background + "/modifiers/0/data/mid is not a key"),
                of("\"poi\"", "\"toys\": 3, \"poi\"", config + "/toys is not a key"),
                of("\"fixed\": false", "\"const\": false", config + "/parameters/1/const is not a key"),
                // wrong types
                of("{\"channels\": [", "{\"channels\": {\"a\": [", "is not valid JSON"),
                of("\"name\": \"SR\", \"samples\"", "\"name\": 7, \"samples\"", sr + "/name is not a string"),
                of("\"name\": \"signal\"", "\"name\": null", signal + "/name is not a string"),
                of("[5.0, 6.0]", "5.0", signal + "/data is not a list"),
                of("[5.0, 6.0]", "[5.0, \"6.0\"]", signal + "/data/1 is not a number"),
                of("[5.0, 6.0]", "[5.0, null]", signal + "/data/1 is not a number"),
                of("[5.0, 6.0]", "[5.0, true]", signal + "/data/1 is not a number"),
                of("[5.0, 6.0]", "[5.0, [6.0]]", signal + "/data/1 is not a number"),
                of(
                        "{\"name\": \"mu\", \"type\": \"normfactor\", \"data\": null}",
                        "\"mu\"",
                        signal + "/modifiers/0 is not an object"),
                of("\"normfactor\", \"data\": null", "\"normfactor\", \"data\": [1.0]", signal + "/modifiers/0/data"),
                of("\"type\": \"normfactor\"", "\"type\": 3", signal + "/modifiers/0/type is not a string"),
                of("{\"hi\": 1.1, \"lo\": 0.9}", "[1.1, 0.9]", background + "/modifiers/0/data is not an object"),
                of("\"hi\": 1.1", "\"hi\": \"1.1\"", background + "/modifiers/0/data/hi is not a number"),
                of("\"data\": [52, 61]", "\"data\": {}", "/observations/0/data is not a list"),
                of("\"poi\": \"mu\"", "\"poi\": [\"mu\"]", config + "/poi is not a string"),
                of("\"fixed\": false", "\"fixed\": 0", config + "/parameters/1/fixed is neither true nor false"),
                of(
                        "\"fixed\": false",
                        "\"fixed\": [false, 1]",
                        config + "/parameters/1/fixed/1 is neither true nor false"),
                of("[[0.5, 1.5]]", "[0.5, 1.5]", lumi + "/bounds/0 is not a pair"),
                of("[[0.5, 1.5]]", "[[0.5, 1.5, 2.0]]", lumi + "/bounds/0 is not a pair"),
                of("\"version\": \"1.0.0\"", "\"version\": \"2.0.0\"", "/version is \"2.0.0\", expected \"1.0.0\""),
                of("\"version\": \"1.0.0\"", "\"version\": 1", "/version is 1, expected"),
                // unknown and misplaced modifiers
                of("\"normsys\"", "\"overallsys\"", background + "/modifiers/0/type is 'overallsys'"),
                of("\"type\": \"histosys\"", "\"type\": \"staterror\"", background + "/modifiers/1/data is not a list"),
                // lengths
                of(
                        "[50.0, 60.0]",
                        "[50.0, 60.0, 70.0]",
                        background + "/modifiers/1/data/lo_data has 2 numbers, channel SR has 3 bins"),
                of("[5.0, 6.0]", "[5.0]", sr + " channel 'SR': sample 'background' has 2 bins, but 'signal' has 1"),
                of("[2.0, 3.0]", "[2.0]", background + "/modifiers/2/data has 1 numbers, channel SR has 2 bins"),
                of("[30.0]", "[30.0, 1.0]", "/channels/1/samples/0/modifiers/0/data has 2 numbers"),
                of("[511]", "[511, 2]", "observation of channel 'CR' has 2 bins, the channel has 1"),
                of("\"inits\": [1.0]", "\"inits\": [1.0, 1.0]", "parameter 'lumi': inits has 2 entries, expected 1"),
                of("\"auxdata\": [1.0]", "\"auxdata\": [1.0, 1.0]", "parameter 'lumi': auxdata has 2 entries"),
                of("[[0.5, 1.5]]", "[[0.5, 1.5], [0.5, 1.5]]", "parameter 'lumi': bounds has 2 entries"),
                of("\"fixed\": false", "\"fixed\": [false, true]", "parameter 'mu': fixed has 2 entries, expected 1"),
                // empty lists
                of("\"data\": [5.0, 6.0]", "\"data\": []", signal + "/data is empty"),
                of("\"data\": [511]", "\"data\": []", "/observations/1/data is empty"),
                of("\"inits\": [1.0]", "\"inits\": []", lumi + "/inits is empty"),
                of("[[0.5, 1.5]]", "[]", lumi + "/bounds is empty"),
                // numbers that are none
                of("[5.0, 6.0]", "[5.0, NaN]", "(at /channels/0/samples/0/data/1"),
                of("[5.0, 6.0]", "[Infinity, 6.0]", "(at /channels/0/samples/0/data/0"),
                of("[5.0, 6.0]", "[5.0, -Infinity]", "is not valid JSON"),
                of("[5.0, 6.0]", "[5.0, 1e999]", signal + "/data/1 is"),
                of("[5.0, 6.0]", "[5.0, " + "9".repeat(400) + "]", signal + "/data/1 is"),
                of(
                        "[5.0, 6.0]",
                        "[5.0, " + "9".repeat(2000) + "]",
                        "is not valid JSON: Number value length (2000) exceeds"),
                of("[5.0, 6.0]", "[5.0, 06]", "is not valid JSON"),
                of("[5.0, 6.0]", "[5.0, +6]", "is not valid JSON"),
                of("[5.0, 6.0]", "[5.0, 6.]", "is not valid JSON"),
                of("[5.0, 6.0]", "[5.0, 0x6]", "is not valid JSON"),
                of("[5.0, 6.0]", "[5.0, 6.0,]", "is not valid JSON"),
                // values that contradict
                of("\"lo\": 0.9", "\"lo\": -0.9", background + "/modifiers/0 normsys 'norm': lo = -0.9"),
                of("[52, 61]", "[52, -61]", "/observations/0 observation of channel 'SR': bin 1 holds -61.0 events"),
                of("[0.02]", "[-0.02]", "parameter 'lumi': width -0.02 of the constraint"),
                of("[[0.5, 1.5]]", "[[1.5, 0.5]]", lumi + " parameter 'lumi': bounds [1.5, 0.5] are crossed"),
                of(
                        "\"name\": \"mu\", \"fixed\": false",
                        "\"name\": \"mu\", \"sigmas\": [1.0]",
                        "parameter 'mu': sigmas is given"),
                of(
                        "\"name\": \"mu\", \"fixed\": false",
                        "\"name\": \"mu\", \"auxdata\": [1.0]",
                        "parameter 'mu': auxdata is given"),
                of(
                        "\"name\": \"mu\", \"fixed\": false",
                        "\"name\": \"mu\", \"factors\": [1.0]",
                        "parameter 'mu': factors is given"),
                of(", \"sigmas\": [0.02]", "", "parameter 'lumi': lumi needs a configuration"),
                // names
                of("\"name\": \"CR\", \"samples\"", "\"name\": \"SR\", \"samples\"", "two channels are named 'SR'"),
                of(
                        "\"name\": \"background\", \"data\": [50.0",
                        "\"name\": \"signal\", \"data\": [50.0",
                        sr + " channel 'SR' holds two samples named 'signal'"),
                of(
                        "\"name\": \"lumi\", \"type\": \"lumi\"",
                        "\"name\": \"mu\", \"type\": \"normfactor\"",
                        "two modifiers of type normfactor are named 'mu'"),
                of("\"name\": \"norm\"", "\"name\": \"mu\"", "parameters of one name must be of one kind"),
                of(
                        "\"name\": \"free\", \"type\": \"shapefactor\"",
                        "\"name\": \"stat\", \"type\": \"shapefactor\"",
                        "parameters of one name must be of one kind"),
                of(
                        "\"name\": \"stat\", \"type\": \"staterror\"",
                        "\"name\": \"uncorr\", \"type\": \"shapesys\"",
                        "the name of shapesys 'uncorr' is taken"),
                of(
                        "\"name\": \"stat\", \"type\": \"staterror\", \"data\": [2.0, 3.0]",
                        "\"name\": \"free\", \"type\": \"shapefactor\", \"data\": null",
                        "shared by channels of different binning"),
                of(
                        "\"name\": \"mu\", \"fixed\"",
                        "\"name\": \"lumi\", \"fixed\"",
                        config + "/parameters measurement 'm' configures parameter 'lumi' twice"),
                of(
                        "{\"name\": \"CR\", \"data\"",
                        "{\"name\": \"VR\", \"data\"",
                        "there is no observation of channel 'CR'"),
                of(
                        "\"name\": \"mu\", \"type\"",
                        "\"name\": \"mu\", \"name\": \"nu\", \"type\"",
                        "Duplicate field 'name' (at " + signal + "/modifiers/0/name"),
                // whole documents
                of(GOOD, "", "is empty: expected a JSON document"),
                of(GOOD, "   ", "is empty: expected a JSON document"),
                of(GOOD, "null", "is not a JSON object"),
                of(GOOD, "[]", "is not a JSON object"),
                of(GOOD, "{}", "/channels is missing"),
                of(GOOD, "{\"channels\": []}", "/channels is empty"),
                of(GOOD, "workspace", "is not valid JSON"),
                of(GOOD, GOOD.substring(0, 300), "is not valid JSON"),
                of(GOOD, GOOD + "{}", "something follows the document"),
                of(GOOD, "\u0000\u0001\u0002", "is not valid JSON"),
                of(GOOD, "{'channels': []}", "is not valid JSON"),
                of(GOOD, "// comment\n" + GOOD, "is not valid JSON"),
                of("\"measurements\": [", "\"measurements\": [], \"_\": [", "/_ is not a key"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedByItsPath(Case broken) {
        assertThatThrownBy(() -> {
                    Workspace workspace = Workspace.parse(broken.json(), "ws.json");
                    workspace.data(workspace.model());
                })
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("ws.json")
                .hasMessageContaining(broken.message());
        assertThat(Workspace.validate(broken.json())).anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
    }

    @Test
    void thereAreManyOfThemAndTheGoodOneIsGood() {
        assertThat(refused().map(Case::json).distinct()).hasSizeGreaterThan(95);
        assertThat(Workspace.validate(GOOD)).isEmpty();
    }

    // ---- all problems at once

    static Stream<Case> incomplete() {
        return Stream.of(
                of(
                        "\"auxdata\": [1.0], ",
                        "",
                        "/measurements/0/config/parameters/0 is the lumi, for which pyhf has no defaults: give it inits and auxdata"),
                of(
                        "\"normfactor\", \"data\": null",
                        "\"normfactor\"",
                        "/channels/0/samples/0/modifiers/0/data is missing: expected null"),
                of(", \"version\": \"1.0.0\"", "", "/version is missing: expected \"1.0.0\""),
                of("\"poi\": \"mu\", ", "", "/measurements/0/config/poi is missing"),
                of("\"poi\": \"mu\"", "\"poi\": null", "/measurements/0/config/poi is not a string"),
                of(
                        "\"fixed\": false",
                        "\"fixed\": [false]",
                        "/measurements/0/config/parameters/1/fixed is neither true nor false"),
                of(
                        "\"observations\": [{\"name\": \"SR\", \"data\": [52, 61]}, {\"name\": \"CR\", \"data\": [511]}], ",
                        "",
                        "/observations is missing"),
                of(
                        "\"name\": \"lumi\", \"type\"",
                        "\"name\": \"Lumi\", \"type\"",
                        "/channels/0/samples/0/modifiers/1/name is 'Lumi': a modifier of type lumi must be named lumi"));
    }

    @ParameterizedTest
    @MethodSource("incomplete")
    void validationIsAsStrictAsPyhf(Case broken) {
        assertThat(Workspace.validate(broken.json()))
                .extracting(Problem::toString)
                .contains(broken.message());
        assertThat(Workspace.parse(broken.json(), "ws.json").channels()).hasSize(2);
    }

    static Stream<Case> suspicious() {
        return Stream.of(
                of("[5.0, 6.0]", "[-5.0, 6.0]", "/channels/0/samples/0/data/0 is -5.0, a negative expected yield"),
                of(
                        "[2.0, 3.0]",
                        "[2.0, -3.0]",
                        "/channels/0/samples/1/modifiers/2/data/1 is -3.0, a negative uncertainty"),
                of(
                        "\"poi\": \"mu\"",
                        "\"poi\": \"nu\"",
                        "/measurements/0/config/poi is 'nu', which is no parameter of the model"),
                of(
                        "\"name\": \"mu\", \"fixed\"",
                        "\"name\": \"nu\", \"fixed\"",
                        "/measurements/0/config/parameters/1/name is 'nu', which no modifier has"),
                of(
                        "\"data\": [511]}",
                        "\"data\": [511]}, {\"name\": \"VR\", \"data\": [3]}",
                        "/observations/2/name is 'VR', but there is no such channel"),
                of(
                        "\"name\": \"uncorr\", \"type\": \"shapesys\"",
                        "\"name\": \"stat\", \"type\": \"staterror\"",
                        "/channels/1/samples/0/modifiers/0 is a staterror named 'stat', as is /channels/0/samples/1/modifiers/2 in another channel"),
                of(
                        "\"measurements\": [",
                        "\"measurements\": [{\"name\": \"m\", \"config\": {\"poi\": \"\", \"parameters\": [{\"name\": \"lumi\", \"inits\": [1.0], \"auxdata\": [1.0], \"sigmas\": [0.1]}]}}, ",
                        "/measurements/1/name is 'm', as is that of /measurements/0"));
    }

    @ParameterizedTest
    @MethodSource("suspicious")
    void whatIsProbablyNotMeantIsAWarning(Case odd) {
        Workspace workspace = Workspace.parse(odd.json(), "ws.json");
        assertThat(workspace.data(workspace.model()).main()).hasSize(3);
        assertThat(Workspace.validate(odd.json())).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
            assertThat(problem.toString()).startsWith(odd.message());
        });
    }

    @Test
    void allProblemsAreListed() {
        String broken = GOOD.replace("[5.0, 6.0]", "[5.0, \"6\"]")
                .replace("\"normsys\"", "\"normsis\"")
                .replace("[30.0]", "[30.0, 1.0]")
                .replace("[511]", "[-1]")
                .replace("\"fixed\": false", "\"fixed\": 1, \"colour\": 2");
        String contradicting = GOOD.replace("\"name\": \"CR\"", "\"name\": \"SR\"")
                .replace("\"name\": \"free\"", "\"name\": \"stat\"");

        assertThat(Workspace.validate(broken))
                .extracting(Problem::path)
                .containsExactly(
                        "/channels/0/samples/0/data/1",
                        "/channels/0/samples/1/modifiers/0/type",
                        "/channels/1/samples/0/modifiers/0/data",
                        "/observations/1",
                        "/measurements/0/config/parameters/1/fixed",
                        "/measurements/0/config/parameters/1/colour");
        assertThat(Workspace.validate(contradicting))
                .extracting(Problem::path)
                .containsExactly("/channels/1/name", "/channels/1/samples/0/modifiers/1", "/observations/1/name");
    }

    // ---- files

    @Test
    void aFolderAndBinaryAndMisencodedFilesAreRefused(@TempDir Path folder) throws IOException {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        Path gzip = Files.write(folder.resolve("gzip"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0});
        byte[] latin = GOOD.replace("\"SR\"", "\"S\u00e9\"").getBytes(StandardCharsets.ISO_8859_1);
        Path encoded = Files.write(folder.resolve("latin"), latin);
        Path empty = Files.write(folder.resolve("empty"), new byte[0]);

        for (Path file : List.of(binary, gzip, encoded, empty, folder)) {
            assertThatThrownBy(() -> Workspace.read(file))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining(file.toString());
            assertThatThrownBy(() -> PatchSet.read(file)).isInstanceOf(InvalidModelException.class);
            assertThat(Workspace.validate(file)).hasSize(1);
        }
    }

    @Test
    void aByteOrderMarkIsSkipped(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("bom.json"), "\uFEFF" + GOOD);

        assertThat(Workspace.read(file).channels())
                .isEqualTo(Workspace.parse("\uFEFF" + GOOD, "bom").channels());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"channels\":[", "[[],"})
    void nestingWithoutEndIsRefusedAtOnce(String unit, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("deep.json");
        byte[] block = unit.repeat(4096).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (long written = 0; written < 64L << 20; written += block.length) {
                out.write(block);
            }
        }

        assertThatThrownBy(() -> Workspace.read(file))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("nesting depth (101) exceeds");
        assertThatThrownBy(() -> Workspace.parse(unit.repeat(1 << 20), "deep"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("nesting depth (101) exceeds");
    }

    @Test
    void namesAndTextsWithoutEndAreRefused() {
        assertThatThrownBy(() -> Workspace.parse("{\"" + "a".repeat(20_000) + "\": 1}", "ws"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("Name length");
        assertThatThrownBy(() -> Workspace.parse(GOOD.replace("\"SR\"", "\"" + "a".repeat(2_000_000) + "\""), "ws"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("String value length");
    }

    /** Any single character changed: the result is read, or refused as it should be. */
    @Test
    void noChangeOfASingleCharacterHasAnotherOutcome() {
        String characters = "{}[]\",:0-e\\nu \u0000";
        long[] outcomes = new long[2];
        for (int i = 0; i < GOOD.length(); i++) {
            char c = characters.charAt(i % characters.length());
            String text = GOOD.substring(0, i) + c + GOOD.substring(i + 1);
            try {
                Workspace workspace = Workspace.parse(text, "ws.json");
                workspace.data(workspace.model());
                outcomes[0]++;
            } catch (InvalidModelException e) {
                assertThat(e).hasMessageStartingWith("ws.json");
                outcomes[1]++;
            }
        }
        assertThat(Arrays.stream(outcomes).sum()).isEqualTo(GOOD.length());
        assertThat(outcomes[1])
                .as(() -> String.format(Locale.ROOT, "%d read, %d refused", outcomes[0], outcomes[1]))
                .isGreaterThan(GOOD.length() / 2);
    }
}
