package org.diffhep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The one-dimensional toy of gato-hep: its scores, and what its own training reached. */
class LearnedBinsTest {

    private static final Path REFERENCE =
            Path.of(System.getProperty("diffhep.root")).resolveSibling("shared").resolve("reference/peers/gato_1d");

    /** For 10 bins, 40 s of CPU: {@code benchmarks/run bins}. */
    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void learnedEdgesReachWhatGatoReaches(int bins) throws IOException {
        Assumptions.assumeTrue(Files.isDirectory(REFERENCE), "the references of the peers are not here");
        JsonNode expected =
                new ObjectMapper().readTree(REFERENCE.resolve("expected.json").toFile());
        try (JvmEngine engine = new JvmEngine(2)) {
            LearnedBins.Result result = LearnedBins.read(REFERENCE, engine).learn(bins);
            double equidistant =
                    expected.path("equidistant").path(String.valueOf(bins)).asDouble();
            assertThat(equidistant).isPositive();
            // the weights of the reference are rounded in the last places
            assertThat(result.equidistant()).isCloseTo(equidistant, within(1e-11));
            double gato = expected.path("gato")
                    .path(String.valueOf(bins))
                    .path("Z_hard")
                    .asDouble();
            assertThat(gato).isGreaterThan(equidistant);
            assertThat(result.hard()).isGreaterThanOrEqualTo(gato);
            // the best edges may be found while the kernel is still some hundredths wide
            assertThat(result.soft()).isCloseTo(result.hard(), within(0.03));
            assertThat(result.background()).hasSize(bins).allMatch(b -> b >= LearnedBins.FLOOR);
            assertThat(result.edges()).hasSize(bins + 1).startsWith(0.0).endsWith(1.0);
        }
    }

    @Test
    void aFolderWithoutScoresIsNamed() {
        StringWriter err = new StringWriter();
        PrintWriter out = new PrintWriter(new StringWriter());
        assertThat(Main.run(out, new PrintWriter(err), "bins", "unheard-of", "--bins", "3"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("cannot read unheard-of");
        assertThat(Main.run(out, new PrintWriter(err), "bins", "unheard-of", "--bins", "1"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--bins must be 2 or more, got 1");
    }
}
