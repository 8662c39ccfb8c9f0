package org.diffhep.autodiff.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.junit.jupiter.api.Test;

/** Which events go through which part of a graph: regions apart, variations of a region together. */
class StageTest {

    private static final Expr PT = collection("Jet").column("pt");
    private static final Expr GOOD = PT.above(parameter(Parameter.of("jet_pt", 30)), width(4))
            .and(collection("Jet").column("eta").abs().below(2.4));
    private static final Expr TAG = GOOD.and(collection("Jet").column("btag").above(0.5));
    private static final Expr LEPTON = collection("Muon").column("pt").above(25).exactly(1);

    /** A yield that says which events it can need. */
    private record Yield(Expr weight, Expr enters) implements Reduction {
        @Override
        public String label() {
            return "yield";
        }

        @Override
        public List<Expr> inputs() {
            return List.of(weight, enters);
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public Optional<Expr> probability() {
            return Optional.of(enters);
        }

        @Override
        public Sweep sweep(Relaxation relaxation) {
            return new Total("yield", inputs()).sweep(relaxation);
        }
    }

    private static Reduction yieldOf(Expr region) {
        return new Yield(column("weight").times(PT.sum(GOOD)), region.forEachEvent());
    }

    private static Expr varied(Expr value, Expr pt) {
        return value.substitute(Map.of(PT, pt));
    }

    @Test
    void variationsOfAFlagDifferInWhatIsComparedAlone() {
        Expr resolved = PT.times(collection("Jet").column("resolution"));
        Expr scaled = PT.times(1.03);
        Expr atLeastTwo = TAG.atLeast(2);
        assertThat(Gates.areVariations(atLeastTwo, atLeastTwo)).isTrue();
        assertThat(Gates.areVariations(atLeastTwo, varied(atLeastTwo, scaled))).isTrue();
        assertThat(Gates.areVariations(varied(atLeastTwo, scaled), varied(atLeastTwo, resolved)))
                .isTrue();
        assertThat(Gates.areVariations(
                        GOOD.atLeast(4).and(TAG.exactly(1)),
                        varied(GOOD.atLeast(4).and(TAG.exactly(1)), scaled)))
                .isTrue();

        assertThat(Gates.areVariations(atLeastTwo, TAG.exactly(2))).isFalse();
        assertThat(Gates.areVariations(TAG.exactly(1), TAG.exactly(2))).isFalse();
        assertThat(Gates.areVariations(atLeastTwo, GOOD.atLeast(2))).isFalse();
        assertThat(Gates.areVariations(column("met").above(50), column("met").above(100)))
                .isFalse();
        assertThat(Gates.areVariations(column("met").above(50), column("mt").above(50)))
                .isFalse();
        assertThat(Gates.areVariations(column("met").above(50), column("met").below(50)))
                .isFalse();
        assertThat(Gates.areVariations(LEPTON, LEPTON.not())).isFalse();
    }

    @Test
    void variationsOfARegionGoOnTogetherAndRegionsApart() {
        Expr one = LEPTON.and(GOOD.atLeast(4)).and(TAG.exactly(1));
        Expr two = LEPTON.and(GOOD.atLeast(4)).and(TAG.atLeast(2));
        Expr scaled = PT.times(1.03);
        Graph graph = Graph.of(
                List.of(yieldOf(one), yieldOf(two), yieldOf(varied(one, scaled)), yieldOf(varied(two, scaled))));
        Stage first = Stage.hard(graph);
        assertThat(first.reductions()).isEmpty();
        assertThat(first.given()).isEmpty();
        assertThat(first.branches()).hasSize(1);
        assertThat(first.branches().get(0).flag()).isEqualTo(LEPTON);
        Stage second = first.branches().get(0).next();
        assertThat(second.branches()).hasSize(2);
        assertThat(second.branches().get(0).next().reductions()).containsExactly(0, 2);
        assertThat(second.branches().get(1).next().reductions()).containsExactly(1, 3);
    }

    @Test
    void manyVariationsGoOnInSeveralStages() {
        List<Reduction> yields = IntStream.range(0, 20)
                .mapToObj(k -> yieldOf(varied(TAG.atLeast(2), PT.times(1 + 0.01 * k))))
                .toList();
        List<Integer> together = Stage.hard(Graph.of(yields)).branches().stream()
                .map(branch -> branch.next().reductions().size())
                .toList();
        assertThat(together).containsExactly(8, 8, 4);
    }

    @Test
    void whatWasComputedForEventsIsGivenOnAndItsInputsAreNotReadAgain() {
        Expr region = LEPTON.and(TAG.atLeast(2));
        Graph graph = Graph.of(List.of(yieldOf(region)));
        Stage last =
                Stage.hard(graph).branches().get(0).next().branches().get(0).next();
        assertThat(last.reductions()).containsExactly(0);
        assertThat(last.given()).contains(LEPTON);
        assertThat(last.graph().columns()).doesNotContain("Muon.pt").contains("Jet.pt", "weight");
        Stage alone = Stage.hardWithoutGiven(graph)
                .branches()
                .get(0)
                .next()
                .branches()
                .get(0)
                .next();
        assertThat(alone.given()).isEmpty();
        assertThat(alone.graph().columns()).contains("Muon.pt", "Jet.pt", "Jet.btag", "weight");
    }

    /** A derivative of a value that is given would be lost. */
    @Test
    void whatCarriesAGradientIsComputedWhereItIsNeeded() {
        Expr scale = parameter(Parameter.of("scale", 1));
        Expr ht = PT.times(scale).sum();
        Expr region = ht.above(100).and(TAG.atLeast(2));
        Graph graph = Graph.of(List.of(new Yield(ht, region.forEachEvent())));
        Stage stage = Stage.hard(graph);
        while (stage.reductions().isEmpty()) {
            stage = stage.branches().get(0).next();
            assertThat(stage.given()).doesNotContain(ht);
        }
        assertThat(stage.graph().nodes()).contains(ht, scale);
    }
}
