package org.diffhep.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ParameterTest {

    private static final Parameter CUT = Parameter.of("cut", 30).within(20, 60).unit("GeV");

    @Test
    void describesItself() {
        assertThat(CUT).isEqualTo(new Parameter("cut", 30, 20, 60, 3, "GeV"));
        assertThat(CUT.scale(5).startingAt(20)).isEqualTo(new Parameter("cut", 20, 20, 60, 5, "GeV"));
        assertThat(Parameter.of("zero", 0).scale()).isEqualTo(1);
        assertThat(Parameter.of("negative", -20).scale()).isEqualTo(2);
    }

    @Test
    void impossibleParametersAreRefusedByName() {
        assertThatThrownBy(() -> Parameter.of(" ", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CUT.within(40, 30)).hasMessageContaining("cut").hasMessageContaining("out of order");
        assertThatThrownBy(() -> CUT.within(40, 50)).hasMessageContaining("cut").hasMessageContaining("start 30");
        assertThatThrownBy(() -> CUT.scale(0)).hasMessageContaining("scale 0.0");
        assertThatThrownBy(() -> CUT.scale(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> CUT.startingAt(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> CUT.within(Double.NaN, 40)).hasMessageContaining("out of order");
    }

    @Property
    void clampIsTheClosestAllowedValue(@ForAll @DoubleRange(min = -100, max = 100) double value) {
        double clamped = CUT.clamp(value);
        assertThat(clamped).isBetween(20.0, 60.0);
        assertThat(CUT.clamp(clamped)).isEqualTo(clamped);
        if (value >= 20 && value <= 60) {
            assertThat(clamped).isEqualTo(value);
        } else {
            assertThat(clamped).isEqualTo(value < 20 ? 20 : 60);
        }
    }
}
