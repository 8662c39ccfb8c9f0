package org.diffhep.autodiff.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Expressions.where;
import static org.diffhep.autodiff.Width.width;

import java.util.ArrayList;
import java.util.List;
import org.diffhep.autodiff.CutKernel;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.diffhep.autodiff.Width;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every engine does where a convention is needed: derivatives at kinks, values that are not taken, windows that are empty,
 * functions at the ends of float64. Extend it beside {@link EngineContract}.
 */
public abstract class EngineConventionsContract {

    private static final Relaxation SOFT = Relaxation.soft(1);
    private static final List<Relaxation> ALL = List.of(SOFT, Relaxation.HARD, Relaxation.straightThrough(1));

    /** At 0.5, so that differences from a half are exactly 0. */
    private static final Parameter HALF = Parameter.of("a", 0.5);

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

    private record Result(double value, double gradient) {}

    private Result at(EventBatch batch, Relaxation relaxation, double a, Expr expr) {
        Graph graph = Graph.withParameters(List.of(Total.of("sum", expr)), List.of(HALF));
        try (BoundGraph bound = engine.bind(graph, EventSource.of(batch))) {
            double[] parameters = {a};
            double value = bound.forward(parameters, relaxation)[0][0];
            return new Result(value, bound.pullBack(parameters, relaxation, new double[][] {{1}})[0]);
        }
    }

    private static EventBatch oneEvent() {
        return EventBatch.of(1).build();
    }

    @Test
    void derivativesAtKinksAreThoseThatAreStated() {
        Expr zero = parameter(HALF).minus(0.5);
        Expr one = zero.plus(1);
        List<Expr> flat = List.of(
                zero.abs(),
                zero.sqrt(),
                one.asin(),
                one.acos(),
                one.negate().asin(),
                zero.atan2(zero),
                zero.hypot(zero),
                zero.power(0.5),
                zero.power(3),
                zero.power(constant(0)),
                constant(0).power(one),
                one.floor(),
                one.ceil(),
                one.round());
        for (Expr expr : flat) {
            assertThat(at(oneEvent(), SOFT, 0.5, expr).gradient())
                    .as(expr.toString())
                    .isZero();
        }
        assertThat(at(oneEvent(), SOFT, 0.5, zero.power(constant(1))).gradient())
                .isEqualTo(1);
        assertThat(at(oneEvent(), SOFT, 0.5, zero.minus(Math.PI).wrappedAngle()))
                .isEqualTo(new Result(-Math.PI, 1));
        assertThat(at(oneEvent(), SOFT, 0.5, one.times(2.5).round())).isEqualTo(new Result(2, 0));
        assertThat(at(oneEvent(), SOFT, 0.5, one.times(-3.5).round())).isEqualTo(new Result(-4, 0));
    }

    @Test
    void functionsAreFiniteAndRightAtTheEnds() {
        Expr a = parameter(HALF);
        double large = 1e6;
        assertEnds(a.sigmoid(), large, 1, 0, 0, 0);
        assertEnds(a.tanh(), large, 1, 0, -1, 0);
        assertEnds(a.erf(), large, 1, 0, -1, 0);
        assertEnds(a.normalCdf(), large, 1, 0, 0, 0);
        assertEnds(a.atan(), 1e200, Math.PI / 2, 0, -Math.PI / 2, 0);
        assertEnds(a.asinh(), 1e200, 461.2101657793691, 1e-200, -461.2101657793691, 1e-200);
        assertEnds(a.hypot(constant(3e200)), 4e200, 5e200, 0.8, 5e200, -0.8);
        assertEnds(a.atan2(constant(1e200)), 1e200, Math.PI / 4, 5e-201, -Math.PI / 4, 5e-201);
        assertEnds(
                a.square().plus(1).log1p().reciprocal(),
                large,
                1 / Math.log(1e12 + 2),
                -2e-6 / square(Math.log(1e12 + 2)),
                1 / Math.log(1e12 + 2),
                2e-6 / square(Math.log(1e12 + 2)));
        assertThat(at(oneEvent(), SOFT, -large, a.expm1())).isEqualTo(new Result(-1, 0));
        for (double tiny : new double[] {1e-12, -1e-12}) {
            for (Expr expr : List.of(a.log1p(), a.expm1(), a.asinh(), a.erf().times(Math.sqrt(Math.PI) / 2))) {
                Result result = at(oneEvent(), SOFT, tiny, expr);
                assertThat(result.value()).as(expr.toString()).isCloseTo(tiny, within(2e-24));
                assertThat(result.gradient()).as(expr.toString()).isCloseTo(1, within(2e-12));
            }
        }
    }

    private static double square(double x) {
        return x * x;
    }

    private void assertEnds(Expr expr, double size, double up, double upSlope, double down, double downSlope) {
        Result above = at(oneEvent(), SOFT, size, expr);
        Result below = at(oneEvent(), SOFT, -size, expr);
        assertThat(above.value()).as(expr.toString()).isCloseTo(up, within(1e-14 * Math.abs(up)));
        assertThat(below.value()).as(expr.toString()).isCloseTo(down, within(1e-14 * Math.abs(down)));
        assertThat(above.gradient()).as(expr.toString()).isCloseTo(upSlope, within(1e-9 * Math.abs(upSlope)));
        assertThat(below.gradient()).as(expr.toString()).isCloseTo(downSlope, within(1e-9 * Math.abs(downSlope)));
    }

    /** Two events with three jets each; in the second of them, and in the event itself, numbers are missing. */
    private static EventBatch withGaps(double missing) {
        return EventBatch.of(2)
                .column("met", NumberColumn.of(4, missing))
                .collection("Jet", new int[] {0, 3, 6})
                .column("Jet", "pt", NumberColumn.of(3, 2, 1, 1, missing, 2))
                .column("Jet", "good", NumberColumn.of(1, 1, 1, 1, 0, 1))
                .build();
    }

    @Test
    void whatIsNotTakenMayBeAnythingAndHasNoGradient() {
        Expr a = parameter(HALF);
        Expr met = column("met");
        Expr pt = collection("Jet").column("pt");
        Expr good = collection("Jet").column("good");
        Expr ofEvents = where(met.below(9).and(met.above(0)), met.times(a).sqrt(), a);
        Expr ofObjects = where(good, pt.times(a).power(2).log(), constant(0)).sum();
        Expr mean = pt.times(a).square().mean(good, 0);
        Expr second = pt.times(a).square().selected(1, pt, good);
        for (double missing : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            EventBatch batch = withGaps(missing);
            for (Relaxation relaxation : ALL) {
                assertResult(at(batch, relaxation, 0.25, ofEvents), 1 + 0.25, 2 + 1);
                double logs = 2 * (Math.log(3) + 2 * Math.log(2)) + 10 * Math.log(0.25);
                assertResult(at(batch, relaxation, 0.25, ofObjects), logs, 10 / 0.25);
                assertResult(at(batch, relaxation, 0.25, mean), (14.0 / 3 + 2.5) / 16, (14.0 / 3 + 2.5) / 2);
                assertResult(at(batch, relaxation, 0.25, second), 5.0 / 16, 5.0 / 2);
            }
        }
    }

    private static void assertResult(Result actual, double value, double gradient) {
        assertThat(actual.value()).isCloseTo(value, within(1e-12 * Math.abs(value)));
        assertThat(actual.gradient()).isCloseTo(gradient, within(1e-12 * Math.abs(gradient)));
    }

    @Test
    void whatIsTakenALittleMustBeANumber() {
        Expr met = column("met");
        Expr a = parameter(HALF);
        Expr soft = where(constant(5).positive(width(1)), a, met);
        Expr exact = where(met.equalTo(met).not(), met.times(a), a);
        EventBatch batch = withGaps(Double.NaN);
        for (Expr expr : List.of(soft, exact)) {
            assertThatThrownBy(() -> at(batch, SOFT, 0.5, expr)).isInstanceOf(NonFiniteValueException.class);
        }
    }

    @Test
    void objectsWithoutAPlaceInTheOrderAreAnErrorWhereTheyCanBeTaken() {
        Expr pt = collection("Jet").column("pt");
        Expr a = parameter(HALF);
        Expr good = collection("Jet").column("good");
        EventBatch batch = withGaps(Double.NaN);
        for (Expr expr : List.of(
                pt.leading(1, constant(0.5)),
                pt.chooseLargest(1, a),
                pt.position().times(a))) {
            assertThatThrownBy(() -> at(batch, SOFT, 0.5, expr)).isInstanceOf(NonFiniteValueException.class);
        }
        assertResult(at(batch, SOFT, 0.5, pt.leading(2, good).times(a)), 2, 4);
        Expr places = where(good, pt.position(), constant(0)).times(a);
        assertResult(at(batch, SOFT, 0.5, places), (0 + 1 + 2 + 1 + 0) * 0.5, 4);
        Expr unordered = pt.softLargest(0, 0.5).times(a);
        assertThatThrownBy(() -> at(batch, SOFT, 0.5, unordered)).isInstanceOf(NonFiniteValueException.class);
    }

    @Test
    void windowsSideBySideAddUpToOneAndAreNeverNegative() {
        EventBatch batch = TestEvents.random(21, 400).batch();
        Expr met = column("met");
        double[] edges = {-1e9, 0.3, 0.31, 0.8, 1.7, 1e9};
        for (CutKernel kernel : CutKernel.values()) {
            for (double size : new double[] {0.2, 1e-6, 1e-300}) {
                Width width = new Width(size, kernel);
                Expr total = constant(0);
                Expr negative = constant(0);
                for (int i = 0; i + 1 < edges.length; i++) {
                    Expr window = met.between(constant(edges[i]), constant(edges[i + 1]), width);
                    total = total.plus(window);
                    negative = negative.plus(window.below(0));
                }
                for (Relaxation relaxation : ALL) {
                    assertThat(at(batch, relaxation, 0.5, total).value()).isCloseTo(400, within(1e-10));
                    assertThat(at(batch, relaxation, 0.5, negative).value()).isZero();
                }
            }
        }
    }

    @Test
    void windowsWhoseThresholdsMeetOrCrossAreEmpty() {
        EventBatch batch = TestEvents.random(22, 50).batch();
        Expr a = parameter(HALF);
        Width width = width(0.4).gaussian();
        for (Relaxation relaxation : ALL) {
            for (Expr high : List.of(a, a.minus(0.3), a.times(0.9))) {
                assertThat(at(batch, relaxation, 0.5, column("met").between(a, high, width)))
                        .isEqualTo(new Result(0, 0));
            }
        }
        Expr hard = column("met").between(constant(0.25), constant(0.5), width);
        EventBatch onEdges = EventBatch.of(3)
                .column("met", NumberColumn.of(0.25, 0.375, 0.5))
                .build();
        assertThat(at(onEdges, Relaxation.HARD, 0.5, hard).value()).isEqualTo(2);
        Expr undefined = column("met").between(a.minus(1).log(), a, width);
        assertThatThrownBy(() -> at(batch, SOFT, 0.5, undefined)).isInstanceOf(NonFiniteValueException.class);
    }

    @Test
    void compactCutsAreExactFarFromTheThreshold() {
        EventBatch batch = EventBatch.of(5)
                .column("x", NumberColumn.of(0.2, 0.375, 0.625, 0.9, 1e300))
                .build();
        Expr flag = column("x").above(parameter(HALF), width(0.125).compact());
        for (Relaxation relaxation : ALL) {
            assertThat(at(batch, relaxation, 0.5, flag)).isEqualTo(new Result(3, 0));
        }
        assertThat(at(batch, Relaxation.soft(2), 0.5, flag).gradient()).isLessThan(-1);
    }

    @Test
    void distributionsAndLeadingObjectsAddUp() {
        EventBatch batch = TestEvents.random(23, 300).batch();
        Expr pt = collection("Jet").column("pt");
        Expr flag = pt.above(parameter(HALF), width(0.3));
        Expr one = constant(0);
        for (Expr probability : flag.distribution(2)) {
            one = one.plus(probability);
        }
        for (Relaxation relaxation : ALL) {
            Result all = at(batch, relaxation, 0.5, one);
            assertThat(all.value()).isCloseTo(300, within(1e-10));
            assertThat(all.gradient()).isCloseTo(0, within(1e-10));
            Expr atLeast = flag.atLeast(1).plus(flag.atLeast(2)).plus(flag.atLeast(3));
            Result leading = at(batch, relaxation, 0.5, pt.leading(3, flag));
            Result expected = at(batch, relaxation, 0.5, atLeast);
            assertThat(leading.value()).isCloseTo(expected.value(), within(1e-9));
            assertThat(leading.gradient()).isCloseTo(expected.gradient(), within(1e-9));
        }
    }

    @Test
    void steepCutsOfEveryKernelAreFiniteAndEqualTheHardOnes() {
        EventBatch batch = TestEvents.random(24, 300).batch();
        Expr a = parameter(HALF);
        Expr met = column("met");
        Expr pt = collection("Jet").column("pt");
        List<Expr> exprs = new ArrayList<>();
        for (CutKernel kernel : CutKernel.values()) {
            Width steep = new Width(1e-6, kernel);
            Expr flag = pt.above(a, steep);
            exprs.add(met.minus(a).times(1e12).positive(new Width(1e-300, kernel)));
            exprs.add(met.above(a, new Width(1e-9, kernel)));
            exprs.add(met.between(a, a.times(2), steep));
            exprs.add(pt.leading(2, flag).times(pt));
            exprs.add(pt.chooseLargest(1, flag).times(pt));
            exprs.add(pt.mean(flag, 0));
            exprs.add(where(met.above(a, steep), met, constant(3)));
        }
        exprs.add(pt.softLargest(0, 1e-9));
        exprs.add(pt.softSmallest(0, 1e-300));
        for (Expr expr : exprs) {
            double hard = at(batch, Relaxation.HARD, 0.5, expr).value();
            for (Relaxation relaxation : List.of(SOFT, Relaxation.straightThrough(1))) {
                Result result = at(batch, relaxation, 0.5, expr);
                assertThat(result.value()).as(expr.toString()).isCloseTo(hard, within(1e-9 * hard));
                assertThat(result.gradient()).as(expr.toString()).isCloseTo(0, within(1e-9));
            }
        }
    }
}
