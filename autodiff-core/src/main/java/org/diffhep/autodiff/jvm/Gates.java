package org.diffhep.autodiff.jvm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.diffhep.autodiff.BinaryFunction;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Expressions;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Reduction;

/**
 * Which events, and which combinations of objects, a reduction cannot need: found in the expression of the probability with
 * which they enter. Where a factor of it is exactly 0 and carries no gradient, neither sums nor gradient see anything else of
 * the event, so that the rest need not be computed, and may be NaN.
 *
 * <p>Two readings. {@code HARD}: factors are all flags whose dependence on parameters goes through cuts alone, for those carry no
 * gradient. {@code FIXED}, for soft cuts: factors are flags that depend on the events alone, so that what is left out is the
 * same at any value of the parameters; a count of which n must hold cannot hold where fewer than n objects pass the fixed
 * part of its flag.
 */
final class Gates {

    /** How cuts are read. */
    enum Reading {
        HARD,
        FIXED
    }

    private final Reading reading;
    /** Whether a node may be no gate because it carries a gradient, or because it is not fixed. */
    private final Map<Expr, Boolean> smooth = new HashMap<>();

    Gates(Reading reading) {
        this.reading = reading;
    }

    /** Whether, in this reading, no gradient flows through a value. */
    boolean carriesNoGradient(Expr value) {
        return !smooth(value);
    }

    /**
     * Whether two flags are one flag under variations: the same cuts and counts, but that one may compare something made from a column
     * where the other compares the column, or something else made from it.
     */
    static boolean areVariations(Expr flag, Expr other) {
        record Pair(Expr a, Expr b) {}
        Set<Pair> seen = new HashSet<>();
        Deque<Pair> open = new ArrayDeque<>(List.of(new Pair(flag, other)));
        while (!open.isEmpty()) {
            Pair pair = open.pop();
            if (pair.a().equals(pair.b()) || !seen.add(pair)) {
                continue;
            }
            List<Expr> inputs = pair.a().inputs();
            boolean same = pair.a().op().equals(pair.b().op())
                    && inputs.size() == pair.b().inputs().size()
                    && !inputs.isEmpty()
                    && !isArithmetic(pair.a().op());
            if (same) {
                for (int i = 0; i < inputs.size(); i++) {
                    open.push(new Pair(inputs.get(i), pair.b().inputs().get(i)));
                }
            } else if (pair.a().op().makesFlag()
                    || pair.b().op().makesFlag()
                    || Collections.disjoint(columns(pair.a()), columns(pair.b()))) {
                return false;
            }
        }
        return true;
    }

    /** But for a difference: that of a value and its threshold is what a cut looks at, and other thresholds make other flags. */
    private static boolean isArithmetic(Op op) {
        return op instanceof Op.Unary
                || (op instanceof Op.Binary binary && binary.function() != BinaryFunction.SUBTRACT);
    }

    private static Set<Expr> columns(Expr value) {
        Set<Expr> columns = new HashSet<>();
        for (Expr node : Graph.inOrder(List.of(value))) {
            if (node.op() instanceof Op.EventColumn || node.op() instanceof Op.ObjectColumn) {
                columns.add(node);
            }
        }
        return columns;
    }

    private boolean smooth(Expr value) {
        if (!smooth.containsKey(value)) {
            // without recursion: graphs may be deep
            for (Expr node : Graph.inOrder(List.of(value))) {
                if (!smooth.containsKey(node)) {
                    smooth.put(node, isSmooth(node));
                }
            }
        }
        return Objects.requireNonNull(smooth.get(value));
    }

    private boolean isSmooth(Expr node) {
        Op op = node.op();
        if (op instanceof Op.ParameterValue) {
            return true;
        }
        if (op instanceof Op.Cut) {
            return reading == Reading.FIXED;
        }
        if (op instanceof Op.SmoothMaximum && reading == Reading.FIXED) {
            return true;
        }
        if (reading == Reading.HARD
                && (op instanceof Op.Compare || op instanceof Op.HasBits || op instanceof Op.StopGradient)) {
            return false;
        }
        if (reading == Reading.HARD && (op instanceof Op.Choice || op instanceof Op.Leading)) {
            return smooth(node.inputs().get(1));
        }
        return node.inputs().stream().anyMatch(this::smooth);
    }

    /** Flags of the event: where one of them is 0, the reduction needs nothing of the event. */
    List<Expr> ofEvents(Reduction reduction) {
        Set<Expr> flags = new LinkedHashSet<>();
        Map<Expr, Integer> atLeast = new LinkedHashMap<>();
        if (reduction.probability().isEmpty()) {
            return List.of();
        }
        for (Expr factor : factors(reduction.probability().get())) {
            if (!(factor.domain() instanceof Domain.Event) || factor.inputs().isEmpty()) {
                continue;
            }
            if (!smooth(factor)) {
                flags.add(factor);
            } else if (factor.op() instanceof Op.Count count) {
                needs(count, factor.inputs().get(0), atLeast);
            } else if (factor.op() instanceof Op.JointCount counts) {
                needs(counts.a(), factor.inputs().get(0), atLeast);
                needs(counts.b(), factor.inputs().get(1), atLeast);
            }
        }
        atLeast.forEach((flag, n) -> flags.add(flag.atLeast(n)));
        return List.copyOf(flags);
    }

    private void needs(Op.Count count, Expr flag, Map<Expr, Integer> atLeast) {
        if (count.min() > 0) {
            atLeast.merge(fixedPart(flag), count.min(), Math::max);
        }
    }

    /** A flag without what is smooth: it is 0 only where the whole flag is. */
    private Expr fixedPart(Expr flag) {
        ObjectCollection objects = ((Domain.Objects) flag.domain()).collection();
        if (flag.op() instanceof Op.Concatenate) {
            return Expressions.concatenate(
                    flag.inputs().stream().map(this::fixedPart).toArray(Expr[]::new));
        }
        Expr part = Expressions.constant(1).forEach(objects);
        boolean whole = true;
        for (Expr factor : factors(flag)) {
            if (factor.domain().equals(flag.domain()) && !smooth(factor)) {
                part = whole ? factor : part.and(factor);
                whole = false;
            }
        }
        return part;
    }

    /** The factors of a product, those of repeated event values among them: where one is 0, the product is. */
    private static List<Expr> factors(Expr product) {
        List<Expr> found = new ArrayList<>();
        Set<Expr> seen = new HashSet<>();
        Deque<Expr> open = new ArrayDeque<>(List.of(product));
        while (!open.isEmpty()) {
            Expr factor = open.pop();
            if (!seen.add(factor)) {
                continue;
            }
            if (isProduct(factor.op())) {
                for (int i = factor.inputs().size() - 1; i >= 0; i--) {
                    open.push(factor.inputs().get(i));
                }
            } else {
                found.add(factor);
            }
        }
        return found;
    }

    private static boolean isProduct(Op op) {
        return op instanceof Op.And
                || op instanceof Op.Broadcast
                || (op instanceof Op.Binary binary && binary.function() == BinaryFunction.MULTIPLY);
    }

    /**
     * For a collection of combinations in a graph, a value for each of the combined objects: nothing needs a combination that has
     * a member where it is 0. Empty if all combinations may be needed.
     */
    Optional<Expr> ofMembers(ObjectCollection.Combinations combinations, Graph graph) {
        Domain domain = new Domain.Objects(combinations);
        Set<Expr> marks = new LinkedHashSet<>();
        for (Expr node : graph.nodes()) {
            for (int i = 0; i < node.inputs().size(); i++) {
                if (node.inputs().get(i).domain().equals(domain) && looksAtAll(node, i)) {
                    Optional<Expr> mark = ignoresWithout(node, domain, combinations);
                    if (mark.isEmpty()) {
                        return Optional.empty();
                    }
                    marks.add(mark.get());
                }
            }
        }
        for (Reduction reduction : graph.reductions()) {
            if (reduction.inputs().stream().anyMatch(input -> input.domain().equals(domain))) {
                Optional<Expr> mark = reduction.probability().flatMap(probability -> mark(probability, combinations));
                if (mark.isEmpty()) {
                    return Optional.empty();
                }
                marks.add(mark.get());
            }
        }
        return marks.stream().reduce(Expr::maximum);
    }

    /** Whether a node does more than to look at each combination alone. */
    private static boolean looksAtAll(Expr node, int input) {
        return !node.domain().equals(node.inputs().get(input).domain())
                || (node.op() instanceof Op.ByKey && input == node.inputs().size() - 1);
    }

    private Optional<Expr> ignoresWithout(Expr node, Domain domain, ObjectCollection.Combinations combinations) {
        Op op = node.op();
        if (op instanceof Op.Choice || op instanceof Op.Leading || op instanceof Op.Selected) {
            Expr flag = node.inputs().get(1);
            return flag.domain().equals(domain) ? mark(flag, combinations) : Optional.empty();
        }
        Expr value = node.inputs().get(0);
        if (op instanceof Op.Sum
                && value.op() instanceof Op.Where
                && isZero(value.inputs().get(2))) {
            return mark(value.inputs().get(0), combinations);
        }
        boolean ofFlags = op instanceof Op.Count || (op instanceof Op.Sum && value.op() instanceof Op.And);
        return ofFlags ? mark(value, combinations) : Optional.empty();
    }

    private static boolean isZero(Expr value) {
        return value.op() instanceof Op.Constant constant && constant.value() == 0;
    }

    /** The product of the flags that each member must have lest the value of the combination be 0. */
    private Optional<Expr> mark(Expr value, ObjectCollection.Combinations combinations) {
        List<Set<Expr>> needed = new ArrayList<>();
        for (int position = 0; position < combinations.size(); position++) {
            needed.add(new LinkedHashSet<>());
        }
        Deque<Expr> open = new ArrayDeque<>(List.of(value));
        while (!open.isEmpty()) {
            for (Expr factor : factors(open.pop())) {
                if (factor.op() instanceof Op.Choice || factor.op() instanceof Op.Leading) {
                    open.push(factor.inputs().get(1));
                } else if (factor.op() instanceof Op.Member member
                        && member.tuples().equals(combinations)) {
                    for (Expr flag : factors(factor.inputs().get(0))) {
                        if (!smooth(flag) && isOfObjects(flag, combinations.of())) {
                            needed.get(member.position()).add(flag);
                        }
                    }
                }
            }
        }
        Set<Expr> common = needed.get(0);
        needed.forEach(common::retainAll);
        return common.stream().reduce(Expr::and);
    }

    /** Whether this is a flag, not a number read, of objects, for which no combinations are looked at. */
    private static boolean isOfObjects(Expr flag, ObjectCollection objects) {
        return flag.domain().equals(new Domain.Objects(objects))
                && !flag.inputs().isEmpty()
                && !dependsOnCombinations(flag);
    }

    /** Whether a value is made from combinations of objects. */
    static boolean dependsOnCombinations(Expr value) {
        return Graph.inOrder(List.of(value)).stream()
                .anyMatch(node -> node.domain() instanceof Domain.Objects objects
                        && objects.collection() instanceof ObjectCollection.Combinations);
    }
}
