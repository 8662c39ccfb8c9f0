package org.diffhep.histogram;

/**
 * How one observable is binned: between edges that are known, an {@link Axis}, or between edges that are expressions of
 * parameters, a {@link LearnableAxis}.
 *
 * <p>Slots are underflow, the bins in ascending order, overflow; a flow that is dropped or folded leaves its slot at 0.
 */
public sealed interface Binning permits Axis, LearnableAxis {

    /** Number of bins, without underflow and overflow. */
    int bins();

    /** What becomes of entries below the first edge. */
    Flow underflow();

    /** What becomes of entries not below the last edge. */
    Flow overflow();

    /** Number of slots: underflow, the bins, overflow. */
    default int slots() {
        return bins() + 2;
    }
}
