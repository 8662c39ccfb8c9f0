package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Parameter;
import org.junit.jupiter.api.Test;

class LearnableAxisTest {

    @Test
    void softmaxSharesWhatTheMinimaLeave() {
        Parameter a = Parameter.of("a", 0);
        Parameter b = Parameter.of("b", Math.log(3));
        LearnableAxis axis = LearnableAxis.softmax(10, 20, 1, List.of(parameter(a), parameter(b)));
        assertThat(axis.parameters()).containsExactly(a, b);
        // 1 + 8/4 and 1 + 8·3/4
        assertThat(axis.start().edges()).containsExactly(new double[] {10, 13, 20}, within(1e-14));
        assertThat(axis.at(List.of(b, a), new double[] {5, 5}).edges()).containsExactly(10, 15, 20);
        assertThat(axis).hasToString("2 learnable bins from 10.0 to 20.0");
    }

    @Test
    void startingAtAFixedAxisGivesItsEdgesAndFlows() {
        Axis start = Axis.of(0, 0.1, 0.5, 0.55, 3).flow(Flow.DROPPED, Flow.FOLDED);
        LearnableAxis axis = LearnableAxis.startingAt("edge", start, 0.04);
        assertThat(axis.start().edges()).containsExactly(start.edges(), within(1e-14));
        assertThat(axis.start().underflow()).isEqualTo(Flow.DROPPED);
        assertThat(axis.start().overflow()).isEqualTo(Flow.FOLDED);
        assertThat(axis.parameters().get(2).name()).isEqualTo("edge 3");
        assertThat(axis).isEqualTo(LearnableAxis.startingAt("edge", start, 0.04));
        assertThat(axis).isNotEqualTo(LearnableAxis.startingAt("other", start, 0.04));
        assertThatThrownBy(() -> LearnableAxis.startingAt("edge", start, 0.06))
                .hasMessage("bin 2 of edge, from 0.5 to 0.55, is not wider than the minimum width 0.06");
    }

    @Test
    void edgesThatAreParametersAreWhereTheseSay() {
        Axis start = Axis.regular(11, 110, 550).foldingOverflow();
        LearnableAxis axis = LearnableAxis.edgeByEdge("edge", start, 10, "GeV");
        // to the last bit
        assertThat(axis.start()).isEqualTo(Axis.of(start.edges()).foldingOverflow());
        assertThat(axis.parameters()).hasSize(10);
        assertThat(axis.parameters().get(1)).isEqualTo(new Parameter("edge 2", 190, 130, 460, 10, "GeV"));
        double[] asked = {130, 151, 260, 280, 300.5, 350, 399, 420, 500, 530};
        double[] edges = axis.at(axis.parameters(), asked).edges();
        assertThat(Arrays.copyOfRange(edges, 1, 11)).containsExactly(asked, within(1e-12));
    }

    @Test
    void edgesThatAreParametersKeepOrderAndDistance() {
        LearnableAxis axis = LearnableAxis.edgeByEdge("edge", Axis.of(0, 3, 6, 10), 1, "");
        // closer than twice the minimum: 1 + exp(0.5 − 1) of what is left of 7
        double squeezed = Math.exp(-0.5);
        double perShare = 7 / (3 + squeezed + 3.5);
        assertThat(axis.at(axis.parameters(), new double[] {4, 5.5}).edges())
                .containsExactly(new double[] {0, 1 + 3 * perShare, 2 + (3 + squeezed) * perShare, 10}, within(1e-14));
        double closest = Double.POSITIVE_INFINITY;
        for (double[] at : new double[][] {{6, 3}, {9, 1}, {5, 5}, {1e3, -1e3}}) {
            double[] edges = axis.at(axis.parameters(), at).edges();
            assertThat(edges).startsWith(0).endsWith(10);
            for (int i = 0; i < 3; i++) {
                closest = Math.min(closest, edges[i + 1] - edges[i]);
            }
        }
        assertThat(closest).isBetween(1 - 1e-14, 1 + 1e-14);
        assertThatThrownBy(() -> LearnableAxis.edgeByEdge("edge", Axis.of(0, 3, 4.9, 10), 1, ""))
                .hasMessage("bin 1 of edge, from 3.0 to 4.9, is narrower than twice the minimum width 1.0");
        assertThatThrownBy(() -> LearnableAxis.edgeByEdge("edge", Axis.of(0, 3, 6), 0, ""))
                .hasMessageContaining("2 bins of at least 0.0 from 0.0 to 6.0 are not possible");
    }

    @Test
    void expressionsInEdgesAreReplaced() {
        LearnableAxis axis =
                LearnableAxis.edgeByEdge("edge", Axis.of(0, 3, 6, 10).foldingOverflow(), 1, "");
        Expr first = parameter(axis.parameters().get(0));
        LearnableAxis held = axis.substitute(Map.of(first, constant(4)));
        assertThat(held.parameters()).containsExactly(axis.parameters().get(1));
        assertThat(held.start()).isEqualTo(Axis.of(0, 4, 6, 10).foldingOverflow());
    }

    @Test
    void impossibleAxesAreRefused() {
        List<Expr> two = List.of(constant(0), constant(1));
        assertThatThrownBy(() -> LearnableAxis.of(List.of(constant(1))))
                .hasMessageContaining("two edges or more, got 1");
        assertThatThrownBy(() -> LearnableAxis.of(List.of(constant(1), column("x"))))
                .hasMessage("an edge must be one number for all events, got x, a value of domain event");
        assertThatThrownBy(() -> LearnableAxis.softmax(0, 1, 0.1, List.of(column("x"))))
                .hasMessageContaining("the share of a bin must be one number for all events");
        assertThatThrownBy(() -> LearnableAxis.softmax(0, 1, 0.5, two))
                .hasMessage("2 bins of at least 0.5 from 0.0 to 1.0 are not possible");
        assertThatThrownBy(() -> LearnableAxis.softmax(0, 1, 0, two)).hasMessageContaining("at least 0.0");
        assertThatThrownBy(() -> LearnableAxis.softmax(0, 1, 0.1, List.of())).hasMessageContaining("0 bins");
        assertThatThrownBy(() -> LearnableAxis.softmax(0, Double.NaN, 0.1, two)).hasMessageContaining("NaN");
        LearnableAxis axis = LearnableAxis.startingAt("edge", Axis.of(0, 1, 2), 0.1);
        assertThatThrownBy(() -> axis.at(List.of(), new double[0]))
                .hasMessage("the axis needs a value of parameter edge 1");
        assertThatThrownBy(() -> axis.at(axis.parameters(), new double[1]))
                .hasMessage("there are 2 parameters, got 1 values");
    }

    /** The cost of an entry is that of the edges in reach, however many bins there are. */
    @Test
    void windowsDoNotGrowWithTheNumberOfBins() {
        for (Kernel kernel : Kernel.values()) {
            AxisWindow window = new AxisWindow(Axis.regular(1_000_000, 0, 1000), Smoothing.of(kernel, 0.002), 0.002);
            window.at(500.0003);
            int bins = (int) Math.ceil(2 * kernel.reach() * 2);
            assertThat(window.last() - window.first()).isBetween(bins - 2, bins + 1);
            double total = 0;
            for (int slot = window.from(); slot <= window.to(); slot++) {
                total += window.share(slot);
            }
            assertThat(total).isEqualTo(1, within(1e-15));
        }
    }

    @Test
    void compactKernelIsExactlyLocal() {
        AxisWindow window = new AxisWindow(Axis.regular(100, 0, 100), Smoothing.of(Kernel.TRIWEIGHT, 1), 1);
        window.at(50.5);
        assertThat(window.first()).isEqualTo(48);
        assertThat(window.last()).isEqualTo(54);
        assertThat(window.share(48)).isPositive().isLessThan(0.02);
    }
}
