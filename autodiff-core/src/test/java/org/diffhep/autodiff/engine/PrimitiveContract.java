package org.diffhep.autodiff.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.diffhep.autodiff.Primitive;
import org.junit.jupiter.api.Test;

/**
 * What a {@link Primitive} must keep to: its derivatives are those of its values, it treats each element alone, and it writes only
 * where it should. Extend it in the tests of a primitive of your own.
 */
public abstract class PrimitiveContract {

    private static final double UNTOUCHED = -7.125;
    private static final int ROOM = 3;

    /** The primitive under test, a new one each time. */
    protected abstract Primitive primitive();

    /** Points to test at, each with one number for each input, a few hundredths away from kinks. */
    protected abstract double[][] points();

    /** How far derivatives may be off, relative to one plus their size. */
    protected double tolerance() {
        return 1e-8;
    }

    private double[][] columns() {
        double[][] points = points();
        double[][] in = new double[primitive().inputs()][points.length + ROOM];
        for (int i = 0; i < points.length; i++) {
            assertThat(points[i]).as("point %s", i).hasSize(in.length);
            for (int k = 0; k < in.length; k++) {
                in[k][i] = points[i][k];
            }
        }
        for (double[] column : in) {
            Arrays.fill(column, points.length, column.length, UNTOUCHED);
        }
        return in;
    }

    private static double[] untouched(int n) {
        double[] array = new double[n];
        Arrays.fill(array, UNTOUCHED);
        return array;
    }

    private double valueAt(double[] point) {
        double[][] in = new double[point.length][];
        for (int k = 0; k < in.length; k++) {
            in[k] = new double[] {point[k]};
        }
        double[] out = new double[1];
        primitive().values(in, out, 1);
        return out[0];
    }

    @Test
    void hasANameAndInputs() {
        assertThat(primitive().name()).isNotBlank();
        assertThat(primitive().inputs()).isPositive();
        assertThat(points()).isNotEmpty();
    }

    @Test
    void isEqualToAnotherThatComputesTheSame() {
        assertThat(primitive()).isEqualTo(primitive()).hasSameHashCodeAs(primitive());
    }

    @Test
    void valuesAreThoseOfEachElementAlone() {
        double[][] points = points();
        double[][] in = columns();
        double[] out = untouched(points.length + ROOM);
        primitive().values(in, out, points.length);
        for (int i = 0; i < points.length; i++) {
            assertThat(out[i])
                    .as("value at %s", Arrays.toString(points[i]))
                    .isFinite()
                    .isEqualTo(valueAt(points[i]));
        }
        assertThat(Arrays.copyOfRange(out, points.length, out.length)).containsOnly(UNTOUCHED);
        assertThat(in).isDeepEqualTo(columns());
    }

    @Test
    void slopesAreTheDerivativesOfTheValues() {
        double[][] points = points();
        double[][] in = columns();
        double[] out = new double[points.length + ROOM];
        primitive().values(in, out, points.length);
        double[] before = out.clone();
        double[][] slopes = new double[in.length][];
        Arrays.setAll(slopes, k -> untouched(points.length + ROOM));
        primitive().slopes(in, out, slopes, points.length);
        for (int k = 0; k < in.length; k++) {
            for (int i = 0; i < points.length; i++) {
                FiniteDifferences.Derivative expected =
                        FiniteDifferences.partial(this::valueAt, points[i], k, 1e-2 * (1 + Math.abs(points[i][k])));
                assertThat(slopes[k][i])
                        .as("slope of input %s at %s", k, Arrays.toString(points[i]))
                        .isCloseTo(
                                expected.value(),
                                within(tolerance() * (1 + Math.abs(expected.value())) + 2 * expected.error()));
            }
            assertThat(Arrays.copyOfRange(slopes[k], points.length, slopes[k].length))
                    .containsOnly(UNTOUCHED);
        }
        assertThat(in).isDeepEqualTo(columns());
        assertThat(out).containsExactly(before);
    }
}
