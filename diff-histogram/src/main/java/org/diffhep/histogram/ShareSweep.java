package org.diffhep.histogram;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;

/**
 * Fills share by share: hard bins, straight-through kernels, several axes, learnable edges, and smooth kernels for objects, of which an event may
 * have a hundred, so that the shares of all are added before the weights are looked at.
 */
final class ShareSweep implements Reduction.Sweep {

    private final HistogramFill fill;
    private final Relaxation relaxation;
    private final Supplier<ShareMemory> newMemory;

    ShareSweep(HistogramFill fill, Relaxation relaxation) {
        this.fill = fill;
        this.relaxation = relaxation;
        this.newMemory = () -> new ShareMemory(fill);
        // what is wrong with a bandwidth is said here, before any event
        if (fill.dimensions().stream().allMatch(dimension -> dimension.binning() instanceof Axis)) {
            List<Axis> axes = new ArrayList<>();
            fill.dimensions().forEach(dimension -> axes.add((Axis) dimension.binning()));
            ShareMemory.windows(fill, axes, relaxation, relaxation.softGradients());
        }
    }

    @Override
    public int partials() {
        return fill.size();
    }

    @Override
    public double[] finish(double[] partial, int from) {
        return Arrays.copyOfRange(partial, from, from + fill.size());
    }

    private ShareMemory memory(Reduction.Block block) {
        // by the fill, not the sweep: temperatures come and go
        return block.scratch().kept(fill, ShareMemory.class, newMemory);
    }

    @Override
    public void accumulate(Reduction.Block block, double[] sums, int at) {
        ShareMemory memory = memory(block);
        if (!memory.take(block, relaxation)) {
            sums[at] = Double.NaN;
            return;
        }
        SlotSums shares = memory.shares();
        double[] p = memory.p();
        for (int event = 0; event < block.events(); event++) {
            int from = fill.perObject() ? block.offsets(0)[event] : event;
            int to = fill.perObject() ? block.offsets(0)[event + 1] : event + 1;
            shares.clear();
            for (int i = from; i < to; i++) {
                if (p[i] != 0) {
                    memory.addEntry(shares, i, p[i]);
                }
            }
            memory.addWeighted(event, sums, at);
        }
    }

    @Override
    public void accumulate(Reduction.Block block, Reduction.Tangents tangents, double[] sums, int at, int stride) {
        ShareMemory memory = memory(block);
        if (!memory.take(block, relaxation)) {
            sums[at] = Double.NaN;
            return;
        }
        SlotSums shares = memory.shares();
        ShareTangents slopes = memory.tangents();
        slopes.begin(tangents, relaxation.softGradients());
        double[] p = memory.p();
        for (int event = 0; event < block.events(); event++) {
            int from = fill.perObject() ? block.offsets(0)[event] : event;
            int to = fill.perObject() ? block.offsets(0)[event + 1] : event + 1;
            shares.clear();
            slopes.clear();
            for (int i = from; i < to; i++) {
                if (p[i] != 0) {
                    memory.addEntry(shares, i, p[i]);
                }
                slopes.addEntry(tangents, event, i);
            }
            memory.addWeighted(event, sums, at);
            slopes.addWeighted(tangents, event, sums, at, stride);
        }
    }

    @Override
    public Reduction.PullBack pullBack(double[] cotangents) {
        double[] mine = cotangents.clone();
        boolean[] squares = new boolean[fill.weights()];
        for (int v = 0; v < squares.length; v++) {
            squares[v] = HistogramFill.anyNonZero(mine, fill.position(v, 0) + fill.slots(), fill.slots());
        }
        return block -> {
            ShareMemory memory = memory(block);
            if (memory.take(block, relaxation)) {
                memory.puller().pull(block, mine, squares, relaxation.softGradients());
            } else {
                spoil(block);
            }
        };
    }

    /** Lets the engine see that an edge is not finite. */
    private void spoil(Reduction.Block block) {
        for (int input = 0; input < fill.inputs().size(); input++) {
            if (block.wantsGradient(input) && block.count(input) > 0) {
                block.adjoint(input)[0] = Double.NaN;
            }
        }
    }
}
