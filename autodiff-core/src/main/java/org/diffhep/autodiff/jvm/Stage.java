package org.diffhep.autodiff.jvm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Reduction;

/**
 * What is computed for the events that come so far: some reductions, and flags that let events pass to further stages.
 *
 * @param graph the nodes that the reductions and the flags need; its parameters are those of the whole graph
 * @param reductions for each reduction of the graph its number in the whole graph
 * @param branches where events go on
 * @param members combinations of which only some are made: those whose members all have a value that is not 0
 * @param given event values of the graph that an earlier stage computed: they come with the events
 * @param blockSize events in a block: so many that the cost of starting is small and memory streams, so few that the arrays
 *     of objects, and the larger ones of combinations, stay in cache. It is part of what makes a result reproducible: it
 *     depends on the graph alone
 */
record Stage(
        Graph graph,
        List<Integer> reductions,
        List<Branch> branches,
        Map<ObjectCollection.Combinations, Expr> members,
        List<Expr> given,
        int blockSize) {

    private static final int EVENTS_PER_BLOCK = 2048;

    /** So many variations of a flag let events pass to one stage: the arrays of all must stay near the processor. */
    private static final int MOST_TOGETHER = 8;

    /** Events for which the flag is not 0 go on, with the values that are given to the next stage. */
    record Branch(Expr flag, Stage next) {}

    Stage {
        reductions = List.copyOf(reductions);
        branches = List.copyOf(branches);
        members = Map.copyOf(members);
        given = List.copyOf(given);
    }

    /** All of a graph, for all events. */
    static Stage whole(Graph graph) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < graph.reductions().size(); i++) {
            all.add(i);
        }
        return new Stage(graph, all, List.of(), Map.of(), List.of(), blockSize(graph));
    }

    /** Whether this is all of a graph, for all events. */
    boolean isWhole() {
        return branches.isEmpty() && members.isEmpty();
    }

    private static int blockSize(Graph graph) {
        int size = EVENTS_PER_BLOCK;
        for (Expr node : graph.nodes()) {
            if (node.domain() instanceof Domain.Objects objects) {
                boolean combinations = objects.collection() instanceof ObjectCollection.Combinations;
                size = Math.min(size, combinations ? 64 : 512);
            }
        }
        return size;
    }

    /**
     * What the hard reading needs: first the flags that most reductions share, then for the events that pass them the others,
     * one after another, at last what a reduction reads, for its own events alone. Variations of a region go on together, since most of
     * their events are the same. Event values that carry no gradient are computed once and given on; objects are read, and what is made from
     * them computed, in each stage again: few events come far.
     */
    static Stage hard(Graph graph) {
        return hasObjects(graph) ? new Maker(graph, Gates.Reading.HARD).hard(true) : whole(graph);
    }

    /** The same, but each stage computes all it needs: to find out where a value comes from. */
    static Stage hardWithoutGiven(Graph graph) {
        return hasObjects(graph) ? new Maker(graph, Gates.Reading.HARD).hard(false) : whole(graph);
    }

    /**
     * What any reading needs: events that no reduction can need at any value of the parameters are left out, all others go
     * through the whole graph.
     */
    static Stage soft(Graph graph) {
        return hasObjects(graph) ? new Maker(graph, Gates.Reading.FIXED).soft() : whole(graph);
    }

    /** Event values alone cost less than finding out which of them are needed. */
    private static boolean hasObjects(Graph graph) {
        return graph.nodes().stream().anyMatch(node -> node.domain() instanceof Domain.Objects);
    }

    private static final class Maker {

        private final Graph graph;
        private final Gates gates;
        /** For each reduction. */
        private final List<List<Expr>> flags = new ArrayList<>();

        Maker(Graph graph, Gates.Reading reading) {
            this.graph = graph;
            gates = new Gates(reading);
            graph.reductions().forEach(reduction -> flags.add(gates.ofEvents(reduction)));
        }

        Stage soft() {
            Stage all = stage(whole(graph).reductions(), List.of(), Set.of());
            Set<Expr> passes = new LinkedHashSet<>();
            for (List<Expr> each : flags) {
                Optional<Expr> product = each.stream().reduce(Expr::times);
                if (product.isEmpty()) {
                    return all;
                }
                passes.add(product.get().abs());
            }
            Optional<Expr> any = passes.stream().reduce(Expr::maximum);
            return any.isEmpty() ? all : stage(List.of(), List.of(new Branch(any.get(), all)), Set.of());
        }

        Stage hard(boolean gives) {
            Map<Expr, Integer> users = new LinkedHashMap<>();
            flags.forEach(each -> each.forEach(flag -> users.merge(flag, 1, Integer::sum)));
            List<Expr> order = new ArrayList<>(users.keySet());
            order.sort(Comparator.<Expr, Integer>comparing(flag -> -Objects.requireNonNull(users.get(flag)))
                    .thenComparing(Gates::dependsOnCombinations));
            List<List<Expr>> sorted = new ArrayList<>();
            for (List<Expr> each : flags) {
                List<Expr> mine = new ArrayList<>(order);
                mine.retainAll(each);
                sorted.add(mine);
            }
            return hard(whole(graph).reductions(), sorted, 0, gives, Set.of());
        }

        /**
         * A stage for events that passed the first {@code depth} flags of some reductions.
         *
         * @param computed event values that stages before this one can give
         */
        private Stage hard(
                List<Integer> reductions, List<List<Expr>> sorted, int depth, boolean gives, Set<Expr> computed) {
            List<Integer> here = new ArrayList<>();
            Map<Expr, List<Integer>> further = new LinkedHashMap<>();
            for (int reduction : reductions) {
                List<Expr> mine = sorted.get(reduction);
                if (mine.size() == depth) {
                    here.add(reduction);
                } else {
                    further.computeIfAbsent(mine.get(depth), flag -> new ArrayList<>())
                            .add(reduction);
                }
            }
            List<Expr> outputs = inputs(here);
            outputs.addAll(further.keySet());
            Set<Expr> known = new LinkedHashSet<>(computed);
            if (gives) {
                inOrder(outputs, computed).stream().filter(this::canBeGiven).forEach(known::add);
            }
            List<Branch> branches = new ArrayList<>();
            for (List<Expr> together : variations(further.keySet())) {
                List<Integer> users = new ArrayList<>();
                together.forEach(flag -> users.addAll(Objects.requireNonNull(further.get(flag))));
                Expr any = together.stream().reduce(Expr::maximum).orElseThrow();
                branches.add(new Branch(any, hard(users, sorted, depth + 1, gives, known)));
            }
            return stage(here, branches, computed);
        }

        private boolean canBeGiven(Expr node) {
            return node.domain() instanceof Domain.Event && !node.inputs().isEmpty() && gates.carriesNoGradient(node);
        }

        /** The flags of each branch: those that differ by a variation in one. */
        private static List<List<Expr>> variations(Set<Expr> flags) {
            List<List<Expr>> groups = new ArrayList<>();
            for (Expr flag : flags) {
                Optional<List<Expr>> known = groups.stream()
                        .filter(group -> group.size() < MOST_TOGETHER && Gates.areVariations(group.get(0), flag))
                        .findFirst();
                if (known.isPresent()) {
                    known.get().add(flag);
                } else {
                    groups.add(new ArrayList<>(List.of(flag)));
                }
            }
            return groups;
        }

        private List<Expr> inputs(List<Integer> reductions) {
            List<Expr> inputs = new ArrayList<>();
            reductions.forEach(
                    number -> inputs.addAll(graph.reductions().get(number).inputs()));
            return inputs;
        }

        /** @param computed event values that can be given */
        private Stage stage(List<Integer> numbers, List<Branch> branches, Set<Expr> computed) {
            List<Reduction> reductions =
                    numbers.stream().map(graph.reductions()::get).toList();
            List<Expr> outputs = inputs(numbers);
            branches.forEach(branch -> outputs.add(branch.flag()));
            branches.forEach(branch -> outputs.addAll(branch.next().given()));
            Graph without = new Graph(reductions, inOrder(outputs, computed), graph.parameters());
            Set<ObjectCollection.Combinations> all = new LinkedHashSet<>();
            for (Expr node : without.nodes()) {
                if (node.domain() instanceof Domain.Objects objects
                        && objects.collection() instanceof ObjectCollection.Combinations combinations) {
                    all.add(combinations);
                }
            }
            Map<ObjectCollection.Combinations, Expr> members = new LinkedHashMap<>();
            all.forEach(combinations ->
                    gates.ofMembers(combinations, without).ifPresent(mark -> members.put(combinations, mark)));
            outputs.addAll(members.values());
            Graph with = new Graph(reductions, inOrder(outputs, computed), graph.parameters());
            List<Expr> given = with.nodes().stream().filter(computed::contains).toList();
            return new Stage(with, numbers, branches, members, given, blockSize(with));
        }

        /** All nodes below some outputs, inputs before users, but nothing that only some given values need. */
        private static List<Expr> inOrder(List<Expr> outputs, Set<Expr> given) {
            Set<Expr> needed = new HashSet<>();
            Deque<Expr> open = new ArrayDeque<>(outputs);
            while (!open.isEmpty()) {
                Expr node = open.pop();
                if (needed.add(node) && !given.contains(node)) {
                    open.addAll(node.inputs());
                }
            }
            return Graph.inOrder(outputs).stream().filter(needed::contains).toList();
        }
    }
}
