package org.diffhep.autodiff.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class BoxModelTest {

    @Test
    void theMinimumMeetsTheConditionsOfKarushKuhnAndTucker() {
        SplittableRandom random = new SplittableRandom(4);
        int held = 0;
        for (int trial = 0; trial < 300; trial++) {
            int n = 1 + random.nextInt(7);
            double[] gradient = random.doubles(n, -3, 3).toArray();
            double[] lower = random.doubles(n, -1.5, 0).toArray();
            double[] upper = random.doubles(n, 0, 1.5).toArray();
            if (trial % 3 == 0) {
                lower[0] = 0;
                upper[n - 1] = 0;
            }
            double[][] hessian = definite(random, n);

            double[] step = new BoxModel(gradient, hessian).minimum(lower, upper);

            double[] slope = new Array2DRowRealMatrix(hessian).operate(step);
            for (int p = 0; p < n; p++) {
                slope[p] += gradient[p];
                assertThat(step[p]).isBetween(lower[p], upper[p]);
                if (step[p] == lower[p] && step[p] == upper[p]) {
                    continue;
                }
                if (step[p] == lower[p]) {
                    assertThat(slope[p]).isGreaterThan(-1e-9);
                } else if (step[p] == upper[p]) {
                    assertThat(slope[p]).isLessThan(1e-9);
                } else {
                    assertThat(slope[p]).isEqualTo(0, within(1e-8));
                }
                held += step[p] == lower[p] || step[p] == upper[p] ? 1 : 0;
            }
        }
        assertThat(held).as("the box matters").isGreaterThan(200);
    }

    private static double[][] definite(SplittableRandom random, int n) {
        RealMatrix root = new Array2DRowRealMatrix(n, n);
        for (int p = 0; p < n; p++) {
            root.setRow(p, random.doubles(n, -1, 1).toArray());
        }
        RealMatrix square = root.multiply(root.transpose());
        for (int p = 0; p < n; p++) {
            square.addToEntry(p, p, 0.05);
        }
        return square.getData();
    }

    @Test
    void negativeCurvatureIsTakenByItsAbsoluteValue() {
        BoxModel model = new BoxModel(new double[] {1, 1}, new double[][] {{2, 0}, {0, -4}});
        double[] far = {9, 9};
        double[] step = model.minimum(Arrays.stream(far).map(x -> -x).toArray(), far);

        assertThat(step[0]).isEqualTo(-0.5, within(1e-14));
        assertThat(step[1]).isEqualTo(-0.25, within(1e-14));
        assertThat(model.decrease(step)).isEqualTo(0.25 + 0.125, within(1e-14));
    }

    @Test
    void aFlatModelGoesToTheEndOfTheBox() {
        double[] step = new BoxModel(new double[] {1e-3, -2}, new double[2][2])
                .minimum(new double[] {-1e-4, -1e-4}, new double[] {1e-4, 1e-4});

        assertThat(step).containsExactly(-1e-4, 1e-4);
    }
}
