package org.diffhep.autodiff.kernels;

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
        double[] x = new double[6001];
        for (int i = 0; i < x.length; i++) {
            x[i] = switch (i % 4) {
                case 0 -> (i - 3000) / 750.0;
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

    @Test
    void powersAreAddedToTheirRows() {
        int n = 500;
        int rows = 7;
        double[] u = random.doubles(n, -0.5, 0.5).toArray();
        double[] a = random.doubles(n, -2, 2).toArray();
        double[] b = random.doubles(n, 0, 3).toArray();
        int[] row = random.ints(n, 0, rows).toArray();
        double[] target = new double[5 + rows * Kernels.POWERS_ROW + 3];
        Arrays.fill(target, 0.25);
        double[] expected = target.clone();
        double[] size = new double[target.length];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 8; k++) {
                int at = 5 + row[i] * Kernels.POWERS_ROW + k;
                expected[at] += a[i] * Math.pow(u[i], k);
                expected[at + 8] += b[i] * Math.pow(u[i], k);
                size[at] += Math.abs(a[i]);
                size[at + 8] += b[i];
            }
        }
        kernels().addPowers(row, u, a, b, n, target, 5);
        for (int at = 0; at < target.length; at++) {
            assertThat(target[at]).isEqualTo(expected[at], within(1e-15 * (1 + size[at])));
        }
    }

    @Test
    void eachPowerIsExactToEightUlp() {
        double[] u = random.doubles(300, -0.5, 0.5).toArray();
        for (double value : u) {
            double[] target = new double[Kernels.POWERS_ROW];
            kernels().addPowers(new int[1], new double[] {value}, new double[] {1}, new double[] {3}, 1, target, 0);
            for (int k = 0; k < 8; k++) {
                BigDecimal exact = new BigDecimal(value).pow(k);
                assertThat(ExactFunctions.ulps(target[k], exact)).isLessThanOrEqualTo(8);
                assertThat(ExactFunctions.ulps(target[8 + k], exact.multiply(BigDecimal.valueOf(3))))
                        .isLessThanOrEqualTo(8);
            }
        }
    }

    @Test
    void anObservableThatIsNotANumberIsSeenInTheMoments() {
        double[] target = new double[Kernels.POWERS_ROW];
        kernels().addPowers(new int[1], new double[] {Double.NaN}, new double[] {1}, new double[] {1}, 1, target, 0);
        assertThat(Arrays.stream(target).filter(Double::isNaN).count()).isGreaterThanOrEqualTo(14);
    }

    @Test
    void polynomialsAreThoseOfTheirRow() {
        int n = 333;
        int rows = 5;
        double[] c = random.doubles(8L * rows, -1, 1).toArray();
        double[] u = random.doubles(n, -0.5, 0.5).toArray();
        int[] row = random.ints(n, 0, rows).toArray();
        double[] y = new double[n + 1];
        y[n] = -7;
        kernels().polynomials(c, row, u, y, n);
        for (int i = 0; i < n; i++) {
            BigDecimal exact = BigDecimal.ZERO;
            double size = 0;
            for (int k = 0; k < 8; k++) {
                BigDecimal term = new BigDecimal(u[i]).pow(k).multiply(new BigDecimal(c[row[i] * 8 + k]));
                exact = exact.add(term);
                size += Math.abs(term.doubleValue());
            }
            assertThat(Math.abs(new BigDecimal(y[i]).subtract(exact).doubleValue()))
                    .isLessThanOrEqualTo(16 * Math.ulp(size));
        }
        assertThat(y[n]).isEqualTo(-7);
    }

    private static double[] filled(double value) {
        double[] all = new double[40];
        Arrays.fill(all, value);
        return all;
    }
}
