package org.diffhep.ttbar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.histogram.Histogram;
import org.diffhep.pipeline.Analysis;
import org.diffhep.pipeline.BoundAnalysis;
import org.diffhep.pipeline.SampleCatalogue;
import org.diffhep.pipeline.Templates;
import org.diffhep.pipeline.ValueAndGradient;
import org.diffhep.stats.Objectives;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JVM engine and PyTorch find the same templates and gradients for the whole analysis, on the smaller shipped files. */
class EnginesAgreeTest {

    private static final double REQUIRED = 1e-9;
    private static final double[] AT = {32, 29, 0.6};

    @TempDir
    Path folder;

    @Test
    void templates_and_gradients_are_the_same() throws IOException {
        SampleCatalogue catalogue = smallCatalogue();
        assertAgreement(catalogue, TtbarAnalysis.measurement(catalogue.processes()), AT);
    }

    @Test
    void templates_and_gradients_of_learned_edges_are_the_same() throws IOException {
        SampleCatalogue catalogue = smallCatalogue();
        Analysis analysis = TtbarAnalysis.measurement(
                catalogue.processes(), TtbarCuts.of(TtbarVersion.V2), List.of("4j1b", "4j2b"));
        double[] at = Arrays.copyOf(AT, analysis.parameters().size());
        for (int i = AT.length; i < at.length; i++) {
            at[i] = analysis.parameters().get(i).start() + 13 * Math.sin(i);
        }
        assertAgreement(catalogue, analysis, at);
    }

    private static void assertAgreement(SampleCatalogue catalogue, Analysis analysis, double[] at) {
        try (Engine jvm = Engines.create("jvm", 2);
                Engine djl = Engines.create("djl", 1);
                BoundAnalysis ours = BoundAnalysis.bind(analysis, catalogue, jvm);
                BoundAnalysis theirs = BoundAnalysis.bind(analysis, catalogue, djl)) {
            for (Relaxation relaxation : List.of(Relaxation.HARD, Relaxation.soft(1), Relaxation.soft(0.2))) {
                Templates expected = theirs.templates(at, relaxation);
                Templates found = ours.templates(at, relaxation);
                for (String sample : analysis.samples()) {
                    for (String region : List.of("4j1b", "4j2b")) {
                        assertSame(found.nominal(sample, region), expected.nominal(sample, region));
                        assertSame(
                                found.up(sample, region, "jet_energy_scale"),
                                expected.up(sample, region, "jet_energy_scale"));
                        assertSame(found.up(sample, region, "btag_var_2"), expected.up(sample, region, "btag_var_2"));
                    }
                }
            }
            ValueAndGradient mine = ours.valueAndGradient(Objectives.precision(), at, Relaxation.soft(0.5));
            ValueAndGradient pytorch = theirs.valueAndGradient(Objectives.precision(), at, Relaxation.soft(0.5));
            assertThat(mine.value()).isCloseTo(pytorch.value(), within(REQUIRED * pytorch.value()));
            for (int i = 0; i < at.length; i++) {
                double expected = pytorch.gradient().get(i);
                assertThat(mine.gradient().get(i)).isCloseTo(expected, within(REQUIRED * Math.abs(expected)));
            }
        }
    }

    private static void assertSame(Histogram found, Histogram expected) {
        double tolerance = REQUIRED * expected.total();
        assertThat(expected.total()).isPositive();
        assertThat(found.values()).containsExactly(expected.values(), within(tolerance));
        assertThat(found.variances()).containsExactly(expected.variances(), within(tolerance * expected.total()));
    }

    /** Two of the smaller files under the names of two samples that the measurement needs. */
    private SampleCatalogue smallCatalogue() throws IOException {
        Path shipped = ShippedSample.open().directory();
        Files.copy(shipped.resolve("zprime_1000__nominal.root"), folder.resolve("ttbar.root"));
        Files.copy(shipped.resolve("single_top_t_chan__nominal.root"), folder.resolve("top.root"));
        Files.writeString(folder.resolve("samples.json"), """
                {"luminosity_pb": 3378, "samples": [
                  {"file": "ttbar.root", "process": "ttbar", "variation": "nominal", "xsec_pb": 729.84},
                  {"file": "top.root", "process": "single_top_t_chan", "variation": "nominal", "xsec_pb": 234.79}
                ]}
                """);
        return SampleCatalogue.read(folder);
    }
}
