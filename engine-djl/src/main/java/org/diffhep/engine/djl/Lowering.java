package org.diffhep.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffhep.autodiff.BinaryFunction;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.NumberColumn;

/** Computes one node of a chunk with array operations. */
final class Lowering implements Op.Visitor<NDArray> {

    private final Chunk chunk;
    private final Expr node;

    Lowering(Chunk chunk, Expr node) {
        this.chunk = chunk;
        this.node = node;
    }

    private NDArray input(int k) {
        return chunk.taken(node, k);
    }

    /** An input of this node's domain, or a scalar repeated. */
    private NDArray lifted(int k) {
        return input(k).broadcast(shape(node.domain()));
    }

    private Shape shape(Domain domain) {
        if (domain instanceof Domain.Objects objects) {
            return new Shape(chunk.objects(objects.collection()).count());
        }
        return new Shape(domain instanceof Domain.Event ? chunk.events() : 1);
    }

    private JaggedObjects objects(Expr of) {
        if (of.domain() instanceof Domain.Objects objects) {
            return chunk.objects(objects.collection());
        }
        throw new IllegalStateException(of + " has no objects");
    }

    private static NDArray number(NDArray condition) {
        return condition.toType(DataType.FLOAT64, false);
    }

    // Leaves ------------------------------------------------------------------------------------------------------

    @Override
    public NDArray column(Op.EventColumn op) {
        return read(chunk.batch().column(op.name()), chunk.first(), chunk.events());
    }

    @Override
    public NDArray column(Op.ObjectColumn op) {
        int from = chunk.batch().offsets(op.collection())[chunk.first()];
        return read(
                chunk.batch().column(op.collection(), op.name()),
                from,
                objects(node).count());
    }

    private NDArray read(NumberColumn column, int from, int count) {
        double[] values = new double[count];
        column.copyTo(from, count, values, 0);
        return chunk.create(values);
    }

    @Override
    public NDArray constant(Op.Constant op) {
        return chunk.create(op.value());
    }

    @Override
    public NDArray parameter(Op.ParameterValue op) {
        return chunk.leaf(op.parameter());
    }

    // Element by element ------------------------------------------------------------------------------------------

    @Override
    public NDArray unary(Op.Unary op) {
        return Functions.unary(chunk, op.function(), input(0));
    }

    @Override
    public NDArray binary(Op.Binary op) {
        boolean alike = op.function() == BinaryFunction.POWER;
        return Functions.binary(chunk, op.function(), alike ? lifted(0) : input(0), alike ? lifted(1) : input(1));
    }

    @Override
    public NDArray where(Op.Where op) {
        NDArray flag = lifted(0);
        NDArray a = lifted(1);
        NDArray b = lifted(2);
        NDArray fixed = flag.stopGradient();
        NDArray mixture = a.mul(fixed).add(b.mul(fixed.neg().add(1)));
        NDArray value = chunk.where(fixed.eq(1), a, chunk.where(fixed.eq(0), b, mixture));
        // the gradient of the flag needs the values that are not taken, which are hidden from the way back
        return chunk.flagSlope(node)
                .map(slope -> Functions.withSlope(value, slope, flag))
                .orElse(value);
    }

    @Override
    public NDArray apply(Op.Apply op) {
        int n = Math.toIntExact(shape(node.domain()).size());
        double[][] in = new double[node.inputs().size()][];
        for (int k = 0; k < in.length; k++) {
            double[] values = input(k).toDoubleArray();
            in[k] = Arrays.copyOf(values, n);
            if (values.length == 1) {
                Arrays.fill(in[k], values[0]);
            }
        }
        double[] out = new double[n];
        op.primitive().values(in, out, n);
        NDArray result = chunk.create(out);
        if (node.isDifferentiable()) {
            double[][] slopes = new double[in.length][n];
            op.primitive().slopes(in, out, slopes, n);
            for (int k = 0; k < in.length; k++) {
                if (node.inputs().get(k).isDifferentiable()) {
                    result = Functions.withSlope(result, chunk.create(slopes[k]), input(k));
                }
            }
        }
        return result;
    }

    @Override
    public NDArray compare(Op.Compare op) {
        NDArray a = input(0);
        NDArray b = input(1);
        return number(
                switch (op.comparison()) {
                    case GREATER -> a.gt(b);
                    case GREATER_OR_EQUAL -> a.gte(b);
                    case LESS -> a.lt(b);
                    case LESS_OR_EQUAL -> a.lte(b);
                    case EQUAL -> a.eq(b);
                });
    }

    /** Bit k of an integer n is the parity of ⌊n / 2ᵏ⌋, for negative numbers too. */
    @Override
    public NDArray hasBits(Op.HasBits op) {
        NDArray integer = input(0).stopGradient().add(0.5).floor();
        NDArray all = integer.mul(0).eq(0);
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if (((op.mask() >> bit) & 1) == 1) {
                NDArray shifted = integer.div(Math.pow(2, bit)).floor();
                all = all.logicalAnd(shifted.sub(shifted.div(2).floor().mul(2)).eq(1));
            }
        }
        return number(op.mask() == 0 ? all.logicalOr(all.logicalNot()) : all);
    }

    @Override
    public NDArray cut(Op.Cut op) {
        NDArray distance = input(0);
        Relaxation relaxation = chunk.relaxation();
        if (!relaxation.softGradients()) {
            return number(distance.gt(0));
        }
        NDArray z = distance.mul(chunk.create(1 / relaxation.width(op.width())));
        NDArray soft = Functions.step(chunk, op.kernel(), z);
        if (relaxation.softValues()) {
            return soft;
        }
        // the difference is exactly 0, its gradient is not
        return number(distance.gt(0)).add(soft.sub(soft.stopGradient()));
    }

    @Override
    public NDArray and(Op.And op) {
        NDArray product = chunk.ones(shape(node.domain()));
        for (int k = 0; k < node.inputs().size(); k++) {
            product = product.mul(input(k));
        }
        return product;
    }

    @Override
    public NDArray not(Op.Not op) {
        return input(0).neg().add(1);
    }

    @Override
    public NDArray stopGradient(Op.StopGradient op) {
        return input(0).stopGradient();
    }

    // Between events and objects ----------------------------------------------------------------------------------

    @Override
    public NDArray broadcast(Op.Broadcast op) {
        return op.target() instanceof Domain.Objects ? objects(node).forEachObject(input(0)) : lifted(0);
    }

    @Override
    public NDArray concatenate(Op.Concatenate op) {
        List<JaggedObjects> parts = new ArrayList<>();
        List<NDArray> values = new ArrayList<>();
        for (Expr input : node.inputs()) {
            parts.add(objects(input));
            values.add(chunk.value(input));
        }
        return objects(node).concatenated(parts, values);
    }

    @Override
    public NDArray member(Op.Member op) {
        return input(0).gather(chunk.create(JaggedObjects.memberIndex(chunk, op.tuples(), op.position())), 0);
    }

    @Override
    public NDArray sum(Op.Sum op) {
        return objects(node.inputs().get(0)).inRows(input(0), 0).sum(new int[] {1});
    }

    @Override
    public NDArray maximum(Op.Maximum op) {
        return ObjectRows.largest(chunk, objects(node.inputs().get(0)), input(0), op.empty());
    }

    @Override
    public NDArray smoothMaximum(Op.SmoothMaximum op) {
        return ObjectRows.smoothLargest(chunk, objects(node.inputs().get(0)), input(0), op);
    }

    @Override
    public NDArray count(Op.Count op) {
        Expr flags = node.inputs().get(0);
        NDArray distribution = chunk.distribution(
                node,
                states -> Counting.distribution(chunk, states, objects(flags).inRows(input(0), 0)));
        return Counting.count(chunk, op, distribution);
    }

    @Override
    public NDArray jointCount(Op.JointCount op) {
        JaggedObjects objects = objects(node.inputs().get(0));
        return Counting.jointCount(
                chunk, op, objects.inRows(input(0), 0), objects.inRows(input(1), 0), objects.inRows(input(2), 0));
    }

    @Override
    public NDArray selected(Op.Selected op) {
        JaggedObjects objects = objects(node.inputs().get(1));
        NDArray flags = input(1);
        NDArray values = chunk.fixed(node.inputs().get(0))
                .map(fixed -> chunk.where(flags.eq(0), fixed, input(0)))
                .orElseGet(() -> input(0));
        return Counting.selected(chunk, op.position(), objects.inRows(values, 0), objects.inRows(flags, 0));
    }

    @Override
    public NDArray choice(Op.Choice op) {
        JaggedObjects objects = objects(node);
        NDArray keys = objects.inRows(lifted(0).stopGradient(), Double.NEGATIVE_INFINITY);
        NDArray flags = objects.inRows(lifted(1), 0);
        return objects.flat(ObjectRows.choice(chunk, keys, flags));
    }

    @Override
    public NDArray leading(Op.Leading op) {
        JaggedObjects objects = objects(node);
        NDArray keys = objects.inRows(input(0).stopGradient(), Double.NEGATIVE_INFINITY);
        NDArray flags = objects.inRows(lifted(1), 0);
        return objects.flat(ObjectRows.leading(chunk, op, keys, flags));
    }

    @Override
    public NDArray position(Op.Position op) {
        JaggedObjects objects = objects(node);
        NDArray key = input(0).stopGradient();
        NDArray nowhere = key.isNaN();
        NDArray ordered = chunk.where(nowhere, chunk.create(Double.NEGATIVE_INFINITY), key);
        NDArray keys = objects.inRows(ordered, Double.NEGATIVE_INFINITY);
        return chunk.where(nowhere, chunk.create(Double.NaN), objects.flat(ObjectRows.positions(chunk, keys)));
    }
}
