package org.diffhep.autodiff;

import java.util.List;
import java.util.Optional;
import org.diffhep.autodiff.kernels.Kernels;

/**
 * A few sums over all events: a yield, a histogram.
 *
 * <p>Where the graph of expressions ends. A reduction knows how to add a block of events to its partial sums and how to pull
 * the cotangents of the sums back to its inputs; both must be additive over events, so that blocks, threads and machines can
 * share the work. The JVM engine calls these methods; an engine on tensors knows the reductions it offers by their type.
 *
 * <p>Implementations are immutable and thread-safe.
 */
public interface Reduction {

    /** What errors call it: {@code 4j1b/ttbar HT}. */
    String label();

    /** The expressions it reads, of any domain; a scalar is one number for all events of a block, as a bin edge is. */
    List<Expr> inputs();

    /** How many sums it makes. */
    int size();

    /**
     * The input that is the probability with which an event, or an object, enters; empty if there is none. Where it is 0, the
     * other inputs may have any value, even NaN: they change no sum and get no gradient. So an engine need not compute them.
     */
    default Optional<Expr> probability() {
        return Optional.empty();
    }

    /** About how many floating-point operations it takes to add one event, or one object; see {@link GraphCost}. */
    default double operations() {
        return inputs().size();
    }

    /**
     * What one relaxation makes of it. Whatever does not depend on the events is computed here, once for many evaluations.
     */
    Sweep sweep(Relaxation relaxation);

    /**
     * A reduction in one relaxation. Blocks add to partial sums, which need not be the sums that are asked for: partial sums of
     * all blocks are added up, then {@link #finish} makes the sums of them, linearly.
     *
     * <p>Implementations are immutable and thread-safe.
     */
    interface Sweep {

        /** How many partial sums there are. */
        int partials();

        /**
         * Adds a block of events. A value that must not enter, because it is not finite, makes a partial sum that is not finite.
         *
         * @param partial where to add, from {@code at} to {@code at + partials()}
         */
        void accumulate(Block block, double[] partial, int at);

        /**
         * Adds a block of events as {@link #accumulate} does, bit for bit, and the derivatives of what is added with respect to each
         * parameter. Derivatives are those that {@link #pullBack} gives back: soft ones where values are straight through.
         *
         * @param partial where to add: partial sums from {@code at}, their derivatives for parameter k another (k + 1)·stride further
         */
        void accumulate(Block block, Tangents tangents, double[] partial, int at, int stride);

        /**
         * The sums over all events.
         *
         * @param partial partial sums of all events, from {@code from}
         * @return as many as {@link #size}
         */
        double[] finish(double[] partial, int from);

        /**
         * The way back.
         *
         * @param cotangents one for each sum
         */
        PullBack pullBack(double[] cotangents);
    }

    /** Pulls cotangents of the sums back to the inputs. Implementations are immutable and thread-safe. */
    interface PullBack {

        /** Adds the gradient of Σ cotangent·sum to the adjoints of the inputs. */
        void add(Block block);
    }

    /** The derivatives of the inputs for some events with respect to the parameters. Arrays may be longer than what is filled. */
    interface Tangents {

        /** Number of parameters. */
        int parameters();

        /** Whether the input changes with a parameter; asked before {@link #tangent}. */
        boolean varies(int input, int parameter);

        /** The derivative of each value of an input. */
        double[] tangent(int input, int parameter);
    }

    /** The values of the inputs for some events. Arrays may be longer than what is filled. */
    interface Block {

        /** Number of events. */
        int events();

        /** Number of values of an input in this block; 1 for a scalar. */
        int count(int input);

        /** Values of an input. */
        double[] values(int input);

        /** For an input of domain objects, where each event's objects begin, and the end; length events + 1. */
        int[] offsets(int input);

        /** Whether the input wants a gradient; asked before {@link #adjoint}. */
        boolean wantsGradient(int input);

        /** Where to add the gradient of an input. */
        double[] adjoint(int input);

        /** The loops to use. */
        Kernels kernels();

        /** Memory to use until the call returns. */
        Scratch scratch();
    }
}
