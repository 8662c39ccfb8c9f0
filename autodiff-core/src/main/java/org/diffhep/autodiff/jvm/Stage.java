package org.diffhep.autodiff.jvm;

import java.util.ArrayList;
import java.util.Comparator;
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
 * @param blockSize events in a block: so many that the cost of starting is small and memory streams, so few that the arrays
 *     of objects, and the larger ones of combinations, stay in cache. It is part of what makes a result reproducible: it
 *     depends on the graph alone
 */
record Stage(
        Graph graph,
        List<Integer> reductions,
        List<Branch> branches,
        Map<ObjectCollection.Combinations, Expr> members,
        int blockSize) {

    private static final int EVENTS_PER_BLOCK = 2048;

    /** Events for which the flag is not 0 go on. */
    record Branch(Expr flag, Stage next) {}

    Stage {
        reductions = List.copyOf(reductions);
        branches = List.copyOf(branches);
        members = Map.copyOf(members);
    }

    /** All of a graph, for all events. */
    static Stage whole(Graph graph) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < graph.reductions().size(); i++) {
            all.add(i);
        }
        return new Stage(graph, all, List.of(), Map.of(), blockSize(graph));
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
     * one after another, at last what a reduction reads, for its own events alone. What two stages need both compute:
     * few events come far.
     */
    static Stage hard(Graph graph) {
        return hasObjects(graph) ? new Maker(graph, Gates.Reading.HARD).hard() : whole(graph);
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
            Stage all = stage(whole(graph).reductions(), List.of());
            Set<Expr> passes = new LinkedHashSet<>();
            for (List<Expr> each : flags) {
                Optional<Expr> product = each.stream().reduce(Expr::times);
                if (product.isEmpty()) {
                    return all;
                }
                passes.add(product.get().abs());
            }
            Optional<Expr> any = passes.stream().reduce(Expr::maximum);
            return any.isEmpty() ? all : stage(List.of(), List.of(new Branch(any.get(), all)));
        }

        Stage hard() {
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
            return hard(whole(graph).reductions(), sorted, 0);
        }

        /** A stage for events that passed the first {@code depth} flags of some reductions. */
        private Stage hard(List<Integer> reductions, List<List<Expr>> sorted, int depth) {
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
            List<Branch> branches = new ArrayList<>();
            further.forEach((flag, users) -> branches.add(new Branch(flag, hard(users, sorted, depth + 1))));
            return stage(here, branches);
        }

        private Stage stage(List<Integer> numbers, List<Branch> branches) {
            List<Reduction> reductions =
                    numbers.stream().map(graph.reductions()::get).toList();
            List<Expr> outputs = new ArrayList<>();
            reductions.forEach(reduction -> outputs.addAll(reduction.inputs()));
            branches.forEach(branch -> outputs.add(branch.flag()));
            Graph without = new Graph(reductions, Graph.inOrder(outputs), graph.parameters());
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
            Graph with = new Graph(reductions, Graph.inOrder(outputs), graph.parameters());
            return new Stage(with, numbers, branches, members, blockSize(with));
        }
    }
}
