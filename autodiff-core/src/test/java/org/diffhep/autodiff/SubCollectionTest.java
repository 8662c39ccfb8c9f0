package org.diffhep.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diffhep.autodiff.Expressions.allOf;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.concatenate;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Expressions.where;
import static org.diffhep.autodiff.Width.width;

import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.NumberColumn;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.junit.jupiter.api.Test;

/** What sub-collections are made of, what they have in common with flags written by hand, and what is refused. */
class SubCollectionTest {

    private static final Expressions.Collection JETS = collection("Jet");
    private static final Expressions.Collection MUONS = collection("Muon");
    private static final Expr PT = JETS.column("pt");
    private static final Expr TAG = JETS.column("tag").above(constant(0.5), width(0.1));
    private static final Expr GOOD = PT.above(parameter(Parameter.of("jet pt", 30)), width(5))
            .and(JETS.column("eta").abs().below(2.4));
    private static final Expressions.Collection MEMBERS = JETS.where(GOOD);

    @Test
    void whatIsAskedOfMembersIsWhatFlagsWouldSay() {
        Expr tag = TAG.forEach(MEMBERS.objects());
        Expr pt = MEMBERS.column("pt");
        assertThat(MEMBERS.members().atLeast(4)).isSameAs(GOOD.atLeast(4));
        assertThat(tag.exactly(1)).isSameAs(GOOD.and(TAG).exactly(1));
        assertThat(GOOD.and(TAG).forEach(MEMBERS.objects())).isSameAs(tag);
        assertThat(MEMBERS.members().atLeast(4).and(tag.atLeast(2)))
                .isSameAs(GOOD.atLeast(4).and(GOOD.and(TAG).atLeast(2)));
        assertThat(pt.sum()).isSameAs(where(GOOD, PT, constant(0)).sum());
        assertThat(pt.sum(tag)).isSameAs(where(GOOD.and(TAG), PT, constant(0)).sum());
        assertThat(pt.mean(0)).isSameAs(PT.mean(GOOD, 0));
        assertThat(pt.selected(1, MEMBERS.members())).isSameAs(PT.selected(1, GOOD));
        assertThat(pt.selected(1, pt, tag)).isSameAs(PT.selected(1, PT, GOOD.and(TAG)));
        assertThat(pt.leading(2, tag).withMask()).isSameAs(PT.leading(2, GOOD.and(TAG)));
        assertThat(pt.chooseLargest(MEMBERS.members()).withMask()).isSameAs(PT.chooseLargest(GOOD));
        Expressions.Combined pairs = JETS.pairs();
        Expressions.Combined ofMembers = MEMBERS.pairs();
        assertThat(ofMembers.members().withMask()).isSameAs(pairs.all(GOOD));
        assertThat(ofMembers.sum(pt).chooseLargest(ofMembers.any(tag)).withMask())
                .isSameAs(pairs.sum(PT).chooseLargest(pairs.all(GOOD).and(pairs.any(TAG))));
        assertThat(JETS.where(GOOD).column("pt")).isSameAs(pt);
        assertThat(JETS.where(JETS.members()).members().atLeast(1))
                .isSameAs(JETS.members().atLeast(1));
    }

    @Test
    void partsOfPartsAndOfCombinationsAreParts() {
        Expressions.Collection twice = MEMBERS.where(TAG);
        assertThat(twice.objects()).isEqualTo(JETS.where(allOf(GOOD, TAG)).objects());
        assertThat(MEMBERS.where(TAG.forEach(MEMBERS.objects())).objects()).isEqualTo(twice.objects());
        assertThat(MEMBERS.column("pt").forEach(twice.objects())).isSameAs(twice.column("pt"));
        Expressions.Combined heavy =
                MEMBERS.pairs().where(MEMBERS.pairs().sum(MEMBERS.column("pt")).above(100));
        Expr both = JETS.pairs().all(GOOD).and(JETS.pairs().sum(PT).above(100));
        assertThat(heavy.members().withMask()).isSameAs(both);
        Expressions.Combined across =
                MEMBERS.with(MUONS.where(MUONS.column("pt").above(20)));
        assertThat(across.members().withMask())
                .isSameAs(JETS.with(MUONS).all(GOOD, MUONS.column("pt").above(20)));
        assertThat(MUONS.with(MEMBERS, collection("Tau"))
                        .member(1, MEMBERS.column("pt"))
                        .sum())
                .isSameAs(where(
                                MUONS.with(JETS, collection("Tau")).member(1, GOOD),
                                MUONS.with(JETS, collection("Tau")).member(1, PT),
                                constant(0))
                        .sum());
        Expr leptons = concatenate(MUONS.column("pt"), MEMBERS.column("pt"));
        assertThat(leptons.sum())
                .isSameAs(where(concatenate(MUONS.members(), GOOD), concatenate(MUONS.column("pt"), PT), constant(0))
                        .sum());
        FourVector jet = FourVector.ofPtEtaPhiMass(PT, JETS.column("eta"), JETS.column("phi"), constant(0));
        FourVector same = FourVector.ofPtEtaPhiMass(
                MEMBERS.column("pt"), MEMBERS.column("eta"), MEMBERS.column("phi"), constant(0));
        assertThat(jet.forEach(MEMBERS.objects()).mass()).isSameAs(same.mass());
    }

    @Test
    void variationsMoveObjectsInAndOut() {
        Expr scaled = PT.times(1.1);
        Map<Expr, Expr> up = Map.of(PT, scaled);
        Expressions.Collection varied = JETS.where(GOOD.substitute(up));
        assertThat(MEMBERS.column("pt").sum().substitute(up))
                .isSameAs(scaled.forEach(varied.objects()).sum());
        assertThat(MEMBERS.column("pt").substitute(up)).isSameAs(scaled.forEach(varied.objects()));
        assertThat(MEMBERS.column("eta").substitute(up).domain()).isEqualTo(new Domain.Objects(varied.objects()));
        EventBatch batch = EventBatch.of(1)
                .collection("Jet", new int[] {0, 3})
                .column("Jet", "pt", NumberColumn.of(29, 50, 20))
                .column("Jet", "eta", NumberColumn.of(0, -1, 1))
                .build();
        Expr sum = MEMBERS.column("pt").sum();
        List<double[]> sums =
                JvmEngine.evaluate(List.of(sum, sum.substitute(up)), batch, new double[] {30}, Relaxation.HARD);
        assertThat(sums.get(0)).containsExactly(50);
        assertThat(sums.get(1)).containsExactly(1.1 * 29 + 1.1 * 50);
        assertThatThrownBy(() -> sum.substitute(Map.of(MEMBERS.column("pt"), MEMBERS.column("eta"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "cannot replace of members(Jet.pt, and(cut of width 5.0(subtract(Jet.pt, jet pt)), ")
                .hasMessageEndingWith(": replace the value it is taken from, Jet.pt");
    }

    @Test
    void aPartIsNotTheWhole() {
        String part = "objects of Jet where and(cut of width 5.0(subtract(…)), less(abs(…), 2.4))";
        assertThat(MEMBERS.column("pt").domain()).hasToString(part);
        assertThatThrownBy(() -> PT.plus(MEMBERS.column("pt")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot combine objects of Jet with " + part
                        + ": take what belongs to all into the part first, forEach(part.objects())");
        assertThatThrownBy(() -> MEMBERS.column("pt").plus(JETS.where(TAG).column("pt")))
                .hasMessageContaining("take what belongs to all into the part first");
        assertThatThrownBy(() -> JETS.where(TAG).column("pt").forEach(MEMBERS.objects()))
                .hasMessageStartingWith(
                        "cannot combine objects of Jet where cut of width 0.1(subtract(Jet.tag, 0.5)) with " + part);
        assertThatThrownBy(() -> MEMBERS.column("pt").forEach(JETS.objects())).hasMessageContaining("cannot combine");
        assertThatThrownBy(() -> JETS.where(MUONS.column("pt").above(3)))
                .hasMessage("cannot combine objects of Muon with objects of Jet: reduce one of them to the event first"
                        + " (sum, count, maximum), or form combinations");
        assertThatThrownBy(() -> MEMBERS.with(JETS.where(TAG)))
                .hasMessage("a product of Jet and Jet would pair objects with themselves;"
                        + " take pairs() or triples() of the collection");
        assertThatThrownBy(() -> JETS.pairs().member(0, MEMBERS.column("pt")))
                .hasMessage("members of Jet^2 are objects of Jet, got a value of domain " + part);
        assertThatThrownBy(() -> MEMBERS.pairs().member(0, MUONS.column("pt")))
                .hasMessageContaining("are objects of Jet, got a value of domain objects of Muon");
        assertThatThrownBy(() -> new Expressions.Combined(MEMBERS.objects()))
                .hasMessageEndingWith(" are no combinations");
        assertThatThrownBy(() -> new ObjectCollection.Masked(MUONS.objects(), GOOD))
                .hasMessage("the mask of Muon is a value of objects of Jet");
    }

    @Test
    void whatHasNoSoftMeaningIsRefused() {
        Expr pt = MEMBERS.column("pt");
        assertThatThrownBy(pt::position)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "position over objects of Jet where and(cut of width 5.0(subtract(…)), less(abs(…), 2.4)), of which"
                                + " an object may be a member with a probability between 0 and 1; take leading or chooseLargest"
                                + " or a mask of comparisons without width");
        assertThatThrownBy(() -> pt.softLargest(0, 3))
                .hasMessageContaining("softLargest over objects of Jet where")
                .hasMessageContaining(
                        "take largest, which is smooth in the flags of the mask, or a mask of comparisons");
        Expr window = PT.between(constant(20), constant(30), width(2));
        for (Expr soft : List.of(TAG.not(), JETS.column("p"), window, PT.leading(1, TAG))) {
            assertThatThrownBy(() -> JETS.where(soft).column("pt").position()).hasMessageContaining("position over");
        }
        Expr event = column("met").above(50);
        for (Expr exact : List.of(
                PT.above(20).or(JETS.column("id").hasBits(3)),
                PT.leading(1, PT.above(20)),
                event.forEach(JETS.objects()),
                MUONS.column("pt").above(9).atLeast(1).forEach(JETS.objects()))) {
            assertThat(JETS.where(exact).column("pt").position().domain().toString())
                    .startsWith("objects of Jet where");
        }
    }

    @Test
    void graphsHaveValuesOfAllObjects() {
        Expr pt = MEMBERS.column("pt");
        assertThat(Total.of("pt", pt).inputs()).containsExactly(pt.withMask());
        assertThat(pt.unmasked()).isSameAs(PT);
        assertThat(PT.withMask()).isSameAs(PT);
        String message =
                " has values for objects of Jet where and(cut of width 5.0(subtract(…)), less(abs(…), 2.4)), which"
                        + " no array has; read its unmasked() values and the mask, or its values withMask()";
        assertThatThrownBy(() -> Graph.ofExpressions(List.of(pt)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(pt + message);
        Reduction own = new Reduction() {
            @Override
            public String label() {
                return "mine";
            }

            @Override
            public List<Expr> inputs() {
                return List.of(pt);
            }

            @Override
            public int size() {
                return 1;
            }

            @Override
            public Sweep sweep(Relaxation relaxation) {
                throw new IllegalStateException("not asked");
            }
        };
        assertThatThrownBy(() -> Graph.of(List.of(own))).hasMessage("mine: " + pt + message);
    }
}
