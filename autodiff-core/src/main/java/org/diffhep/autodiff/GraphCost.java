package org.diffhep.autodiff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a graph costs to evaluate once, forward: an estimate in floating-point operations from the kinds of its nodes, for
 * finding what dominates, not for predicting seconds. A function such as exp counts 20, a quotient or a root 5; a count that needs k
 * entries of the Poisson-binomial distribution 3k for each object, a choice 20 for each candidate. A backward sweep costs two to
 * three times as much. What depends on no parameter is computed once by an engine that keeps it.
 *
 * @param rows one for each domain and kind of node, in the order met
 */
public record GraphCost(List<Row> rows) {

    /**
     * All nodes of one kind that run over one domain. A reduction from objects to the event runs over the objects.
     *
     * @param domain what they run over
     * @param kind such as {@code multiply}, {@code cut}, {@code count}
     * @param nodes how many there are
     * @param operations of all of them, for one event or one object
     */
    public record Row(Domain domain, String kind, int nodes, double operations) {}

    private record Key(Domain domain, String kind) {}

    /** Copies the list. */
    public GraphCost {
        rows = List.copyOf(rows);
    }

    static GraphCost of(Graph graph) {
        Map<Key, Row> rows = new LinkedHashMap<>();
        for (Expr node : graph.nodes()) {
            double operations = operations(node.op());
            if (operations > 0) {
                Domain domain = node.inputs().isEmpty() ? node.domain() : widest(node);
                String kind = kind(node.op());
                rows.merge(
                        new Key(domain, kind),
                        new Row(domain, kind, 1, operations),
                        (a, b) -> new Row(domain, kind, a.nodes() + 1, a.operations() + b.operations()));
            }
        }
        return new GraphCost(new ArrayList<>(rows.values()));
    }

    private static Domain widest(Expr node) {
        for (Expr input : node.inputs()) {
            if (input.domain() instanceof Domain.Objects) {
                return node.domain() instanceof Domain.Objects ? node.domain() : input.domain();
            }
        }
        return node.domain();
    }

    /**
     * Operations for one event.
     *
     * @param meanSize mean number of objects of a collection in an event
     */
    public double perEvent(ToDoubleFunction<ObjectCollection> meanSize) {
        double sum = 0;
        for (Row row : rows) {
            if (row.domain() instanceof Domain.Objects objects) {
                sum += row.operations() * meanSize.applyAsDouble(objects.collection());
            } else if (row.domain() instanceof Domain.Event) {
                sum += row.operations();
            }
        }
        return sum;
    }

    private static String kind(Op op) {
        if (op instanceof Op.Unary unary) {
            return unary.function().name().toLowerCase(Locale.ROOT);
        }
        if (op instanceof Op.Binary binary) {
            return binary.function().name().toLowerCase(Locale.ROOT);
        }
        return op.getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }

    /** Operations of a node of this kind, for one event or one object. */
    public static double operations(Op op) {
        if (op instanceof Op.Constant || op instanceof Op.ParameterValue) {
            return 0;
        }
        if (op instanceof Op.Unary unary) {
            return switch (unary.function()) {
                case NEGATE, ABS, SQUARE, FLOOR, CEIL, ROUND -> 1;
                case SQRT, RECIPROCAL -> 5;
                default -> 20;
            };
        }
        if (op instanceof Op.Binary binary) {
            return switch (binary.function()) {
                case ADD, SUBTRACT, MULTIPLY, MINIMUM, MAXIMUM -> 1;
                case DIVIDE -> 5;
                default -> 40;
            };
        }
        if (op instanceof Op.Cut || op instanceof Op.SmoothMaximum) {
            return 25;
        }
        if (op instanceof Op.Count count) {
            return 3 * entries(count);
        }
        if (op instanceof Op.JointCount joint) {
            return 6 * entries(joint.a()) * entries(joint.b());
        }
        if (op instanceof Op.Selected selected) {
            return 4 * (selected.position() + 1);
        }
        if (op instanceof Op.Leading leading) {
            return 20 + 3 * leading.to();
        }
        return op instanceof Op.ByKey || op instanceof Op.Apply ? 20 : 1;
    }

    private static double entries(Op.Count count) {
        return 1 + (count.max() == Op.Count.UNLIMITED ? count.min() : count.max());
    }
}
