package org.diffhep.autodiff.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;

class NormalTest {

    @Property(tries = 5000)
    void cdfIsThatOfCommonsMath(@ForAll @DoubleRange(min = -37, max = 9) double z) {
        // Commons Math's own erfc is good to some 1e−13 in the far tail
        double expected = 0.5 * Erf.erfc(-z * Math.sqrt(0.5));
        assertThat(Normal.cdf(z)).isEqualTo(expected, within(5e-13 * expected));
    }

    @Property
    void tailsAddUpToOne(@ForAll @DoubleRange(min = -9, max = 9) double z) {
        assertThat(Normal.cdf(z) + Normal.cdf(-z)).isEqualTo(1, within(2.3e-16));
    }

    /** To 20 digits by mpmath 1.3: ncdf(z). */
    @Test
    void cdfOfSomeNumbers() {
        assertThat(Normal.cdf(0)).isEqualTo(0.5);
        assertThat(Normal.cdf(-1)).isEqualTo(0.15865525393145705, within(1e-15));
        assertThat(Normal.cdf(-5)).isEqualTo(2.866515718791939e-7, within(1e-20));
        assertThat(Normal.cdf(-8)).isEqualTo(6.220960574271784e-16, within(1e-29));
        assertThat(Normal.cdf(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Normal.cdf(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(Normal.cdf(Double.NaN)).isNaN();
    }

    @Property(tries = 5000)
    void erfIsThatOfCommonsMath(@ForAll @DoubleRange(min = -7, max = 7) double x) {
        double expected = Erf.erf(x);
        assertThat(Normal.erf(x)).isEqualTo(expected, within(1e-13 * Math.abs(expected)));
    }

    @Test
    void erfAtTheEnds() {
        assertThat(Normal.erf(-0.0)).isEqualTo(-0.0);
        assertThat(Normal.erf(Double.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(Normal.erf(Double.NEGATIVE_INFINITY)).isEqualTo(-1);
        assertThat(Normal.erf(Double.NaN)).isNaN();
    }

    @Property
    void densityIsThatOfCommonsMath(@ForAll @DoubleRange(min = -30, max = 30) double z) {
        double expected = new NormalDistribution().density(z);
        assertThat(Normal.density(z)).isEqualTo(expected, within(1e-13 * expected));
    }
}
