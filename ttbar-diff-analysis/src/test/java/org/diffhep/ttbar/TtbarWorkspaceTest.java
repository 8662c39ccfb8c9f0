package org.diffhep.ttbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.pipeline.InvalidInputException;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Workspace;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model made from AGC's published histograms against the workspace that cabinetry makes from the same. */
class TtbarWorkspaceTest {

    private static final Path AGC =
            Path.of(System.getProperty("diffhep.root")).resolveSibling("shared").resolve("data/agc");

    @ParameterizedTest
    @CsvSource({"1, 1file", "5, 5files", "10, 10files", "all, allfiles"})
    void workspace_equals_cabinetrys(String files, String name) throws IOException {
        Assumptions.assumeTrue(Files.exists(AGC), "AGC's reference histograms are not part of the project");
        Workspace made = TtbarWorkspace.of(reference(files));
        Workspace expected = Workspace.read(AGC.resolve("ttbar-workspace-" + name + ".json"));

        HistFactoryModel mine = made.model();
        HistFactoryModel theirs = expected.model();
        assertThat(mine.parameterNames()).isEqualTo(theirs.parameterNames());
        for (double pull : new double[] {0, 0.7, -1.3}) {
            double[] at = mine.inits();
            for (int i = 0; i < at.length; i++) {
                at[i] += pull
                        * (mine.parameterNames().get(i).contains("staterror") ? 0.02 : 1)
                        * (i % 2 == 0 ? 1 : -0.5);
            }
            double value = theirs.twiceNll(at, expected.data(theirs));
            assertThat(mine.twiceNll(at, made.data(mine))).isCloseTo(value, within(1e-10 * Math.abs(value)));
        }
    }

    private static Map<String, TtbarWorkspace.Yields> reference(String files) throws IOException {
        Map<String, TtbarWorkspace.Yields> histograms = new LinkedHashMap<>();
        Map<String, Double> weights = new LinkedHashMap<>();
        JsonNode records = new ObjectMapper()
                .readTree(AGC.resolve("reference-histograms.json").toFile())
                .get("records");
        for (JsonNode record : records) {
            if (record.get("files_per_process").asText().equals(files)
                    && !record.get("process").asText().equals("pseudodata")) {
                String variation = record.get("variation").asText();
                String name = record.get("region").asText() + "_"
                        + record.get("process").asText() + (variation.equals("nominal") ? "" : "_" + variation);
                List<Double> values = new ArrayList<>();
                record.get("yields").forEach(value -> values.add(value.asDouble()));
                List<Double> variances = new ArrayList<>(Collections.nCopies(25, 0.0));
                if (record.has("counts")) {
                    weights.put(name, record.get("event_weight").asDouble());
                    double weight = record.get("event_weight").asDouble();
                    for (int i = 0; i < 25; i++) {
                        variances.set(i, record.get("counts").get(i).asDouble() * weight * weight);
                    }
                }
                histograms.put(name, new TtbarWorkspace.Yields(values, variances));
            }
        }
        assertThat(weights).isNotEmpty();
        return histograms;
    }

    @Test
    void missing_and_misshapen_histograms_are_named() {
        List<Double> ten = Collections.nCopies(10, 1.0);
        assertThatThrownBy(() -> TtbarWorkspace.of(Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("there is no histogram 4j1b_ttbar");
        assertThatThrownBy(() -> TtbarWorkspace.of(Map.of("4j1b_ttbar", new TtbarWorkspace.Yields(ten, ten))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("histogram 4j1b_ttbar has 10 values");
    }
}
