package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** pyhf's workspaces as HS3 and back. */
class Hs3Test {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Stream<Path> workspaces() {
        return Stream.concat(
                Shared.workspaces("data/likelihoods/open").stream(),
                Shared.workspaces("data/likelihoods/unlabelled").stream());
    }

    private static double twiceNll(Workspace workspace, Measurement measurement) {
        HistFactoryModel model = workspace.model(measurement, InterpolationCodes.DEFAULT);
        return model.twiceNll(model.inits(), workspace.data(model));
    }

    @ParameterizedTest
    @MethodSource("workspaces")
    void aWorkspaceIsTheSameAfterHs3(Path file, @TempDir Path folder) throws IOException {
        Workspace workspace = Workspace.read(file);
        Path hs3 = folder.resolve("hs3.json");
        workspace.writeHs3(hs3);

        Workspace back = Workspace.read(hs3);

        assertThat(MAPPER.readTree(back.toJson())).isEqualTo(MAPPER.readTree(file.toFile()));
        assertThat(back.digest("sha256")).isEqualTo(workspace.digest("sha256"));
        assertThat(back.toHs3Json()).isEqualTo(workspace.toHs3Json());
        // what is kept beside the standard does not change the likelihood
        ObjectNode standard = (ObjectNode) MAPPER.readTree(hs3.toFile());
        standard.remove("misc");
        Workspace plain = Workspace.parse(standard.toString(), "hs3.json");
        assertThat(plain.measurements()).hasSameSizeAs(workspace.measurements());
        for (int m = 0; m < workspace.measurements().size(); m++) {
            double expected = twiceNll(workspace, workspace.measurements().get(m));
            assertThat(twiceNll(plain, plain.measurements().get(m)))
                    .isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
        }
    }
}
