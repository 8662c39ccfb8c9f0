package org.diffhep.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelaxationTest {

    @Test
    void modesSayWhatIsSoft() {
        assertThat(Relaxation.HARD.softValues()).isFalse();
        assertThat(Relaxation.HARD.softGradients()).isFalse();
        assertThat(Relaxation.soft(0.5).softValues()).isTrue();
        assertThat(Relaxation.soft(0.5).softGradients()).isTrue();
        assertThat(Relaxation.straightThrough(0.5).softValues()).isFalse();
        assertThat(Relaxation.straightThrough(0.5).softGradients()).isTrue();
    }

    @Test
    void softAtTemperatureZeroIsHard() {
        assertThat(Relaxation.soft(0)).isEqualTo(Relaxation.HARD);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void impossibleTemperaturesAreRefused(double temperature) {
        assertThatThrownBy(() -> Relaxation.soft(temperature))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("temperature " + temperature);
        assertThatThrownBy(() -> Relaxation.straightThrough(temperature)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void straightThroughAtTemperatureZeroIsRefused() {
        assertThatThrownBy(() -> Relaxation.straightThrough(0)).hasMessageContaining("use HARD");
    }
}
