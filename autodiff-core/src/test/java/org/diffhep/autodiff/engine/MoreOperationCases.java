package org.diffhep.autodiff.engine;

import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.concatenate;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Expressions.where;
import static org.diffhep.autodiff.Width.width;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.diffhep.autodiff.CutKernel;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.FourVector;
import org.diffhep.autodiff.Width;

/** Cases of {@link OperationCases}: choices of a value, kernels of cuts, orders, products of collections, functions of users. */
final class MoreOperationCases {

    private static final Expr A = parameter(OperationCases.A);
    private static final Expr B = parameter(OperationCases.B);
    private static final Expr MET = column("met");
    private static final Expressions.Collection JETS = collection("Jet");
    private static final Expressions.Collection LEPTONS = collection("Electron", "Muon");
    private static final Expr PT = JETS.column("pt");
    private static final Expr ETA = JETS.column("eta");
    private static final Expr TIGHT = PT.above(A, width(0.3));

    private MoreOperationCases() {}

    static void addTo(Map<String, Expr> cases) {
        addWhere(cases);
        addKernels(cases);
        addReductions(cases);
        addOrders(cases);
        addProducts(cases);
        addPrimitives(cases);
        addMasks(cases);
    }

    private static void addWhere(Map<String, Expr> cases) {
        Expr flag = MET.above(B, width(0.4));
        Expr far = MET.above(1);
        cases.put("where an exact event flag", where(far, MET.times(A), B));
        cases.put("where a soft event flag", where(flag, MET.times(A), B.square()));
        cases.put("where an object flag", where(TIGHT, PT.times(B), MET.times(A)));
        cases.put("where an event flag, of objects", where(flag, ETA.times(A), B));
        cases.put("where a scalar flag", where(A.minus(B).positive(width(0.3)), MET, A.square()));
        cases.put("where a scalar flag, of scalars", where(A.above(B), A.times(B), B));
        Expr excess = MET.times(A).minus(0.9);
        cases.put(
                "where a logarithm exists",
                where(excess.above(0.1), excess.log().times(B), B));
        cases.put(
                "where a root does not",
                where(excess.below(0.1), B, excess.sqrt().over(excess)));
        Expr ofJets = PT.times(A).minus(0.8);
        cases.put(
                "where a logarithm of objects exists, then summed",
                where(ofJets.above(0.1), ofJets.log(), constant(0)).sum().square());
        Expr n = constant(1).forEach(JETS.objects()).sum();
        cases.put(
                "where events have objects",
                where(
                        n.above(0),
                        PT.times(A).sum().over(n).times(PT.times(B).largest(-1).log()),
                        constant(0)));
        cases.put(
                "where a choice among combinations exists",
                where(
                        n.above(1),
                        JETS.pairs().sum(PT.times(A)).largest(-1).log(),
                        PT.times(B).sum()));
        Expr untaken = MET.minus(5).times(A);
        cases.put(
                "where all of it is not taken",
                where(MET.above(9), untaken.log().times(B), MET.times(B)));
        cases.put(
                "where what is not taken is made from objects",
                where(MET.above(9), ETA.times(A).sqrt().sum().plus(untaken.power(B)), MET.times(B)));
        cases.put(
                "where what is not taken is made of flags",
                where(
                        MET.below(9),
                        MET.times(B),
                        ETA.times(A).sqrt().above(B, width(0.2)).exactly(1)));
    }

    private static void addKernels(Map<String, Expr> cases) {
        for (CutKernel kernel : CutKernel.values()) {
            String name = kernel.name().toLowerCase(Locale.ROOT);
            // beyond its support a compact kernel is smooth only to the fourth derivative, too little for differences
            Width width = new Width(kernel == CutKernel.COMPACT ? 2.5 : 0.6, kernel);
            cases.put(name + " cut on an event value", MET.above(A, width));
            cases.put(name + " cut on an object value", PT.below(A, width));
            cases.put(name + " cut on a scalar", A.minus(B).positive(width));
            cases.put(name + " counts", PT.above(A, width).atLeast(2).times(MET));
            cases.put(name + " window", MET.between(B, A.times(2), width));
            cases.put(name + " window of objects", PT.between(B, MET.times(A), width));
            cases.put(name + " window that is closed", PT.between(A, B, width).times(A));
        }
        cases.put(
                "comparisons of expressions",
                PT.above(MET.times(A)).plus(PT.below(ETA)).times(B));
        cases.put(
                "equal and not equal",
                column("run").equalTo(MET.floor()).plus(column("run").notEqualTo(1)));
        cases.put("not equal to another", column("run").notEqualTo(MET.floor()).times(A));
    }

    private static void addReductions(Map<String, Expr> cases) {
        cases.put("mean", PT.times(A).mean(-1).square());
        cases.put("mean of flagged", PT.times(A).mean(TIGHT, 2).square());
        cases.put("mean of exactly flagged", PT.times(A).mean(PT.above(0.7), 2).square());
        cases.put("smallest", PT.times(A).smallest(7).square());
        cases.put("soft largest", PT.times(A).softLargest(0.25, 0.2).square());
        cases.put("soft smallest", ETA.times(A).softSmallest(0.25, 0.4).square());
        cases.put(
                "soft largest of equals",
                PT.above(0.8).times(A).plus(B).softLargest(0, 0.3).square());
        List<Expr> distribution = TIGHT.distribution(3);
        for (int n = 0; n < distribution.size(); n++) {
            cases.put(
                    "count distribution " + n,
                    distribution.get(n).times(MET.plus(n)).times(A.plus(n)));
        }
        Expr mean = constant(0);
        for (int n = 0; n < distribution.size(); n++) {
            mean = mean.plus(distribution.get(n).times(n).times(B));
        }
        cases.put("mean of a count distribution", mean.square());
        cases.put(
                "distribution of exact flags",
                PT.above(0.9).distribution(1).get(1).times(A));
    }

    private static void addOrders(Map<String, Expr> cases) {
        for (int k = 1; k <= 3; k++) {
            cases.put(k + " leading by a key", ETA.leading(k, TIGHT).times(PT.times(B)));
            cases.put("chosen at position " + k, ETA.chooseLargest(k, TIGHT).times(PT.times(B)));
            cases.put(
                    "selected by key at " + (k - 1),
                    PT.times(B).selected(k - 1, ETA, TIGHT).square());
        }
        cases.put("leading of equals", PT.above(0.8).leading(2, TIGHT).times(ETA));
        cases.put(
                "leading by one key for all",
                MET.forEach(JETS.objects()).leading(2, TIGHT).times(ETA));
        cases.put(
                "leading with one flag for all",
                PT.leading(2, A.minus(B).positive(width(0.3))).times(PT));
        cases.put("leading of exact flags", PT.times(A).leading(2, ETA.above(0)).times(A));
        cases.put("position", PT.times(A).position().times(PT.times(B)));
        cases.put("position of equals", PT.above(0.8).position().times(A));
        cases.put(
                "first two by position", PT.position().below(2).and(TIGHT).sum().square());
    }

    private static void addProducts(Map<String, Expr> cases) {
        Expressions.Combined pairs = JETS.with(LEPTONS);
        Expressions.Combined triples = JETS.with(collection("Electron"), collection("Muon"));
        Expressions.Combined nested = JETS.pairs().with(collection("Muon"));
        Expr leptonPt = LEPTONS.column("pt");
        cases.put("pairs across collections", pairs.member(0, PT.times(A)).times(pairs.member(1, leptonPt.plus(B))));
        cases.put(
                "sum over pairs across",
                pairs.sum(PT.times(A), leptonPt.times(B)).square());
        cases.put(
                "flags of pairs across",
                pairs.any(TIGHT, leptonPt.above(B, width(0.2))).plus(pairs.all(TIGHT, leptonPt.above(0.5))));
        cases.put(
                "triples across collections",
                triples.member(1, collection("Electron").column("eta").times(A))
                        .plus(triples.member(0, PT.times(B)))
                        .times(triples.member(2, collection("Muon").column("pt").times(A))));
        cases.put(
                "pairs with a lepton",
                nested.member(0, JETS.pairs().sum(PT.times(A)))
                        .times(nested.member(1, collection("Muon").column("pt").plus(B)))
                        .largest(0));
        FourVector jet = vector(JETS, A);
        FourVector lepton = vector(LEPTONS, B);
        FourVector both = FourVector.sum(pairs, jet, lepton);
        cases.put("mass of pairs across", both.mass());
        cases.put("pseudorapidity", both.eta());
        cases.put("rapidity", both.rapidity());
        cases.put("azimuth", jet.phi().times(A));
        cases.put("momentum", both.momentum());
        cases.put("transverse mass", both.transverseMass());
        cases.put("distance in a pair", pairs.member(0, jet).deltaR(pairs.member(1, lepton)));
        cases.put("transverse mass with another", jet.transverseMassWith(vector(JETS, B)));
        FourVector sum = FourVector.ofPxPyPzE(
                jet.px().sum(),
                jet.py().sum(),
                jet.pz().sum().plus(A),
                jet.energy().sum());
        cases.put("distance of jets from their sum", jet.deltaEta(jet.plus(sumForEach(sum))));
    }

    private static FourVector sumForEach(FourVector sum) {
        return new FourVector(
                sum.px().forEach(JETS.objects()),
                sum.py().forEach(JETS.objects()),
                sum.pz().forEach(JETS.objects()),
                sum.energy().forEach(JETS.objects()));
    }

    private static FourVector vector(Expressions.Collection objects, Expr scale) {
        return FourVector.ofPtEtaPhiMass(
                objects.column("pt").plus(scale),
                objects.column("eta"),
                objects.column("tag").minus(0.5).times(scale).times(3),
                constant(0.2));
    }

    private static void addPrimitives(Map<String, Expr> cases) {
        TestPrimitive primitive = new TestPrimitive(0.7);
        cases.put("a user's function of events", Expressions.apply(primitive, MET.times(A), B));
        cases.put("a user's function of objects", Expressions.apply(primitive, PT.times(A), MET.plus(B)));
        cases.put(
                "a user's function of scalars",
                Expressions.apply(primitive, A, B).square());
        cases.put(
                "a user's function without one gradient",
                Expressions.apply(primitive, MET, A).times(Expressions.apply(primitive, A, MET)));
        cases.put(
                "a user's function without gradient",
                Expressions.apply(primitive, MET, PT).times(A));
    }

    private static void addMasks(Map<String, Expr> cases) {
        Expressions.Collection good = JETS.where(TIGHT);
        Expressions.Collection exact = JETS.where(ETA.above(0));
        Expressions.Combined pairs = JETS.pairs();
        Expressions.Combined light = pairs.where(pairs.sum(PT.times(A)).below(B.plus(1.5), width(0.5)));
        cases.put("values of members", good.column("pt").times(B));
        cases.put("sum over members", good.column("pt").sum().square());
        cases.put("largest of members", good.column("pt").times(B).largest(-0.5).square());
        cases.put("mean of members", exact.column("pt").times(A).mean(0.5).square());
        cases.put("soft largest of members", exact.column("pt").times(A).softLargest(0.5, 0.3));
        cases.put("position among members", exact.column("pt").position().times(B));
        cases.put(
                "leading members", good.column("eta").leading(2, good.members()).times(good.column("pt")));
        cases.put("two members or more", good.members().atLeast(2).times(MET));
        cases.put("pairs of members", good.pairs().sum(good.column("pt")).times(A));
        cases.put("members of pairs", light.member(1, PT).times(B));
        cases.put(
                "largest pair of members",
                light.sum(PT).chooseLargest(light.any(TIGHT)).times(light.member(0, ETA)));
        Map<Expr, Expr> scaled = Map.of(PT, PT.times(1.25));
        cases.put("members of a variation", good.column("pt").sum().square().substitute(scaled));
        cases.put("values of members of a variation", good.column("pt").times(B).substitute(scaled));
        cases.put(
                "members of two collections",
                concatenate(
                                collection("Electron")
                                        .where(collection("Electron")
                                                .column("pt")
                                                .above(B, width(0.3)))
                                        .column("pt"),
                                collection("Muon").column("pt"))
                        .largest(0)
                        .square());
    }
}
