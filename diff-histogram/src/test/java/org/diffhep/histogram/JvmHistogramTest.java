package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.jvm.DerivativeMode;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.diffhep.autodiff.kernels.Normal;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JvmHistogramTest {

    @Nested
    class Forward extends HistogramContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(2, DerivativeMode.FORWARD);
        }
    }

    @Nested
    class Reverse extends HistogramContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(2, DerivativeMode.REVERSE);
        }
    }

    private static final Relaxation SOFT = Relaxation.soft(1);

    @Test
    void momentsAreForSmoothFillsOfEventsAndSharesForTheRest() {
        Expr x = column("x");
        Axis axis = Axis.regular(25, 100, 1100);
        HistogramFill fill = HistogramFill.of("m", axis, 20, x, constant(1), List.of(column("w")));
        assertThat(fill.sweep(SOFT)).isInstanceOf(MomentSweep.class);
        assertThat(fill.sweep(Relaxation.HARD)).isInstanceOf(ShareSweep.class);
        assertThat(fill.sweep(Relaxation.straightThrough(1))).isInstanceOf(ShareSweep.class);
        assertThat(fill.sweep(Relaxation.soft(1e-3))).isInstanceOf(ShareSweep.class);
        HistogramFill perObject =
                HistogramFill.of("m", axis, 20, collection("Jet").column("pt"), constant(1), List.of(column("w")));
        assertThat(perObject.sweep(SOFT)).isInstanceOf(ShareSweep.class);
    }

    /** Events with one object each: the fill of the events and that of the objects go different ways. */
    @ParameterizedTest
    @EnumSource(
            value = DerivativeMode.class,
            names = {"FORWARD", "REVERSE"})
    void momentsAndSharesAgreeInValueAndGradient(DerivativeMode mode) {
        int n = 5000;
        Random random = new Random(11);
        double[] x = random.doubles(n, 50, 1150).toArray();
        double[] c = random.doubles(n, -1, 1).toArray();
        double[] w = random.doubles(n, -0.5, 2).toArray();
        EventBatch batch = EventBatch.of(n)
                .column("x", NumberColumn.of(x))
                .column("c", NumberColumn.of(c))
                .column("w", NumberColumn.of(w))
                .collection("One", java.util.stream.IntStream.rangeClosed(0, n).toArray())
                .column("One", "x", NumberColumn.of(x))
                .column("One", "c", NumberColumn.of(c))
                .build();
        List<Parameter> parameters =
                List.of(Parameter.of("scale", 1.02), Parameter.of("threshold", 0.1), Parameter.of("weight", 0.7));
        double[] at = {1.02, 0.1, 0.7};
        for (double bandwidth : new double[] {3, 20, 300}) {
            for (Axis axis : List.of(
                    Axis.regular(25, 100, 1100),
                    Axis.of(100, 130, 135, 500, 1000).foldingOverflow())) {
                HistogramFill events = fill(axis, bandwidth, column("x"), column("c"), parameters);
                HistogramFill objects = fill(
                        axis,
                        bandwidth,
                        collection("One").column("x"),
                        collection("One").column("c"),
                        parameters);
                double[] cotangents = random.doubles(events.size(), -1, 1).toArray();
                try (Engine engine = new JvmEngine(2, mode);
                        BoundGraph one =
                                engine.bind(Graph.withParameters(List.of(events), parameters), EventSource.of(batch));
                        BoundGraph other = engine.bind(
                                Graph.withParameters(List.of(objects), parameters), EventSource.of(batch))) {
                    double[] sums = other.forward(at, SOFT)[0];
                    double size = Arrays.stream(sums).map(Math::abs).sum();
                    assertThat(one.forward(at, SOFT)[0]).containsExactly(sums, within(1e-14 * size));
                    double[] gradient = other.pullBack(at, SOFT, new double[][] {cotangents});
                    assertThat(one.pullBack(at, SOFT, new double[][] {cotangents}))
                            .containsExactly(gradient, within(1e-12 * size));
                }
            }
        }
    }

    private static HistogramFill fill(Axis axis, double bandwidth, Expr x, Expr c, List<Parameter> parameters) {
        return HistogramFill.of(
                "fill",
                axis,
                bandwidth,
                x.times(parameter(parameters.get(0))),
                c.above(parameter(parameters.get(1)), width(0.2)),
                List.of(column("w"), column("w").times(parameter(parameters.get(2)))));
    }

    /** The far tail: six and seven bandwidths away, where one part in 1e9 and less arrives. */
    @Test
    void whatArrivesFarAwayIsPositiveAndPreciseInItself() {
        Axis axis = Axis.of(0, 1, 6, 7, 8);
        EventBatch batch = EventBatch.of(2)
                .column("x", NumberColumn.of(0, 14))
                .column("w", NumberColumn.of(1, 1))
                .build();
        HistogramFill fill = HistogramFill.of("x", axis, 1, column("x"), constant(1), List.of(column("w")));
        try (Engine engine = new JvmEngine(1);
                BoundGraph bound = engine.bind(Graph.of(List.of(fill)), EventSource.of(batch))) {
            double[] values =
                    fill.histogram(bound.forward(new double[0], SOFT)[0], 0).values();
            double fromBelow = Normal.cdf(-6) - Normal.cdf(-7);
            double fromAbove = Normal.cdf(-7) - Normal.cdf(-8);
            assertThat(values[2]).isEqualTo(fromBelow + Normal.cdf(-7) - Normal.cdf(-8), within(1e-10 * fromBelow));
            assertThat(values[3]).isEqualTo(fromAbove + Normal.cdf(-6) - Normal.cdf(-7), within(1e-10 * fromBelow));
        }
    }
}
