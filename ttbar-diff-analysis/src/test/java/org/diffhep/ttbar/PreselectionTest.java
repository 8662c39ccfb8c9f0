package org.diffhep.ttbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.histogram.Histogram;
import org.diffhep.pipeline.Analysis;
import org.diffhep.pipeline.BoundAnalysis;
import org.diffhep.pipeline.SampleCatalogue;
import org.diffhep.pipeline.Templates;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the preselection drops could not have entered: templates do not change, hard or soft. */
class PreselectionTest {

    private static final List<String> SAMPLES = List.of("ttbar", "single_top_t_chan");

    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void templates_are_the_same_without_it(double temperature) {
        Analysis with = TtbarAnalysis.measurement(SAMPLES);
        Analysis without = new Analysis(
                with.name(),
                with.samples(),
                with.regions(),
                with.systematics(),
                with.normalisations(),
                with.parameters(),
                Analysis.Preselection.NONE,
                with.constraints());
        SampleCatalogue catalogue = ShippedSample.open();
        Relaxation relaxation = Relaxation.soft(temperature);
        double[] at = {33, 31, 0.6};
        try (Engine engine = Engines.create("jvm", 2);
                BoundAnalysis selected = BoundAnalysis.bind(with, catalogue, engine);
                BoundAnalysis all = BoundAnalysis.bind(without, catalogue, engine)) {
            Templates expected = all.templates(at, relaxation);
            Templates found = selected.templates(at, relaxation);
            for (String sample : SAMPLES) {
                for (String region : List.of("4j1b", "4j2b")) {
                    assertSame(found.nominal(sample, region), expected.nominal(sample, region));
                    assertSame(
                            found.up(sample, region, "jet_energy_scale"),
                            expected.up(sample, region, "jet_energy_scale"));
                    assertSame(found.down(sample, region, "btag_var_3"), expected.down(sample, region, "btag_var_3"));
                }
            }
        }
    }

    private static void assertSame(Histogram found, Histogram expected) {
        assertThat(expected.total()).isPositive();
        assertThat(found.values()).containsExactly(expected.values(), within(1e-9));
        assertThat(found.variances()).containsExactly(expected.variances(), within(1e-7));
    }
}
