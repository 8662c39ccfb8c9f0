package org.diffhep.autodiff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Conjunctions with the meaning of probabilities.
 *
 * <p>A conjunction is kept flat, as a set of different flags, so that a flag that appears twice counts once, and never holds together with
 * its complement. Two counts over
 * the same objects are not independent: they become one joint count, for which the probability of each pair of flags on
 * one object is again a conjunction. A count that must not hold, beside another over the same objects, is taken out: P(r and
 * not c) = P(r) − P(r and c).
 */
final class Logic {

    private Logic() {}

    /** The flags of which a flag is the conjunction. */
    static Set<Expr> atoms(Expr flag) {
        Set<Expr> atoms = new LinkedHashSet<>();
        collect(flag, atoms);
        return atoms;
    }

    static Expr and(List<Expr> flags) {
        Domain common = Domain.SCALAR;
        for (Expr flag : flags) {
            common = Expr.common(common, flag.domain());
        }
        if (common instanceof Domain.Objects objects
                && objects.collection() instanceof ObjectCollection.Masked masked) {
            return Masks.among(masked, and(flags.stream().map(Expr::unmasked).toList()));
        }
        Set<Expr> atoms = new LinkedHashSet<>();
        flags.forEach(flag -> collect(flag, atoms));
        if (excludeEachOther(atoms)) {
            Expr never = Expressions.constant(0);
            return common instanceof Domain.Objects objects
                    ? never.forEach(objects.collection())
                    : common instanceof Domain.Event ? never.forEachEvent() : never;
        }
        for (Expr atom : atoms) {
            if (atom.op() instanceof Op.Not && isCount(atom.not()) && meetsAnotherCount(atom, atoms)) {
                List<Expr> rest = new ArrayList<>(atoms);
                rest.remove(atom);
                Expr all = and(rest);
                rest.add(atom.not());
                return all.minus(and(rest));
            }
        }
        List<Expr> independent = joinCounts(atoms);
        if (independent.size() == 1) {
            return independent.get(0);
        }
        Domain domain = Domain.SCALAR;
        for (Expr atom : independent) {
            domain = Expr.common(domain, atom.domain());
        }
        List<Expr> lifted = new ArrayList<>();
        for (Expr atom : independent) {
            lifted.add(atom.liftedTo(domain));
        }
        return Expr.of(new Op.And(), domain, lifted);
    }

    private static void collect(Expr flag, Set<Expr> atoms) {
        if (flag.op() instanceof Op.And) {
            flag.inputs().forEach(input -> collect(input, atoms));
        } else {
            atoms.add(flag);
        }
    }

    /** Whether one must not hold of which all parts must. */
    private static boolean excludeEachOther(Set<Expr> atoms) {
        return atoms.stream().anyMatch(atom -> atom.op() instanceof Op.Not && atoms.containsAll(atoms(atom.not())));
    }

    private static boolean isCount(Expr flag) {
        return flag.op() instanceof Op.Count || flag.op() instanceof Op.JointCount;
    }

    private static boolean meetsAnotherCount(Expr negatedCount, Set<Expr> atoms) {
        Domain over = negatedCount.not().inputs().get(0).domain();
        for (Expr atom : atoms) {
            Expr flag = atom.op() instanceof Op.Not ? atom.not() : atom;
            if (atom != negatedCount
                    && isCount(flag)
                    && flag.inputs().get(0).domain().equals(over)) {
                return true;
            }
        }
        return false;
    }

    private static List<Expr> joinCounts(Set<Expr> atoms) {
        Map<Domain, Expr> counts = new LinkedHashMap<>();
        List<Expr> independent = new ArrayList<>();
        for (Expr atom : atoms) {
            if (!isCount(atom)) {
                independent.add(atom);
                continue;
            }
            Domain over = atom.inputs().get(0).domain();
            Expr other = counts.get(over);
            Expr both = other == null ? atom : joint(other, atom);
            if (!isCount(both)) {
                return List.of(both); // the counts exclude each other, whatever else is asked
            }
            counts.put(over, both);
        }
        independent.addAll(counts.values());
        return independent;
    }

    private static Expr joint(Expr first, Expr second) {
        if (first.op() instanceof Op.JointCount || second.op() instanceof Op.JointCount) {
            throw new IllegalArgumentException("more than two counts over "
                    + first.inputs().get(0).domain() + " are combined; at most two can be");
        }
        Expr a = first.inputs().get(0);
        Expr b = second.inputs().get(0);
        Op.Count countA = (Op.Count) first.op();
        Op.Count countB = (Op.Count) second.op();
        if (a == b) {
            int min = Math.max(countA.min(), countB.min());
            int max = Math.min(countA.max(), countB.max());
            return max < min
                    ? Expressions.constant(0).forEachEvent()
                    : Expr.of(new Op.Count(min, max), Domain.EVENT, a);
        }
        return Expr.of(new Op.JointCount(countA, countB), Domain.EVENT, a, b, and(List.of(a, b)));
    }
}
