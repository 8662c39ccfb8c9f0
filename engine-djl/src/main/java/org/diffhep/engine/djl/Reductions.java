package org.diffhep.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Total;
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
            return new Filling(chunk, fill).sums();
        }
        NDList sums = new NDList();
        for (Expr input : reduction.inputs()) {
            sums.add(chunk.value(input).sum().reshape(new Shape(1)));
        }
        return Chunk.concat(0, sums);
    }
}
