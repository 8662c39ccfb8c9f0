package org.diffhep.autodiff.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.diffhep.autodiff.Parameter;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimiserTest {

    static Stream<Named<Optimiser>> optimisers() {
        return Stream.of(
                Named.of("L-BFGS", Optimiser.lbfgs()),
                Named.of("CMA-ES", Optimiser.cmaEs(1)),
                Named.of("BOBYQA", Optimiser.bobyqa()));
    }

    /** Rosenbrock's valley in x = a, y = 100 b: minimum 0 at (1, 100). */
    private static double rosenbrock(double[] at, double[] gradient) {
        double x = at[0];
        double y = at[1] / 100;
        gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
        gradient[1] = 200 * (y - x * x) / 100;
        return (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x);
    }

    private static final List<Parameter> VALLEY = List.of(
            Parameter.of("x", -1.2).within(-3, 3).scale(0.3),
            Parameter.of("y", 100).within(-300, 300).scale(30));

    @ParameterizedTest
    @MethodSource("optimisers")
    void aCurvedValleyIsFollowedToItsEnd(Optimiser optimiser) {
        Optimum optimum = optimiser.minimise(OptimiserTest::rosenbrock, VALLEY, 20_000);

        assertThat(optimum.converged()).as(optimum.message()).isTrue();
        assertThat(optimum.at().get(0)).isEqualTo(1, within(1e-4));
        assertThat(optimum.at().get(1)).isEqualTo(100, within(2e-2));
        assertThat(optimum.value()).isBetween(0.0, 1e-8);
    }

    @ParameterizedTest
    @MethodSource("optimisers")
    void aMinimumOnABoundIsFoundThere(Optimiser optimiser) {
        List<Parameter> bounded = List.of(
                Parameter.of("x", -1.2).within(-3, 0.5).scale(0.3),
                Parameter.of("y", 100).within(-300, 300).scale(30));

        Optimum optimum = optimiser.minimise(OptimiserTest::rosenbrock, bounded, 20_000);

        // on x = 1/2 the best y is x²
        assertThat(optimum.at().get(0)).isEqualTo(0.5, within(1e-6));
        assertThat(optimum.at().get(1)).isEqualTo(25, within(1e-2));
        assertThat(optimum.value()).isEqualTo(0.25, within(1e-6));
    }

    @ParameterizedTest
    @MethodSource("optimisers")
    void undefinedRegionsAreAvoided(Optimiser optimiser) {
        SmoothFunction undefinedBelowZero = (at, gradient) -> {
            gradient[0] = 1 - 1 / at[0];
            gradient[1] = 2 * at[1];
            return at[0] <= 0 ? Double.NaN : at[0] - Math.log(at[0]) + at[1] * at[1];
        };
        List<Parameter> parameters = List.of(
                Parameter.of("x", 4).within(-10, 10).scale(4),
                Parameter.of("y", 3).within(-10, 10));

        Optimum optimum = optimiser.minimise(undefinedBelowZero, parameters, 20_000);

        assertThat(optimum.at().get(0)).isEqualTo(1, within(1e-4));
        assertThat(optimum.value()).isEqualTo(1, within(1e-8));
    }

    @ParameterizedTest
    @MethodSource("optimisers")
    void spentEvaluationsLeaveTheBestPoint(Optimiser optimiser) {
        Optimum optimum = optimiser.minimise(OptimiserTest::rosenbrock, VALLEY, 12);

        assertThat(optimum.converged()).isFalse();
        assertThat(optimum.message()).contains("spent");
        assertThat(optimum.evaluations()).isBetween(1, 12);
        assertThat(optimum.value())
                .isEqualTo(rosenbrock(optimum.at().stream().mapToDouble(x -> x).toArray(), new double[2]));
        assertThat(optimum.value()).isLessThanOrEqualTo(rosenbrock(new double[] {-1.2, 100}, new double[2]));
    }

    @Test
    void theGradientSavesEvaluations() {
        int quasiNewton = Optimiser.lbfgs()
                .minimise(OptimiserTest::rosenbrock, VALLEY, 20_000)
                .evaluations();

        assertThat(quasiNewton).isLessThan(100);
        assertThat(Optimiser.cmaEs(1)
                        .minimise(OptimiserTest::rosenbrock, VALLEY, 20_000)
                        .evaluations())
                .isGreaterThan(2 * quasiNewton);
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        assertThat(Optimiser.cmaEs(7).minimise(OptimiserTest::rosenbrock, VALLEY, 300))
                .isEqualTo(Optimiser.cmaEs(7).minimise(OptimiserTest::rosenbrock, VALLEY, 300))
                .isNotEqualTo(Optimiser.cmaEs(8).minimise(OptimiserTest::rosenbrock, VALLEY, 300));
    }

    @Test
    void whatCannotBeOptimisedIsNamed() {
        SmoothFunction undefined = (at, gradient) -> Double.NaN;
        SmoothFunction broken = (at, gradient) -> {
            gradient[0] = 1;
            gradient[1] = Double.NaN;
            return 0;
        };
        List<Parameter> unbounded = List.of(Parameter.of("x", 1), Parameter.of("y", 1));

        for (Optimiser optimiser : optimisers().map(Named::getPayload).toList()) {
            assertThatThrownBy(() -> optimiser.minimise(undefined, VALLEY, 100))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at the starting values");
            assertThatThrownBy(() -> optimiser.minimise(undefined, List.of(), 100))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Optimiser.lbfgs().minimise(broken, VALLEY, 100))
                .hasMessage("the derivative with respect to y is NaN");
        assertThatThrownBy(() -> Optimiser.bobyqa().minimise(OptimiserTest::rosenbrock, unbounded, 100))
                .hasMessageContaining("finite bounds, and x has");
        assertThatThrownBy(() -> Optimiser.bobyqa().minimise(OptimiserTest::rosenbrock, VALLEY.subList(0, 1), 100))
                .hasMessageContaining("two parameters or more");
    }
}
