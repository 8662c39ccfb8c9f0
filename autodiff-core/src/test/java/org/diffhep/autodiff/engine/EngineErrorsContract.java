package org.diffhep.autodiff.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.diffhep.autodiff.Width;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every engine does with numbers that are not finite, cuts that are too steep, and names that do not exist: NaN never
 * travels silently, and what nobody uses does no harm. Extend it beside {@link EngineContract}.
 */
public abstract class EngineErrorsContract {

    private static final Parameter A = Parameter.of("a", 0.8);
    private static final Relaxation SOFT = Relaxation.soft(1);
    private static final double[] AT = {0.8};

    private Engine engine;

    /** A new engine of the kind under test. */
    protected abstract Engine engine();

    @BeforeEach
    void start() {
        engine = engine();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static Expr pt() {
        return collection("Jet").column("pt");
    }

    private BoundGraph bind(EventSource events, Expr... exprs) {
        return engine.bind(Graph.withParameters(List.of(new Total("sums", Arrays.asList(exprs))), List.of(A)), events);
    }

    private BoundGraph bind(EventBatch batch, Expr... exprs) {
        return bind(EventSource.of(batch), exprs);
    }

    private static double[] except(int events, int at, double value) {
        double[] values = new double[events];
        Arrays.fill(values, 0.5);
        values[at] = value;
        return values;
    }

    /** A collection of three objects in each of two events; one value is not a number. */
    private static EventBatch withNaN() {
        return EventBatch.of(2)
                .collection("Jet", new int[] {0, 3, 6})
                .column("Jet", "pt", NumberColumn.of(3, 2, 1, 1, Double.NaN, 2))
                .column("Jet", "eta", NumberColumn.of(3, 2, 1, 1, 3, 2))
                .build();
    }

    @Test
    void nonFiniteNumbersInUnusedColumnsDoNoHarm() {
        EventBatch batch = TestEvents.random(1, 20).batch(Map.of("other", except(20, 7, Double.NaN)));
        try (BoundGraph bound = bind(batch, column("met").above(parameter(A), width(0.3)))) {
            assertThat(bound.forward(AT, SOFT)[0][0]).isFinite();
            assertThat(bound.pullBack(AT, SOFT, new double[][] {{1}})[0]).isFinite();
        }
    }

    @Test
    void nonFiniteValueInASumNamesTheExpressionAndTheEvent() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            EventBatch batch = TestEvents.random(2, 700).batch(Map.of("met", except(700, 613, bad)));
            try (BoundGraph bound = bind(batch, column("met").times(parameter(A)))) {
                assertThatThrownBy(() -> bound.forward(AT, SOFT))
                        .isInstanceOf(NonFiniteValueException.class)
                        .hasMessageContaining("met is " + bad)
                        .hasMessageContaining("event 613");
                assertThatThrownBy(() -> bound.pullBack(AT, SOFT, new double[][] {{1}}))
                        .isInstanceOf(NonFiniteValueException.class)
                        .hasMessageContaining("event 613");
            }
        }
    }

    @Test
    void theBatchIsNamedWhereThereAreSeveral() {
        EventBatch good = TestEvents.random(2, 10).batch();
        EventBatch bad = TestEvents.random(2, 10).batch(Map.of("met", except(10, 4, Double.NaN)));
        try (BoundGraph bound = bind(EventSource.of(List.of(good, bad)), column("met"))) {
            assertThatThrownBy(() -> bound.forward(AT, SOFT))
                    .isInstanceOf(NonFiniteValueException.class)
                    .hasMessageContaining("event 4 of batch 1");
        }
    }

    @Test
    void invalidOperationIsNamed() {
        EventBatch batch = TestEvents.random(3, 50).batch();
        try (BoundGraph bound =
                bind(batch, column("met").minus(5).times(parameter(A)).log())) {
            assertThatThrownBy(() -> bound.forward(AT, SOFT))
                    .isInstanceOf(NonFiniteValueException.class)
                    .hasMessageContaining("log(multiply(subtract(met, 5.0), a)) is NaN in event 0");
        }
    }

    @Test
    void nonFiniteGradientIsAnError() {
        try (BoundGraph bound =
                bind(TestEvents.random(3, 50).batch(), parameter(A).times(1e200))) {
            assertThat(bound.forward(AT, SOFT)[0][0]).isFinite();
            assertThatThrownBy(() -> bound.pullBack(AT, SOFT, new double[][] {{1e200}}))
                    .isInstanceOf(NonFiniteValueException.class)
                    .hasMessageContaining("gradient");
        }
    }

    private static EventBatch jets() {
        return EventBatch.of(3)
                .column("met", NumberColumn.of(1, 4, 9))
                .collection("Jet", new int[] {0, 1, 7, 8})
                .column("Jet", "pt", NumberColumn.of(1, 2, 3, -4, 5, 6, 7, 8))
                .build();
    }

    private void assertNonFinite(Expr expr, String message) {
        Graph graph = Graph.of(List.of(Total.of("sum", expr)));
        EventSource twice = EventSource.of(List.of(jets(), jets()));
        try (BoundGraph bound = engine.bind(graph, twice)) {
            assertThatThrownBy(() -> {
                        bound.forward(new double[] {0}, SOFT);
                        bound.pullBack(new double[] {0}, SOFT, new double[][] {{1}});
                    })
                    .isInstanceOf(NonFiniteValueException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void valuesThatAreNotFiniteNameExpressionEventAndColumns() {
        Parameter a = Parameter.of("a", 0);
        assertNonFinite(
                column("met").minus(4).plus(parameter(a)).log(),
                "log(add(subtract(met, 4.0), a)) is NaN in event 0 of batch 0, from met = 1.0");
        assertNonFinite(
                pt().plus(column("met")).log().plus(parameter(a)).sum(),
                "log(add(Jet.pt, for each objects of Jet(met))) is -Infinity in event 1 of batch 0,"
                        + " from Jet.pt = [2.0, 3.0, -4.0, 5.0, …], met = 4.0");
    }

    @Test
    void gradientsThatAreNotFiniteNameThemTooWhereAllValuesAre() {
        Parameter a = Parameter.of("a", 0);
        Expr met = column("met");
        // x/y is finite, x/y² is not
        assertNonFinite(
                met.over(met.times(1e-200).plus(parameter(a))),
                "the gradient of divide(met, add(multiply(met, 1.0E-200), a)) with respect to"
                        + " add(multiply(met, 1.0E-200), a) is -Infinity in event 0 of batch 0, from met = 1.0");
    }

    @Test
    void notANumberAmongObjectsIsNotLostInALargest() {
        try (BoundGraph bound = bind(withNaN(), pt().times(parameter(A)).largest(0))) {
            assertThatThrownBy(() -> bound.forward(AT, SOFT))
                    .isInstanceOf(NonFiniteValueException.class)
                    .hasMessageContaining("Jet.pt is NaN in event 1");
        }
    }

    @Test
    void notANumberIsNotLostInAMaximum() {
        EventBatch batch = TestEvents.random(2, 9).batch(Map.of("met", except(9, 4, Double.NaN)));
        Expr a = parameter(A);
        Expr met = column("met");
        for (Expr expr : List.of(met.maximum(a), a.maximum(met), met.minimum(a), a.minimum(met))) {
            try (BoundGraph bound = bind(batch, expr)) {
                assertThatThrownBy(() -> bound.forward(AT, SOFT)).isInstanceOf(NonFiniteValueException.class);
            }
        }
    }

    @Test
    void keyThatIsNotANumberIsAnErrorOnlyForCandidatesThatCanBeChosen() {
        Expr a = parameter(A);
        Expr eta = collection("Jet").column("eta");
        Expr possible = pt().chooseLargest(eta.above(a, width(1))).times(eta);
        Expr excluded = pt().chooseLargest(eta.below(2.5)).times(eta).times(a);
        try (BoundGraph bound = bind(withNaN(), possible)) {
            assertThatThrownBy(() -> bound.forward(AT, SOFT)).isInstanceOf(NonFiniteValueException.class);
        }
        try (BoundGraph bound = bind(withNaN(), excluded)) {
            // the second of the first event, the last of the second
            assertThat(bound.forward(new double[] {1}, SOFT)[0][0]).isEqualTo(2 + 2);
            assertThat(bound.pullBack(new double[] {1}, SOFT, new double[][] {{1}}))
                    .containsExactly(4);
        }
    }

    @Test
    void flagsThatAreNotNumbersAreNotLost() {
        Expr a = parameter(A);
        Expr flag = pt().above(a, width(1));
        Expr eta = collection("Jet").column("eta");
        Expr joint = flag.atLeast(1).and(eta.above(a, width(1)).atLeast(1));
        for (Expr expr : List.of(
                flag.exactly(1),
                flag.atLeast(2),
                joint,
                eta.selected(0, flag),
                eta.chooseLargest(flag),
                eta.sum(flag))) {
            try (BoundGraph bound = bind(withNaN(), expr)) {
                assertThatThrownBy(() -> bound.forward(AT, SOFT))
                        .as(expr.toString())
                        .isInstanceOf(NonFiniteValueException.class);
                assertThatThrownBy(() -> bound.pullBack(AT, SOFT, new double[][] {{1}}))
                        .as(expr.toString())
                        .isInstanceOf(NonFiniteValueException.class);
            }
        }
    }

    @Test
    void objectsThatCannotBeSelectedMayHaveNoValue() {
        Expr a = parameter(A);
        Expr eta = collection("Jet").column("eta");
        // the object without a pt has eta 3: an exact flag excludes it, whatever the soft flag says
        Expr flag = eta.below(2.5).and(eta.above(a, width(1)));
        try (BoundGraph bound = bind(withNaN(), pt().selected(0, flag))) {
            FiniteDifferences.Derivative expected =
                    FiniteDifferences.partial(at -> bound.forward(at, SOFT)[0][0], AT, 0, 0.02);
            double[] gradient = bound.pullBack(AT, SOFT, new double[][] {{1}});
            assertThat(gradient[0]).isCloseTo(expected.value(), within(1e-8));
        }
    }

    @Test
    void objectsThatCannotBeSelectedMayHaveNoDerivative() {
        Expr a = parameter(A);
        Expr eta = collection("Jet").column("eta");
        // infinite derivatives at 0, and not a number; the second and the fifth object are excluded
        for (Expr value :
                List.of(eta.minus(3).times(a).log(), eta.minus(3).times(a).abs().sqrt())) {
            Expr flag = eta.below(2.5).or(eta.above(3.5));
            EventBatch batch = EventBatch.of(2)
                    .collection("Jet", new int[] {0, 3, 6})
                    .column("Jet", "eta", NumberColumn.of(5, 3, 4, 6, 3, 9))
                    .build();
            try (BoundGraph bound = bind(batch, value.selected(1, flag.and(eta.above(a, width(1)))))) {
                FiniteDifferences.Derivative expected =
                        FiniteDifferences.partial(at -> bound.forward(at, SOFT)[0][0], AT, 0, 0.02);
                for (Relaxation relaxation : List.of(SOFT, Relaxation.straightThrough(1))) {
                    double gradient = bound.pullBack(AT, relaxation, new double[][] {{1}})[0];
                    assertThat(gradient).isFinite();
                    if (relaxation.softValues()) {
                        assertThat(gradient).isCloseTo(expected.value(), within(1e-8));
                    }
                }
            }
        }
    }

    /** One event with two objects that pass only far in the tail of their cut, by so many widths. */
    private BoundGraph inTheTail(double first, double second, Expr expr) {
        EventBatch batch = EventBatch.of(1)
                .collection("Jet", new int[] {0, 2})
                .column("Jet", "pt", NumberColumn.of(first, second))
                .column("Jet", "one", NumberColumn.of(1, 0))
                .build();
        return bind(batch, expr);
    }

    @Test
    void whatIsHardlyPossibleIsChosenByRatioAndThenNotAtAll() {
        Expr flag = pt().times(parameter(A)).positive(width(0.1));
        Expr one = collection("Jet").column("one");
        // the share of the first object, which is chosen or selected first
        List<Expr> shares = List.of(
                one.times(pt().chooseLargest(flag)).sum(),
                one.chooseLargest(flag).times(one).sum(),
                one.selected(0, flag));
        double[] at = {1};
        Relaxation cold = Relaxation.soft(0.01);
        for (Expr share : shares) {
            // a width times temperature of 0.001, so that the flags are e⁻⁶⁰⁰ and e⁻⁶⁰¹
            try (BoundGraph bound = inTheTail(-0.6, -0.601, share)) {
                double ratio = 1 / (1 + Math.exp(-1));
                assertThat(bound.forward(at, cold)[0][0]).isCloseTo(ratio, within(1e-10));
                double expected = ratio * (1 - ratio) * 0.001 / 0.001;
                assertThat(bound.pullBack(at, cold, new double[][] {{1}})[0]).isCloseTo(expected, within(1e-10));
            }
            // below 1e-290; denormal, of which the inverse overflows; and below all numbers
            for (double distance : new double[] {-0.68, -0.712, -0.74, -0.9}) {
                try (BoundGraph bound = inTheTail(distance, distance - 0.001, share)) {
                    assertThat(bound.forward(at, cold)[0][0]).isZero();
                    assertThat(bound.pullBack(at, cold, new double[][] {{1}})[0])
                            .isZero();
                }
            }
        }
    }

    @Test
    void sumThatOverflowsIsAnError() {
        double[] huge = new double[9000];
        Arrays.fill(huge, 4e304);
        EventBatch batch =
                EventBatch.of(9000).column("w", NumberColumn.of(huge)).build();
        try (BoundGraph bound = bind(batch, column("w").times(parameter(A)))) {
            assertThatThrownBy(() -> bound.forward(AT, SOFT)).isInstanceOf(NonFiniteValueException.class);
            assertThatThrownBy(() -> bound.pullBack(AT, SOFT, new double[][] {{1}}))
                    .isInstanceOf(NonFiniteValueException.class);
        }
    }

    @Test
    void steepCutsAreFiniteAndEqualTheHardOnes() {
        EventBatch batch = TestEvents.random(4, 300).batch();
        Expr a = parameter(A);
        Expr flag = pt().above(a, width(1e-6));
        Expr[] exprs = {
            column("met").above(a, width(1e-9)),
            flag.exactly(1),
            flag.atLeast(2).and(flag.not().atMost(2)),
            pt().times(a).selected(1, flag),
            pt().chooseLargest(flag).times(pt()),
            column("met").minus(a).times(1e12).positive(width(1e-300))
        };
        try (BoundGraph bound = bind(batch, exprs)) {
            double[][] hard = bound.forward(AT, Relaxation.HARD);
            double[][] soft = bound.forward(AT, SOFT);
            for (int k = 0; k < exprs.length; k++) {
                assertThat(soft[0][k]).isCloseTo(hard[0][k], withinPercentage(1e-10));
            }
            double[][] ones = {{1, 1, 1, 1, 1, 1}};
            double selected = bound.pullBack(AT, Relaxation.HARD, ones)[0];
            for (Relaxation relaxation : List.of(SOFT, Relaxation.straightThrough(1))) {
                assertThat(bound.pullBack(AT, relaxation, ones)[0]).isCloseTo(selected, withinPercentage(1e-10));
            }
        }
    }

    @Test
    void cutsOfAnySteepnessAreFiniteAndEqualTheHardOnes() {
        EventBatch batch = TestEvents.random(4, 100).batch();
        Expr a = parameter(A);
        Width narrow = width(0.01);
        List<Expr> exprs = new ArrayList<>();
        for (Width width : List.of(narrow, narrow.gaussian(), narrow.compact())) {
            Expr flag = pt().above(a, width);
            exprs.addAll(List.of(
                    column("met").above(a, width),
                    column("met").between(a, a.plus(0.7), width),
                    flag.exactly(1),
                    flag.atLeast(2),
                    pt().times(a).selected(1, flag),
                    pt().chooseLargest(flag).times(pt())));
        }
        exprs.add(pt().times(a).softLargest(0, 0.01));
        try (BoundGraph bound = bind(batch, exprs.toArray(new Expr[0]))) {
            double[][] ones = {new double[exprs.size()]};
            Arrays.fill(ones[0], 1);
            double[] hard = bound.forward(AT, Relaxation.HARD)[0];
            double gradient = bound.pullBack(AT, Relaxation.HARD, ones)[0];
            for (double temperature : new double[] {1e-6, 1e-100, 1e-300, Double.MIN_VALUE}) {
                for (Relaxation relaxation :
                        List.of(Relaxation.soft(temperature), Relaxation.straightThrough(temperature))) {
                    assertThat(bound.forward(AT, relaxation)[0]).containsExactly(hard, within(1e-9));
                    assertThat(bound.pullBack(AT, relaxation, ones)[0]).isCloseTo(gradient, withinPercentage(1e-9));
                }
            }
        }
    }

    @Test
    void onItsThresholdACutOfAnySteepnessIsHalfPassed() {
        EventBatch batch = EventBatch.of(1).column("x", NumberColumn.of(0.8)).build();
        for (Width width :
                List.of(width(0.01), width(0.01).gaussian(), width(0.01).compact())) {
            try (BoundGraph bound = bind(batch, column("x").above(parameter(A), width))) {
                for (double temperature : new double[] {1, 1e-300, Double.MIN_VALUE}) {
                    assertThat(bound.forward(AT, Relaxation.soft(temperature))[0][0])
                            .isCloseTo(0.5, within(1e-15));
                }
            }
        }
    }

    @Test
    void missingColumnsAreFoundWhenTheGraphIsBound() {
        EventBatch batch = TestEvents.random(5, 3).batch();
        assertThatThrownBy(() -> bind(batch, column("MET")))
                .isInstanceOf(MissingColumnException.class)
                .hasMessageContaining("MET")
                .hasMessageContaining("met");
        assertThatThrownBy(() -> bind(batch, collection("Jet").column("mass").sum()))
                .isInstanceOf(MissingColumnException.class)
                .hasMessageContaining("Jet.mass")
                .hasMessageContaining("Jet.pt");
        assertThatThrownBy(() -> bind(batch, collection("Tau").column("pt").sum()))
                .isInstanceOf(MissingColumnException.class)
                .hasMessageContaining("Tau")
                .hasMessageContaining("Muon");
        assertThatThrownBy(
                        () -> bind(batch, parameter(A).forEach(collection("Tau").objects())))
                .isInstanceOf(MissingColumnException.class)
                .hasMessageContaining("Tau");
    }

    @Test
    void wrongArgumentsAreRefused() {
        List<Reduction> reductions = List.of(Total.of("yield", column("met").times(parameter(A))));
        try (BoundGraph bound =
                engine.bind(Graph.of(reductions), TestEvents.random(6, 3).inBatchesOf(3))) {
            assertThat(bound.graph().reductions()).isEqualTo(reductions);
            assertThatThrownBy(() -> bound.forward(new double[2], SOFT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 parameters, got 2");
            assertThatThrownBy(() -> bound.pullBack(AT, SOFT, new double[][] {{1, 2}}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("yield has 1 sums, got 2");
            assertThatThrownBy(() -> bound.pullBack(AT, SOFT, new double[0][]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 reductions, got cotangents for 0");
            assertThatThrownBy(() -> bound.forward(new double[] {Double.NaN}, SOFT))
                    .isInstanceOf(NonFiniteValueException.class)
                    .hasMessageContaining("parameter a is NaN");
        }
    }
}
