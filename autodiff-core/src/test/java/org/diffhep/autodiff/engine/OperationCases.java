package org.diffhep.autodiff.engine;

import static org.diffhep.autodiff.Expressions.allOf;
import static org.diffhep.autodiff.Expressions.anyOf;
import static org.diffhep.autodiff.Expressions.collection;
import static org.diffhep.autodiff.Expressions.column;
import static org.diffhep.autodiff.Expressions.concatenate;
import static org.diffhep.autodiff.Expressions.constant;
import static org.diffhep.autodiff.Expressions.parameter;
import static org.diffhep.autodiff.Width.width;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.diffhep.autodiff.BinaryFunction;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.FourVector;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.UnaryFunction;

/** Each operation at least once, over {@link TestEvents}: as event value, object value and scalar where it can be. */
public final class OperationCases {

    static final Parameter A = Parameter.of("a", 0.83);
    static final Parameter B = Parameter.of("b", 0.41);

    private OperationCases() {}

    public static Map<String, Expr> all() {
        Map<String, Expr> cases = new LinkedHashMap<>();
        addLeavesAndFunctions(cases);
        addFlags(cases);
        addReductions(cases);
        addCombinations(cases);
        MoreOperationCases.addTo(cases);
        return cases;
    }

    private static void addLeavesAndFunctions(Map<String, Expr> cases) {
        Expr a = parameter(A);
        Expr b = parameter(B);
        Expr met = column("met");
        Expr pt = collection("Jet").column("pt");
        Expr eta = collection("Jet").column("eta");
        cases.put("event column", met);
        cases.put("object column", pt);
        cases.put("constant", constant(0.1));
        cases.put("parameter", a);
        for (UnaryFunction function : UnaryFunction.values()) {
            Expr ofObjects = ONLY_POSITIVE.contains(function) ? pt.plus(a) : eta.times(a);
            String name = function.name();
            cases.put(name + " of an event value", unary(function, met.times(a).plus(b)));
            cases.put(name + " of an object value", unary(function, ofObjects));
            cases.put(name + " of a scalar", unary(function, a));
        }
        for (BinaryFunction function : BinaryFunction.values()) {
            String name = function.name();
            cases.put(name + " of event values", binary(function, met.times(a), met.plus(b)));
            cases.put(name + " of event and scalar", binary(function, met, a));
            cases.put(name + " of scalar and event", binary(function, a, met.plus(b)));
            cases.put(
                    name + " of object values",
                    binary(function, pt.times(a), pt.plus(eta.square()).plus(b)));
            cases.put(name + " of object and event", binary(function, pt.times(a), met.plus(b)));
            cases.put(name + " of scalar and object", binary(function, a, pt.plus(b)));
            cases.put(name + " of scalars", binary(function, a, b));
            cases.put(name + " of equal values", binary(function, pt.times(a), a.times(pt)));
        }
        cases.put("scalar for each event", a.forEachEvent());
        cases.put("event value for each object", met.times(a).forEach(jets().objects()));
        cases.put("scalar for each object", a.forEach(jets().objects()));
        cases.put("without gradient", met.times(a).stopGradient().times(b));
        cases.put(
                "concatenate",
                collection("Electron", "Muon").column("pt").times(a).square());
        cases.put(
                "concatenate different values",
                concatenate(
                                electrons().column("pt").times(a),
                                muons().column("eta").plus(b),
                                electrons().column("tag"))
                        .sin());
        cases.put("four-vectors", fourVector(a).plus(fourVector(b)).mass());
        cases.put("transverse momentum", fourVector(a).plus(fourVector(b)).pt());
    }

    private static void addFlags(Map<String, Expr> cases) {
        Expr a = parameter(A);
        Expr b = parameter(B);
        Expr met = column("met");
        Expr pt = jets().column("pt");
        for (Op.Comparison comparison : Op.Comparison.values()) {
            cases.put(comparison + " of event and number", column("run").compare(comparison, constant(2)));
            cases.put(comparison + " of object and event", pt.compare(comparison, met));
            cases.put(
                    comparison + " of scalar and object",
                    a.compare(comparison, pt).times(b));
        }
        cases.put(
                "above, below, equal",
                pt.above(0.7).plus(pt.below(0.3)).plus(column("run").equalTo(1)));
        cases.put("bits", jets().column("id").hasBits(5).times(a));
        cases.put("bits of a negative integer", jets().column("id").minus(9).hasBits(12));
        cases.put("no bits asked for", column("run").hasBits(0));
        cases.put("cut on an event value", met.above(a, width(0.4)));
        cases.put("cut on an object value", pt.below(a, width(0.2)));
        cases.put("cut on a scalar", a.minus(b).positive(width(0.3)));
        cases.put("cut on a distance", pt.times(a).minus(met.times(b)).positive(width(0.3)));
        cases.put(
                "all flags",
                allOf(tight(), loose(), jets().column("eta").below(a, width(0.5)), met.above(b, width(0.4))));
        cases.put("any flag", anyOf(tight(), jets().column("eta").below(a, width(0.5)), met.above(0.5)));
        cases.put("not", tight().not());
        cases.put(
                "flag of a scalar and of events",
                a.minus(b).positive(width(0.3)).and(met.above(b, width(0.4))));
    }

    private static void addReductions(Map<String, Expr> cases) {
        Expr a = parameter(A);
        Expr pt = jets().column("pt");
        Expr weight = column("weight");
        cases.put("sum", pt.times(a).sum().square());
        cases.put("sum of flagged", pt.times(a).sum(tight()).square());
        cases.put("largest", pt.times(a).largest(-0.25).square());
        cases.put("largest of combinations", jets().triples().sum(pt.times(a)).largest(0));
        for (int n = 0; n <= 3; n++) {
            cases.put("exactly " + n, tight().exactly(n).times(weight));
            cases.put("at least " + n, tight().atLeast(n).times(weight));
            cases.put("at most " + n, tight().atMost(n).times(weight));
        }
        cases.put("exactly as many as an event can have", tight().exactly(5));
        cases.put("more than an event can have", tight().atLeast(9));
        cases.put("two to three", tight().atLeast(2).and(tight().atMost(3)));
        cases.put("count of exact flags", pt.above(0.5).atLeast(2).times(a));
        cases.put(
                "counts of nested flags",
                loose().atLeast(3).and(loose().and(tagged()).exactly(1)));
        cases.put(
                "more of the narrow flag than of the wide one are asked for",
                loose().atLeast(1).and(loose().and(tagged()).exactly(2)));
        cases.put("counts of different flags", tight().exactly(2).and(tagged().atLeast(1)));
        cases.put(
                "counts of soft and exact flags",
                tight().atMost(2).and(pt.above(0.7).atLeast(1)));
        for (int position = 0; position <= 2; position++) {
            cases.put("selected " + position, pt.times(a).plus(column("met")).selected(position, tight()));
        }
        cases.put(
                "selected by an exact flag",
                pt.times(a).selected(1, jets().column("id").above(4)));
    }

    private static void addCombinations(Map<String, Expr> cases) {
        Expr a = parameter(A);
        Expr b = parameter(B);
        Expr pt = jets().column("pt");
        cases.put("member of pairs", jets().pairs().member(1, pt.times(a)).square());
        cases.put("sum over triples", jets().triples().sum(pt.times(a)).square());
        cases.put("all members", jets().pairs().all(tight()));
        cases.put("any member", jets().triples().any(tagged()));
        cases.put(
                "largest jet with a flag",
                pt.plus(a).chooseLargest(tight()).times(jets().column("eta").times(b)));
        cases.put(
                "largest triple with a tag",
                jets().triples()
                        .sum(pt)
                        .chooseLargest(jets().triples().any(tagged()))
                        .times(jets().triples()
                                .sum(jets().column("eta").times(b))
                                .square()));
        cases.put("largest of equals", pt.above(0.8).chooseLargest(tight()).times(jets().column("eta")));
        cases.put("largest among all", pt.chooseLargest(constant(1)).times(a));
        cases.put(
                "largest with one flag for all",
                pt.chooseLargest(a.minus(b).positive(width(0.3))).times(pt));
        cases.put(
                "largest where exact flags hold",
                pt.chooseLargest(jets().column("id").above(9)).times(a));
        cases.put(
                "pairs of leptons",
                collection("Electron", "Muon")
                        .pairs()
                        .sum(collection("Electron", "Muon").column("pt").times(a))
                        .largest(0));
    }

    private static Expressions.Collection jets() {
        return collection("Jet");
    }

    private static Expressions.Collection electrons() {
        return collection("Electron");
    }

    private static Expressions.Collection muons() {
        return collection("Muon");
    }

    private static Expr tight() {
        return jets().column("pt").above(parameter(A), width(0.3));
    }

    private static Expr loose() {
        return jets().column("pt").above(parameter(B), width(0.2));
    }

    private static Expr tagged() {
        return jets().column("tag").above(parameter(B), width(0.1));
    }

    private static FourVector fourVector(Expr scale) {
        return FourVector.ofPtEtaPhiMass(
                jets().column("pt").plus(scale),
                jets().column("eta"),
                jets().column("tag").times(scale),
                column("met").times(0.1).forEach(jets().objects()));
    }

    private static final Set<UnaryFunction> ONLY_POSITIVE =
            EnumSet.of(UnaryFunction.LOG, UnaryFunction.LOG1P, UnaryFunction.SQRT, UnaryFunction.RECIPROCAL);

    /** A function by its method; of a number in its domain, made from any. */
    private static Expr unary(UnaryFunction function, Expr x) {
        return switch (function) {
            case NEGATE -> x.negate();
            case ABS -> x.abs();
            case SQUARE -> x.square();
            case SQRT -> x.sqrt();
            case RECIPROCAL -> x.reciprocal();
            case EXP -> x.exp();
            case EXPM1 -> x.expm1();
            case LOG -> x.log();
            case LOG1P -> x.log1p();
            case SIN -> x.sin();
            case COS -> x.cos();
            case TAN -> x.tanh().tan();
            case ASIN -> x.times(0.45).asin();
            case ACOS -> x.times(0.45).acos();
            case ATAN -> x.atan();
            case SINH -> x.sinh();
            case COSH -> x.cosh();
            case TANH -> x.tanh();
            case ASINH -> x.times(3).asinh();
            case SIGMOID -> x.sigmoid();
            case ERF -> x.erf();
            case NORMAL_CDF -> x.normalCdf();
            case FLOOR -> x.times(3).floor().times(x);
            case CEIL -> x.times(3).ceil().times(x);
            case ROUND -> x.times(3).round().times(x);
            case WRAP_ANGLE -> x.times(5).wrappedAngle().square();
        };
    }

    private static Expr binary(BinaryFunction function, Expr x, Expr y) {
        return switch (function) {
            case ADD -> x.plus(y);
            case SUBTRACT -> x.minus(y);
            case MULTIPLY -> x.times(y);
            case DIVIDE -> x.over(y);
            case MINIMUM -> x.minimum(y);
            case MAXIMUM -> x.maximum(y);
            case POWER -> x.power(y);
            case ATAN2 -> x.atan2(y);
            case HYPOT -> x.hypot(y);
        };
    }
}
