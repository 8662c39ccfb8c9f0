package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.DoubleStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class AxisTest {

    @Test
    void regularBinsEndWhereTheyShould() {
        Axis axis = Axis.regular(25, 50, 550);
        assertThat(axis.bins()).isEqualTo(25);
        assertThat(axis.slots()).isEqualTo(27);
        assertThat(axis.edge(0)).isEqualTo(50);
        assertThat(axis.edge(1)).isEqualTo(70);
        assertThat(axis.edge(25)).isEqualTo(550);
        assertThat(Axis.regular(3, 0, 1).edges()).containsExactly(0, 1 / 3.0, 2 / 3.0, 1);
    }

    @Provide
    Arbitrary<double[]> edges() {
        return Arbitraries.doubles()
                .between(-10, 10)
                .set()
                .ofMinSize(2)
                .ofMaxSize(12)
                .map(set ->
                        set.stream().mapToDouble(Double::doubleValue).sorted().toArray());
    }

    @Property
    void slotIsTheNumberOfEdgesNotAboveTheValue(
            @ForAll("edges") double[] edges, @ForAll @DoubleRange(min = -12, max = 12) double x) {
        Axis axis = Axis.of(edges);
        int expected = (int) DoubleStream.of(edges).filter(edge -> edge <= x).count();
        assertThat(axis.slot(x)).isEqualTo(expected);
        assertThat(axis.foldingOverflow().slot(x)).isEqualTo(Math.min(expected, axis.bins()));
        for (int i = 0; i < edges.length; i++) {
            assertThat(axis.slot(edges[i])).isEqualTo(i + 1);
        }
    }

    @Test
    void whatIsNotANumberIsOverflowEvenWhereOverflowIsFolded() {
        assertThat(Axis.of(0, 1).slot(Double.NaN)).isEqualTo(2);
        assertThat(Axis.of(0, 1).foldingOverflow().slot(Double.NaN)).isEqualTo(2);
        assertThat(Axis.of(0, 1).slot(Double.NEGATIVE_INFINITY)).isZero();
        assertThat(Axis.of(0, 1).foldingOverflow().slot(Double.POSITIVE_INFINITY))
                .isEqualTo(1);
    }

    @Test
    void flowsAreFoldedOrStayInTheirSlots() {
        Axis axis = Axis.of(0, 1, 2);
        for (Flow flow : Flow.values()) {
            assertThat(axis.flow(flow, Flow.KEPT).slot(-5)).isEqualTo(flow == Flow.FOLDED ? 1 : 0);
            assertThat(axis.flow(Flow.KEPT, flow).slot(5)).isEqualTo(flow == Flow.FOLDED ? 2 : 3);
            assertThat(axis.flow(flow, Flow.DROPPED).underflow()).isEqualTo(flow);
            assertThat(axis.flow(Flow.DROPPED, flow).overflow()).isEqualTo(flow);
        }
        assertThat(axis.flow(Flow.FOLDED, Flow.DROPPED)).hasToString("2 bins from 0.0 to 2.0 and below, nothing above");
        assertThat(Axis.regular(2, 0, 2).flow(Flow.FOLDED, Flow.KEPT).isRegular())
                .isTrue();
        assertThat(axis.isRegular()).isFalse();
    }

    @Test
    void impossibleEdgesAreRefused() {
        assertThatThrownBy(() -> Axis.of(1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Axis.of(1, 1)).hasMessageContaining("[1.0, 1.0]");
        assertThatThrownBy(() -> Axis.of(0, Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Axis.of(0, Double.POSITIVE_INFINITY)).hasMessageContaining("Infinity");
        assertThatThrownBy(() -> Axis.regular(0, 0, 1)).hasMessageContaining("0 bins");
        assertThatThrownBy(() -> Axis.regular(2, 1, 1)).hasMessageContaining("from 1.0 to 1.0");
    }

    @Test
    void axesAreValues() {
        double[] edges = {0, 1, 2};
        Axis axis = Axis.of(edges);
        edges[1] = 5;
        axis.edges()[1] = 5;
        assertThat(axis).isEqualTo(Axis.regular(2, 0, 2)).hasSameHashCodeAs(Axis.regular(2, 0, 2));
        assertThat(axis).isNotEqualTo(axis.foldingOverflow());
        assertThat(axis.foldingOverflow()).hasToString("2 bins from 0.0 to 2.0 and above");
    }
}
