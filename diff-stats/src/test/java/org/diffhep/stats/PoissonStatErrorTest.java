package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Staterrors with Poisson constraint that samples share: the model that an HS3 document holds, against the same likelihood
 * with an auxiliary channel of τ events and free factors, and against what pyhf gives for that (poisson_staterror.py).
 */
class PoissonStatErrorTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNode REFERENCE = reference();
    private static final Workspace HS3 = Workspace.parse(REFERENCE.path("hs3").toString(), "hs3.json");
    private static final Workspace AUXILIARY =
            Workspace.parse(REFERENCE.path("pyhf").toString(), "pyhf.json");

    private static JsonNode reference() {
        try (InputStream in = PoissonStatErrorTest.class.getResourceAsStream("poisson-staterror.json")) {
            return MAPPER.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double[] values(HistFactoryModel model, JsonNode byName) {
        assertThat(byName.size()).isEqualTo(model.parameterCount());
        return model.parameterNames().stream()
                .mapToDouble(name -> byName.get(name).doubleValue())
                .toArray();
    }

    @Test
    void theConstraintIsThatOfTheEffectiveNumberOfEvents() {
        HistFactoryModel model = HS3.model();

        assertThat(HS3.channels().get(0).samples().get(1).modifiers())
                .contains(Modifier.poissonStatError("stat_SR", 4, 3.5, 2.5));
        // (60 + 22 + 4)² / (4² + 5² + 0.5²)
        Parameter first = model.parameters().get(model.indexOf("stat_SR[0]").orElseThrow());
        assertThat(first.constraint()).isEqualTo(new Constraint.Poisson(7396 / 41.25, 7396 / 41.25));
        assertThat(first.lower()).isEqualTo(1e-10);
        assertThat(first.upper()).isEqualTo(10);
        // ttbar of CR has none
        Parameter control = model.parameters().get(model.indexOf("stat_CR[1]").orElseThrow());
        assertThat(control.constraint()).isEqualTo(new Constraint.Poisson(108 * 108 / 76.5, 108 * 108 / 76.5));
    }

    @Test
    void theLikelihoodIsThatOfAnAuxiliaryChannel() {
        HistFactoryModel model = HS3.model();
        HistFactoryModel auxiliary = AUXILIARY.model();
        for (JsonNode point : REFERENCE.path("points")) {
            double expected = point.path("twice_nll").doubleValue();
            double[] values = values(model, point.path("parameters"));
            assertThat(model.twiceNll(values, HS3.data(model))).isCloseTo(expected, within(1e-9 * expected));
            double[] gradient = model.gradient(values, HS3.data(model));
            double[] inOrder = values(auxiliary, point.path("parameters"));
            double[] other = auxiliary.gradient(inOrder, AUXILIARY.data(auxiliary));
            for (int p = 0; p < gradient.length; p++) {
                int q = auxiliary.indexOf(model.parameterNames().get(p)).orElseThrow();
                assertThat(gradient[p]).isCloseTo(other[q], within(1e-9 * Math.max(1, Math.abs(other[q]))));
            }
        }
    }

    @Test
    void theFitIsThatOfAnAuxiliaryChannel() {
        HistFactoryModel model = HS3.model();
        HistFactoryModel auxiliary = AUXILIARY.model();
        FitResult fit = Fitter.fit(model, HS3.data(model)).orThrow();
        FitResult other = Fitter.fit(auxiliary, AUXILIARY.data(auxiliary)).orThrow();

        JsonNode expected = REFERENCE.path("fit");
        assertThat(fit.twiceNll()).isCloseTo(expected.path("twice_nll").doubleValue(), within(1e-7));
        for (String name : model.parameterNames()) {
            assertThat(fit.value(name))
                    .isCloseTo(expected.path("parameters").path(name).doubleValue(), within(1e-4))
                    .isCloseTo(other.value(name), within(1e-8));
            assertThat(fit.uncertainty(name).orElseThrow())
                    .isCloseTo(other.uncertainty(name).orElseThrow(), within(1e-8));
        }
        assertThat(correlation(fit)).isCloseTo(correlation(other), within(1e-8)).isLessThan(-0.1);
    }

    private static double correlation(FitResult fit) {
        HistFactoryModel model = fit.model();
        return fit.correlation(model.requirePoi(), model.indexOf("stat_SR[1]").orElseThrow())
                .orElseThrow();
    }

    @Test
    void testsAreThoseOfAnAuxiliaryChannel() {
        HistFactoryModel model = HS3.model();
        HistFactoryModel auxiliary = AUXILIARY.model();
        HypothesisTester tester = new HypothesisTester(model, HS3.data(model));
        HypothesisTester other = new HypothesisTester(auxiliary, AUXILIARY.data(auxiliary));
        for (JsonNode point : REFERENCE.path("cls")) {
            double mu = point.path("mu").doubleValue();
            ClsResult cls = tester.cls(mu, TestStatistic.Q_TILDE);
            ClsResult same = other.cls(mu, TestStatistic.Q_TILDE);
            assertThat(cls.observed())
                    .isCloseTo(point.path("observed").doubleValue(), within(1e-5))
                    .isCloseTo(same.observed(), within(1e-8));
            for (int i = 0; i < 5; i++) {
                assertThat(cls.expected().get(i))
                        .isCloseTo(point.path("expected").get(i).doubleValue(), within(1e-5))
                        .isCloseTo(same.expected().get(i), within(1e-8));
            }
        }
        assertThat(tester.significance()).isCloseTo(other.significance(), within(1e-8));
        assertThat(Asymptotics.cumulative(-tester.significance()))
                .isCloseTo(REFERENCE.path("p0").doubleValue(), within(1e-5));
        assertThat(Objectives.discovery().evaluate(model).value())
                .isCloseTo(Objectives.discovery().evaluate(auxiliary).value(), within(1e-9));
        assertThat(Objectives.precision().evaluate(model).value())
                .isCloseTo(Objectives.precision().evaluate(auxiliary).value(), within(1e-9));
    }

    @Test
    void toysDrawTheAuxiliaryEvents() {
        HistFactoryModel model = HS3.model();
        double[] point = values(model, REFERENCE.path("fit").path("parameters"));
        int first = model.indexOf("stat_SR[0]").orElseThrow();
        int index = model.compiled().auxiliaryIndex[first];
        double sum = 0;
        int toys = 2000;
        Toys generator = new Toys(toys, 1);
        for (int t = 0; t < toys; t++) {
            double drawn = generator.draw(model, point, t).auxiliary()[index];
            assertThat(drawn).isEqualTo(Math.rint(drawn));
            sum += drawn;
        }
        double mean = point[first] * 7396 / 41.25;
        assertThat(sum / toys).isCloseTo(mean, within(4 * Math.sqrt(mean / toys)));
    }

    @Test
    void theDerivativeWhereThereIsNoUncertaintyIsOneSided() {
        for (Objective objective : List.of(Objectives.discovery(), Objectives.precision())) {
            ObjectiveResult exact = objective.evaluate(withVariance(0));
            double h = 1e-4;
            double forward = (4 * objective.evaluate(withVariance(h)).value()
                            - objective.evaluate(withVariance(2 * h)).value()
                            - 3 * exact.value())
                    / (2 * h);

            double derivative = exact.gradient().variance("SR", "background").orElseThrow()[0];
            assertThat(derivative).isCloseTo(forward, within(1e-5 * Math.abs(forward)));
            assertThat(Math.abs(forward)).isGreaterThan(1e-3);
        }
    }

    private static HistFactoryModel withVariance(double variance) {
        return HistFactoryModel.of(
                List.of(Channel.of(
                        "SR",
                        Sample.of("signal", 10)
                                .with(new Modifier.NormFactor("mu"), Modifier.poissonStatError("stat", 0)),
                        Sample.of("background", 50).with(Modifier.poissonStatError("stat", Math.sqrt(variance))))),
                Measurement.of("m", "mu"));
    }

    // ---- HS3 and pyhf's format

    private static JsonNode json(String text) throws IOException {
        return MAPPER.readTree(text);
    }

    @Test
    void hs3GoesThereAndBack() throws IOException {
        assertThat(json(HS3.toHs3Json())).isEqualTo(REFERENCE.path("hs3"));
        assertThat(Workspace.validate(REFERENCE.path("hs3").toString())).isEmpty();
        Workspace made = Workspace.of(HS3.channels(), HS3.observations(), HS3.measurements());

        ObjectNode written = (ObjectNode) json(made.toHs3Json());

        assertThat(written.at("/distributions/1/staterror/constraint_type").textValue())
                .isEqualTo("Poisson");
        assertThat(written.at("/distributions/0/samples/2/modifiers/1/constraint")
                        .textValue())
                .isEqualTo("Poisson");
        Workspace back = Workspace.parse(written.toString(), "back.json");
        assertThat(back.channels()).isEqualTo(HS3.channels());
        assertThat(back.digest("sha256")).isEqualTo(made.digest("sha256"));
        written.remove("misc");
        Workspace plain = Workspace.parse(written.toString(), "plain.json");
        assertSameLikelihood(plain, HS3);
        // an edited workspace keeps its words
        assertSameLikelihood(Workspace.parse(HS3.sorted().toHs3Json(), "sorted.json"), HS3);
        Workspace renamed = WorkspaceEdit.none()
                .rename(WorkspaceEdit.Part.MODIFIER, "stat_SR", "mcstat")
                .apply(HS3);
        Workspace again = Workspace.parse(renamed.toHs3Json(), "renamed.json");
        assertThat(again.channels()).isEqualTo(renamed.channels());
    }

    private static void assertSameLikelihood(Workspace workspace, Workspace expected) {
        HistFactoryModel model = workspace.model();
        HistFactoryModel reference = expected.model();
        assertThat(model.parameters()).containsExactlyInAnyOrderElementsOf(reference.parameters());
        JsonNode point = REFERENCE.path("points").get(0).path("parameters");
        assertThat(model.twiceNll(values(model, point), workspace.data(model)))
                .isCloseTo(reference.twiceNll(values(reference, point), expected.data(reference)), within(1e-10));
    }

    @Test
    void pyhfsFormatHasNoWordForIt() {
        assertThatThrownBy(HS3::toJson)
                .isInstanceOf(InvalidModelException.class)
                .hasMessage(
                        "hs3.json: channel 'SR', sample 'signal': staterror 'stat_SR' has a Poisson constraint, and 3"
                                + " samples carry it (the next is in channel 'SR', sample 'ttbar'), which pyhf's format has no"
                                + " word for: write HS3 instead, or give it a Gauss constraint");
        String pyhf = """
                {"channels": [{"name": "SR", "samples": [{"name": "s", "data": [5.0], "modifiers": [
                  {"name": "stat", "type": "staterror", "data": [1.0], "constraint": "Poisson"}]}]}]}
                """;
        assertThatThrownBy(() -> Workspace.parse(pyhf, "ws.json"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessageContaining("/channels/0/samples/0/modifiers/0/constraint is not a key that is known here");
    }

    @Test
    void ofOneSampleAloneItIsAShapeSys() throws IOException {
        Workspace alone = Workspace.of(
                List.of(
                        Channel.of(
                                "SR",
                                Sample.of("signal", 5, 6).with(new Modifier.NormFactor("mu")),
                                Sample.of("background", 50, 60).with(Modifier.poissonStatError("stat", 5, 0))),
                        Channel.of("CR", Sample.of("background", 80).with(Modifier.statError("own", 9)))),
                List.of(Observation.of("SR", 57, 66), Observation.of("CR", 80)),
                List.of(Measurement.of("m", "mu")));

        Workspace pyhf = Workspace.parse(alone.toJson(), "pyhf.json");

        assertThat(pyhf.channels().get(0).samples().get(1).modifiers())
                .containsExactly(Modifier.shapeSys("stat", 5, 0));
        HistFactoryModel model = alone.model();
        assertThat(pyhf.model().parameters()).containsExactlyInAnyOrderElementsOf(model.parameters());
        assertThat(pyhf.model().twiceNll(pyhf.model().inits(), pyhf.data(pyhf.model())))
                .isCloseTo(model.twiceNll(model.inits(), alone.data(model)), within(1e-12));
        assertThat(alone.digest("sha256")).isEqualTo(pyhf.digest("sha256"));
        Workspace back = Workspace.parse(alone.toHs3Json(), "hs3.json");
        assertThat(back.channels()).isEqualTo(alone.channels());
    }

    @Test
    void oneNameOfTwoChannelsGoesThereAndBack() {
        Workspace workspace = Workspace.of(
                List.of(
                        Channel.of(
                                "SR",
                                Sample.of("signal", 5, 6)
                                        .with(new Modifier.NormFactor("mu"), Modifier.poissonStatError("stat", 1, 1)),
                                Sample.of("background", 50, 60).with(Modifier.poissonStatError("stat", 5, 4))),
                        Channel.of("CR", Sample.of("background", 80).with(Modifier.poissonStatError("stat", 9)))),
                List.of(Observation.of("SR", 57, 66), Observation.of("CR", 80)),
                List.of(Measurement.of("m", "mu")));

        Workspace back = Workspace.parse(workspace.toHs3Json(), "hs3.json");

        assertThat(back.channels()).isEqualTo(workspace.channels());
        assertThat(back.model().parameters()).isEqualTo(workspace.model().parameters());
    }

    @Test
    void constraintsOfOneNameAreOfOneKind() {
        List<Channel> channels = List.of(Channel.of(
                "SR",
                Sample.of("a", 5).with(Modifier.poissonStatError("stat", 1)),
                Sample.of("b", 5).with(Modifier.statError("stat", 1))));
        assertThatThrownBy(() -> HistFactoryModel.of(channels, Measurement.of("m", "mu")))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage(
                        "channel 'SR', sample 'b': 'stat' is a staterror here and a staterror with Poisson constraint"
                                + " elsewhere: parameters of one name must be of one kind");
        String text = REFERENCE.path("hs3").toString();
        String mixed = text.replaceFirst("(?s)(model_CR.*?\"type\":\"staterror\")", "$1,\"constraint\":\"Gauss\"");
        assertThat(mixed).isNotEqualTo(text);
        assertThatThrownBy(() -> Workspace.parse(mixed, "hs3.json"))
                .isInstanceOf(InvalidModelException.class)
                .hasMessage(
                        "hs3.json: /distributions/1/samples/2/modifiers/0 is a staterror with Poisson constraint, but"
                                + " shares its parameters with one that has the other: say which of the two in the channel's"
                                + " staterror");
    }
}
