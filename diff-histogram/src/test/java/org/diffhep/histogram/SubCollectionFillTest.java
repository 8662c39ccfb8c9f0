package org.diffhep.histogram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.engine.TestEvents;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.junit.jupiter.api.Test;

/** Histograms with an entry for each member of a sub-collection: those of all objects with its flag as their probability. */
class SubCollectionFillTest {

    private static final Parameter A = Parameter.of("a", 0.9);
    private static final Expressions.Collection JETS = collection("Jet");
    private static final Expr PT = JETS.column("pt");
    private static final Expr FLAG = PT.above(parameter(A), width(0.3));
    private static final Expressions.Collection GOOD = JETS.where(FLAG);
    private static final Axis AXIS = Axis.regular(8, 0, 4);
    private static final List<Expr> WEIGHTS = List.of(column("weight"));

    private static HistogramFill fill(Expr observable, Expr probability) {
        return HistogramFill.of("jets", AXIS, 0.1, observable, probability, WEIGHTS);
    }

    @Test
    void fillsOfMembersAreThoseOfAllObjectsWithTheirFlag() {
        Expr passes = column("met").above(0.5).and(FLAG.atLeast(1));
        Expr tag = JETS.column("tag").above(0.5);
        Expr pt = GOOD.column("pt");
        List<Expr> byHand = fill(PT, FLAG).inputs();
        assertThat(fill(pt, GOOD.members()).inputs()).isEqualTo(byHand);
        assertThat(fill(pt, constant(1)).inputs()).isEqualTo(byHand);
        assertThat(fill(pt, tag.forEach(GOOD.objects())).inputs())
                .isEqualTo(fill(PT, FLAG.and(tag)).inputs());
        assertThat(fill(pt, passes).inputs())
                .isEqualTo(fill(PT, FLAG.and(passes.forEach(JETS.objects()))).inputs());
        assertThat(fill(JETS.pairs().where(JETS.pairs().sum(PT).above(1)).sum(PT), constant(1))
                        .inputs())
                .isEqualTo(fill(JETS.pairs().sum(PT), JETS.pairs().sum(PT).above(1))
                        .inputs());
        assertThatThrownBy(() -> fill(PT, GOOD.members()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot combine")
                .hasMessageContaining("objects of Jet where cut of width 0.3");
    }

    /** Jets scaled by a quarter, through the mask: plain code over each of them. */
    @Test
    void hardFillsAreOfTheMembersOfEachVariationBitForBit() {
        EventBatch batch = TestEvents.random(61, 2000).batch();
        List<Reduction> fills = new ArrayList<>();
        double[][] expected = new double[3][AXIS.slots() * 2];
        double[] scales = {1, 1.25, 0.75};
        for (int v = 0; v < scales.length; v++) {
            Map<Expr, Expr> change = Map.of(PT, PT.times(scales[v]));
            fills.add(fill(GOOD.column("pt").substitute(change), GOOD.members().substitute(change)));
            for (int event = 0; event < batch.events(); event++) {
                double weight = read(batch.column("weight"), event);
                for (int i = batch.offsets("Jet")[event]; i < batch.offsets("Jet")[event + 1]; i++) {
                    double pt = read(batch.column("Jet", "pt"), i) * scales[v];
                    if (pt > 0.9) {
                        expected[v][AXIS.slot(pt)] += weight;
                        expected[v][AXIS.slots() + AXIS.slot(pt)] += weight * weight;
                    }
                }
            }
        }
        try (JvmEngine engine = new JvmEngine(2);
                BoundGraph bound = engine.bind(Graph.of(fills), EventSource.of(batch))) {
            assertThat(bound.forward(new double[] {0.9}, Relaxation.HARD)).isDeepEqualTo(expected);
        }
    }

    private static double read(NumberColumn column, int at) {
        double[] value = new double[1];
        column.copyTo(at, 1, value, 0);
        return value[0];
    }
}
