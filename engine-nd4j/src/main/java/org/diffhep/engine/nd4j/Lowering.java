package org.diffhep.engine.nd4j;

import static org.diffhep.engine.nd4j.Numbers.number;
import static org.diffhep.engine.nd4j.Numbers.pulled;
import static org.diffhep.engine.nd4j.Numbers.repeated;
import static org.diffhep.engine.nd4j.Numbers.select;

import java.util.Arrays;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Op;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.NumberColumn;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes one node of a chunk element by element with array operations; what goes through objects is in {@link ObjectLowering}. */
final class Lowering implements Op.Visitor<Computed> {

    private final Chunk chunk;
    private final Expr node;
    private final int size;
    private final ObjectLowering ofObjects;

    Lowering(Chunk chunk, Expr node) {
        this.chunk = chunk;
        this.node = node;
        this.size = chunk.count(node.domain());
        this.ofObjects = new ObjectLowering(chunk, node);
    }

    /** An input, repeated if it is a scalar and this node is not. */
    private INDArray input(int k) {
        INDArray value = chunk.value(node.inputs().get(k));
        return value.length() == size ? value : repeated(value.getDouble(0), size);
    }

    private void add(int k, INDArray adjoint) {
        chunk.addAdjoint(node.inputs().get(k), adjoint);
    }

    private boolean wantsGradient(int k) {
        return node.inputs().get(k).isDifferentiable();
    }

    // Leaves ------------------------------------------------------------------------------------------------------

    @Override
    public Computed column(Op.EventColumn op) {
        return read(chunk.batch().column(op.name()), chunk.first());
    }

    @Override
    public Computed column(Op.ObjectColumn op) {
        return read(
                chunk.batch().column(op.collection(), op.name()),
                chunk.batch().offsets(op.collection())[chunk.first()]);
    }

    private Computed read(NumberColumn column, int from) {
        double[] values = new double[size];
        column.copyTo(from, size, values, 0);
        return Computed.fixed(Numbers.of(values));
    }

    @Override
    public Computed constant(Op.Constant op) {
        return Computed.fixed(Numbers.of(op.value()));
    }

    @Override
    public Computed parameter(Op.ParameterValue op) {
        return Computed.fixed(Numbers.of(chunk.parameter(op.parameter())));
    }

    // Element by element ------------------------------------------------------------------------------------------

    @Override
    public Computed unary(Op.Unary op) {
        INDArray x = input(0);
        INDArray y = Functions.value(op.function(), x);
        return new Computed(y, adjoint -> add(0, pulled(adjoint, Functions.slope(op.function(), x, y))));
    }

    @Override
    public Computed binary(Op.Binary op) {
        INDArray a = input(0);
        INDArray b = input(1);
        INDArray y = Pairs.value(op.function(), a, b);
        return new Computed(y, adjoint -> {
            if (wantsGradient(0)) {
                add(0, pulled(adjoint, Pairs.firstSlope(op.function(), a, b, y)));
            }
            if (wantsGradient(1)) {
                add(1, pulled(adjoint, Pairs.secondSlope(op.function(), a, b, y)));
            }
        });
    }

    @Override
    public Computed where(Op.Where op) {
        INDArray flag = input(0);
        INDArray a = input(1);
        INDArray b = input(2);
        INDArray rest = flag.rsub(1);
        INDArray mixture = a.mul(flag).add(b.mul(rest));
        INDArray value = select(flag.eq(1), a, select(flag.eq(0), b, mixture));
        return new Computed(value, adjoint -> {
            INDArray difference = a.sub(b);
            // a difference minus itself is 0 only for numbers
            add(0, pulled(adjoint, select(difference.sub(difference).neq(0), 0, difference)));
            add(1, pulled(adjoint, flag));
            add(2, pulled(adjoint, rest));
        });
    }

    @Override
    public Computed apply(Op.Apply op) {
        double[][] in = new double[node.inputs().size()][];
        Arrays.setAll(in, k -> Numbers.read(input(k)));
        double[] out = new double[size];
        op.primitive().values(in, out, size);
        return new Computed(Numbers.of(out), adjoint -> {
            double[][] slopes = new double[in.length][size];
            op.primitive().slopes(in, out, slopes, size);
            for (int k = 0; k < in.length; k++) {
                if (wantsGradient(k)) {
                    add(k, pulled(adjoint, Numbers.of(slopes[k])));
                }
            }
        });
    }

    @Override
    public Computed compare(Op.Compare op) {
        return Computed.fixed(Pairs.compare(op.comparison(), input(0), input(1)));
    }

    @Override
    public Computed hasBits(Op.HasBits op) {
        double[] numbers = Numbers.read(input(0));
        double[] flags = new double[size];
        Arrays.setAll(flags, i -> (Math.round(numbers[i]) & op.mask()) == op.mask() ? 1 : 0);
        return Computed.fixed(Numbers.of(flags));
    }

    @Override
    public Computed cut(Op.Cut op) {
        INDArray distance = input(0);
        Relaxation relaxation = chunk.relaxation();
        INDArray hard = number(distance.gt(0));
        if (!relaxation.softGradients()) {
            return Computed.fixed(hard);
        }
        double width = relaxation.width(op.width());
        INDArray z = distance.div(width);
        return new Computed(
                relaxation.softValues() ? Functions.step(op.kernel(), z) : hard,
                adjoint ->
                        add(0, pulled(adjoint, Functions.density(op.kernel(), z).div(width))));
    }

    @Override
    public Computed and(Op.And op) {
        int n = node.inputs().size();
        INDArray[] upTo = new INDArray[n];
        for (int k = 0; k < n; k++) {
            upTo[k] = k == 0 ? input(0) : upTo[k - 1].mul(input(k));
        }
        return new Computed(upTo[n - 1], adjoint -> {
            INDArray behind = adjoint;
            for (int k = n - 1; k >= 0; k--) {
                add(k, k == 0 ? behind : pulled(behind, upTo[k - 1]));
                behind = pulled(behind, input(k));
            }
        });
    }

    @Override
    public Computed not(Op.Not op) {
        return new Computed(input(0).rsub(1), adjoint -> add(0, adjoint.neg()));
    }

    @Override
    public Computed stopGradient(Op.StopGradient op) {
        return Computed.fixed(input(0));
    }

    // Between events and objects ----------------------------------------------------------------------------------

    @Override
    public Computed broadcast(Op.Broadcast op) {
        return ofObjects.broadcast(op);
    }

    @Override
    public Computed concatenate(Op.Concatenate op) {
        return ofObjects.concatenate();
    }

    @Override
    public Computed member(Op.Member op) {
        return ofObjects.member(op);
    }

    @Override
    public Computed sum(Op.Sum op) {
        return ofObjects.sum();
    }

    @Override
    public Computed maximum(Op.Maximum op) {
        return ofObjects.maximum(op.empty());
    }

    @Override
    public Computed smoothMaximum(Op.SmoothMaximum op) {
        return ofObjects.smoothMaximum(op);
    }

    @Override
    public Computed count(Op.Count op) {
        return ofObjects.count(op);
    }

    @Override
    public Computed jointCount(Op.JointCount op) {
        return ofObjects.jointCount(op);
    }

    @Override
    public Computed selected(Op.Selected op) {
        return ofObjects.selected(op);
    }

    @Override
    public Computed choice(Op.Choice op) {
        return ofObjects.choice();
    }

    @Override
    public Computed leading(Op.Leading op) {
        return ofObjects.leading(op);
    }

    @Override
    public Computed position(Op.Position op) {
        return ofObjects.position();
    }
}
