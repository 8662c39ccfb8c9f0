package org.diffhep.cli.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class IsolinesTest {

    private interface Function {
        double at(double x, double y);
    }

    private static final double[] GRID = Grid.of(-3, 3, 41);

    private static List<double[][]> lines(Function function, double level) {
        double[][] z = new double[GRID.length][GRID.length];
        for (int i = 0; i < GRID.length; i++) {
            for (int j = 0; j < GRID.length; j++) {
                z[i][j] = function.at(GRID[i], GRID[j]);
            }
        }
        return Isolines.of(GRID, GRID, z, level);
    }

    @Test
    void anEllipseIsOneClosedLine() {
        Function ellipse = (x, y) -> x * x - 1.2 * x * y + y * y;

        List<double[][]> lines = lines(ellipse, 2.3);

        assertThat(lines).hasSize(1);
        double[][] points = lines.get(0);
        assertThat(points[points.length - 1]).isEqualTo(points[0]);
        assertThat(points.length).isGreaterThan(40);
        for (double[] point : points) {
            assertThat(ellipse.at(point[0], point[1])).isCloseTo(2.3, within(0.01));
        }
        // neighbours are in neighbouring cells
        for (int i = 1; i < points.length; i++) {
            assertThat(Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]))
                    .isLessThan(0.15 * Math.sqrt(2) + 1e-12);
        }
    }

    @Test
    void aLineEndsAtTheBorderAndTwoMinimaHaveTwo() {
        List<double[][]> open = lines((x, y) -> (x - 3) * (x - 3) + y * y, 4);
        assertThat(open).hasSize(1);
        assertThat(open.get(0)[0][0]).isEqualTo(3);
        assertThat(open.get(0)[open.get(0).length - 1][0]).isEqualTo(3);
        assertThat(Math.abs(open.get(0)[0][1])).isCloseTo(2, within(1e-9));

        Function two = (x, y) -> Math.min((x - 1.2) * (x - 1.2) + y * y, (x + 1.2) * (x + 1.2) + y * y);
        assertThat(lines(two, 1)).hasSize(2);
        assertThat(lines(two, 2.5)).hasSize(1);
        assertThat(lines(two, 100)).isEmpty();
    }

    @Test
    void aSaddleIsDividedByItsMiddle() {
        double[] axis = {0, 1};
        assertThat(Isolines.of(axis, axis, new double[][] {{0, 3}, {3, 0}}, 1)).hasSize(2);
        // the corners of 3 are cut off, or those of 0
        double[][] low =
                Isolines.of(axis, axis, new double[][] {{0, 3}, {3, 0}}, 2).get(0);
        double[][] high =
                Isolines.of(axis, axis, new double[][] {{0, 3}, {3, 0}}, 1).get(0);
        assertThat((low[0][0] - low[0][1]) * (low[1][0] - low[1][1])).isPositive();
        assertThat((high[0][0] + high[0][1] - 1) * (high[1][0] + high[1][1] - 1))
                .isPositive();
    }

    @Test
    void whereTheDataAreImpossibleALineKeepsToTheLastPossibleValue() {
        List<double[][]> lines = lines((x, y) -> x < -0.5 ? Double.POSITIVE_INFINITY : x * x + y * y, 4);
        assertThat(lines).hasSize(1);
        for (double[] point : lines.get(0)) {
            assertThat(point[0]).isGreaterThan(-0.6);
            assertThat(point[1]).isFinite();
        }
    }
}
