package org.diffhep.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.Arrays;
import java.util.Optional;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Dimension;
import org.diffhep.histogram.Flow;
import org.diffhep.histogram.HistogramFill;
import org.diffhep.histogram.Kernel;
import org.diffhep.histogram.LearnableAxis;
import org.diffhep.histogram.Smoothing;

/** Histograms of a chunk: Σw and Σw² of all slots are products of matrices, weights × entries and entries × slots of each axis. */
final class Filling {

    /** The standard deviation of the logistic distribution 1/(1 + e⁻ᵗ). */
    private static final double LOGISTIC = Math.PI / Math.sqrt(3);

    private final Chunk chunk;
    private final HistogramFill fill;
    private final NDArray excluded;
    private final NDList observables = new NDList();
    /** Whether an entry does not enter and has no observable. */
    private final NDArray unobserved;

    private final long entries;

    Filling(Chunk chunk, HistogramFill fill) {
        this.chunk = chunk;
        this.fill = fill;
        NDArray p = input(fill.probabilityInput());
        this.excluded = p.eq(0);
        this.entries = p.getShape().get(0);
        NDArray missing = excluded.logicalXor(excluded);
        for (int d = 0; d < fill.dimensions().size(); d++) {
            NDArray x = entering(input(d), chunk.fixed(fill.inputs().get(d)));
            observables.add(x);
            missing = missing.logicalOr(x.isNaN());
        }
        this.unobserved = missing.logicalAnd(excluded);
    }

    /** Values through which a gradient flows only to entries that enter. */
    private NDArray entering(NDArray values, Optional<NDArray> fixed) {
        return fixed.map(known -> chunk.where(excluded, known, values)).orElse(values);
    }

    private NDArray input(int k) {
        return chunk.value(fill.inputs().get(k));
    }

    /** The sums, in one row. */
    NDArray sums() {
        NDArray p = input(fill.probabilityInput());
        NDList rows = new NDList();
        for (int v = 0; v < fill.weights(); v++) {
            NDArray w = weight(v);
            rows.add(w.mul(p));
            rows.add(w.square().mul(p));
        }
        NDArray left = NDArrays.stack(rows);
        int last = fill.dimensions().size() - 1;
        for (int d = 0; d < last; d++) {
            NDArray shares = shares(d).transpose();
            long slots = shares.getShape().get(0);
            long before = left.getShape().get(0);
            left = left.reshape(new Shape(before, 1, entries))
                    .mul(shares.reshape(new Shape(1, slots, entries)))
                    .reshape(new Shape(before * slots, entries));
        }
        return left.matMul(shares(last)).reshape(new Shape(fill.size()));
    }

    /** The weight of each entry; 0 for one that does not enter and has no weight or no observable. */
    private NDArray weight(int v) {
        Optional<NDArray> fixed =
                chunk.fixed(fill.inputs().get(fill.weightInput(v))).map(this::forEachEntry);
        NDArray w = entering(forEachEntry(input(fill.weightInput(v))), fixed);
        NDArray weightless = w.isNaN().logicalOr(w.isInfinite()).logicalAnd(excluded);
        return chunk.where(weightless.logicalOr(unobserved), chunk.create(0), w);
    }

    private NDArray forEachEntry(NDArray ofEvents) {
        return fill.inputs().get(0).domain() instanceof Domain.Objects objects
                ? chunk.objects(objects.collection()).forEachObject(ofEvents)
                : ofEvents;
    }

    /** The share of each entry in each slot of an axis, entries × slots: differences of how much of it lies above each edge. */
    private NDArray shares(int d) {
        Dimension dimension = fill.dimensions().get(d);
        double[] numbers = edgeNumbers(d);
        NDArray none = chunk.zeros(new Shape(entries, 1));
        if (!Arrays.stream(numbers).allMatch(Double::isFinite)) {
            // the way back must see it too
            NDArray spoilt = input(fill.firstEdgeInput(d)).mul(chunk.create(Double.NaN));
            for (int i = 1; i < numbers.length; i++) {
                spoilt = spoilt.add(input(fill.firstEdgeInput(d) + i).mul(chunk.create(Double.NaN)));
            }
            return chunk.zeros(new Shape(entries, dimension.binning().slots())).add(spoilt);
        }
        Axis axis = fill.axisAt(d, numbers);
        int from = axis.underflow() == Flow.FOLDED ? 1 : 0;
        int to = Math.max(from, axis.overflow() == Flow.FOLDED ? axis.bins() : axis.bins() + 1);
        NDArray x = chunk.where(unobserved, chunk.create(0), observables.get(d)).reshape(new Shape(entries, 1));
        NDArray missing = chunk.where(x.isNaN(), chunk.create(Double.NaN), chunk.create(0));
        NDList above = new NDList();
        above.add(chunk.ones(new Shape(entries, 1)).add(missing));
        if (to > from) {
            above.add(above(d, x, axis, edges(d, axis, from, to), from, to).add(missing));
        }
        NDArray all = Chunk.concat(1, above);
        NDArray next = to > from ? Chunk.concat(1, new NDList(above.get(1), none)) : none;
        NDList slots = new NDList();
        if (from > 0) {
            slots.add(none);
        }
        slots.add(all.sub(next));
        if (to <= axis.bins()) {
            slots.add(none);
        }
        double[] counted = new double[axis.slots()];
        Arrays.fill(counted, 1);
        counted[0] = axis.underflow() == Flow.DROPPED ? 0 : 1;
        counted[counted.length - 1] = axis.overflow() == Flow.DROPPED ? 0 : 1;
        return Chunk.concat(1, slots).mul(chunk.create(counted, new Shape(1, counted.length)));
    }

    /** The edges as numbers: those of a learnable axis as the JVM computes them, so that hard bins are the same in all engines. */
    private double[] edgeNumbers(int d) {
        return fill.dimensions().get(d).binning() instanceof LearnableAxis axis
                ? axis.edgesAt(chunk.graph().parameters(), chunk.parameters())
                : new double[0];
    }

    /** Some of the edges in a row, with their gradients. */
    private NDArray edges(int d, Axis axis, int from, int to) {
        if (fill.dimensions().get(d).binning() instanceof LearnableAxis) {
            NDList edges = new NDList();
            for (int i = from; i < to; i++) {
                edges.add(input(fill.firstEdgeInput(d) + i).reshape(new Shape(1)));
            }
            return Chunk.concat(0, edges).reshape(new Shape(1, to - from));
        }
        return chunk.create(Arrays.copyOfRange(axis.edges(), from, to), new Shape(1, to - from));
    }

    private NDArray above(int d, NDArray x, Axis axis, NDArray edges, int from, int to) {
        NDArray fixed = chunk.create(Arrays.copyOfRange(axis.edges(), from, to), new Shape(1, to - from));
        NDArray hard = x.gte(fixed).toType(DataType.FLOAT64, false);
        Relaxation relaxation = chunk.relaxation();
        Smoothing smoothing = fill.dimensions().get(d).smoothing();
        if (!relaxation.softGradients() || smoothing.bandwidth() == 0) {
            return hard;
        }
        double width = fill.width(d, axis, relaxation.temperature());
        NDArray soft = soft(smoothing, x, axis, edges, width, hard);
        // the difference is exactly 0, its gradient is not
        return relaxation.softValues() ? soft : hard.add(soft.sub(soft.stopGradient()));
    }

    private NDArray soft(Smoothing smoothing, NDArray x, Axis axis, NDArray edges, double width, NDArray hard) {
        Kernel kernel = smoothing.kernel();
        boolean below = smoothing.reflectsBelow();
        boolean above = smoothing.reflectsAbove();
        if (!below && !above) {
            return cdf(kernel, x.sub(edges), width);
        }
        double low = axis.edge(0);
        double high = axis.edge(axis.bins());
        double range = high - low;
        double mirror = below ? low : high;
        int images = below && above ? (int) Math.ceil(kernel.reach() * width / (2 * range)) + 1 : 0;
        NDArray mirrored = edges.neg().add(chunk.create(2 * mirror));
        NDArray sum = chunk.zeros(hard.getShape());
        for (int k = -images; k <= images; k++) {
            NDArray shifted = x.add(chunk.create(2 * k * range));
            sum = sum.add(cdf(kernel, shifted.sub(edges), width).sub(cdf(kernel, shifted.sub(mirrored), width)));
        }
        NDArray reflected = below ? sum.add(1) : sum;
        NDArray inside = x.eq(x);
        if (below) {
            inside = inside.logicalAnd(x.gte(low));
        }
        if (above) {
            inside = inside.logicalAnd(x.lt(high));
        }
        return chunk.where(inside.broadcast(hard.getShape()), reflected, hard);
    }

    /** F(distance/width). */
    private NDArray cdf(Kernel kernel, NDArray distance, double width) {
        return switch (kernel) {
            case GAUSSIAN ->
                distance.mul(chunk.create(Math.sqrt(0.5) / width)).erf().add(1).mul(chunk.create(0.5));
            case SIGMOID -> Activation.sigmoid(distance.mul(chunk.create(LOGISTIC / width)));
            case TRIWEIGHT -> {
                NDArray u = distance.mul(chunk.create(1 / (3 * width))).clip(-1, 1);
                NDArray square = u.square();
                NDArray series = square.mul(chunk.create(-1.0 / 7)).add(3.0 / 5);
                series = square.mul(series).sub(1);
                series = square.mul(series).add(1);
                yield u.mul(series).mul(chunk.create(35.0 / 32)).add(0.5);
            }
        };
    }
}
