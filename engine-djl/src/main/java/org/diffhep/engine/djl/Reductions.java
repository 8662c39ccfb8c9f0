package org.diffhep.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.diffhep.autodiff.Domain;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.Total;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.HistogramFill;

/** The reductions that this engine knows, by their type. */
final class Reductions {

    private Reductions() {}

    /** @throws IllegalArgumentException if the reduction is none of those known */
    static void requireKnown(Reduction reduction) {
        if (!(reduction instanceof Total || reduction instanceof HistogramFill)) {
            throw new IllegalArgumentException("the engine djl knows no reduction of type "
                    + reduction.getClass().getName() + " (" + reduction.label()
                    + "); it knows Total and HistogramFill. The engine jvm takes any");
        }
    }

    /** The sums of a reduction over the events of a chunk, in one row. */
    static NDArray sums(Chunk chunk, Reduction reduction) {
        if (reduction instanceof HistogramFill fill) {
            return histograms(chunk, fill);
        }
        NDList sums = new NDList();
        for (Expr input : reduction.inputs()) {
            sums.add(chunk.value(input).sum().reshape(new Shape(1)));
        }
        return Chunk.concat(0, sums);
    }

    /** Σw and Σw² of all slots are products of two matrices: weights × entries, and entries × slots. */
    private static NDArray histograms(Chunk chunk, HistogramFill fill) {
        NDArray x = chunk.value(fill.inputs().get(0));
        NDArray p = chunk.value(fill.inputs().get(1));
        long entries = x.getShape().get(0);
        NDArray excluded = p.eq(0);
        NDList rows = new NDList();
        for (int v = 0; v < fill.weights(); v++) {
            NDArray w = weight(chunk, fill, v);
            // an entry that does not enter may have no weight and no observable
            w = chunk.where(excluded.logicalAnd(w.isNaN()), chunk.create(0), w);
            rows.add(w.mul(p));
            rows.add(w.square().mul(p));
        }
        NDArray observable = chunk.where(excluded.logicalAnd(x.isNaN()), chunk.create(0), x);
        NDArray shares = shares(chunk, fill, observable.reshape(new Shape(entries, 1)));
        return NDArrays.stack(rows).matMul(shares).reshape(new Shape(fill.size()));
    }

    private static NDArray weight(Chunk chunk, HistogramFill fill, int v) {
        NDArray w = chunk.value(fill.inputs().get(2 + v));
        return fill.inputs().get(0).domain() instanceof Domain.Objects objects
                ? chunk.objects(objects.collection()).forEachObject(w)
                : w;
    }

    /** The share of each entry in each slot, entries × slots: the differences of how much of it lies above each edge. */
    private static NDArray shares(Chunk chunk, HistogramFill fill, NDArray x) {
        Axis axis = fill.axis();
        long entries = x.getShape().get(0);
        NDArray above = above(chunk, fill, x);
        NDArray all = chunk.ones(new Shape(entries, 1));
        NDArray none = chunk.zeros(new Shape(entries, 1));
        NDArray shares = NDArrays.concat(new NDList(all, above), 1).sub(NDArrays.concat(new NDList(above, none), 1));
        return axis.foldsOverflow() ? NDArrays.concat(new NDList(shares, none), 1) : shares;
    }

    private static NDArray above(Chunk chunk, HistogramFill fill, NDArray x) {
        Axis axis = fill.axis();
        double[] edges = axis.edges();
        int used = axis.foldsOverflow() ? axis.bins() : axis.bins() + 1;
        NDArray from = chunk.create(Arrays.copyOf(edges, used), new Shape(1, used));
        NDArray missing = chunk.where(x.isNaN(), chunk.create(Double.NaN), chunk.create(0));
        NDArray hard = x.gte(from).toType(DataType.FLOAT64, false).add(missing);
        Relaxation relaxation = chunk.relaxation();
        if (!relaxation.softGradients() || fill.bandwidth() == 0) {
            return hard;
        }
        double width = fill.bandwidth() * relaxation.temperature();
        NDArray scaled = x.sub(from).mul(chunk.create(Math.sqrt(0.5) / width));
        NDArray soft = scaled.erf().add(1).mul(chunk.create(0.5));
        // the difference is exactly 0, its gradient is not
        return relaxation.softValues() ? soft : hard.add(soft.sub(soft.stopGradient()));
    }
}
