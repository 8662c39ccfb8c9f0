package org.diffhep.autodiff.jvm;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.GraphCost;
import org.diffhep.autodiff.ObjectCollection;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Parameter;
import org.diffhep.autodiff.Reduction;

/**
 * What the derivatives of a graph cost each way for one event, beside the sweep that makes the sums: an estimate in the operations of
 * {@link GraphCost}. It depends on the graph alone, so that the same graph takes the same way everywhere.
 *
 * <p>Forward: the derivative of each node for each parameter that it depends on, and each reduction once more for each parameter. Reverse: all
 * values once more that depend on a parameter, then the derivative of each node for each input, and each reduction once more.
 *
 * @param forward in forward mode
 * @param reverse in reverse mode
 */
record DerivativeCost(double forward, double reverse) {

    /** Forward mode is taken where it saves a quarter and more: the estimate is not better than that. */
    private static final double CLEARLY_LESS = 0.75;

    /** Reading and writing an array, in operations. */
    private static final double MEMORY = 3;
    /** Typical numbers of objects in an event, and of pairs and triples of them. */
    private static final double OBJECTS = 4;

    private static final double COMBINATIONS = 10;

    /** The estimate for a graph. */
    static DerivativeCost of(Graph graph) {
        return new Estimate(graph).cost();
    }

    /** Whether forward mode costs clearly less. */
    boolean prefersForward() {
        return forward < CLEARLY_LESS * reverse;
    }

    private static final class Estimate {

        private static final BitSet NOTHING = new BitSet();

        private final Map<Expr, BitSet> dependsOn = new HashMap<>();
        private final Map<Expr, Boolean> fixed = new HashMap<>();
        private final Set<Expr> columns = new HashSet<>();
        private double forward;
        private double reverse;

        Estimate(Graph graph) {
            graph.nodes().forEach(node -> add(node, graph.parameters()));
            graph.reductions().forEach(this::add);
            columns.forEach(column -> reverse += elements(column.domain()) * value(column.op()));
        }

        DerivativeCost cost() {
            return new DerivativeCost(forward, reverse);
        }

        private void add(Expr node, List<Parameter> parameters) {
            Op op = node.op();
            BitSet mine = parametersOf(node, parameters);
            dependsOn.put(node, mine);
            boolean isFixed =
                    !(op instanceof Op.ParameterValue || op instanceof Op.Cut || op instanceof Op.SmoothMaximum)
                            && node.inputs().stream().allMatch(input -> Boolean.TRUE.equals(fixed.get(input)));
            fixed.put(node, isFixed);
            if (isFixed || node.inputs().isEmpty()) {
                return;
            }
            addColumns(node.inputs());
            double n = elements(node.domain());
            for (Expr input : node.inputs()) {
                n = Math.max(n, elements(input.domain()));
            }
            long active = node.inputs().stream()
                    .filter(input -> !parametersOf(input).isEmpty())
                    .count();
            reverse += n * value(op);
            if (node.isDifferentiable()) {
                reverse += n * active * slope(op);
                forward += n * mine.cardinality() * slope(op);
            }
        }

        private void add(Reduction reduction) {
            addColumns(reduction.inputs());
            BitSet mine = new BitSet();
            double n = 1;
            for (Expr input : reduction.inputs()) {
                mine.or(parametersOf(input));
                n = Math.max(n, elements(input.domain()));
            }
            forward += n * mine.cardinality() * reduction.operations();
            reverse += mine.isEmpty() ? 0 : n * reduction.operations();
        }

        private void addColumns(List<Expr> inputs) {
            inputs.stream().filter(input -> input.inputs().isEmpty()).forEach(columns::add);
        }

        private BitSet parametersOf(Expr node, List<Parameter> parameters) {
            BitSet mine = new BitSet();
            if (node.op() instanceof Op.ParameterValue value) {
                mine.set(parameters.indexOf(value.parameter()));
            } else if (node.isDifferentiable()) {
                node.inputs().forEach(input -> mine.or(parametersOf(input)));
            }
            return mine;
        }

        private BitSet parametersOf(Expr node) {
            return dependsOn.getOrDefault(node, NOTHING);
        }

        private static double elements(Domain domain) {
            if (domain instanceof Domain.Objects objects) {
                return objects.collection() instanceof ObjectCollection.Tuples ? COMBINATIONS : OBJECTS;
            }
            return domain instanceof Domain.Event ? 1 : 0;
        }

        private static double value(Op op) {
            return MEMORY + GraphCost.operations(op);
        }

        /** Functions have their value at hand; what walks over objects does so again, with value and derivative. */
        private static double slope(Op op) {
            boolean walks = op instanceof Op.Count
                    || op instanceof Op.JointCount
                    || op instanceof Op.Selected
                    || op instanceof Op.ByKey;
            return walks ? 2 * value(op) : MEMORY + GraphCost.operations(op) / 4;
        }
    }
}
