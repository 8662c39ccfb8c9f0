package org.diffhep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleCatalogueTest {

    private static final String SAMPLE =
            "{\"file\": \"a.root\", \"process\": \"ttbar\", \"variation\": \"nominal\", \"xsec_pb\": 729.84,"
                    + " \"events_generated\": 10, \"sum_of_weights\": 10.0}";

    @TempDir
    Path folder;

    private void write(String json) throws IOException {
        Files.writeString(folder.resolve("a.root"), "");
        Files.writeString(folder.resolve("samples.json"), json);
    }

    @Test
    void samples_are_found_by_process_and_variation() throws IOException {
        write("{\"luminosity_pb\": 3378, \"samples\": [" + SAMPLE + "]}");

        SampleCatalogue catalogue = SampleCatalogue.read(folder);

        assertThat(catalogue.luminosity()).isEqualTo(3378);
        assertThat(catalogue.processes()).containsExactly("ttbar");
        assertThat(catalogue.sample("ttbar", "nominal")).singleElement().satisfies(file -> {
            assertThat(file.crossSection()).isEqualTo(729.84);
            assertThat(file.sumOfWeights()).hasValue(10.0);
            assertThat(file.generatorWeights()).isTrue();
        });
        assertThatThrownBy(() -> catalogue.sample("wjets", "nominal"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no sample wjets, variation nominal; processes: ttbar");
    }

    @Test
    void generator_weights_are_switched_off_for_all_samples_or_for_one() throws IOException {
        write("{\"luminosity_pb\": 1, \"generator_weights\": false, \"samples\": [" + SAMPLE + "]}");
        assertThat(SampleCatalogue.read(folder).files().get(0).generatorWeights())
                .isFalse();
        write("{\"luminosity_pb\": 1, \"samples\": [" + SAMPLE.replace("}", ", \"generator_weights\": false}") + "]}");
        assertThat(SampleCatalogue.read(folder).files().get(0).generatorWeights())
                .isFalse();
    }

    @Test
    void files_may_lie_on_a_server() throws IOException {
        write("{\"luminosity_pb\": 1, \"samples\": [" + SAMPLE.replace("a.root", "https://example.org/a.root") + "]}");
        SampleCatalogue catalogue = SampleCatalogue.read(folder);
        assertThat(catalogue.location(catalogue.files().get(0))).hasToString("https://example.org/a.root");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "xsec_pb": 729.84       | "xsec_pb": -1          | /samples/0/xsec_pb must be a positive number, got -1
                    "xsec_pb": 729.84       | "xsec_pb": "many"      | /samples/0/xsec_pb must be a positive number, got "many"
                    "xsec_pb": 729.84,      | "x": 1,                | /samples/0/xsec_pb is missing
                    "file": "a.root"        | "file": "b.root"       | /samples/0/file is b.root, which the folder does not hold
                    "file": "a.root"        | "file": "root://h//b.root" | /samples/0/file cannot be read: root://h//b.root: XRootD is not supported
                    "process": "ttbar"      | "process": 3           | /samples/0/process must be a text, got 3
                    "events_generated": 10  | "events_generated": .5 | line
                    "events_generated": 10  | "events_generated": 2.5 | /samples/0/events_generated must be a positive whole number, got 2.5
                    "sum_of_weights": 10.0  | "sum_of_weights": 0    | /samples/0/sum_of_weights must be a positive number, got 0
                    "luminosity_pb": 3378   | "luminosity_pb": null  | /luminosity_pb is missing
                    """)
    void wrong_fields_are_named_with_their_path(String right, String wrong, String message) throws IOException {
        String good = "{\"luminosity_pb\": 3378, \"samples\": [" + SAMPLE + "]}";
        assertThat(good).contains(right);
        write(good.replace(right, wrong));

        assertThatThrownBy(() -> SampleCatalogue.read(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("samples.json")
                .hasMessageContaining(message);
    }

    @Test
    void what_is_no_catalogue_is_named() throws IOException {
        assertThatThrownBy(() -> SampleCatalogue.read(folder)).hasMessageContaining("holds no samples.json");
        assertThatThrownBy(() -> SampleCatalogue.read(folder.resolve("nowhere")))
                .hasMessageContaining("is not a folder");
        write("[1, 2]");
        assertThatThrownBy(() -> SampleCatalogue.read(folder)).hasMessageContaining("must be an object");
        write("{\"luminosity_pb\": 1, \"samples\": []}");
        assertThatThrownBy(() -> SampleCatalogue.read(folder)).hasMessageContaining("/samples must be a list");
        write("{\"luminosity_pb\": 1, \"samples\": [" + SAMPLE + "," + SAMPLE + "]}");
        assertThatThrownBy(() -> SampleCatalogue.read(folder))
                .hasMessageContaining("/samples/1/file is a.root a second time");
        write("{\"luminosity_pb\": 1, ");
        assertThatThrownBy(() -> SampleCatalogue.read(folder)).hasMessageContaining("not JSON, line 1");
    }
}
