package org.diffhep.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Expressions.where;
import static org.diffhep.autodiff.Width.width;

import java.util.ArrayList;
import java.util.List;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.EventSource;
import org.diffhep.autodiff.engine.Linearisation;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.junit.jupiter.api.Test;

/** The Java of the guide to expressions, over two events. */
class GuideTest {

    private static final EventBatch EVENTS = EventBatch.of(2)
            .column("mass", NumberColumn.of(90, 70))
            .column("met", NumberColumn.of(50, 0))
            .collection("Jet", new int[] {0, 4, 6})
            .column("Jet", "pt", NumberColumn.of(80, 45, 60, 31, 25, 40))
            .column("Jet", "eta", NumberColumn.of(0, 1, -1, 2, 0, 1))
            .column("Jet", "phi", NumberColumn.of(3, -3, 0, 1, 2, 2))
            .column("Jet", "mass", NumberColumn.of(9, 8, 7, 6, 5, 4))
            .column("Jet", "id", NumberColumn.of(1, 0, 1, 1, 1, 0))
            .collection("Electron", new int[] {0, 1, 1})
            .column("Electron", "pt", NumberColumn.of(30))
            .column("Electron", "eta", NumberColumn.of(0))
            .column("Electron", "phi", NumberColumn.of(-3))
            .collection("Muon", new int[] {0, 0, 1})
            .column("Muon", "pt", NumberColumn.of(10))
            .column("Muon", "eta", NumberColumn.of(1))
            .column("Muon", "phi", NumberColumn.of(2))
            .build();

    @Test
    void everythingOfTheGuideHasAHardValueAndASoftGradient() {
        Expressions.Collection jets = collection("Jet");
        Expressions.Collection leptons = collection("Electron", "Muon");
        Expr pt = jets.column("pt");
        Expr threshold = parameter(Parameter.of("jet pt", 30).within(20, 60).unit("GeV"));
        Expr good = pt.above(threshold, width(5));
        Expr passes = good.atLeast(4).and(leptons.column("pt").above(25).exactly(1));

        Parameter low = Parameter.of("low", 80);
        Parameter high = Parameter.of("high", 100);
        Expr window = column("mass").between(parameter(low), parameter(high), width(2).gaussian());
        Expr exact =
                pt.above(leptons.column("pt").largest(0)).and(jets.column("id").notEqualTo(0));

        Expr met = column("met");
        Expr ratio = where(met.above(0), met.over(pt.sum()).log(), constant(-9));

        Expr leading = pt.leading(2, good);
        Expr second = jets.column("eta").selected(1, pt, good);
        Expr meanPt = pt.mean(good, 0);
        List<Expr> multiplicity = good.distribution(5);
        Expr softMaximum = pt.softLargest(0, 10);

        Expressions.Collection central =
                jets.where(good.and(jets.column("eta").abs().below(1.5)));
        Expr centralPt = central.column("pt");
        Expr ht = centralPt.sum();
        Expr three = central.members().atLeast(3);
        Expr softest = central.column("eta").selected(0, centralPt.negate(), central.members());
        Expr tagged = jets.column("id").notEqualTo(0).forEach(central.objects());
        Expressions.Combined light =
                central.pairs().where(central.pairs().sum(centralPt).below(110));

        FourVector jet = FourVector.ofPtEtaPhiMass(pt, jets.column("eta"), jets.column("phi"), jets.column("mass"));
        FourVector lepton = FourVector.ofPtEtaPhiMass(
                leptons.column("pt"), leptons.column("eta"), leptons.column("phi"), constant(0.1));
        Expressions.Combined pairs = jets.with(leptons);
        Expr mass = FourVector.sum(pairs, jet, lepton).mass();
        Expr isolation = pairs.member(0, jet).deltaR(pairs.member(1, lepton)).smallest(9);
        Expr dijet = jet.summedOver(jets.pairs()).mass();

        assertThat(hard(passes)).containsExactly(1, 0);
        assertThat(hard(window)).containsExactly(1, 0);
        assertThat(hard(exact)).containsExactly(1, 0, 1, 1, 1, 0);
        assertThat(hard(ratio)).containsExactly(Math.log(50.0 / 216), -9);
        assertThat(hard(leading)).containsExactly(1, 0, 1, 0, 0, 1);
        assertThat(hard(second)).containsExactly(-1, 0);
        assertThat(hard(meanPt)).containsExactly(54, 40);
        assertThat(hard(multiplicity.get(4))).containsExactly(1, 0);
        assertThat(hard(softMaximum)).containsExactly(80, 40);
        assertThat(hard(ht)).containsExactly(185, 40);
        assertThat(hard(three)).containsExactly(1, 0);
        assertThat(hard(softest)).containsExactly(1, 1);
        assertThat(hard(tagged.withMask())).containsExactly(1, 0, 1, 0, 0, 0);
        assertThat(hard(light.members().sum())).containsExactly(1, 0);
        assertThat(hard(mass)).hasSize(6);
        assertThat(hard(isolation)[1]).isBetween(0.0, 1e-12);
        assertThat(hard(dijet)).hasSize(7);

        List<Expr> soft = new ArrayList<>(multiplicity);
        soft.addAll(List.of(passes, window, leading, second, meanPt, softMaximum, ht, three, softest));
        soft.add(light.sum(centralPt));
        Graph graph = Graph.of(List.of(new Total("guide", soft)));
        double[] start =
                graph.parameters().stream().mapToDouble(Parameter::start).toArray();
        double[][] cotangents = {soft.stream().mapToDouble(expr -> 1).toArray()};
        try (JvmEngine engine = new JvmEngine(1);
                BoundGraph bound = engine.bind(graph, EventSource.of(EVENTS))) {
            Linearisation here = bound.linearise(start, Relaxation.soft(1));
            double[] sums = here.sums()[0];
            double[] gradient = here.pullBack(cotangents);

            assertThat(sums).hasSize(soft.size());
            assertThat(gradient).hasSize(3).doesNotContain(0);
        }
    }

    private static double[] hard(Expr expr) {
        double[] start =
                expr.parameters().stream().mapToDouble(Parameter::start).toArray();
        return JvmEngine.evaluate(List.of(expr), EVENTS, start, Relaxation.HARD).get(0);
    }
}
