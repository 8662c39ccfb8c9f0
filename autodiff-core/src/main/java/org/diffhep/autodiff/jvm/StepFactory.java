package org.diffhep.autodiff.jvm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Op;

/** Chooses the step for each node. */
final class StepFactory {

    private final BlockProgram program;
    private final List<JointCountStep> jointCounts = new ArrayList<>();
    /** By the number of the flag that is counted. */
    private final Map<Integer, CountSteps.CountSweep> counts = new HashMap<>();

    StepFactory(BlockProgram program) {
        this.program = program;
    }

    Step stepFor(Expr node, int out, int[] in) {
        return node.op().accept(new Choose(out, in));
    }

    private final class Choose implements Op.Visitor<Step> {

        private final int out;
        private final int[] in;

        Choose(int out, int[] in) {
            this.out = out;
            this.in = in;
        }

        @Override
        public Step column(Op.EventColumn op) {
            return new ColumnSteps.EventColumnStep(program, out, op.name());
        }

        @Override
        public Step column(Op.ObjectColumn op) {
            return new ColumnSteps.ObjectColumnStep(program, out, op.collection(), op.name());
        }

        @Override
        public Step constant(Op.Constant op) {
            return new ColumnSteps.ConstantStep(program, out, op.value());
        }

        @Override
        public Step parameter(Op.ParameterValue op) {
            return new ColumnSteps.ParameterStep(program, out);
        }

        @Override
        public Step unary(Op.Unary op) {
            return new ElementwiseSteps.UnaryStep(program, out, in, op.function());
        }

        @Override
        public Step binary(Op.Binary op) {
            return new ElementwiseSteps.BinaryStep(program, out, in, op.function());
        }

        @Override
        public Step compare(Op.Compare op) {
            return new FlagSteps.CompareStep(program, out, in, op.comparison());
        }

        @Override
        public Step hasBits(Op.HasBits op) {
            return new FlagSteps.BitsStep(program, out, in, op.mask());
        }

        @Override
        public Step cut(Op.Cut op) {
            return new FlagSteps.CutStep(program, out, in, op);
        }

        @Override
        public Step and(Op.And op) {
            return new FlagSteps.AndStep(program, out, in);
        }

        @Override
        public Step not(Op.Not op) {
            return new FlagSteps.NotStep(program, out, in);
        }

        @Override
        public Step broadcast(Op.Broadcast op) {
            return new ObjectSteps.BroadcastStep(program, out, in);
        }

        @Override
        public Step sum(Op.Sum op) {
            return new ObjectSteps.SumStep(program, out, in);
        }

        @Override
        public Step maximum(Op.Maximum op) {
            return new ObjectSteps.MaximumStep(program, out, in, op.empty());
        }

        @Override
        public Step smoothMaximum(Op.SmoothMaximum op) {
            return new ObjectSteps.SmoothMaximumStep(program, out, in, op.empty(), op.width());
        }

        @Override
        public Step count(Op.Count op) {
            CountSteps.CountSweep sweep = counts.computeIfAbsent(in[0], flag -> new CountSteps.CountSweep());
            return new CountSteps.CountStep(program, out, in, op, sweep);
        }

        @Override
        public Step jointCount(Op.JointCount op) {
            JointCountStep step = new JointCountStep(program, out, in, op, jointCounts);
            jointCounts.add(step);
            return step;
        }

        @Override
        public Step selected(Op.Selected op) {
            return new SelectedStep(program, out, in, op.position());
        }

        @Override
        public Step concatenate(Op.Concatenate op) {
            return new ObjectSteps.ConcatenateStep(program, out, in);
        }

        @Override
        public Step member(Op.Member op) {
            return new ObjectSteps.MemberStep(program, out, in, op.position());
        }

        @Override
        public Step choice(Op.Choice op) {
            return new OrderSteps.ChoiceStep(program, out, in);
        }

        @Override
        public Step leading(Op.Leading op) {
            return new OrderSteps.LeadingStep(program, out, in, op);
        }

        @Override
        public Step position(Op.Position op) {
            return new OrderSteps.PositionStep(program, out, in);
        }

        @Override
        public Step where(Op.Where op) {
            return new ElementwiseSteps.WhereStep(program, out, in);
        }

        @Override
        public Step apply(Op.Apply op) {
            return new ElementwiseSteps.ApplyStep(program, out, in, op.primitive());
        }

        @Override
        public Step stopGradient(Op.StopGradient op) {
            return new ColumnSteps.CopyStep(program, out, in);
        }
    }
}
