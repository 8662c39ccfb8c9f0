package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.diffhep.stats.InterpolationCodes.HistoSysCode;
import org.diffhep.stats.InterpolationCodes.NormSysCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * CLs and p₀ on Asimov data with their total derivatives in every input, against a JAX implementation by others
 * (shared/reference/peers): models with Combine's interpolation, 10 and 100 bins, with and without staterror.
 */
class PeerGradientTest {
    private static final InterpolationCodes CODES = new InterpolationCodes(NormSysCode.COMBINE, HistoSysCode.CODE4P);
    private static final double TOLERANCE = 1e-6;

    @ParameterizedTest
    @ValueSource(strings = {"small", "smallstat", "large", "largestat"})
    void asymptoticPValuesAndTheirDerivativesAreThePeers(String name) throws IOException {
        JsonNode root = new ObjectMapper()
                .readTree(Shared.folder("reference/peers")
                        .resolve("stat_" + name + ".json")
                        .toFile());
        Peer peer = new Peer(root);
        HistFactoryModel model = HistFactoryModel.of(
                List.of(new Channel("SR", peer.samples())), new Measurement("m", "mu", List.of()), CODES);

        AsimovRatio background = new AsimovRatio(model, 0);
        background.generate();
        double q = background.q(1);
        JsonNode cls = root.at("/expected/cls");
        assertThat(2 * Asymptotics.cumulative(-Math.sqrt(q)))
                .isCloseTo(cls.path("value").asDouble(), within(TOLERANCE * 0.1));
        peer.check(cls.path("grad"), background.gradient(-density(Math.sqrt(q)) / Math.sqrt(q)));

        ObjectiveResult discovery = Objectives.discovery().evaluate(model);
        JsonNode p0 = root.at("/expected/q0");
        assertThat(Asymptotics.cumulative(-discovery.value()))
                .isCloseTo(p0.path("value").asDouble(), within(TOLERANCE * 0.1));
        AsimovRatio signal = new AsimovRatio(model, 1);
        signal.generate();
        double z = Math.sqrt(signal.q(0));
        peer.check(p0.path("grad"), signal.gradient(-density(z) / (2 * z)));
    }

    private static double density(double x) {
        return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }

    /** The peer's inputs, and their derivatives in terms of ours. */
    private static final class Peer {
        private final JsonNode inputs;
        private final JsonNode meta;
        private final int bins;
        private final double[] total;

        Peer(JsonNode root) {
            inputs = root.path("inputs");
            meta = root.path("meta");
            bins = meta.path("nb").asInt();
            total = new double[bins];
            for (JsonNode sample : meta.path("samples")) {
                double[] nominal = numbers(inputs.path("nom_" + sample.asText()));
                for (int b = 0; b < bins; b++) {
                    total[b] += nominal[b];
                }
            }
        }

        List<Sample> samples() {
            List<Sample> samples = new ArrayList<>();
            for (JsonNode node : meta.path("samples")) {
                String sample = node.asText();
                List<Modifier> modifiers = new ArrayList<>();
                if (samples.isEmpty()) {
                    modifiers.add(new Modifier.NormFactor("mu"));
                }
                for (int k = 0; k < meta.path("norm").size(); k++) {
                    JsonNode norm = meta.path("norm").get(k);
                    if (norm.get(0).asText().equals(sample)) {
                        modifiers.add(new Modifier.NormSys(
                                "norm" + k, norm.get(2).asDouble(), norm.get(1).asDouble()));
                    }
                }
                for (int k = 0; k < meta.path("histo").size(); k++) {
                    if (meta.path("histo").get(k).asText().equals(sample)) {
                        modifiers.add(new Modifier.HistoSys(
                                "histo" + k,
                                numbers(inputs.path("dn").get(k)),
                                numbers(inputs.path("up").get(k))));
                    }
                }
                if (meta.path("stat").asBoolean()) {
                    // all of the uncertainty in the last sample: only the sum of variances counts
                    double[] uncertainties = new double[bins];
                    for (int b = 0;
                            b < bins && samples.size() == meta.path("samples").size() - 1;
                            b++) {
                        uncertainties[b] = inputs.path("delta").get(b).asDouble() * total[b];
                    }
                    modifiers.add(new Modifier.StatError("stat", uncertainties));
                }
                samples.add(new Sample(sample, numbers(inputs.path("nom_" + sample)), modifiers));
            }
            return samples;
        }

        void check(JsonNode expected, TemplateGradient gradient) {
            String last =
                    meta.path("samples").get(meta.path("samples").size() - 1).asText();
            double[] delta = meta.path("stat").asBoolean() ? numbers(inputs.path("delta")) : new double[bins];
            double[] onVariance = gradient.variance("SR", last).orElse(new double[bins]);
            double[] onDelta = new double[bins];
            for (int b = 0; b < bins; b++) {
                onDelta[b] = 2 * delta[b] * total[b] * total[b] * onVariance[b];
            }
            if (expected.has("delta")) {
                compare("delta", onDelta, expected.path("delta"));
            }
            for (JsonNode sample : meta.path("samples")) {
                double[] onNominal = gradient.nominal("SR", sample.asText());
                for (int b = 0; b < bins; b++) {
                    // the peer holds σ/ν, we hold σ
                    onNominal[b] += 2 * delta[b] * delta[b] * total[b] * onVariance[b];
                }
                compare("nom_" + sample.asText(), onNominal, expected.path("nom_" + sample.asText()));
            }
            for (int k = 0; k < meta.path("histo").size(); k++) {
                TemplateGradient.HistoSys shape = gradient.histoSys(
                                "SR", meta.path("histo").get(k).asText(), "histo" + k)
                        .orElseThrow();
                compare("up " + k, shape.hi(), expected.path("up").get(k));
                compare("dn " + k, shape.lo(), expected.path("dn").get(k));
            }
        }

        private static void compare(String what, double[] actual, JsonNode expected) {
            double[] reference = numbers(expected);
            double largest = 0;
            for (double x : reference) {
                largest = Math.max(largest, Math.abs(x));
            }
            assertThat(actual).as(what).containsExactly(reference, within(TOLERANCE * largest));
        }

        private static double[] numbers(JsonNode list) {
            double[] values = new double[list.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = list.get(i).asDouble();
            }
            return values;
        }
    }
}
