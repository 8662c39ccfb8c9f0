package org.diffhep.autodiff.engine;

import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.FourVector;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Total;

/** What can be asked of jets, be they all or a sub-collection, over {@link TestEvents}. */
final class MaskCases {

    private static final Expr A = parameter(OperationCases.A);
    private static final Expr B = parameter(OperationCases.B);
    private static final Expr WEIGHT = column("weight");

    private MaskCases() {}

    private static List<Reduction> totals(Map<String, Expr> cases) {
        List<Reduction> totals = new ArrayList<>();
        cases.forEach((name, expr) -> totals.add(Total.of(name, expr)));
        return totals;
    }

    private static Expr tag(Expressions.Collection jets) {
        return jets.column("tag").above(B, width(0.1));
    }

    /** What is, softly, the mean over who the members are. */
    static List<Reduction> expectations(Expressions.Collection jets) {
        Map<String, Expr> cases = new LinkedHashMap<>();
        addValues(cases, jets);
        addOrders(cases, jets);
        addCombinations(cases, jets);
        return totals(cases);
    }

    private static void addValues(Map<String, Expr> cases, Expressions.Collection jets) {
        Expr pt = jets.column("pt").times(A);
        Expr eta = jets.column("eta");
        Expr tag = tag(jets);
        cases.put("values", pt.square());
        cases.put("sum", pt.sum().times(WEIGHT));
        cases.put("number", jets.members().sum());
        cases.put("sum of flagged", pt.sum(tag));
        cases.put("sum of flags", tag.sum());
        cases.put("sum of squared flags", tag.times(tag).times(pt).sum());
        cases.put("sum with an event value", pt.plus(column("met")).times(B).sum());
        cases.put("largest", pt.plus(B).largest(-0.25));
        cases.put("largest or nothing", eta.times(B).largest(0));
        cases.put("smallest", eta.times(A).smallest(0.5));
        for (int n = 0; n <= 2; n++) {
            cases.put("exactly " + n, jets.members().exactly(n).times(WEIGHT));
            cases.put("at least " + n + " tags", tag.atLeast(n).times(WEIGHT));
            cases.put("at most " + n + " without tag", tag.not().atMost(n));
            cases.put("distribution " + n, tag.distribution(2).get(n).times(WEIGHT));
        }
        cases.put("two counts", jets.members().atLeast(2).and(tag.exactly(1)));
        cases.put(
                "counts of two parts",
                jets.where(tag)
                        .members()
                        .exactly(1)
                        .and(jets.where(tag.not()).members().atLeast(1)));
        cases.put("one count or the other", tag.exactly(1).or(jets.members().exactly(3)));
        cases.put(
                "flags and event flags",
                column("met").above(B, width(0.4)).and(tag).sum());
        cases.put("where", Expressions.where(tag, pt, eta).sum());
    }

    private static void addOrders(Map<String, Expr> cases, Expressions.Collection jets) {
        Expr pt = jets.column("pt");
        Expr eta = jets.column("eta").times(A);
        Expr tag = tag(jets);
        Expr all = jets.members();
        cases.put("leading", pt.leading(2, all).times(eta).sum());
        cases.put("leading of tagged", pt.leading(1, tag).times(eta).times(B));
        cases.put("sum of leading", eta.sum(pt.leading(2, tag)));
        cases.put("number of leading", pt.leading(2, tag).sum().times(WEIGHT));
        // where there is no such object the choice is 0, and its distribution is one among the cases that have it
        cases.put("chosen", pt.chooseLargest(tag).times(eta).sum().times(tag.atLeast(1)));
        cases.put("chosen second", pt.chooseLargest(1, all).times(eta).sum().times(all.atLeast(2)));
        cases.put("second by key", eta.selected(1, pt, all).times(all.atLeast(2)));
        cases.put("first tagged by key", eta.selected(0, pt, tag).times(tag.atLeast(1)));
        cases.put("first", eta.selected(0, all).times(all.atLeast(1)));
        cases.put("second tagged", eta.selected(1, tag).times(tag.atLeast(2)));
    }

    private static void addCombinations(Map<String, Expr> cases, Expressions.Collection jets) {
        Expr pt = jets.column("pt").times(A);
        Expr tag = tag(jets);
        Expressions.Collection leptons = collection("Electron", "Muon");
        Expressions.Combined pairs = jets.pairs();
        Expressions.Combined across = jets.with(leptons);
        FourVector jet = FourVector.ofPtEtaPhiMass(
                pt, jets.column("eta"), jets.column("tag").times(3), pt.times(0.1));
        cases.put("masses of pairs", jet.summedOver(pairs).mass().sum());
        cases.put("number of pairs", pairs.members().sum());
        cases.put("tagged pairs", pairs.all(tag).sum());
        cases.put("pairs with a tag", pairs.sum(pt).sum(pairs.any(tag)));
        cases.put("triples", jets.triples().member(2, pt).sum());
        cases.put("triples with a tag", jets.triples().any(tag).times(WEIGHT));
        cases.put(
                "jets and leptons",
                across.sum(pt, leptons.column("pt")).times(B).sum());
        cases.put(
                "tagged jets and leptons", across.all(tag, leptons.column("eta").above(B, width(0.5))));
        cases.put(
                "leptons and jets",
                leptons.with(jets).member(1, pt).times(leptons.with(jets).member(0, leptons.column("pt"))));
        cases.put(
                "pairs and leptons",
                pairs.with(collection("Muon")).member(0, pairs.sum(pt)).times(B));
    }

    /** What is not linear in who the members are, too; not what needs exact masks. */
    static List<Reduction> anyMask(Expressions.Collection jets) {
        Expr pt = jets.column("pt").times(A);
        Expr tag = tag(jets);
        Expressions.Combined pairs = jets.pairs();
        Expressions.Combined light = pairs.where(pairs.sum(pt).below(B.plus(1.5), width(0.5)));
        Map<String, Expr> cases = new LinkedHashMap<>();
        cases.put("mean", pt.mean(0.25));
        cases.put("mean of tagged", pt.mean(tag, -1));
        cases.put("function of a sum", pt.sum().tanh().times(WEIGHT));
        cases.put(
                "function of a function",
                pt.sum(tag).minus(jets.members().sum()).square());
        cases.put(
                "excess over the mean",
                pt.minus(pt.mean(0).forEach(jets.objects())).square());
        cases.put("leading", pt.leading(2, tag));
        cases.put("number of leading", pt.leading(2, jets.members()).atLeast(2));
        cases.put("chosen", pt.chooseLargest(tag));
        cases.put("chosen third", pt.chooseLargest(2, jets.members()).times(pt));
        cases.put("selected", pt.selected(1, jets.members()));
        cases.put("largest pair", pairs.sum(pt).largest(0.1));
        cases.put("two pairs", pairs.members().atLeast(2));
        cases.put("light pairs", light.sum(pt).sum());
        cases.put("two light pairs", light.members().atLeast(2));
        cases.put(
                "largest light pair",
                light.sum(pt).chooseLargest(light.members()).times(light.member(0, pt)));
        cases.put("tagged light pairs", light.any(tag).exactly(1));
        cases.put(
                "best pair by distance from a lepton",
                jets.with(collection("Muon"))
                        .sum(pt, collection("Muon").column("pt"))
                        .chooseLargest(jets.with(collection("Muon"))
                                .all(tag, collection("Muon").members())));
        return totals(cases);
    }

    /** All of it, and what needs exact masks. */
    static List<Reduction> everything(Expressions.Collection jets) {
        Expr pt = jets.column("pt").times(A);
        Map<String, Expr> cases = new LinkedHashMap<>();
        cases.put("soft largest", pt.softLargest(0.5, 0.3));
        cases.put("soft smallest", pt.softSmallest(0.5, 0.3));
        cases.put("position", pt.position().times(pt));
        cases.put("position in pairs", jets.pairs().sum(pt.position()).times(B));
        List<Reduction> all = new ArrayList<>(expectations(jets));
        all.addAll(anyMask(jets));
        all.addAll(totals(cases));
        return all;
    }
}
