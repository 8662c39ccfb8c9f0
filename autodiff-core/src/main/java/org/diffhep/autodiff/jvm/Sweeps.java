package org.diffhep.autodiff.jvm;

import java.util.ArrayList;
import java.util.List;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;

/** All reductions of a graph in one relaxation; their partial sums lie one after another. Thread-safe. */
final class Sweeps {

    private final Relaxation relaxation;
    private final List<Reduction.Sweep> sweeps;
    /** Where the partial sums of each reduction begin, and the end. */
    private final int[] begin;

    Sweeps(List<Reduction> reductions, Relaxation relaxation) {
        this.relaxation = relaxation;
        this.sweeps = reductions.stream()
                .map(reduction -> reduction.sweep(relaxation))
                .toList();
        this.begin = new int[sweeps.size() + 1];
        for (int r = 0; r < sweeps.size(); r++) {
            begin[r + 1] = begin[r] + sweeps.get(r).partials();
        }
    }

    boolean isFor(Relaxation other) {
        return relaxation.equals(other);
    }

    /** How many partial sums there are. */
    int partials() {
        return begin[sweeps.size()];
    }

    /** Adds a block to the partial sums of a reduction. */
    void accumulate(int reduction, Reduction.Block block, double[] partial) {
        sweeps.get(reduction).accumulate(block, partial, begin[reduction]);
    }

    /** Adds a block to the partial sums of a reduction, and the derivatives for each parameter another {@link #partials} further. */
    <B extends Reduction.Block & Reduction.Tangents> void accumulateWithTangents(
            int reduction, B block, double[] partial) {
        sweeps.get(reduction).accumulate(block, block, partial, begin[reduction], partials());
    }

    /** The sums of each reduction, or their derivatives, from partial ones that begin somewhere. */
    double[][] finish(double[] partial, int from) {
        double[][] sums = new double[sweeps.size()][];
        for (int r = 0; r < sums.length; r++) {
            sums[r] = sweeps.get(r).finish(partial, from + begin[r]);
        }
        return sums;
    }

    /**
     * The way back.
     *
     * @param cotangents one for each sum of each reduction
     */
    List<Reduction.PullBack> pullBacks(double[][] cotangents) {
        List<Reduction.PullBack> pullBacks = new ArrayList<>();
        for (int r = 0; r < sweeps.size(); r++) {
            pullBacks.add(sweeps.get(r).pullBack(cotangents[r]));
        }
        return pullBacks;
    }
}
