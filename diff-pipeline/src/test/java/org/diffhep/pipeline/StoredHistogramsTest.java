package org.diffhep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.diffhep.events.StoredHistogram;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Histogram;
import org.junit.jupiter.api.Test;

class StoredHistogramsTest {

    @Test
    void oneAxisKeepsItsOrder() {
        Histogram histogram = StoredHistograms.histogram(new StoredHistogram(
                "h",
                "title",
                List.of(new double[] {0, 1, 3}),
                new double[] {1, 2, 3, 4},
                new double[] {5, 6, 7, 8},
                9));
        assertThat(histogram.axis()).isEqualTo(Axis.of(0, 1, 3));
        assertThat(histogram.slotValues()).containsExactly(1, 2, 3, 4);
        assertThat(histogram.variances()).containsExactly(6, 7);
    }

    @Test
    void theFirstAxisOfRootIsTheFastestThere() {
        double[] cells = new double[4 * 3];
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 4; x++) {
                cells[x + 4 * y] = 10 * x + y;
            }
        }
        Histogram histogram = StoredHistograms.histogram(new StoredHistogram(
                "h", "", List.of(new double[] {0, 1, 3}, new double[] {-1, 1}), cells, new double[12], 12));
        assertThat(histogram.axes()).containsExactly(Axis.of(0, 1, 3), Axis.of(-1, 1));
        assertThat(histogram.slotValues()).containsExactly(0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32);
        assertThat(histogram.values()).containsExactly(11, 21);
    }

    @Test
    void thereAndBackIsTheSame() {
        List<double[]> edges = List.of(new double[] {0, 1, 3}, new double[] {-1, 1}, new double[] {0, 2, 4, 5});
        double[] values = IntStream.range(0, 4 * 3 * 5).mapToDouble(i -> i).toArray();
        double[] variances =
                IntStream.range(0, 4 * 3 * 5).mapToDouble(i -> i / 2.0).toArray();
        StoredHistogram stored = new StoredHistogram("h", "title", edges, values, variances, 12);
        StoredHistogram back = StoredHistograms.stored("h", "title", StoredHistograms.histogram(stored), 12);
        assertThat(back).usingRecursiveComparison().isEqualTo(stored);
    }

    @Test
    void edgesThatDoNotAscendAreNamed() {
        StoredHistogram stored =
                new StoredHistogram("h", "", List.of(new double[] {0, 0, 3}), new double[4], new double[4], 0);
        assertThatThrownBy(() -> StoredHistograms.histogram(stored))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("histogram h: edges must be finite and ascend");
    }
}
