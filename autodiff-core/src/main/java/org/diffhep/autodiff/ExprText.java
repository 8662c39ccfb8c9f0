package org.diffhep.autodiff;

import java.util.Locale;
import java.util.stream.Collectors;

/** Expressions as text for people: errors and debugging. */
final class ExprText {

    private ExprText() {}

    /** The operation alone. */
    static String name(Expr expr) {
        return expr.op().accept(new Name());
    }

    static String of(Expr expr, int depth) {
        String name = name(expr);
        if (expr.inputs().isEmpty()) {
            return name;
        }
        if (depth == 0) {
            return name + "(…)";
        }
        return expr.inputs().stream()
                .map(input -> of(input, depth - 1))
                .collect(Collectors.joining(", ", name + "(", ")"));
    }

    private static final class Name implements Op.Visitor<String> {

        @Override
        public String column(Op.EventColumn op) {
            return op.name();
        }

        @Override
        public String column(Op.ObjectColumn op) {
            return op.collection() + "." + op.name();
        }

        @Override
        public String constant(Op.Constant op) {
            return Double.toString(op.value());
        }

        @Override
        public String parameter(Op.ParameterValue op) {
            return op.parameter().name();
        }

        @Override
        public String unary(Op.Unary op) {
            return op.function().name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String binary(Op.Binary op) {
            return op.function().name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String compare(Op.Compare op) {
            return op.comparison().name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String hasBits(Op.HasBits op) {
            return "has bits " + op.mask();
        }

        @Override
        public String cut(Op.Cut op) {
            String kernel =
                    op.kernel() == CutKernel.SIGMOID ? "" : op.kernel().name().toLowerCase(Locale.ROOT) + " ";
            return kernel + "cut of width " + op.width();
        }

        @Override
        public String and(Op.And op) {
            return "and";
        }

        @Override
        public String not(Op.Not op) {
            return "not";
        }

        @Override
        public String broadcast(Op.Broadcast op) {
            return "for each " + op.target();
        }

        @Override
        public String sum(Op.Sum op) {
            return "sum";
        }

        @Override
        public String maximum(Op.Maximum op) {
            return "largest";
        }

        @Override
        public String smoothMaximum(Op.SmoothMaximum op) {
            return "largest, smooth over " + op.width();
        }

        @Override
        public String count(Op.Count op) {
            return "count " + range(op);
        }

        @Override
        public String jointCount(Op.JointCount op) {
            return "joint count " + range(op.a()) + " and " + range(op.b());
        }

        private static String range(Op.Count op) {
            if (op.max() == Op.Count.UNLIMITED) {
                return "≥ " + op.min();
            }
            return op.min() == op.max() ? "= " + op.min() : op.min() + " … " + op.max();
        }

        @Override
        public String selected(Op.Selected op) {
            return "selected object " + op.position();
        }

        @Override
        public String concatenate(Op.Concatenate op) {
            return "concatenate";
        }

        @Override
        public String member(Op.Member op) {
            return "member " + op.position() + " of " + op.tuples().label();
        }

        @Override
        public String choice(Op.Choice op) {
            return "chosen by largest";
        }

        @Override
        public String leading(Op.Leading op) {
            return op.from() == 0
                    ? "leading " + op.to() + " by largest"
                    : "from " + op.from() + " to " + op.to() + " by largest";
        }

        @Override
        public String position(Op.Position op) {
            return "position by largest";
        }

        @Override
        public String where(Op.Where op) {
            return "where";
        }

        @Override
        public String apply(Op.Apply op) {
            return op.primitive().name();
        }

        @Override
        public String among(Op.Among op) {
            return "of members";
        }

        @Override
        public String stopGradient(Op.StopGradient op) {
            return "without gradient";
        }
    }
}
