package org.diffhep.autodiff;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Graphs written for people: as indented text, and for Graphviz. */
final class GraphText {

    private final Graph graph;
    /** Numbers of the nodes that more than one node or reduction uses. */
    private final Map<Expr, Integer> shared = new HashMap<>();

    GraphText(Graph graph) {
        this.graph = graph;
        Map<Expr, Integer> uses = new HashMap<>();
        graph.nodes().forEach(node -> node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum)));
        graph.reductions()
                .forEach(reduction -> reduction.inputs().forEach(input -> uses.merge(input, 1, Integer::sum)));
        for (Expr node : graph.nodes()) {
            if (!node.inputs().isEmpty() && uses.getOrDefault(node, 0) > 1) {
                shared.put(node, shared.size() + 1);
            }
        }
    }

    private record Line(Expr node, int depth) {}

    /** What is used more than once is written where it is met first, with a number, and stands as that number elsewhere. */
    String text() {
        StringBuilder text = new StringBuilder();
        graph.parameters()
                .forEach(parameter ->
                        text.append("parameter ").append(describe(parameter)).append('\n'));
        text.append("columns ").append(String.join(", ", graph.columns())).append('\n');
        Set<Expr> written = new HashSet<>();
        if (graph.reductions().isEmpty()) {
            append(text, unused(), 0, written);
        }
        for (Reduction reduction : graph.reductions()) {
            text.append(reduction.label()).append('\n');
            append(text, reduction.inputs(), 1, written);
        }
        return text.toString();
    }

    private List<Expr> unused() {
        Set<Expr> used = new HashSet<>();
        graph.nodes().forEach(node -> used.addAll(node.inputs()));
        return graph.nodes().stream().filter(node -> !used.contains(node)).toList();
    }

    private static String describe(Parameter parameter) {
        String unit = parameter.unit().isEmpty() ? "" : " " + parameter.unit();
        return parameter.name() + " = " + parameter.start() + unit + " within [" + parameter.lower() + ", "
                + parameter.upper() + "], scale " + parameter.scale();
    }

    /** Without recursion: graphs may be deep. */
    private void append(StringBuilder text, List<Expr> roots, int depth, Set<Expr> written) {
        Deque<Line> stack = new ArrayDeque<>();
        push(stack, roots, depth);
        while (!stack.isEmpty()) {
            Line line = stack.pop();
            Expr node = line.node();
            text.append("  ".repeat(line.depth()));
            Integer number = shared.get(node);
            if (number != null) {
                text.append('#').append(number).append(' ');
            }
            text.append(ExprText.name(node));
            if (written.add(node) || node.inputs().isEmpty()) {
                text.append(node.inputs().isEmpty() ? "" : " [" + node.domain() + "]");
                push(stack, node.inputs(), line.depth() + 1);
            } else {
                text.append(" as above");
            }
            text.append('\n');
        }
    }

    private static void push(Deque<Line> stack, List<Expr> nodes, int depth) {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            stack.push(new Line(nodes.get(i), depth));
        }
    }

    /** A directed graph in the DOT language: columns are boxes, parameters are filled, reductions have double edges. */
    String dot() {
        StringBuilder text = new StringBuilder("digraph diffhep {\n  rankdir=BT;\n  node [shape=ellipse];\n");
        Map<Expr, Integer> numbers = new HashMap<>();
        for (Expr node : graph.nodes()) {
            int number = numbers.size();
            numbers.put(node, number);
            String label = ExprText.name(node) + (node.inputs().isEmpty() ? "" : "\n" + node.domain());
            text.append("  n").append(number).append(" [label=").append(quoted(label));
            text.append(style(node)).append("];\n");
            for (Expr input : node.inputs()) {
                text.append("  n").append(numbers.get(input)).append(" -> n").append(number);
                text.append(input.isDifferentiable() ? "" : " [color=gray]").append(";\n");
            }
        }
        for (int r = 0; r < graph.reductions().size(); r++) {
            Reduction reduction = graph.reductions().get(r);
            text.append("  r").append(r).append(" [shape=box, peripheries=2, label=");
            text.append(quoted(reduction.label())).append("];\n");
            for (Expr input : reduction.inputs()) {
                text.append("  n")
                        .append(numbers.get(input))
                        .append(" -> r")
                        .append(r)
                        .append(";\n");
            }
        }
        return text.append("}\n").toString();
    }

    private static String style(Expr node) {
        if (node.op() instanceof Op.ParameterValue) {
            return ", style=filled, fillcolor=gold";
        }
        return node.op() instanceof Op.EventColumn || node.op() instanceof Op.ObjectColumn ? ", shape=box" : "";
    }

    private static String quoted(String label) {
        return label.lines()
                .map(line -> line.replace("\\", "\\\\").replace("\"", "\\\""))
                .collect(Collectors.joining("\\n", "\"", "\""));
    }
}
