package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Significance, CLs and limits against the numbers recorded with pyhf. */
class InferenceTest {
    private static final double TOLERANCE = 1e-5;
    /** A significance of zero is the square root of a difference that is rounding. */
    private static final double SQUARE_ROOT_OF_ROUNDING = 1e-6;

    static Stream<Path> workspaces() {
        return Shared.workspaces("data/likelihoods/open").stream();
    }

    private static JsonNode expected(Path file) {
        return Shared.json(file.resolveSibling(file.getFileName().toString().replace(".json", ".expected.json")));
    }

    private static HypothesisTester tester(Path file) {
        Workspace workspace = Shared.workspace(file);
        HistFactoryModel model = workspace.model();
        return new HypothesisTester(model, workspace.data(model));
    }

    private static void close(double actual, JsonNode expected, double tolerance, String what) {
        double e = Shared.number(expected);
        if (Double.isInfinite(e)) {
            assertThat(actual).as(what).isEqualTo(e);
        } else if (!Double.isNaN(e)) {
            assertThat(actual).as(what).isCloseTo(e, within(Math.max(tolerance * e, SQUARE_ROOT_OF_ROUNDING)));
        }
    }

    @ParameterizedTest
    @MethodSource("workspaces")
    void discoverySignificanceIsThatOfPyhf(Path file) {
        JsonNode reference = expected(file).path("discovery");
        assumeTrue(reference.has("Z0_obs"), "no reference");
        HypothesisTester tester = tester(file);

        close(tester.significance(), reference.get("Z0_obs"), TOLERANCE, "observed");
        if (reference.has("expected_asimov_profiled_mu1")) {
            JsonNode profiled = reference.get("expected_asimov_profiled_mu1").path("Z0_exp");
            if (profiled.isNumber()) {
                close(tester.expectedSignificanceProfiled(), profiled, TOLERANCE, "profiled");
            }
            JsonNode nominal = reference.path("expected_asimov_nominal_mu1").path("Z0_exp");
            if (nominal.isNumber()) {
                close(tester.expectedSignificance(), nominal, TOLERANCE, "nominal");
                if (nominal.doubleValue() > 1e-6) {
                    close(Objectives.discovery().evaluate(tester.model()).value(), nominal, TOLERANCE, "objective");
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("workspaces")
    void clsIsThatOfPyhf(Path file) {
        JsonNode reference = expected(file).path("cls_mu1_qtilde");
        assumeTrue(reference.path("CLs_obs").isNumber(), "no reference");

        ClsResult result = tester(file).cls(1, TestStatistic.Q_TILDE);

        close(result.observedStatistic(), reference.get("qmu_obs"), TOLERANCE, "q");
        close(result.observed(), reference.get("CLs_obs"), TOLERANCE, "observed");
        close(result.clsb(), reference.get("CLsb_obs"), TOLERANCE, "CLsb");
        close(result.clb(), reference.get("CLb_obs"), TOLERANCE, "CLb");
        for (int i = 0; i < 5; i++) {
            close(result.expected().get(i), reference.get("CLs_exp").get(i), TOLERANCE, "expected " + i);
        }
    }

    @ParameterizedTest
    @MethodSource("workspaces")
    void upperLimitsAreThoseOfPyhf(Path file) {
        JsonNode reference = expected(file).path("limits_95");
        assumeTrue(reference.path("obs").isNumber(), "no reference");

        UpperLimit limit = UpperLimit.of(tester(file), 0.95, TestStatistic.Q_TILDE);

        close(limit.observed(), reference.get("obs"), TOLERANCE, "observed");
        for (int i = 0; i < 5; i++) {
            close(limit.expected().get(i), reference.get("exp").get(i), TOLERANCE, "expected " + i);
        }
    }
}
