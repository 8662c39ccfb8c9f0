package org.diffhep.autodiff.jvm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Reduction;

/**
 * Numbers for what a program computes: one for each node of the graph, and one more for each order of objects by a key.
 *
 * <p>What is <em>fixed</em> depends on the events alone, neither on parameters nor on the relaxation, and is computed once
 * for a block where memory allows. Of that only the <em>frontier</em> is kept: what something that is not fixed reads.
 */
final class Lowering {

    /** One computed array: a node, or the order of objects by the key of a node, the first that needs it. */
    record Slot(Expr node, boolean isOrder) {}

    private final List<Slot> slots = new ArrayList<>();
    private final Map<Expr, Integer> numbers = new HashMap<>();
    /** The order of objects by a key. */
    private final Map<Expr, Integer> orders = new HashMap<>();

    private final Set<Expr> given;
    private final boolean[] fixed;
    private final boolean[] frontier;

    /**
     * Numbers for a graph.
     *
     * @param marks nodes that say which combinations are made: they, and all that needs no combinations, come first
     * @param given nodes whose values come with the events: their inputs need not be in the graph
     */
    Lowering(Graph graph, Collection<Expr> marks, Collection<Expr> given) {
        this.given = Set.copyOf(given);
        for (Expr node : marks.isEmpty() ? graph.nodes() : combinationsLast(graph.nodes())) {
            if (node.op() instanceof Op.ByKey
                    && orders.putIfAbsent(node.inputs().get(0), slots.size()) == null) {
                slots.add(new Slot(node, true));
            }
            numbers.put(node, slots.size());
            slots.add(new Slot(node, false));
        }
        fixed = new boolean[slots.size()];
        frontier = new boolean[slots.size()];
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = isFixed(slots.get(i), inputs(i));
        }
        for (int i = 0; i < fixed.length; i++) {
            for (int input : inputs(i)) {
                frontier[input] |= !fixed[i] && fixed[input];
            }
        }
        graph.reductions().forEach(reduction -> reduction.inputs().forEach(this::keep));
        marks.forEach(this::keep);
        for (int i = 0; i < fixed.length; i++) {
            // a column that is read lies in memory already: it is loaded again, not kept a second time
            if (frontier[i] && inputs(i).length == 0) {
                fixed[i] = false;
                frontier[i] = false;
            }
        }
    }

    private void keep(Expr node) {
        int number = number(node);
        frontier[number] |= fixed[number];
    }

    private static List<Expr> combinationsLast(List<Expr> nodes) {
        List<Expr> first = new ArrayList<>();
        Set<Expr> last = new LinkedHashSet<>();
        for (Expr node : nodes) {
            boolean isCombination = node.domain() instanceof Domain.Objects objects
                    && objects.collection() instanceof ObjectCollection.Combinations;
            if (isCombination || node.inputs().stream().anyMatch(last::contains)) {
                last.add(node);
            } else {
                first.add(node);
            }
        }
        first.addAll(last);
        return first;
    }

    private boolean isFixed(Slot slot, int[] inputs) {
        Op op = slot.node().op();
        if (given.contains(slot.node())
                || op instanceof Op.ParameterValue
                || op instanceof Op.Cut
                || op instanceof Op.SmoothMaximum) {
            return false;
        }
        for (int input : inputs) {
            if (!fixed[input]) {
                return false;
            }
        }
        return true;
    }

    /**
     * For each number whether some values may not be taken: by a {@link Op.Where}, by a {@link Op.Selected} whose flag is 0, by a
     * reduction for which the probability is 0; and what these are made from.
     */
    boolean[] untaken(Graph graph) {
        Set<Expr> untaken = new HashSet<>();
        for (Reduction reduction : graph.reductions()) {
            reduction.probability().ifPresent(probability -> reduction.inputs().stream()
                    .filter(input -> !input.equals(probability))
                    .forEach(untaken::add));
        }
        List<Expr> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Expr node = nodes.get(i);
            if (untaken.contains(node)) {
                untaken.addAll(node.inputs());
            } else if (node.op() instanceof Op.Where) {
                untaken.addAll(node.inputs().subList(1, 3));
            } else if (node.op() instanceof Op.Selected) {
                untaken.add(node.inputs().get(0));
            }
        }
        boolean[] result = new boolean[slots.size()];
        for (Expr node : untaken) {
            Integer number = numbers.get(node);
            if (number != null) { // what a given value is made from is not here
                result[number] = true;
            }
        }
        return result;
    }

    int size() {
        return slots.size();
    }

    Slot slot(int number) {
        return slots.get(number);
    }

    /** The number of a node. */
    int number(Expr node) {
        Integer number = numbers.get(node);
        if (number == null) {
            throw new IllegalArgumentException("the graph has no " + node);
        }
        return number;
    }

    /** What is read to compute an array: the order of objects in place of their key. */
    int[] inputs(int number) {
        Slot slot = slots.get(number);
        if (slot.isOrder()) {
            return new int[] {number(slot.node().inputs().get(0))};
        }
        if (given.contains(slot.node())) {
            return new int[0];
        }
        int[] inputs = slot.node().inputs().stream().mapToInt(this::number).toArray();
        if (slot.node().op() instanceof Op.ByKey) {
            inputs[0] = Objects.requireNonNull(orders.get(slot.node().inputs().get(0)));
        }
        return inputs;
    }

    boolean isFixed(int number) {
        return fixed[number];
    }

    boolean isFrontier(int number) {
        return frontier[number];
    }
}
