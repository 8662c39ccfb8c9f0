package org.diffhep.ttbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.diffhep.events.ColumnNaming;
import org.diffhep.events.EventLocation;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hard cuts on files of the experiments, event by event, against an independent selection of the same files. */
class RealFilesSelectionTest {

    private static final Path SHARED =
            Path.of(System.getProperty("diffhep.root")).resolveSibling("shared").resolve("data");

    @ParameterizedTest
    @CsvSource({
        "nanoAOD_2015_CMS_Open_Data_ttbar, v1, nominal",
        "nanoAOD_2015_CMS_Open_Data_ttbar, v1, pt_scale_up",
        "nanoAOD_2015_CMS_Open_Data_ttbar, v2, nominal",
        "nanoAOD_2015_CMS_Open_Data_ttbar, v2, pt_scale_up",
        "cmsopendata2015_ttbar_19980_NANOAOD_RNTupleImporter_rntuple_v1-0-0-1, v1, nominal",
        "cmsopendata2015_ttbar_19980_NANOAOD_RNTupleImporter_rntuple_v1-0-0-1, v1, pt_scale_up",
        "cmsopendata2015_ttbar_19980_NANOAOD_RNTupleImporter_rntuple_v1-0-0-1, v2, nominal",
        "cmsopendata2015_ttbar_19980_NANOAOD_RNTupleImporter_rntuple_v1-0-0-1, v2, pt_scale_up",
        "nano_dy, v1, nominal",
        "nano_dy, v1, pt_scale_up",
        "nano_dy, v2, nominal",
        "nano_dy, v2, pt_scale_up"
    })
    void selection_equals_the_expected_one(String file, String version, String variation) throws IOException {
        Path truth = SHARED.resolve("agc/agc-selection-results.json");
        Assumptions.assumeTrue(Files.exists(truth), "the experiments' files are not part of the project");
        JsonNode expected = new ObjectMapper()
                .readTree(truth.toFile())
                .get("results")
                .get(file)
                .get(version + "/" + variation);

        TtbarSelection found = TtbarSelection.select(
                EventLocation.of(SHARED.resolve("events/" + file + ".root")),
                ColumnNaming.asStored(),
                version,
                variation,
                Map.of());

        expected.get("cutflow").properties().forEach(cut -> assertThat(found.cutflow())
                .containsEntry(cut.getKey(), cut.getValue().asLong()));
        assertRegion(found, "4j1b", expected.get("4j1b"), "HT");
        assertRegion(found, "4j2b", expected.get("4j2b"), "mbjj");
    }

    private static void assertRegion(TtbarSelection found, String region, JsonNode expected, String observable) {
        List<TtbarSelection.SelectedEvent> events = found.events().stream()
                .filter(event -> event.region().equals(region))
                .toList();
        assertThat(events).hasSize(expected.size());
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).event().getAsLong())
                    .isEqualTo(expected.get(i).get("event").asLong());
            assertThat(events.get(i).observable())
                    .isCloseTo(expected.get(i).get(observable).asDouble(), within(1e-9));
        }
    }
}
