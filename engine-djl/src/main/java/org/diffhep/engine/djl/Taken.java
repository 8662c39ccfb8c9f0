package org.diffhep.engine.djl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Reduction;
import org.jspecify.annotations.Nullable;

/**
 * Which values of a chunk matter, where not all of them are taken: by a {@link Op.Where}, a {@link Op.Selected} whose flag is 0, or a
 * reduction for which the probability is 0.
 *
 * <p>What is not taken gets a gradient of 0, but 0 times an infinite derivative is NaN in PyTorch's way back. So every operation
 * reads a harmless number in place of an input that none of its taken results needs: the double where, for whole graphs. Which
 * these are is found from the flags, from the results to the leaves.
 */
final class Taken {

    private final Chunk values;
    private final Map<Expr, boolean[]> taken = new HashMap<>();
    private final Map<Expr, boolean[][]> read = new HashMap<>();
    private final Map<Expr, double[]> differences = new HashMap<>();
    private final Map<Expr, double[]> numbers = new HashMap<>();

    private Taken(Chunk values) {
        this.values = values;
    }

    /** Whether a graph is likely to have values that are not taken and have no derivative. */
    static boolean matters(Graph graph) {
        return graph.nodes().stream().anyMatch(node -> node.op() instanceof Op.Where);
    }

    /** What is taken of a chunk that was computed. */
    static Taken of(Graph graph, Chunk computed) {
        Taken result = new Taken(computed);
        for (Reduction reduction : graph.reductions()) {
            for (Expr input : reduction.inputs()) {
                result.take(reduction, input);
            }
        }
        List<Expr> users = new ArrayList<>(graph.nodes());
        for (int i = users.size() - 1; i >= 0; i--) {
            result.visit(users.get(i));
        }
        return result;
    }

    private void take(Reduction reduction, Expr input) {
        numbers.put(input, values.value(input).toDoubleArray());
        boolean[] all = ofNode(input);
        Optional<Expr> probability = reduction.probability();
        if (probability.isEmpty() || probability.get().equals(input) || input.domain() instanceof Domain.Scalar) {
            Arrays.fill(all, true);
            return;
        }
        Expr p = probability.get();
        boolean[] enters = project(nonZero(p), p.domain(), input.domain());
        for (int i = 0; i < all.length; i++) {
            all[i] |= enters[i];
        }
    }

    private boolean[] nonZero(Expr node) {
        double[] all = values.value(node).toDoubleArray();
        boolean[] nonZero = new boolean[all.length];
        for (int i = 0; i < all.length; i++) {
            nonZero[i] = all[i] != 0;
        }
        return nonZero;
    }

    /** The values of an input of which a reduction, or a {@link Op.Selected}, need not take all. */
    double[] numbers(Expr node) {
        return Objects.requireNonNull(numbers.get(node));
    }

    /** Which values of an input an operation needs, or null for all. */
    boolean @Nullable [] read(Expr node, int input) {
        boolean[] needed = Objects.requireNonNull(read.get(node))[input];
        for (boolean one : needed) {
            if (!one) {
                return needed;
            }
        }
        return null;
    }

    /** For each value of a {@link Op.Where} the first of its two values minus the other, 0 where that is not finite. */
    double[] difference(Expr where) {
        return Objects.requireNonNull(differences.get(where));
    }

    private double[] differences(Expr where) {
        double[] a = values.value(where.inputs().get(1)).toDoubleArray();
        double[] b = values.value(where.inputs().get(2)).toDoubleArray();
        double[] result = new double[count(where)];
        for (int i = 0; i < result.length; i++) {
            double difference = a[a.length == 1 ? 0 : i] - b[b.length == 1 ? 0 : i];
            result[i] = Double.isFinite(difference) ? difference : 0;
        }
        return result;
    }

    private boolean[] ofNode(Expr node) {
        return taken.computeIfAbsent(node, key -> new boolean[count(key)]);
    }

    private int count(Expr node) {
        return Math.toIntExact(values.value(node).size());
    }

    private void visit(Expr node) {
        boolean[][] inputs = new boolean[node.inputs().size()][];
        for (int k = 0; k < inputs.length; k++) {
            Expr input = node.inputs().get(k);
            inputs[k] = needed(node, k, input);
            boolean[] all = ofNode(input);
            for (int i = 0; i < all.length; i++) {
                all[i] |= inputs[k][i];
            }
        }
        read.put(node, inputs);
        if (node.op() instanceof Op.Where) {
            differences.put(node, differences(node));
        }
    }

    private boolean[] needed(Expr node, int k, Expr input) {
        boolean[] mask = ofNode(node);
        if (node.op() instanceof Op.Where && k > 0) {
            double[] flags = values.value(node.inputs().get(0)).toDoubleArray();
            double excluding = k == 1 ? 0 : 1;
            mask = mask.clone();
            for (int i = 0; i < mask.length; i++) {
                mask[i] &= flags[flags.length == 1 ? 0 : i] != excluding;
            }
        } else if (node.op() instanceof Op.Selected && k == 0) {
            mask = project(mask, node.domain(), node.inputs().get(1).domain());
            boolean[] selectable = nonZero(node.inputs().get(1));
            for (int i = 0; i < mask.length; i++) {
                mask[i] &= selectable[i];
            }
            numbers.put(input, values.value(input).toDoubleArray());
            return project(mask, node.inputs().get(1).domain(), input.domain());
        } else if (node.op() instanceof Op.Member member) {
            boolean[] ofMembers = new boolean[count(input)];
            long[] index = JaggedObjects.memberIndex(values, member.tuples(), member.position());
            for (int i = 0; i < mask.length; i++) {
                ofMembers[(int) index[i]] |= mask[i];
            }
            return ofMembers;
        } else if (node.op() instanceof Op.Concatenate) {
            return part(node, k, mask);
        } else if (node.op() instanceof Op.ByKey) {
            mask = project(mask, node.domain(), Domain.EVENT);
            return project(mask, Domain.EVENT, input.domain());
        }
        return project(mask, node.domain(), input.domain());
    }

    private boolean[] part(Expr node, int k, boolean[] mask) {
        boolean[] part = new boolean[count(node.inputs().get(k))];
        int at = 0;
        for (int event = 0; event < values.events(); event++) {
            for (int p = 0; p < node.inputs().size(); p++) {
                int[] offsets = objects(node.inputs().get(p).domain()).offsets();
                for (int object = offsets[event]; object < offsets[event + 1]; object++) {
                    if (p == k) {
                        part[object] = mask[at];
                    }
                    at++;
                }
            }
        }
        return part;
    }

    private JaggedObjects objects(Domain domain) {
        return values.objects(((Domain.Objects) domain).collection());
    }

    /** What is needed in one domain where something is needed in another: of an event all objects, for an object its event. */
    private boolean[] project(boolean[] mask, Domain from, Domain to) {
        if (from.equals(to)) {
            return mask;
        }
        if (to instanceof Domain.Scalar) {
            boolean any = false;
            for (boolean one : mask) {
                any |= one;
            }
            return new boolean[] {any};
        }
        boolean objectsToEvent = to instanceof Domain.Event;
        if (!(objectsToEvent ? from : to).getClass().equals(Domain.Objects.class)) {
            throw new IllegalStateException("no way from " + from + " to " + to);
        }
        int[] offsets = objects(objectsToEvent ? from : to).offsets();
        boolean[] result = new boolean[objectsToEvent ? values.events() : offsets[values.events()]];
        for (int event = 0; event < values.events(); event++) {
            for (int object = offsets[event]; object < offsets[event + 1]; object++) {
                if (objectsToEvent) {
                    result[event] |= mask[object];
                } else {
                    result[object] = mask[event];
                }
            }
        }
        return result;
    }
}
