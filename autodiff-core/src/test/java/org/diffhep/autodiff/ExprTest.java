package org.diffhep.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.concatenate;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.junit.jupiter.api.Test;

class ExprTest {

    private static final Parameter A = Parameter.of("a", 2);
    private static final Expr MET = column("met");
    private static final Expr PT = collection("Jet").column("pt");
    private static final Expr MUON_PT = collection("Muon").column("pt");
    private static final EventBatch EVENTS = EventBatch.of(2)
            .column("met", NumberColumn.of(10, 20))
            .collection("Jet", new int[] {0, 2, 3})
            .column("Jet", "pt", NumberColumn.of(1, 2, 3))
            .build();

    private static double[] values(Expr expr) {
        double[] parameters = expr.parameters().isEmpty() ? new double[0] : new double[] {A.start()};
        return JvmEngine.evaluate(List.of(expr), EVENTS, parameters, Relaxation.HARD)
                .get(0);
    }

    @Test
    void equalExpressionsAreOneObject() {
        Expr once = PT.times(1.03).above(parameter(A), width(2)).atLeast(4);
        Expr again = collection("Jet")
                .column("pt")
                .times(1.03)
                .above(parameter(A), width(2))
                .atLeast(4);
        assertThat(again).isSameAs(once);
        assertThat(PT.times(1.03).above(parameter(A), width(2.5)).atLeast(4)).isNotSameAs(once);
        assertThat(constant(0.0)).isNotSameAs(constant(-0.0));
    }

    @Test
    void scalarsMeetEventsMeetObjects() {
        assertThat(parameter(A).times(MET).domain()).isEqualTo(Domain.EVENT);
        assertThat(MET.times(parameter(A)).domain()).isEqualTo(Domain.EVENT);
        assertThat(MET.plus(PT).domain()).isEqualTo(PT.domain());
        assertThat(PT.plus(MET).domain()).isEqualTo(PT.domain());
        assertThat(parameter(A).plus(1).domain()).isEqualTo(Domain.SCALAR);
        assertThat(values(MET.plus(PT))).containsExactly(11, 12, 23);
    }

    @Test
    void mixingTwoCollectionsIsRefusedWithBothNames() {
        assertThatThrownBy(() -> PT.plus(MUON_PT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("objects of Jet")
                .hasMessageContaining("objects of Muon");
        assertThatThrownBy(() -> PT.forEach(collection("Muon").objects()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Jet")
                .hasMessageContaining("Muon");
        assertThatThrownBy(() -> PT.selected(0, MUON_PT.above(1))).hasMessageContaining("Muon");
        assertThatThrownBy(() -> PT.chooseLargest(MUON_PT.above(1))).hasMessageContaining("Muon");
        assertThatThrownBy(() -> collection("Jet").pairs().member(0, MUON_PT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Jet^2")
                .hasMessageContaining("Muon");
    }

    @Test
    void reductionsOfEventValuesAreRefused() {
        assertThatThrownBy(MET::sum)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sum");
        assertThatThrownBy(() -> MET.atLeast(1)).hasMessageContaining("count");
        assertThatThrownBy(() -> MET.largest(0)).hasMessageContaining("largest");
        assertThatThrownBy(() -> MET.chooseLargest(MET)).hasMessageContaining("chooseLargest");
        assertThatThrownBy(() -> PT.selected(0, MET)).hasMessageContaining("selected");
        assertThatThrownBy(() -> concatenate(PT, MET)).hasMessageContaining("concatenate");
    }

    @Test
    void impossibleNumbersAreRefused() {
        assertThatThrownBy(() -> constant(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PT.exactly(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PT.selected(-1, PT)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> collection("Jet").pairs().member(2, PT)).hasMessageContaining("member 2");
        assertThatThrownBy(() -> width(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> collection(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void substitutionReplacesEverywhereOnceAndSharesTheRest() {
        Expr untouched = MET.square();
        Expr expr = PT.sum().times(untouched).plus(PT.largest(0));
        Expr scaled = PT.times(2);
        Expr varied = expr.substitute(Map.of(PT, scaled));
        assertThat(varied).isSameAs(scaled.sum().times(untouched).plus(scaled.largest(0)));
        assertThat(Graph.inOrder(List.of(expr, varied))).containsOnlyOnce(untouched);
        assertThat(expr.substitute(Map.of(MUON_PT, MUON_PT.times(2)))).isSameAs(expr);
        assertThat(PT.substitute(Map.of(PT, scaled))).isSameAs(scaled);
    }

    @Test
    void substitutionsAreSimultaneous() {
        Expr other = column("other");
        Map<Expr, Expr> swap = new HashMap<>();
        swap.put(MET, other);
        swap.put(other, MET);
        assertThat(MET.minus(other).substitute(swap)).isSameAs(other.minus(MET));
    }

    @Test
    void valuesOfASmallerDomainMayReplaceLargerOnes() {
        Expr number = parameter(A);
        assertThat(values(PT.exp().substitute(Map.of(PT, number))))
                .containsExactly(Math.exp(2), Math.exp(2), Math.exp(2));
        assertThat(values(PT.sum().substitute(Map.of(PT, number)))).containsExactly(4, 2);
        assertThat(values(PT.sum().substitute(Map.of(PT, MET)))).containsExactly(20, 20);
        assertThat(values(PT.plus(MET).substitute(Map.of(MET, constant(1))))).containsExactly(2, 3, 4);
        assertThat(values(MET.sqrt().substitute(Map.of(MET, constant(4))))).containsExactly(2, 2);
        assertThat(constant(4).sqrt().domain()).isEqualTo(Domain.SCALAR);
    }

    @Test
    void valuesOfALargerOrAnotherDomainMayNotReplace() {
        assertThatThrownBy(() -> MET.substitute(Map.of(MET, PT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Jet.pt")
                .hasMessageContaining("met");
        assertThatThrownBy(() -> PT.substitute(Map.of(PT, MUON_PT))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> constant(1).substitute(Map.of(constant(1), MET)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deepGraphsAreNoProblem() {
        Expr sum = MET;
        for (int i = 0; i < 50_000; i++) {
            sum = sum.plus(parameter(A));
        }
        Expr varied = sum.substitute(Map.of(MET, MET.times(2)));
        assertThat(values(varied)).containsExactly(100_020, 100_040);
        assertThat(varied.parameters()).containsExactly(A);
        assertThat(varied.toString()).hasSizeLessThan(200);
    }

    @Test
    void gradientFlowsOnlyWhereItCan() {
        Expr a = parameter(A);
        assertThat(MET.isDifferentiable()).isFalse();
        assertThat(MET.above(a, width(1)).isDifferentiable()).isTrue();
        assertThat(MET.times(a).above(3).isDifferentiable()).isFalse();
        assertThat(MET.times(a).stopGradient().isDifferentiable()).isFalse();
        assertThat(MET.stopGradient()).isSameAs(MET);
        assertThat(PT.times(a).chooseLargest(PT.above(1)).isDifferentiable()).isFalse();
        assertThat(PT.chooseLargest(PT.above(a, width(1))).isDifferentiable()).isTrue();
    }

    @Test
    void graphListsEachNodeOnceInputsFirst() {
        Expr a = parameter(A);
        Expr product = MET.times(a);
        Graph graph = Graph.of(List.of(Total.of("x", product), Total.of("y", product.plus(a))));
        assertThat(graph.nodes()).doesNotHaveDuplicates().contains(MET, a, product, product.plus(a));
        for (Expr node : graph.nodes()) {
            node.inputs().forEach(input -> assertThat(graph.nodes().indexOf(input))
                    .isLessThan(graph.nodes().indexOf(node)));
        }
        assertThat(graph.parameters()).containsExactly(A);
    }

    @Test
    void twoParametersOfOneNameAreRefused() {
        Expr sum = parameter(A).plus(parameter(A.startingAt(3)));
        assertThatThrownBy(() -> Graph.of(List.of(Total.of("sum", sum))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two parameters are named a");
        assertThatThrownBy(() -> Graph.withParameters(List.of(Total.of("a", parameter(A))), List.of()))
                .hasMessageContaining("parameter a");
    }

    @Test
    void textNamesWhatWasWritten() {
        assertThat(PT.above(parameter(A), width(2)).atLeast(4).toString())
                .isEqualTo("count ≥ 4(cut of width 2.0(subtract(Jet.pt, a)))");
    }
}
