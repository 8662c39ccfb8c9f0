package org.diffhep.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diffhep.autodiff.Width.width;

import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Reduction;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.HistogramFill;
import org.junit.jupiter.api.Test;

/** A region with an entry for each member of a sub-collection, through its variations. */
class RegionOfMembersTest {

    private static final Axis AXIS = Axis.regular(3, 0, 150);
    private static final Expressions.Collection HITS = Expressions.collection("Hit");
    private static final Expr ENERGY = HITS.column("e");
    private static final Expr FLAG = ENERGY.above(Expressions.parameter(ToyAnalysis.ENERGY), width(4));
    private static final Expr SELECTION = FLAG.atLeast(1);

    private static Analysis analysis(Expr observable, Expr share) {
        return Analysis.named("toy")
                .samples(List.of("signal"))
                .region(Region.ofChoice("hits", "e [GeV]", AXIS, SELECTION, observable, share)
                        .bandwidth(10))
                .systematic(Systematic.replacing("scale", ENERGY, ENERGY.times(1.05)))
                .measure("mu", "signal")
                .build();
    }

    @Test
    void membersOfEachVariationAreFilledWithTheirProbability() {
        Expressions.Collection good = HITS.where(FLAG);
        List<Reduction> ofMembers =
                analysis(good.column("e"), good.members()).graph("signal").reductions();
        List<Reduction> byHand =
                analysis(ENERGY, FLAG.and(SELECTION)).graph("signal").reductions();
        assertThat(ofMembers).hasSize(2);
        for (int i = 0; i < 2; i++) {
            HistogramFill fill = (HistogramFill) ofMembers.get(i);
            HistogramFill expected = (HistogramFill) byHand.get(i);
            assertThat(fill.inputs().get(0)).isSameAs(expected.inputs().get(0));
            assertThat(fill.inputs().get(1))
                    .isSameAs(FLAG.and(SELECTION.forEach(HITS.objects()))
                            .substitute(i == 0 ? Map.of() : Map.of(ENERGY, ENERGY.times(1.05))));
            // the observable itself depends on no parameter
            assertThat(fill.dimensions().get(0).smoothing().bandwidth()).isZero();
        }
        assertThatThrownBy(() -> Region.of("hits", "e [GeV]", AXIS, SELECTION, good.column("e")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("objects of Hit where cut of width 4.0(subtract(Hit.e, energy))")
                .hasMessageContaining("use ofChoice");
    }
}
