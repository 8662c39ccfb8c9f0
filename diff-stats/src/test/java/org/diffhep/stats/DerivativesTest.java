package org.diffhep.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.diffhep.stats.InterpolationCodes.HistoSysCode;
import org.diffhep.stats.InterpolationCodes.NormSysCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradient and Hessian in the parameters against differences, also where a factor vanishes or nearly so. */
class DerivativesTest {
    private static final double STEP = 1e-4;

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-17, 1e-3, 0.05, 1.3})
    void derivativesAreThoseOfTheDifferences(double mu) {
        for (InterpolationCodes codes : new InterpolationCodes[] {
            InterpolationCodes.DEFAULT, new InterpolationCodes(NormSysCode.CODE1, HistoSysCode.CODE2)
        }) {
            HistFactoryModel model = HistFactoryModel.of(RandomModels.channels(9), RandomModels.measurement(), codes);
            Data data = new Toys(1, 1).draw(model, model.inits(), 0);
            double[] point = model.inits();
            SplittableRandom random = new SplittableRandom(2);
            for (int p = 0; p < point.length; p++) {
                boolean alpha = model.parameters().get(p).lower() == -5;
                point[p] += (alpha ? 0.8 : 0.05) * (random.nextDouble() - 0.5);
            }
            point[model.requirePoi()] = mu;
            check(model, data, point);
        }
    }

    private static void check(HistFactoryModel model, Data data, double[] point) {
        double[] gradient = model.gradient(point, data);
        double[][] hessian = model.hessian(point, data);
        for (int p = 0; p < point.length; p++) {
            String name = model.parameterNames().get(p);
            double scale = Math.max(1, hessian[p][p]);
            double slope = (8 * (value(model, data, point, p, 1) - value(model, data, point, p, -1))
                            - (value(model, data, point, p, 2) - value(model, data, point, p, -2)))
                    / (12 * STEP);
            assertThat(gradient[p]).as(name).isCloseTo(slope, within(1e-8 * scale));
            double[] one = gradient(model, data, point, p, 1);
            double[] back = gradient(model, data, point, p, -1);
            double[] two = gradient(model, data, point, p, 2);
            double[] twoBack = gradient(model, data, point, p, -2);
            for (int q = 0; q < point.length; q++) {
                double expected = (8 * (one[q] - back[q]) - (two[q] - twoBack[q])) / (12 * STEP);
                double size = Math.max(1, Math.sqrt(Math.abs(hessian[p][p] * hessian[q][q])));
                assertThat(hessian[p][q])
                        .as(name + " " + model.parameterNames().get(q))
                        .isCloseTo(expected, within(1e-7 * size))
                        .isEqualTo(hessian[q][p]);
            }
        }
    }

    private static double[] moved(double[] point, int p, int steps) {
        double[] copy = point.clone();
        copy[p] += steps * STEP;
        return copy;
    }

    private static double value(HistFactoryModel model, Data data, double[] point, int p, int steps) {
        return model.twiceNll(moved(point, p, steps), data);
    }

    private static double[] gradient(HistFactoryModel model, Data data, double[] point, int p, int steps) {
        return model.gradient(moved(point, p, steps), data);
    }
}
