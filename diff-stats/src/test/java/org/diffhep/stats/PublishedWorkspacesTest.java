package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Published likelihoods without reference numbers: each loads, and its fit converges to a point where the gradient
 * vanishes. Files above half a megabyte are left to {@code -Dall}.
 */
class PublishedWorkspacesTest {
    private static final long LARGE = 500_000;

    static Stream<Path> workspaces() {
        return Shared.workspaces("data/likelihoods/unlabelled").stream()
                .filter(f -> System.getProperty("all") != null || f.toFile().length() < LARGE);
    }

    @ParameterizedTest
    @MethodSource("workspaces")
    void fitsConverge(Path file) {
        Workspace workspace = Shared.workspace(file);
        HistFactoryModel model = workspace.model();
        Data data = workspace.data(model);

        FitResult fit = Fitter.fit(model, data);

        assertThat(fit.converged()).as(fit.message()).isTrue();
        assertThat(fit.edm()).isLessThan(1e-10);
        double[] gradient = model.gradient(fit.values(), data);
        for (int p = 0; p < gradient.length; p++) {
            Parameter parameter = model.parameters().get(p);
            if (parameter.fixed() || fit.atBound(p)) {
                continue;
            }
            // in units of what one standard deviation changes
            double sigma = fit.uncertainty(p).orElse(0);
            assertThat(Math.abs(gradient[p]) * sigma).as(parameter.name()).isLessThan(1e-6);
        }
        assertThat(fit.twiceNll()).isLessThanOrEqualTo(model.twiceNll(model.inits(), data));
    }
}
