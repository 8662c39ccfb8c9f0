package org.diffhep.autodiff;

import java.util.List;

/**
 * A few sums over all events: a yield, a histogram.
 *
 * <p>Where the graph of expressions ends. A reduction knows how to add a block of events to its sums and how to pull the
 * cotangents of the sums back to its inputs; both must be additive over events, so that blocks, threads and machines can
 * share the work. The JVM engine calls these methods; an engine on tensors knows the reductions it offers by their type.
 *
 * <p>Implementations are immutable and thread-safe.
 */
public interface Reduction {

    /** What errors call it: {@code 4j1b/ttbar HT}. */
    String label();

    /** The expressions it reads, of domain event or objects. */
    List<Expr> inputs();

    /** How many sums it makes. */
    int size();

    /**
     * Adds a block of events to the sums.
     *
     * @param sums where to add, from {@code at} to {@code at + size()}
     */
    void accumulate(Relaxation relaxation, Block block, double[] sums, int at);

    /**
     * Adds the gradient of Σ cotangent·sum to the adjoints of the inputs.
     *
     * @param cotangents one for each sum, from {@code at}
     */
    void pullBack(Relaxation relaxation, Block block, double[] cotangents, int at);

    /** The values of the inputs for some events. Arrays may be longer than what is filled. */
    interface Block {

        /** Number of events. */
        int events();

        /** Number of values of an input in this block. */
        int count(int input);

        /** Values of an input. */
        double[] values(int input);

        /** For an input of domain objects, where each event's objects begin, and the end; length events + 1. */
        int[] offsets(int input);

        /** Whether the input wants a gradient; asked before {@link #adjoint}. */
        boolean wantsGradient(int input);

        /** Where to add the gradient of an input. */
        double[] adjoint(int input);
    }
}
