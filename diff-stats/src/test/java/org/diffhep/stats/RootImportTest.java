package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An HS3 document of ours, as ROOT 6.40 imports it (root_import.py): one that holds every kind of modifier. */
class RootImportTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNode REFERENCE = reference();
    private static final Workspace WORKSPACE =
            Workspace.parse(REFERENCE.path("pyhf").toString(), "workspace.json");

    private static JsonNode reference() {
        try (InputStream in = RootImportTest.class.getResourceAsStream("root-import.json")) {
            return MAPPER.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    /** HS3's name of a parameter → its index: the parameter point lists them in order. */
    private static Map<String, Integer> indices(HistFactoryModel model) {
        JsonNode point = REFERENCE.at("/hs3/parameter_points/0/parameters");
        return IntStream.range(0, model.parameterCount())
                .boxed()
                .collect(Collectors.toMap(i -> point.get(i).path("name").asText(), i -> i));
    }

    @Test
    void theDocumentIsWhatIsWritten() throws IOException {
        assertThat(MAPPER.readTree(WORKSPACE.toHs3Json())).isEqualTo(REFERENCE.path("hs3"));
    }

    @Test
    void theLikelihoodInRootIsThatOfTheWorkspace() {
        HistFactoryModel model = WORKSPACE.model();
        Map<String, Integer> indices = indices(model);
        double constant = 0;
        for (int i = 0; i < REFERENCE.path("points").size(); i++) {
            double[] values = model.inits();
            REFERENCE
                    .path("points")
                    .get(i)
                    .properties()
                    .forEach(p -> values[indices.getOrDefault(p.getKey(), -1)] =
                            p.getValue().doubleValue());
            double own = model.twiceNll(values, WORKSPACE.data(model));
            double root = REFERENCE.path("twice_nll").get(i).doubleValue();
            constant = i == 0 ? own - root : constant;
            assertThat(own - constant).as("point %d", i).isCloseTo(root, within(1e-9 * root));
        }
        // ROOT adds 2 N ln(number of channels); the factor without width is Pois(1 | 1) here and nothing there
        assertThat(constant).isCloseTo(2 - 2 * 393 * Math.log(2), within(1e-6));
    }

    @Test
    void rootVariesAndMeasuresWhatTheWorkspaceDoes() {
        HistFactoryModel model = WORKSPACE.model();
        Map<String, Integer> indices = indices(model);

        assertThat(texts(REFERENCE.path("poi"))).containsExactly("mu");
        assertThat(texts(REFERENCE.path("free")))
                .containsExactlyInAnyOrderElementsOf(indices.keySet().stream()
                        .filter(name -> !model.parameters()
                                .get(indices.getOrDefault(name, -1))
                                .fixed())
                        .toList());
        // ROOT constrains no factor without width
        assertThat(texts(REFERENCE.path("global")))
                .containsExactlyInAnyOrderElementsOf(indices.keySet().stream()
                        .filter(name -> !(model.parameters()
                                        .get(indices.getOrDefault(name, -1))
                                        .constraint()
                                instanceof Constraint.None))
                        .filter(name -> !name.equals("gamma_fakes_bin_2"))
                        .map(name -> "nom_" + name)
                        .toList());
    }

    @Test
    void theStandardPartAloneIsTheSameModelWithRootsNames() {
        ObjectNode standard = REFERENCE.path("hs3").deepCopy();
        standard.remove("misc");

        Workspace read = Workspace.parse(standard.toString(), "hs3.json");

        assertThat(read.channels()).extracting(Channel::name).containsExactly("_4j1b_CR", "SR");
        assertThat(read.model().parameterNames())
                .contains("Jet energy scale", "scale-1", "scale+1", "W_norm", "stat 4j1b[0]", "free[0]");
        HistFactoryModel model = WORKSPACE.model();
        HistFactoryModel other = read.model();
        assertThat(other.twiceNll(other.inits(), read.data(other)))
                .isCloseTo(model.twiceNll(model.inits(), WORKSPACE.data(model)), within(1e-9));
    }
}
