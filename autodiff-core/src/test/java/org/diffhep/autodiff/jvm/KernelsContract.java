package org.diffhep.autodiff.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

/** The errors that {@link Kernels} promise, against functions to 40 digits. Extend it in the test sources of an implementation. */
public abstract class KernelsContract {

    private final SplittableRandom random = new SplittableRandom(20261122);

    /** The kernels under test. */
    protected abstract Kernels kernels();

    /** Dense around zero, all magnitudes, and up to the ends of float64. */
    private double[] arguments() {
        double[] x = new double[12_001];
        for (int i = 0; i < x.length; i++) {
            x[i] = switch (i % 4) {
                case 0 -> (i - 6000) / 1500.0;
                case 1 -> 80 * (random.nextDouble() - 0.5);
                case 2 -> 1400 * (random.nextDouble() - 0.5);
                default -> Math.scalb(random.nextDouble() - 0.5, -random.nextInt(60));
            };
        }
        return x;
    }

    private static void assertUlps(double[] x, double[] y, DoubleFunction<BigDecimal> exact, double most) {
        double worst = 0;
        double where = 0;
        for (int i = 0; i < x.length; i++) {
            double ulps = ExactFunctions.ulps(y[i], exact.apply(x[i]));
            if (!(ulps <= worst)) {
                worst = ulps;
                where = x[i];
            }
        }
        assertThat(worst).as("error in ulp, at %s", where).isLessThanOrEqualTo(most);
    }

    @Test
    void sigmoidIsExactToThreeUlp() {
        double[] x = arguments();
        double[] y = new double[x.length];
        kernels().sigmoid(x, 1, y, x.length);
        assertUlps(x, y, ExactFunctions::sigmoid, 3);
        double steepness = 0.7;
        kernels().sigmoid(x, steepness, y, x.length);
        double[] t = Arrays.stream(x).map(value -> value * steepness).toArray();
        assertUlps(t, y, ExactFunctions::sigmoid, 3);
    }

    @Test
    void expIsExactToTwoUlp() {
        double[] x = arguments();
        double[] y = new double[x.length];
        kernels().exp(x, y, x.length);
        assertUlps(x, y, ExactFunctions::exp, 2);
    }

    @Test
    void valuesAtTheEndsAreThoseOfTheFunctions() {
        double infinity = Double.POSITIVE_INFINITY;
        double[] x = {-infinity, -1e300, -800, -720, 720, 800, 1e300, infinity, Double.NaN, 0, -0.0, 709.7};
        double[] y = new double[x.length];
        kernels().sigmoid(x, 1, y, x.length);
        for (int i = 0; i < 4; i++) {
            assertThat(y[i]).isBetween(0.0, 1e-307);
        }
        assertThat(Arrays.copyOfRange(y, 4, 8)).containsOnly(1);
        assertThat(y[8]).isNaN();
        assertThat(Arrays.copyOfRange(y, 9, 11)).containsOnly(0.5);
        kernels().exp(x, y, x.length);
        for (int i = 0; i < 4; i++) {
            assertThat(y[i]).isEqualTo(Math.exp(x[i]), within(1e-307));
        }
        assertThat(Arrays.copyOfRange(y, 4, 8)).containsOnly(infinity);
        assertThat(y[8]).isNaN();
        assertThat(Arrays.copyOfRange(y, 9, 11)).containsOnly(1);
        assertThat(y[11]).isEqualTo(Math.exp(709.7), within(2 * Math.ulp(y[11])));
    }

    @Test
    void anElementHasTheSameBitsWhereverItLiesAndNothingElseIsWritten() {
        double[] x = random.doubles(40, -30, 30).toArray();
        double[] one = new double[1];
        for (int n = 0; n < x.length; n++) {
            double[] sigmoid = filled(-7);
            double[] exp = filled(-7);
            kernels().sigmoid(x, 0.4, sigmoid, n);
            kernels().exp(x, exp, n);
            for (int i = 0; i < x.length; i++) {
                double[] alone = {x[i]};
                kernels().sigmoid(alone, 0.4, one, 1);
                assertThat(sigmoid[i]).isEqualTo(i < n ? one[0] : -7);
                kernels().exp(alone, one, 1);
                assertThat(exp[i]).isEqualTo(i < n ? one[0] : -7);
            }
        }
    }

    private static double[] filled(double value) {
        double[] all = new double[40];
        Arrays.fill(all, value);
        return all;
    }
}
