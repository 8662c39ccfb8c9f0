package org.diffhep.autodiff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The nodes that some reductions need, each once, inputs before users.
 *
 * @param reductions what is computed
 * @param nodes all expressions in an order in which they can be evaluated
 * @param parameters all parameters, in the order of {@code nodes}; gradients come back in this order
 */
public record Graph(List<Reduction> reductions, List<Expr> nodes, List<Parameter> parameters) {

    public Graph {
        reductions = List.copyOf(reductions);
        nodes = List.copyOf(nodes);
        parameters = List.copyOf(parameters);
    }

    /**
     * The graph of some reductions, with the parameters they depend on.
     *
     * @throws IllegalArgumentException if two different parameters have one name, or a reduction reads a value of a sub-collection
     */
    public static Graph of(List<Reduction> reductions) {
        List<Expr> outputs = new ArrayList<>();
        for (Reduction reduction : reductions) {
            reduction.inputs().forEach(input -> requireOfAll(reduction.label() + ": ", input));
            outputs.addAll(reduction.inputs());
        }
        return of(reductions, inOrder(outputs));
    }

    /**
     * The graph below some expressions, without reductions.
     *
     * @throws IllegalArgumentException if two different parameters have one name, or one is a value of a sub-collection
     */
    public static Graph ofExpressions(List<Expr> expressions) {
        expressions.forEach(expression -> requireOfAll("", expression));
        return of(List.of(), inOrder(expressions));
    }

    /** Which objects are members depends on values: arrays have a place for each object. */
    private static void requireOfAll(String label, Expr expr) {
        if (expr.mask().isPresent()) {
            throw new IllegalArgumentException(label + expr + " has values for " + expr.domain()
                    + ", which no array has; read its unmasked() values and the mask, or its values withMask()");
        }
    }

    private static Graph of(List<Reduction> reductions, List<Expr> nodes) {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (Expr node : nodes) {
            if (node.op() instanceof Op.ParameterValue value) {
                Parameter parameter = value.parameter();
                Parameter known = parameters.put(parameter.name(), parameter);
                if (known != null && !known.equals(parameter)) {
                    throw new IllegalArgumentException(
                            "two parameters are named " + parameter.name() + ": " + known + " and " + parameter);
                }
            }
        }
        return new Graph(reductions, nodes, List.copyOf(parameters.values()));
    }

    /**
     * The graph of some reductions, with gradients in a given order of parameters.
     *
     * @throws IllegalArgumentException if a parameter of the graph is not in the list
     */
    public static Graph withParameters(List<Reduction> reductions, List<Parameter> parameters) {
        Graph graph = of(reductions);
        for (Parameter parameter : graph.parameters) {
            if (!parameters.contains(parameter)) {
                throw new IllegalArgumentException(
                        "the graph uses parameter " + parameter.name() + ", which is not in the list");
            }
        }
        return new Graph(reductions, graph.nodes, parameters);
    }

    /** The stored columns that are read, {@code met} or {@code Jet.pt}, in the order of {@code nodes}. */
    public List<String> columns() {
        List<String> columns = new ArrayList<>();
        for (Expr node : nodes) {
            if (node.op() instanceof Op.EventColumn || node.op() instanceof Op.ObjectColumn) {
                columns.add(ExprText.name(node));
            }
        }
        return columns;
    }

    /** What it costs to evaluate. */
    public GraphCost cost() {
        return GraphCost.of(this);
    }

    /**
     * The graph as text: its parameters and columns, then each reduction with its nodes, inputs indented below what uses
     * them. A node that is used more than once is written once and has a number.
     */
    public String text() {
        return new GraphText(this).text();
    }

    /** The graph in the DOT language of Graphviz; edges that carry no gradient are gray. */
    public String dot() {
        return new GraphText(this).dot();
    }

    /** All nodes below some outputs, inputs before users, without recursion: graphs may be deep. */
    public static List<Expr> inOrder(Collection<Expr> outputs) {
        Set<Expr> done = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Expr> order = new ArrayList<>();
        Deque<Expr> stack = new ArrayDeque<>();
        for (Expr output : outputs) {
            stack.push(output);
            while (!stack.isEmpty()) {
                Expr node = stack.peek();
                int waiting = stack.size();
                if (!done.contains(node)) {
                    // the first input ends on top and is evaluated first
                    for (int i = node.inputs().size() - 1; i >= 0; i--) {
                        if (!done.contains(node.inputs().get(i))) {
                            stack.push(node.inputs().get(i));
                        }
                    }
                }
                if (stack.size() == waiting) {
                    stack.pop();
                    if (done.add(node)) {
                        order.add(node);
                    }
                }
            }
        }
        return order;
    }
}
