package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patches and patch sets, broken in every way: each is refused by its JSON path, and the workspace stays as it was. */
class BrokenPatchesTest {
    private static final String GOOD = BrokenWorkspacesTest.GOOD;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"op\": \"test\", \"path\": \"/version\", \"value\": \"0\"} | /1 is a test that fails: '/version' is \"1.0.0\", expected \"0\"",
                "{\"op\": \"test\", \"path\": \"/nothing\", \"value\": 1} | /1/path is '/nothing', which is not in the workspace",
                "{\"op\": \"remove\", \"path\": \"/nothing\"} | /1/path is '/nothing', which is not in the workspace",
                "{\"op\": \"remove\", \"path\": \"/channels/7\"} | /1/path is '/channels/7', which is not in the workspace",
                "{\"op\": \"remove\", \"path\": \"/channels/-\"} | /1/path is '/channels/-', which is not in the workspace",
                "{\"op\": \"remove\", \"path\": \"\"} | /1/path is the whole workspace",
                "{\"op\": \"replace\", \"path\": \"/nothing\", \"value\": 1} | /1/path is '/nothing'",
                "{\"op\": \"replace\", \"path\": \"/channels/0/samples/0/data\", \"value\": \"none\"} | /channels/0/samples/0/data is not a list",
                "{\"op\": \"replace\", \"path\": \"\", \"value\": 5} | is not a JSON object",
                "{\"op\": \"add\", \"path\": \"/channels/3\", \"value\": {}} | /1/path is '/channels/3', beyond the end of the list",
                "{\"op\": \"add\", \"path\": \"/channels/-1\", \"value\": {}} | /1/path is '/channels/-1': '-1' is not an index",
                "{\"op\": \"add\", \"path\": \"/channels/01\", \"value\": {}} | '01' is not an index",
                "{\"op\": \"add\", \"path\": \"/channels/99999999999\", \"value\": {}} | '99999999999' is not an index",
                "{\"op\": \"add\", \"path\": \"/channels/x\", \"value\": {}} | 'x' is not an index",
                "{\"op\": \"add\", \"path\": \"/channels/-\", \"value\": {}} | /channels/2/name is missing",
                "{\"op\": \"add\", \"path\": \"/version/x\", \"value\": 1} | what is above it is neither object nor list",
                "{\"op\": \"add\", \"path\": \"/none/x\", \"value\": 1} | /1/path is '/none', which is not in the workspace",
                "{\"op\": \"add\", \"path\": \"version\", \"value\": 1} | /1/path is 'version': a JSON pointer starts with /",
                "{\"op\": \"add\", \"path\": \"/a~2\", \"value\": 1} | ~ is followed by 0 or 1",
                "{\"op\": \"add\", \"path\": \"/extra\", \"value\": 1} | /extra is not a key that is known here",
                "{\"op\": \"add\", \"path\": \"/extra\"} | /1/value is missing",
                "{\"op\": \"add\", \"value\": 1} | /1/path is missing",
                "{\"op\": \"add\", \"path\": 3, \"value\": 1} | /1/path is not a string",
                "{\"path\": \"/version\"} | /1/op is missing",
                "{\"op\": 3, \"path\": \"/version\"} | /1/op is not a string",
                "{\"op\": \"merge\", \"path\": \"/version\"} | /1/op is 'merge': expected add, remove, replace, move, copy or test",
                "{\"op\": \"move\", \"path\": \"/version\"} | /1/from is missing",
                "{\"op\": \"move\", \"from\": \"/none\", \"path\": \"/version\"} | /1/from is '/none', which is not in the workspace",
                "{\"op\": \"copy\", \"from\": \"/none\", \"path\": \"/version\"} | /1/from is '/none', which is not in the workspace",
                "{\"op\": \"move\", \"from\": \"/channels\", \"path\": \"/channels/0/samples\"} | inside of '/channels', which cannot move there",
                "{\"op\": \"move\", \"from\": \"\", \"path\": \"/channels/0\"} | which cannot move there",
                "{\"op\": \"copy\", \"from\": \"\", \"path\": \"/channels/0/self\"} | /channels/0/self is not a key that is known here",
                "3 | /1 is not an object with op and path"
            })
    void badPatchesAreRefusedByTheirOperation(String operation, String message) {
        Workspace workspace = Workspace.parse(GOOD, "ws.json");
        String good = "{\"op\": \"test\", \"path\": \"/channels/0/samples/0/data/0\", \"value\": 5}";

        assertThatThrownBy(() -> PatchSet.parse("[" + good + ", " + operation + "]", "patch.json")
                        .apply(workspace, ""))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("patch.json")
                .hasMessageContaining(message);
        assertThat(workspace.toJson())
                .isEqualTo(Workspace.parse(GOOD, "ws.json").toJson());
    }

    @Test
    void patchesThatDoubleTheDocumentForeverAreStopped() {
        Workspace workspace = Workspace.parse(GOOD, "ws.json");
        String wide = "{\"op\": \"copy\", \"from\": \"/channels\", \"path\": \"/channels/-\"}";
        String deep = "{\"op\": \"copy\", \"from\": \"\", \"path\": \"/version\"}";

        for (String operation : List.of(wide, deep)) {
            String patch = String.join(", ", Collections.nCopies(300, operation));
            assertThatThrownBy(
                            () -> PatchSet.parse("[" + patch + "]", "bomb.json").apply(workspace, ""))
                    .isInstanceOf(InvalidModelException.class)
                    .hasMessageContaining("bomb.json")
                    .hasMessageContaining("makes the workspace");
        }
    }

    @Test
    void allOperationsOfAPatchDoWhatRfc6902Says() {
        Workspace workspace = Workspace.parse(GOOD, "ws.json");
        PatchSet patch = PatchSet.parse("""
                [{"op": "replace", "path": "/channels/0/samples/0/data/0", "value": 7.5},
                 {"op": "copy", "from": "/observations/0/data/1", "path": "/observations/0/data/0"},
                 {"op": "remove", "path": "/observations/0/data/2"},
                 {"op": "add", "path": "/channels/1/samples/0/modifiers/0", "value":
                   {"name": "new", "type": "normfactor", "data": null}},
                 {"op": "move", "from": "/channels/1/samples/0/modifiers/2", "path": "/channels/1/samples/0/modifiers/0"},
                 {"op": "test", "path": "/observations/0/data", "value": [61.0, 52]}]
                """, "patch.json");

        Workspace patched = patch.apply(workspace, "");

        assertThat(patched.channels().get(0).samples().get(0).nominal()).containsExactly(7.5, 6);
        assertThat(patched.observations().get(0).data()).containsExactly(61, 52);
        assertThat(patched.channels().get(1).samples().get(0).modifiers())
                .extracting(Modifier::name)
                .containsExactly("free", "new", "uncorr");
    }

    // ---- patch sets

    private static final String SET = """
            {"metadata": {"labels": ["m1"], "digests": {"sha256": "DIGEST"}, "description": "d",
              "references": {"hepdata": "ins1234567"}}, "version": "1.0.0", "patches": [
              {"metadata": {"name": "p1", "values": [100]}, "patch": [{"op": "remove", "path": "/observations/0"}]},
              {"metadata": {"name": "p2", "values": ["200"]}, "patch": []}]}
            """.replaceAll("\\s+", " ");

    private static String set() {
        return SET.replace("DIGEST", Workspace.parse(GOOD, "ws").digest("sha256"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"version\": \"1.0.0\" | \"version\": \"1.1.0\" | /version is \"1.1.0\", expected \"1.0.0\"",
                "\"name\": \"p2\" | \"name\": \"p1\" | /patches/1/metadata/name is 'p1', which another patch is named too",
                "[\"200\"] | [100] | /patches/1/metadata/values are those of patch 'p1' too",
                "[\"200\"] | [1, 2] | /patches/1/metadata/values has 2 entries, the set has 1 labels",
                "[\"200\"] | [null] | /patches/1/metadata/values/0 is neither a number nor a string",
                "\"name\": \"p2\", | | /patches/1/metadata/name is missing",
                "\"patch\": [] | \"patch\": {} | /patches/1/patch is not a list of operations",
                ", \"patch\": [] | | /patches/1/patch is missing",
                "\"op\": \"remove\" | \"op\": \"erase\" | /patches/0/patch/0/op is 'erase'",
                "\"patches\" | \"patch\" | /patches is not a list",
                "\"sha256\" | \"sha3\" | /metadata/digests/sha3 is not a key that is known here",
                "[\"m1\"] | [1] | /metadata/labels/0 is not a string",
                "\"patch\": [] | \"patch\": [], \"color\": 1 | /patches/1/color is not a key"
            })
    void brokenPatchSetsAreRefusedByTheirPath(String good, String bad, String message) {
        String broken = set().replace(good, bad == null ? "" : bad);

        assertThatThrownBy(() -> PatchSet.parse(broken, "set.json"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("set.json")
                .hasMessageContaining(message);
        assertThat(PatchSet.validate(broken)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"description\": \"d\", | | /metadata/description is missing",
                "ins1234567 | 1234567 | /metadata/references/hepdata is '1234567', which is not of the form",
                "\"name\": \"p2\" | \"name\": \"p 2\" | /patches/1/metadata/name is 'p 2', which is not of the form",
                ", \"version\": \"1.0.0\" | | /version is missing",
                "\"sha256\": \" | \"sha256\": \"x | /metadata/digests/sha256 is"
            })
    void validationOfPatchSetsIsAsStrictAsPyhf(String good, String bad, String message) {
        assertThat(PatchSet.validate(set())).isEmpty();
        String broken = set().replace(good, bad == null ? "" : bad);

        assertThat(PatchSet.validate(broken)).extracting(Problem::toString).anySatisfy(text -> assertThat(text)
                .startsWith(message));
        assertThat(PatchSet.parse(broken, "set.json").names()).hasSize(2);
    }

    @Test
    void aPatchSetForAnotherWorkspaceIsRefused() {
        PatchSet set = PatchSet.parse(set().replaceFirst("\"sha256\": \"....", "\"sha256\": \"0000"), "set.json");

        assertThatThrownBy(() -> set.apply(Workspace.parse(GOOD, "ws.json"), "p1"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("set.json: /metadata/digests/sha256: the patch set is not for ws.json");
        assertThatThrownBy(() -> PatchSet.parse(set(), "set.json").values("p2"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("/patches/1/metadata/values holds \"200\", which is not a number");
        assertThat(PatchSet.parse(set(), "set.json").values("p1")).containsExactly(100.0);
    }
}
