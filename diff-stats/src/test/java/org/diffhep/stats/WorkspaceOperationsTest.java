package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.diffhep.stats.WorkspaceEdit.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations on workspaces; the digests of their results were made with pyhf 0.7.6. */
class WorkspaceOperationsTest {
    private static Workspace open(String name) {
        return Shared.workspace(Shared.folder("data/likelihoods/open").resolve(name + ".json"));
    }

    @ParameterizedTest
    @CsvSource({
        "syn24_everything_medium, b6422a2d47571b9b6ae10f5627a26f991aef58fc61a89cd2353bc26c838f98fc,"
                + " b4efa673ab4c9137e32d312f476e8f2e, a3f831fd686a115f8ca0c393b51449e56e44bed9eb7d7b2907d93e636a04071e",
        "pyhf_xmlimport_input_bkg, acaf538804e40bcfa212e7cd62b525056946b078c1cc3425c4593b9fa25e1e08,"
                + " 7dafd20ecc3501ee919b727f35c8a5a5, 08fe23dff790eacd92d0fe13dc88dbf80738a5ccc741590b0d3302192e3ebf8d",
        "syn08_shapesys_zeros, a43e3e702245ca41d96157a538060557e1674c2e5cb6a32a6b3ff3e92d89b93e,"
                + " eb8b56e639fa91f374bc4cfdbb64db8e, 4cd36761aece7effb0c5cc60eccfac10407bb719d41b2d566d0a4b2f044df0e3"
    })
    void digestsAreThoseOfPyhf(String name, String sha256, String md5, String sorted) {
        Workspace workspace = open(name);

        assertThat(workspace.digest("sha256")).isEqualTo(sha256);
        assertThat(workspace.digest("md5")).isEqualTo(md5);
        assertThat(workspace.sorted().digest("sha256")).isEqualTo(sorted);
    }

    @ParameterizedTest
    @CsvSource({
        "1e-05, 0.00001",
        "1e+16, 1e16",
        "1.2345678901234568e+17, 123456789012345680",
        "1.5e-07, 1.5e-7",
        "5e-324, 5e-324",
        "0.1, 0.1",
        "1e+22, 1e22",
        "9007199254740992.0, 9007199254740993",
        "-0.0001, -0.0001",
        "100.0, 100"
    })
    void numbersAreWrittenAsPythonDoes(String expected, double value) {
        assertThat(CanonicalJson.number(value)).isEqualTo(expected);
    }

    @Test
    void pruningIsThatOfPyhf() {
        Workspace pruned = WorkspaceEdit.none()
                .prune(Part.MODIFIER, "k_ttbar")
                .prune(Part.MODIFIER_TYPE, "staterror")
                .prune(Part.CHANNEL, "ch1")
                .apply(open("syn24_everything_medium"));

        assertThat(pruned.digest("sha256"))
                .isEqualTo("95ca518e5f48c9a389de38bcedd5043a471507275375920234546eb88c5a3eee");
    }

    @Test
    void renamingIsThatOfPyhf() {
        Workspace renamed = WorkspaceEdit.none()
                .rename(Part.MODIFIER, "mu", "strength")
                .rename(Part.SAMPLE, "WW", "renamed")
                .rename(Part.CHANNEL, "ch0", "first")
                .rename(Part.MEASUREMENT, "meas", "other")
                .apply(open("syn24_everything_medium"));

        assertThat(renamed.digest("sha256"))
                .isEqualTo("d487be2c0aa9ff157283a0c71347134b352facdbd68373a0ea1e582a86d6f086");
        assertThat(renamed.model().declaredPoi()).contains("strength");
    }

    @ParameterizedTest
    @CsvSource({
        "OUTER, c50605b45c91819c98a5472d4fed8045906b45caf0c05c8daa467d07ba6c2c1f",
        "LEFT_OUTER, 7416364f2daf74448b67e548a42cbeb2cbc3e14f79714cb6fe6351d226fb1a30",
        "RIGHT_OUTER, fb37a161a6eba7babb4f6d8915aacd5450f3b03d45127f03a31acfdc72835664"
    })
    void combiningIsThatOfPyhf(WorkspaceJoin join, String digest) {
        Workspace right = WorkspaceEdit.none()
                .rename(Part.CHANNEL, "ch0", "x0")
                .rename(Part.CHANNEL, "ch1", "x1")
                .apply(open("syn20_fixed_pars_custom_bounds"));

        Workspace combined = join.combine(open("syn00_normfactor_only"), right, false);

        assertThat(combined.digest("sha256")).isEqualTo(digest);
    }

    @Test
    void combiningWithNothingInCommonIsThatOfPyhf() {
        Workspace right = WorkspaceEdit.none()
                .rename(Part.CHANNEL, "ch0", "x0")
                .rename(Part.CHANNEL, "ch1", "x1")
                .rename(Part.MEASUREMENT, "meas", "second")
                .apply(open("syn20_fixed_pars_custom_bounds"));

        assertThat(WorkspaceJoin.NONE
                        .combine(open("syn00_normfactor_only"), right, false)
                        .digest("sha256"))
                .isEqualTo("02cc4031a919a8e7530a00668d87368b962cea937f854944de983f9232447b0d");
        assertThatThrownBy(() -> WorkspaceJoin.NONE.combine(
                        open("syn00_normfactor_only"), open("syn20_fixed_pars_custom_bounds"), false))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("channels in common")
                .hasMessageContaining("ch0");
    }

    @Test
    void mergingChannelsIsThatOfPyhf() {
        Workspace left = open("syn20_fixed_pars_custom_bounds");
        Workspace right = WorkspaceEdit.none()
                .rename(Part.SAMPLE, "signal", "signal2")
                .rename(Part.MEASUREMENT, "meas", "second")
                .apply(left);

        assertThat(WorkspaceJoin.OUTER.combine(left, right, true).digest("sha256"))
                .isEqualTo("890363708b6f14793cbf3594432e17dec313ec0378d2a424b4e9e97e87d29968");
    }

    @Test
    void namesThatAreNotThereAreRefused() {
        assertThatThrownBy(
                        () -> WorkspaceEdit.none().prune(Part.SAMPLE, "absent").apply(open("syn00_normfactor_only")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("no sample named [absent]");
    }

    static Stream<Path> workspaces() {
        return Stream.concat(
                Shared.workspaces("data/likelihoods/open").stream(),
                Shared.workspaces("data/likelihoods/unlabelled").stream());
    }

    @ParameterizedTest
    @MethodSource("workspaces")
    void readingAndWritingLosesNothing(Path file, @TempDir Path folder) throws IOException {
        Workspace workspace = Workspace.read(file);
        Path copy = folder.resolve("copy.json");
        workspace.write(copy);

        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(copy.toFile())).isEqualTo(mapper.readTree(file.toFile()));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(copy);
        }
        Workspace rebuilt = Workspace.of(workspace.channels(), workspace.observations(), workspace.measurements());
        assertThat(rebuilt.channels()).isEqualTo(workspace.channels());
        assertThat(rebuilt.observations()).isEqualTo(workspace.observations());
        assertThat(rebuilt.measurements()).isEqualTo(workspace.measurements());
    }

    private static final String PATCH = "{\"metadata\": {\"labels\": [\"m1\", \"m2\"], \"digests\": {\"sha256\":"
            + " \"DIGEST\"}, \"description\": \"d\", \"references\": {}}, \"version\": \"1.0.0\", \"patches\":"
            + " [{\"metadata\": {\"name\": \"heavy\", \"values\": [900, 100]}, \"patch\": [{\"op\": \"replace\","
            + " \"path\": \"/channels/0/samples/0/data/0\", \"value\": 7.5}]}]}";

    @Test
    void patchesAreAppliedToTheWorkspaceTheyAreMadeFor() {
        Workspace workspace = open("syn00_normfactor_only");
        PatchSet set = PatchSet.parse(PATCH.replace("DIGEST", workspace.digest("sha256")), "patches.json");

        Workspace patched = set.apply(workspace, "heavy");

        assertThat(patched.channels().get(0).samples().get(0).nominal()[0]).isEqualTo(7.5);
        assertThat(set.names()).containsExactly("heavy");
        assertThat(set.labels()).containsExactly("m1", "m2");
        assertThat(set.values("heavy")).containsExactly(900.0, 100.0);
        assertThatThrownBy(() -> set.apply(workspace, "light"))
                .hasMessageContaining("patches.json")
                .hasMessageContaining("'light'")
                .hasMessageContaining("[heavy]");
        assertThatThrownBy(() -> set.apply(patched, "heavy")).hasMessageContaining("not for");
    }

    @Test
    void aBarePatchIsAppliedAndABadOneIsRefused() {
        Workspace workspace = open("syn00_normfactor_only");
        PatchSet good = PatchSet.parse("[{\"op\": \"remove\", \"path\": \"/measurements/0\"}]", "patch.json");
        PatchSet bad = PatchSet.parse("[{\"op\": \"remove\", \"path\": \"/channels/7\"}]", "patch.json");

        assertThat(good.apply(workspace, "").measurements()).isEmpty();
        assertThatThrownBy(() -> bad.apply(workspace, ""))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("patch.json");
    }
}
