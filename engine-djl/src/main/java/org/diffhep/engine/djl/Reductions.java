package org.diffhep.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.diffhep.autodiff.Expr;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Total;
import org.diffhep.histogram.HistogramFill;

/** The reductions that this engine knows, by their type. */
final class Reductions {

    static final List<Class<? extends Reduction>> KNOWN = List.of(Total.class, HistogramFill.class);

    private Reductions() {}

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
