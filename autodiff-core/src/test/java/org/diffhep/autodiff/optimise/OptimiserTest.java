package org.diffhep.autodiff.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
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
                Named.of("Newton", Optimiser.newton()),
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
    void newtonNeedsTheFewestSteps() {
        TwiceDifferentiable exact = new TwiceDifferentiable() {
            @Override
            public double valueAndGradient(double[] at, double[] gradient) {
                return rosenbrock(at, gradient);
            }

            @Override
            public double[][] hessian(double[] at) {
                double x = at[0];
                double y = at[1] / 100;
                return new double[][] {{2 - 400 * (y - 3 * x * x), -4 * x}, {-4 * x, 0.02}};
            }
        };
        Optimum optimum = Optimiser.newton().minimise(exact, VALLEY, 100);
        Optimum differences = Optimiser.newton().minimise(OptimiserTest::rosenbrock, VALLEY, 20_000);

        assertThat(optimum.converged()).isTrue();
        assertThat(optimum.evaluations()).isLessThan(40);
        assertThat(optimum.value()).isLessThan(1e-18);
        // four evaluations more at each accepted step
        assertThat(differences.evaluations()).isBetween(optimum.evaluations() + 1, 5 * optimum.evaluations());
    }

    @Test
    void newtonLeavesASaddlePoint() {
        // x²/2 − y²/2 + y⁴/4: a saddle at 0, minima −1/4 at y = ±1; the start is on the ridge but for a little
        SmoothFunction saddle = (at, gradient) -> {
            double x = at[0];
            double y = at[1];
            gradient[0] = x;
            gradient[1] = y * y * y - y;
            return x * x / 2 - y * y / 2 + y * y * y * y / 4;
        };
        List<Parameter> ridge = List.of(
                Parameter.of("x", 2).within(-5, 5).scale(1),
                Parameter.of("y", 1e-3).within(-5, 5).scale(1));

        Optimum optimum = Optimiser.newton().minimise(saddle, ridge, 200);

        assertThat(optimum.value()).isEqualTo(-0.25, within(1e-12));
        assertThat(optimum.at().get(1)).isEqualTo(1, within(1e-6));
    }

    @Test
    void gradientDescentComesNearAndTakesItsStepsExactly() {
        List<Optimiser> descents = List.of(
                Optimiser.adam(LearningRate.cosine(1, 0.001)),
                Optimiser.adam(LearningRate.exponential(1, 0.001).warmUp(10)),
                Optimiser.sgd(LearningRate.constant(0.02), 0.9));
        for (Optimiser descent : descents) {
            int[] evaluations = new int[1];
            Optimum optimum = descent.minimise(
                    (at, gradient) -> {
                        evaluations[0]++;
                        gradient[0] = 2 * (at[0] - 3);
                        gradient[1] = 20 * (at[1] + 1);
                        return (at[0] - 3) * (at[0] - 3) + 10 * (at[1] + 1) * (at[1] + 1);
                    },
                    List.of(
                            Parameter.of("x", 0).within(-10, 10).scale(1),
                            Parameter.of("y", 2).within(-0.5, 10).scale(1)),
                    400);

            assertThat(evaluations[0]).isEqualTo(400).isEqualTo(optimum.evaluations());
            assertThat(optimum.at().get(0)).isEqualTo(3, within(1e-2));
            assertThat(optimum.at().get(1)).as("on its bound").isEqualTo(-0.5);
            assertThat(optimum.value()).isEqualTo(2.5, within(1e-4));
        }
    }

    @Test
    void theFirstStepOfAdamIsOneLearningRateLong() {
        List<Double> visited = new ArrayList<>();
        Optimiser.adam(LearningRate.constant(0.25))
                .minimise(
                        (at, gradient) -> {
                            visited.add(at[0]);
                            gradient[0] = 17 * at[0];
                            return 8.5 * at[0] * at[0];
                        },
                        List.of(Parameter.of("x", 3).scale(2)),
                        2);

        assertThat(visited.get(1)).isEqualTo(3 - 0.25 * 2, within(1e-9));
    }

    @Test
    void schedulesOfTheLearningRate() {
        assertThat(LearningRate.constant(0.3).at(7, 10)).isEqualTo(0.3);
        LearningRate cosine = LearningRate.cosine(0.4, 0.1);
        assertThat(cosine.at(0, 100)).isEqualTo(0.4);
        assertThat(cosine.at(50, 100)).isEqualTo(0.22, within(1e-15));
        assertThat(cosine.at(100, 100)).isEqualTo(0.04, within(1e-15));
        LearningRate exponential = LearningRate.exponential(0.4, 0.01);
        assertThat(exponential.at(50, 100)).isEqualTo(0.04, within(1e-15));
        LearningRate warm = exponential.warmUp(3);
        assertThat(warm.at(0, 103)).isEqualTo(0.1, within(1e-15));
        assertThat(warm.at(2, 103)).isEqualTo(0.3, within(1e-15));
        assertThat(warm.at(3, 103)).isEqualTo(0.4);
        assertThat(warm.at(53, 103)).isEqualTo(0.04, within(1e-15));
        assertThatThrownBy(() -> LearningRate.constant(0)).hasMessage("learning rate 0.0 is not a positive number");
        assertThatThrownBy(() -> LearningRate.cosine(1, 2)).hasMessageContaining("2.0 of the first");
        assertThatThrownBy(() -> cosine.warmUp(0)).hasMessageContaining("1 or more");
        assertThatThrownBy(() -> Optimiser.sgd(cosine, 1)).hasMessage("momentum 1.0 is not in [0, 1)");
    }

    @ParameterizedTest
    @MethodSource("optimisers")
    void anExceptionOfTheFunctionEndsTheRun(Optimiser optimiser) {
        int[] evaluations = new int[1];
        IllegalStateException enough = new IllegalStateException("enough");

        assertThatThrownBy(() -> optimiser.minimise(
                        (at, gradient) -> {
                            if (++evaluations[0] == 9) {
                                throw enough;
                            }
                            return rosenbrock(at, gradient);
                        },
                        VALLEY,
                        100))
                .isSameAs(enough);
        assertThat(evaluations[0]).isEqualTo(9);
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
        assertThatThrownBy(() -> Optimiser.adam(LearningRate.constant(1)).minimise(broken, VALLEY, 100))
                .hasMessage("the derivative with respect to y is NaN");
        assertThatThrownBy(() -> Optimiser.adam(LearningRate.constant(1)).minimise(undefined, VALLEY, 100))
                .hasMessage("the function is NaN at the starting values, x = -1.2, y = 100.0");
        assertThatThrownBy(() -> Optimiser.bobyqa().minimise(OptimiserTest::rosenbrock, unbounded, 100))
                .hasMessageContaining("finite bounds, and x has");
        assertThatThrownBy(() -> Optimiser.bobyqa().minimise(OptimiserTest::rosenbrock, VALLEY.subList(0, 1), 100))
                .hasMessageContaining("two parameters or more");
    }
}
