package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random HistFactory models, made, exported and evaluated by ROOT 6.40 (root_histfactory.py): what is read from the HS3
 * documents is the model that HistFactory built.
 */
class RootHistFactoryTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** ROOT's exporter rounds uncertainties that samples share to seven digits. */
    private static final double ROUNDED = 1e-5;

    /** What Minuit leaves of the distance to the minimum, in -2 ln L, and in parameters and uncertainties relative to the latter. */
    private static final double MINUIT_MINIMUM = 2e-4;

    private static final double MINUIT_VALUE = 5e-3;
    private static final double MINUIT_ERROR = 2e-2;

    private static final Pattern GAMMA = Pattern.compile("gamma_(.*)_bin_(\\d+)(?:_(\\d+))?");

    /** One model. */
    record Model(JsonNode node) {
        Workspace workspace() {
            return Workspace.parse(node.path("hs3").toString(), toString() + ".json");
        }

        @Override
        public String toString() {
            return node.path("name").asText();
        }
    }

    static Stream<Model> models() throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(RootHistFactoryTest.class.getResourceAsStream("root-histfactory.jsonl")),
                StandardCharsets.UTF_8))) {
            List<Model> models = reader.lines().map(RootHistFactoryTest::model).toList();
            return models.stream();
        }
    }

    private static Model model(String line) {
        try {
            return new Model(MAPPER.readTree(line));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** ROOT's name of a parameter as pyhf's, which numbers the bins of several axes through. */
    private static String name(String root) {
        Matcher gamma = GAMMA.matcher(root);
        if (gamma.matches()) {
            int bin = Integer.parseInt(gamma.group(2));
            // two axes have two bins each, see the script
            return gamma.group(1) + "[" + (gamma.group(3) == null ? bin : 2 * bin + Integer.parseInt(gamma.group(3)))
                    + "]";
        }
        return root.equals("Lumi") ? "lumi" : root.replaceFirst("^alpha_", "");
    }

    private static double[] values(HistFactoryModel model, JsonNode byName) {
        double[] values = model.inits();
        byName.properties()
                .forEach(p -> values[model.indexOf(name(p.getKey())).orElseThrow()] =
                        p.getValue().doubleValue());
        return values;
    }

    /**
     * ROOT normalises the normal constraints over the range of the auxiliary measurement: γ's over [0, 10], the lumi's over
     * [0, 1 + 10σ]. What that adds to -2 ln L, which is next to nothing unless σ is large.
     */
    private static double truncation(Model root, HistFactoryModel model, double[] values) {
        Map<String, JsonNode> ranges = new HashMap<>();
        for (JsonNode domain : root.node().path("hs3").path("domains")) {
            domain.path("axes").forEach(axis -> ranges.put(axis.path("name").asText(), axis));
        }
        NormalDistribution standard = new NormalDistribution(0, 1);
        double sum = 0;
        for (String hs3 :
                (Iterable<String>) () -> root.node().path("points").get(0).fieldNames()) {
            int p = model.indexOf(name(hs3)).orElseThrow();
            if (model.parameters().get(p).constraint() instanceof Constraint.Normal normal) {
                JsonNode range = Objects.requireNonNull(ranges.get(hs3.equals("Lumi") ? "nominalLumi" : "nom_" + hs3));
                double low = (range.path("min").doubleValue() - values[p]) / normal.sigma();
                double high = (range.path("max").doubleValue() - values[p]) / normal.sigma();
                sum += 2 * Math.log1p(-standard.cumulativeProbability(low) - standard.cumulativeProbability(-high));
            }
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("models")
    void theLikelihoodIsRoots(Model root) {
        Workspace workspace = root.workspace();
        HistFactoryModel model = workspace.model();
        JsonNode points = root.node().path("points");
        JsonNode expected = root.node().path("twice_nll");
        double tolerance = root.node().path("exact").asBoolean() ? 1e-9 : ROUNDED;
        double constant = 0;
        for (int i = 0; i < points.size(); i++) {
            double[] values = values(model, points.get(i));
            double other = expected.get(i).doubleValue();
            double own = model.twiceNll(values, workspace.data(model)) + truncation(root, model, values);
            // each has constants of its own
            constant = i == 0 ? own - other : constant;
            assertThat(own - constant).as("point %d", i).isCloseTo(other, within(tolerance * Math.max(1, other)));
        }
        // what varies in ROOT is what varies here
        assertThat(model.parameters().stream().filter(p -> !p.fixed()).count())
                .isEqualTo(points.get(0).size());
    }

    @ParameterizedTest
    @MethodSource("models")
    void theFitIsMinuits(Model root) {
        JsonNode node = root.node();
        Workspace workspace = root.workspace();
        HistFactoryModel model = workspace.model();
        double[] start = values(model, node.path("points").get(0));
        double constant = model.twiceNll(start, workspace.data(model))
                - node.path("twice_nll").get(0).doubleValue();

        FitResult fit = Fitter.fit(model, workspace.data(model)).orThrow();

        double minimum = node.path("minimum").doubleValue();
        if (!node.path("usable").asBoolean()) {
            // Minuit's is not the same problem, or has no end: this one has
            return;
        }
        assertThat(fit.twiceNll() - constant).isCloseTo(minimum, within(MINUIT_MINIMUM));
        node.path("fit").properties().forEach(p -> {
            String name = name(p.getKey());
            double error = node.path("error").path(p.getKey()).doubleValue();
            assertThat(fit.value(name)).as(name).isCloseTo(p.getValue().doubleValue(), within(MINUIT_VALUE * error));
            assertThat(fit.uncertainty(name).orElseThrow()).as(name).isCloseTo(error, within(MINUIT_ERROR * error));
        });
    }
}
