package org.diffhep.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diffhep.pipeline.OptimisationListener;
import org.diffhep.pipeline.OptimisationResult;
import org.diffhep.pipeline.OptimisationSettings;
import org.diffhep.ttbar.TtbarOptimisation;
import org.diffhep.ttbar.TtbarOptions;
import org.junit.jupiter.api.Test;

class OptimiseTtbarNotebookTest {

    private static final Path FILE = Path.of(System.getProperty("diffhep.root"), "notebooks", "optimise-ttbar.ipynb");

    @Test
    void theNotebookRunsAndItsOptimumIsBetterThanItsStart() throws IOException {
        try (JavaSession session = new JavaSession()) {
            List<Optional<Object>> values = Notebook.read(FILE).execute(session);

            List<BufferedImage> pictures = values.stream()
                    .flatMap(Optional::stream)
                    .filter(BufferedImage.class::isInstance)
                    .map(BufferedImage.class::cast)
                    .toList();
            assertThat(pictures).hasSize(4).allSatisfy(OptimiseTtbarNotebookTest::showsSomething);

            OptimisationResult result =
                    (OptimisationResult) session.run("result").orElseThrow();
            double start = result.start().validationHard().orElseThrow();
            double optimum = result.optimum().validationHard().orElseThrow();
            assertThat(optimum).isLessThan(start);
            assertThat(values.get(values.size() - 1).orElseThrow().toString())
                    .contains("start %.2f".formatted(100 * start), "optimum %.2f".formatted(100 * optimum));

            // the analysis written out in the notebook is the one of ./diffhep ttbar optimise
            OptimisationResult shipped = TtbarOptimisation.prepare(TtbarOptions.ofDefaults()
                            .withSettings(OptimisationSettings.ofDefaults().withSteps(1)))
                    .run(OptimisationListener.NONE, () -> false)
                    .result();
            assertThat(result.start()).isEqualTo(shipped.start());
            assertThat(result.trajectory().get(1).objectiveSoft())
                    .isLessThan(result.trajectory().get(0).objectiveSoft());
        }
    }

    private static void showsSomething(BufferedImage picture) {
        assertThat(picture.getWidth()).isBetween(400, 1200);
        assertThat(picture.getHeight()).isBetween(200, 800);
        Set<Integer> colours = new HashSet<>();
        for (int x = 0; x < picture.getWidth(); x++) {
            for (int y = 0; y < picture.getHeight(); y++) {
                colours.add(picture.getRGB(x, y));
            }
        }
        assertThat(colours).as("colours of the picture").hasSizeGreaterThan(20);
    }
}
