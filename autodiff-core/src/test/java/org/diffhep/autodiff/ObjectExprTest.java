package org.diffhep.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Expressions.where;
import static org.diffhep.autodiff.Width.width;

import java.util.List;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.junit.jupiter.api.Test;

/** Orders, pairs across collections and four-vectors with numbers that can be checked by hand. */
class ObjectExprTest {

    private static final Expressions.Collection JETS = collection("Jet");
    private static final Expressions.Collection MUONS = collection("Muon");
    private static final Expressions.Collection TAUS = collection("Tau");
    private static final Expr PT = JETS.column("pt");
    private static final EventBatch EVENTS = EventBatch.of(2)
            .collection("Jet", new int[] {0, 3, 4})
            .column("Jet", "pt", NumberColumn.of(20, 50, 20, 7))
            .column("Jet", "phi", NumberColumn.of(3, -3, 0, 1))
            .column("Jet", "eta", NumberColumn.of(1, -1, 0, 2))
            .collection("Muon", new int[] {0, 2, 2})
            .column("Muon", "pt", NumberColumn.of(1, 2))
            .column("Muon", "phi", NumberColumn.of(-3, 0))
            .collection("Tau", new int[] {0, 1, 3})
            .column("Tau", "pt", NumberColumn.of(100, 200, 300))
            .build();

    private static double[] values(Expr expr) {
        return JvmEngine.evaluate(List.of(expr), EVENTS, new double[0], Relaxation.HARD)
                .get(0);
    }

    @Test
    void positionsGoByDescendingValueTiesAsStored() {
        assertThat(values(PT.position())).containsExactly(1, 0, 2, 0);
        assertThat(values(PT.negate().position())).containsExactly(0, 2, 1, 0);
        Expr all = constant(1);
        assertThat(values(PT.leading(2, all))).containsExactly(1, 1, 0, 1);
        assertThat(values(PT.leading(1, PT.below(40)))).containsExactly(1, 0, 0, 1);
        assertThat(values(PT.chooseLargest(1, all))).containsExactly(1, 0, 0, 0);
        assertThat(values(JETS.column("phi").selected(1, PT, all))).containsExactly(3, 0);
        assertThat(values(JETS.column("phi").selected(0, PT, PT.below(40)))).containsExactly(3, 1);
        assertThat(values(PT.smallest(-1))).containsExactly(20, 7);
        assertThat(values(MUONS.column("pt").smallest(-1))).containsExactly(1, -1);
        assertThat(values(PT.mean(0))).containsExactly(30, 7);
        assertThat(values(PT.mean(PT.above(30), -4))).containsExactly(50, -4);
        assertThat(values(MUONS.column("pt").softLargest(-1, 3))).containsExactly(2, -1);
    }

    @Test
    void pairsAcrossCollectionsHaveTheLastMemberRunFastest() {
        Expressions.Combined pairs = JETS.with(MUONS);
        assertThat(pairs.objects().label()).isEqualTo("Jet×Muon");
        assertThat(values(pairs.member(0, PT))).containsExactly(20, 20, 50, 50, 20, 20);
        assertThat(values(pairs.member(1, MUONS.column("pt")))).containsExactly(1, 2, 1, 2, 1, 2);
        Expressions.Combined triples = MUONS.with(TAUS, JETS);
        assertThat(values(triples.sum(MUONS.column("pt"), TAUS.column("pt"), PT)))
                .containsExactly(121, 151, 121, 122, 152, 122);
        Expressions.Combined nested = MUONS.pairs().with(TAUS);
        assertThat(nested.objects().label()).isEqualTo("Muon^2×Tau");
        assertThat(values(nested.sum(MUONS.pairs().sum(MUONS.column("pt")), TAUS.column("pt"))))
                .containsExactly(103);
        assertThat(collection("Jet", "Muon").with(TAUS).objects().label()).isEqualTo("(Jet+Muon)×Tau");
        Expr near = pairs.member(0, JETS.column("phi"))
                .deltaPhi(pairs.member(1, MUONS.column("phi")))
                .abs();
        assertThat(values(near.smallest(9))).containsExactly(0, 9);
    }

    @Test
    void wrongPairsAndMembersAreRefused() {
        assertThatThrownBy(() -> JETS.with(JETS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a product of Jet and Jet would pair objects with themselves;"
                        + " take pairs() or triples() of the collection");
        Expressions.Combined pairs = JETS.with(MUONS);
        assertThatThrownBy(() -> pairs.member(1, PT))
                .hasMessage("members of Jet×Muon are objects of Muon, got a value of domain objects of Jet");
        assertThatThrownBy(() -> pairs.member(2, PT)).hasMessage("Jet×Muon has no member 2");
        assertThatThrownBy(() -> pairs.sum(PT, PT, PT))
                .hasMessage("combinations Jet×Muon have 2 members, got 3 values");
        assertThatThrownBy(() -> JETS.with(MUONS, TAUS).member(1, PT)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PT.leading(0, constant(1))).hasMessage("leading objects from 0 to 0");
        assertThatThrownBy(() -> PT.chooseLargest(-1, constant(1))).hasMessage("leading objects from -1 to 0");
        assertThatThrownBy(() -> constant(1).position())
                .hasMessageContaining("position needs one value for each object");
        assertThatThrownBy(() -> PT.softLargest(0, 0))
                .hasMessage("softLargest over 0.0, which is not a positive number");
        assertThatThrownBy(() -> PT.power(Double.NaN)).hasMessage("constant NaN is not finite");
    }

    @Test
    void textNamesNewOperations() {
        Expr a = parameter(Parameter.of("a", 1));
        assertThat(PT.leading(2, PT.above(a, width(2).compact())).toString())
                .isEqualTo("leading 2 by largest(Jet.pt, compact cut of width 2.0(subtract(Jet.pt, a)))");
        assertThat(where(PT.above(a), PT.position(), PT.softLargest(0, 2)).toString())
                .isEqualTo("where(greater(Jet.pt, a), position by largest(Jet.pt), "
                        + "for each objects of Jet(largest, smooth over 2.0(Jet.pt)))");
    }

    /** A massless vector along (pt, η, φ), and what momenta and angles it has. */
    @Test
    void vectorsGiveBackWhatTheyAreMadeOf() {
        FourVector jet = FourVector.ofPtEtaPhiMass(PT, JETS.column("eta"), JETS.column("phi"), constant(5));
        close(jet.pt(), 20, 50, 20, 7);
        close(jet.eta(), 1, -1, 0, 2);
        close(jet.phi(), 3, -3, 0, 1);
        close(jet.mass(), 5, 5, 5, 5);
        close(jet.momentum(), 20 * Math.cosh(1), 50 * Math.cosh(1), 20, 7 * Math.cosh(2));
        close(jet.transverseMass(), Math.sqrt(425), Math.sqrt(2525), Math.sqrt(425), Math.sqrt(74));
        double rapidity = asinh(7 * Math.sinh(2) / Math.sqrt(74));
        assertThat(values(jet.rapidity())[3]).isCloseTo(rapidity, within(1e-12));
        Expressions.Combined pairs = JETS.pairs();
        Expr deltaR = pairs.member(0, jet).deltaR(pairs.member(1, jet));
        double wrapped = 2 * Math.PI - 6;
        close(deltaR, Math.hypot(2, wrapped), Math.hypot(1, 3), Math.hypot(1, 3));
        close(pairs.member(0, jet).deltaPhi(pairs.member(1, jet)), -wrapped, 3, -3);
        close(
                jet.transverseMassWith(
                        FourVector.ofPxPyPzE(jet.px().negate(), jet.py().negate(), jet.pz(), jet.energy())),
                40,
                100,
                40,
                14);
    }

    private static double asinh(double x) {
        return Math.log(x + Math.sqrt(x * x + 1));
    }

    private static void close(Expr expr, double... expected) {
        assertThat(values(expr)).containsExactly(expected, within(1e-12 * 200));
    }
}
