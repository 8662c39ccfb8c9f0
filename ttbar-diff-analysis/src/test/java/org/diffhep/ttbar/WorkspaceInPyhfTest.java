package org.diffhep.ttbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.pipeline.Analysis;
import org.diffhep.pipeline.BoundAnalysis;
import org.diffhep.pipeline.SampleCatalogue;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Objective;
import org.diffhep.stats.Objectives;
import org.diffhep.stats.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The workspaces of the conventional analysis mean the same to pyhf. Its figures come from pyhf 0.7.6 with the script {@code
 * src/test/scripts/pyhf_figures.py} on the files that {@code BoundAnalysis.workspace(…).write} makes.
 */
class WorkspaceInPyhfTest {

    private static final double[] AGC_CUTS = {30, 30, 0.5};

    @TempDir
    Path folder;

    @Test
    void measurement_has_the_precision_that_pyhf_finds() throws IOException {
        SampleCatalogue catalogue = ShippedSample.open();
        check(
                TtbarAnalysis.measurement(catalogue.processes()),
                Objectives.precision(),
                157.37997498881435,
                0.08470528665312564,
                1e-9);
    }

    @Test
    void search_has_the_significance_that_pyhf_finds() throws IOException {
        SampleCatalogue catalogue = ShippedSample.open();
        // pyhf's figure contains a fit by Minuit, whose minimum is good to about 1e−9 in twice the log-likelihood
        check(
                TtbarAnalysis.search(catalogue.processes(), "zprime_1000"),
                Objectives.discovery(),
                188.1779591942508,
                0.8768418059177975,
                2e-9);
    }

    private void check(Analysis analysis, Objective objective, double twiceNll, double value, double tolerance)
            throws IOException {
        Path file = folder.resolve("workspace.json");
        try (Engine engine = Engines.create("jvm", 2);
                BoundAnalysis bound = BoundAnalysis.bind(analysis, ShippedSample.open(), engine)) {
            bound.workspace(AGC_CUTS, Relaxation.HARD).write(file);
        }
        assertThat(Files.size(file)).isPositive();
        Workspace workspace = Workspace.read(file);
        HistFactoryModel model = workspace.model();
        assertThat(model.twiceNll(model.inits(), workspace.data(model))).isCloseTo(twiceNll, within(1e-9 * twiceNll));
        assertThat(objective.evaluate(model).value()).isCloseTo(value, within(tolerance * value));
    }
}
