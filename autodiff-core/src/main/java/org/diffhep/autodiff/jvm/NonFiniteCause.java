package org.diffhep.autodiff.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Graph;
import org.diffhep.autodiff.Op;

/** Says where a number that is not finite comes from: the expression, the event, and the stored columns with their values there. */
final class NonFiniteCause {

    /** Of so many objects of an event the values are listed. */
    private static final int OBJECTS = 4;

    private final BlockProgram program;
    private final Lowering lowering;
    private final BlockEvents block;
    private final String where;

    /**
     * @param program ran forward, and backward if a gradient is asked about
     * @param block the events it ran on
     * @param where said after the event
     */
    NonFiniteCause(BlockProgram program, Lowering lowering, BlockEvents block, String where) {
        this.program = program;
        this.lowering = lowering;
        this.block = block;
        this.where = where;
    }

    /** The first value that is not finite, else the first derivative, else "". */
    String text() {
        for (int i = 0; i < lowering.size(); i++) {
            int at = firstNonFinite(program.values(i), program.count(i));
            if (at >= 0) {
                Expr node = lowering.slot(i).node();
                return node + " is " + program.values(i)[at] + in(i, at);
            }
        }
        // on the way back: the nodes that are used come after their inputs
        for (int i = lowering.size() - 1; i >= 0; i--) {
            int at = program.isActive(i) ? firstNonFinite(program.adjoint(i), program.count(i)) : -1;
            if (at >= 0 && !program.isScalar(i)) {
                String user = user(i);
                return "the gradient " + (user.isEmpty() ? "" : "of " + user + " ") + "with respect to "
                        + lowering.slot(i).node() + " is " + program.adjoint(i)[at] + in(i, at);
            }
        }
        return "";
    }

    private static int firstNonFinite(double[] values, int count) {
        for (int k = 0; k < count && k < values.length; k++) {
            if (!Double.isFinite(values[k])) {
                return k;
            }
        }
        return -1;
    }

    /** The last node that a gradient came from, or "" where it came from the sums. */
    private String user(int node) {
        for (int j = lowering.size() - 1; j > node; j--) {
            for (int input : lowering.inputs(j)) {
                if (input == node && program.isActive(j)) {
                    return lowering.slot(j).node().toString();
                }
            }
        }
        return "";
    }

    private String in(int node, int at) {
        int event = event(node, at);
        Expr expr = lowering.slot(node).node();
        List<String> columns = new ArrayList<>();
        for (Expr each : Graph.inOrder(List.of(expr))) {
            boolean stored = each.op() instanceof Op.EventColumn || each.op() instanceof Op.ObjectColumn;
            if (stored && !each.equals(expr)) {
                columns.add(each + " = " + values(lowering.number(each), event));
            }
        }
        String from = columns.isEmpty() ? "" : ", from " + String.join(", ", columns);
        return " in event " + block.event(event) + where + from;
    }

    private int event(int node, int position) {
        if (!(lowering.slot(node).node().domain() instanceof Domain.Objects)) {
            return position;
        }
        int found = Arrays.binarySearch(program.offsets(node), 0, program.events() + 1, position + 1);
        return found >= 0 ? found - 1 : -found - 2;
    }

    private String values(int column, int event) {
        double[] values = program.values(column);
        if (!(lowering.slot(column).node().domain() instanceof Domain.Objects)) {
            return Double.toString(values[event]);
        }
        int[] offsets = program.offsets(column);
        int end = Math.min(offsets[event + 1], offsets[event] + OBJECTS);
        String listed = Arrays.toString(Arrays.copyOfRange(values, offsets[event], end));
        return end < offsets[event + 1] ? listed.substring(0, listed.length() - 1) + ", …]" : listed;
    }
}
