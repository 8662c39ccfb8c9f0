package org.diffhep.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.diffhep.autodiff.engine.FiniteDifferences;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables of derivatives against differences of the values, and cuts against the integral of their density. */
class FunctionTablesTest {

    @ParameterizedTest
    @EnumSource
    void slopeIsTheDerivative(UnaryFunction function) {
        for (double x = -3.95; x < 4; x += 0.1) {
            double y = function.value(x);
            if (!Double.isFinite(y) || Math.abs(Math.abs(x) - 1) < 0.08 || Math.abs(Math.abs(x) - Math.PI / 2) < 0.3) {
                continue;
            }
            FiniteDifferences.Derivative expected =
                    FiniteDifferences.partial(at -> function.value(at[0]), new double[] {x}, 0, 0.01);
            double scale = 1 + Math.abs(expected.value());
            if (expected.error() < 1e-6 * scale) {
                assertThat(function.slope(x, y))
                        .as("%s at %s", function, x)
                        .isEqualTo(expected.value(), within(1e-8 * scale + 4 * expected.error()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void slopesOfTwoAreTheDerivatives(BinaryFunction function) {
        double[] points = {-2.3, -0.7, 0.4, 1.1, 2.6};
        for (double a : points) {
            for (double b : points) {
                double[] at = {a, b + 0.05};
                double y = function.value(at[0], at[1]);
                if (!Double.isFinite(y)) {
                    continue;
                }
                double[] slopes = {function.firstSlope(at[0], at[1], y), function.secondSlope(at[0], at[1], y)};
                for (int k = 0; k < 2; k++) {
                    FiniteDifferences.Derivative expected =
                            FiniteDifferences.partial(p -> function.value(p[0], p[1]), at, k, 0.01);
                    assertThat(slopes[k])
                            .as("%s at %s, %s", function, at[0], at[1])
                            .isEqualTo(expected.value(), within(1e-8 * (1 + Math.abs(expected.value()))));
                }
            }
        }
    }

    @Test
    void lengthsAndAnglesNeitherOverNorUnderflow() {
        for (double scale : new double[] {1e-300, 1e-150, 1e-140, 1, 1e149, 1e150, 1e300}) {
            double a = 3 * scale;
            double b = -4 * scale;
            double size = BinaryFunction.HYPOT.value(a, b);
            assertThat(size).isEqualTo(Math.hypot(a, b), within(2 * Math.ulp(5 * scale)));
            assertThat(BinaryFunction.HYPOT.firstSlope(a, b, size)).isEqualTo(0.6, within(4e-16));
            double angle = BinaryFunction.ATAN2.value(a, b);
            assertThat(BinaryFunction.ATAN2.firstSlope(a, b, angle) * scale).isEqualTo(-0.16, within(4e-16));
            assertThat(BinaryFunction.ATAN2.secondSlope(a, b, angle) * scale).isEqualTo(-0.12, within(4e-16));
        }
    }

    @ParameterizedTest
    @EnumSource
    void cutsGrowWithTheirDensityFromZeroToOne(CutKernel kernel) {
        double h = 1.0 / 128;
        double before = kernel.integral(-40);
        assertThat(before).isBetween(0.0, 1e-17);
        for (double z = -40; z < 40; z += h) {
            double after = kernel.integral(z + h);
            // Simpson's rule
            double middle = kernel.density(z) + 4 * kernel.density(z + h / 2) + kernel.density(z + h);
            assertThat(after - before).as("from %s", z).isBetween(-2e-16, 1.0).isEqualTo(h / 6 * middle, within(2e-10));
            assertThat(kernel.density(z)).isEqualTo(kernel.density(-z));
            assertThat(kernel.integral(z) + kernel.integral(-z)).isEqualTo(1, within(4e-16));
            before = after;
        }
        assertThat(kernel.integral(0)).isEqualTo(0.5);
        assertThat(kernel.integral(40)).isEqualTo(1);
        for (double end : new double[] {1e6, 1e300, Double.POSITIVE_INFINITY}) {
            assertThat(kernel.integral(-end)).isZero();
            assertThat(kernel.integral(end)).isEqualTo(1);
            assertThat(kernel.density(end)).isZero();
            assertThat(kernel.density(-end)).isZero();
        }
        assertThat(kernel.integral(Double.NaN)).isNaN();
        assertThat(kernel.density(Double.NaN)).isNaN();
        double support = kernel.support();
        assertThat(kernel.integral(support)).isEqualTo(1);
        assertThat(kernel.integral(-support)).isZero();
        if (Double.isFinite(support)) {
            assertThat(kernel.integral(-0.999 * support)).isPositive();
        }
    }
}
