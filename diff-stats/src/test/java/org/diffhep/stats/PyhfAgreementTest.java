package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.diffhep.stats.InterpolationCodes.HistoSysCode;
import org.diffhep.stats.InterpolationCodes.NormSysCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that pyhf (main b3dc4bb) gives for the same workspaces, recorded beside them. */
class PyhfAgreementTest {
    private static final double VALUE = 1e-9;
    private static final double GRADIENT = 1e-8;

    static Stream<Path> workspaces() {
        return Shared.workspaces("data/likelihoods/open").stream();
    }

    private static JsonNode expected(Path file) {
        String name = file.getFileName().toString().replace(".json", ".expected.json");
        return Shared.json(file.resolveSibling(name));
    }

    @ParameterizedTest
    @MethodSource("workspaces")
    void parametersHavePyhfsOrderNamesAndSettings(Path file) {
        JsonNode reference = expected(file).get("model");
        HistFactoryModel model = Shared.workspace(file).model();

        List<Parameter> parameters = model.parameters();
        List<String> names = new ArrayList<>();
        reference.get("par_names").forEach(n -> names.add(n.textValue()));
        assertThat(model.parameterNames()).isEqualTo(names);
        assertThat(model.inits()).isEqualTo(Shared.doubles(reference.get("init")));
        for (int p = 0; p < parameters.size(); p++) {
            assertThat(parameters.get(p).lower())
                    .isEqualTo(reference.get("bounds").get(p).get(0).doubleValue());
            assertThat(parameters.get(p).upper())
                    .isEqualTo(reference.get("bounds").get(p).get(1).doubleValue());
            assertThat(parameters.get(p).fixed())
                    .isEqualTo(reference.get("fixed").get(p).booleanValue());
        }
        assertThat(model.poiIndex().orElse(-1))
                .isEqualTo(
                        reference.get("poi_index").isNull()
                                ? -1
                                : reference.get("poi_index").intValue());
        assertThat(Shared.workspace(file).data(model).main()).isEqualTo(Shared.doubles(reference.get("observed_main")));
        close(model.nominalAuxiliary(), Shared.doubles(reference.get("auxdata")), VALUE, "auxdata");
    }

    @ParameterizedTest
    @MethodSource("workspaces")
    void valueAndGradientAreThoseOfPyhf(Path file) {
        Workspace workspace = Shared.workspace(file);
        HistFactoryModel model = workspace.model();
        Data data = workspace.data(model);
        for (JsonNode point : expected(file).get("points")) {
            double[] pars = Shared.doubles(point.get("pars"));
            close(model.expected(pars), Shared.doubles(point.get("expected_actualdata")), VALUE, "expected");
            double nll = Shared.number(point.get("twice_nll_obs"));
            close(model.twiceNll(pars, data), nll, VALUE * Math.max(1, Math.abs(nll)), "twice_nll");
            close(model.mainLogDensity(pars, data), Shared.number(point.get("main_logpdf")), 1e-8, "main");
            close(
                    model.constraintLogDensity(pars, data),
                    Shared.number(point.get("constraint_logpdf")),
                    1e-8,
                    "constraint");
            if (Double.isFinite(nll)) {
                close(
                        model.gradient(pars, data),
                        Shared.doubles(point.get("gradient_twice_nll")),
                        GRADIENT,
                        "gradient");
                close(
                        model.twiceNll(pars, model.asimov(pars)),
                        Shared.number(point.get("twice_nll_at_own_asimov")),
                        1e-8,
                        "own Asimov");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("workspaces")
    void everyInterpolationCodeIsThatOfPyhf(Path file) {
        Workspace workspace = Shared.workspace(file);
        JsonNode reference = expected(file);
        JsonNode codes = reference.path("interpolation_codes");
        for (NormSysCode norm : NormSysCode.values()) {
            for (HistoSysCode histo : HistoSysCode.values()) {
                String key = "normsys=" + norm.name().toLowerCase(java.util.Locale.ROOT) + ",histosys="
                        + histo.name().toLowerCase(java.util.Locale.ROOT);
                if (!codes.has(key)) {
                    continue;
                }
                HistFactoryModel model =
                        workspace.model(workspace.measurements().get(0), new InterpolationCodes(norm, histo));
                Data data = workspace.data(model);
                for (int i = 0; i < codes.get(key).size(); i++) {
                    JsonNode at = codes.get(key).get(i);
                    double[] pars =
                            Shared.doubles(reference.get("points").get(i).get("pars"));
                    close(model.expected(pars), Shared.doubles(at.get("expected_actualdata")), VALUE, key);
                    double nll = Shared.number(at.get("twice_nll_obs"));
                    close(model.twiceNll(pars, data), nll, VALUE * Math.max(1, Math.abs(nll)), key);
                }
            }
        }
    }

    private static void close(double[] actual, double[] expected, double tolerance, String what) {
        assertThat(actual).hasSameSizeAs(expected);
        double scale = 1;
        for (double e : expected) {
            scale = Math.max(scale, Double.isFinite(e) ? Math.abs(e) : 0);
        }
        for (int i = 0; i < actual.length; i++) {
            double allowed = tolerance * Math.max(Math.abs(expected[i]), what.equals("gradient") ? scale * 1e-2 : 1);
            close(actual[i], expected[i], allowed, what + "[" + i + "]");
        }
    }

    private static void close(double actual, double expected, double tolerance, String what) {
        if (Double.isFinite(expected)) {
            assertThat(actual).as(what).isCloseTo(expected, within(tolerance));
        } else if (!Double.isNaN(expected)) {
            assertThat(actual).as(what).isEqualTo(expected);
        }
    }
}
