package org.diffhep.autodiff.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.diffhep.autodiff.Parameter;
import org.junit.jupiter.api.Test;

class InequalitiesTest {

    private static final List<Parameter> PLANE = List.of(
            Parameter.of("x", 0).within(-5, 5).scale(1),
            Parameter.of("y", 0).within(-5, 5).scale(1));

    /** (x − 2)² + (y − 1)² with x + y ≤ 1 and x ≥ −3: the minimum is 2 at (1, 0), the multipliers 2 and 0. */
    private static SmoothFunction with(Inequalities inequalities) {
        return (at, gradient) -> {
            double[] g = inequalities(at);
            double[] slopes = inequalities.slopes(g);
            gradient[0] = 2 * (at[0] - 2) - slopes[0] + slopes[1];
            gradient[1] = 2 * (at[1] - 1) - slopes[0];
            return (at[0] - 2) * (at[0] - 2) + (at[1] - 1) * (at[1] - 1) + inequalities.value(g);
        };
    }

    private static double[] inequalities(double[] at) {
        return new double[] {1 - at[0] - at[1], at[0] + 3};
    }

    private static double[] minimum(Inequalities inequalities) {
        return Optimiser.newton().minimise(with(inequalities), PLANE, 500).at().stream()
                .mapToDouble(x -> x)
                .toArray();
    }

    @Test
    void aPenaltyIsViolatedByTheMultiplierOverItsStiffness() {
        double[] at = minimum(new Inequalities(2, 100));

        // exactly: x + y − 1 = 2/(1 + ρ)
        assertThat(inequalities(at)[0]).isEqualTo(-2.0 / 101, within(1e-8));
    }

    @Test
    void updatesBringTheSolutionAndItsMultipliers() {
        Inequalities inequalities = new Inequalities(2, 1);
        double[] at = {};
        for (int outer = 0; outer < 20; outer++) {
            at = minimum(inequalities);
            inequalities.update(inequalities(at));
        }

        assertThat(at[0]).isEqualTo(1, within(1e-8));
        assertThat(at[1]).isEqualTo(0, within(1e-8));
        assertThat(inequalities.multipliers()[0]).isEqualTo(2, within(1e-7));
        assertThat(inequalities.multipliers()[1]).isZero();
        assertThat(inequalities.stiffness()).as("raised a little only").isLessThan(100);
    }

    @Test
    void slopesAreTheDerivativesOfTheValue() {
        Inequalities inequalities = new Inequalities(3, 7);
        inequalities.update(new double[] {-0.1, 0.2, -0.01});
        double[] g = {-0.3, 0.4, 0.001};
        double[] slopes = inequalities.slopes(g);
        for (int j = 0; j < 3; j++) {
            double[] up = g.clone();
            double[] down = g.clone();
            up[j] += 1e-6;
            down[j] -= 1e-6;
            double difference = (inequalities.value(up) - inequalities.value(down)) / 2e-6;
            assertThat(slopes[j]).isEqualTo(difference, within(1e-8)).isNotPositive();
        }
        assertThat(slopes[1]).isZero();
        assertThatThrownBy(() -> new Inequalities(1, 0)).hasMessage("stiffness 0.0 is not a positive number");
    }
}
