package org.diffhep.autodiff.jvm;

import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.NumberColumn;

/** Which events of a batch a block holds: some in a row, or chosen ones in ascending order. */
final class BlockEvents {

    private static final int[] IN_A_ROW = {};
    private static final double[][] NOTHING = {};

    /** No events of no batch. */
    static final BlockEvents NONE = inRow(EventBatch.of(0).build(), 0, 0);

    private final EventBatch batch;
    private final int first;
    private final int[] chosen;
    private final double[][] given;
    private final int count;

    private BlockEvents(EventBatch batch, int first, int[] chosen, double[][] given, int count) {
        this.batch = batch;
        this.first = first;
        this.chosen = chosen;
        this.given = given;
        this.count = count;
    }

    static BlockEvents inRow(EventBatch batch, int first, int count) {
        return new BlockEvents(batch, first, IN_A_ROW, NOTHING, count);
    }

    /**
     * Chosen events. The arrays are not copied, and read before the block has run.
     *
     * @param chosen positions in the batch, ascending, from 0
     * @param given values that come with the events, one array for each of {@link Stage#given}
     */
    static BlockEvents chosen(EventBatch batch, int[] chosen, double[][] given, int count) {
        return new BlockEvents(batch, 0, chosen, given, count);
    }

    /** Some of these events. */
    BlockEvents part(int from, int number) {
        return new BlockEvents(batch, first + from, chosen, given, number);
    }

    EventBatch batch() {
        return batch;
    }

    int count() {
        return count;
    }

    /** The position in the batch of an event of the block. */
    int event(int i) {
        return chosen == IN_A_ROW ? first + i : chosen[first + i];
    }

    /** Whether the events lie in a row in the batch. */
    boolean areInRow() {
        return chosen == IN_A_ROW || count == 0 || chosen[first + count - 1] - chosen[first] == count - 1;
    }

    /** Copies values that came with the events. */
    void copyGiven(int number, double[] target) {
        if (count > 0) {
            System.arraycopy(given[number], first, target, 0, count);
        }
    }

    /** Copies the values of an event column. */
    void copy(NumberColumn column, double[] target) {
        if (count == 0) {
            return;
        }
        if (areInRow()) {
            column.copyTo(event(0), count, target, 0);
            return;
        }
        column.gather(chosen, first, count, target);
    }

    /** Where the objects of each event begin in the block, and the end, from where they begin in the batch. */
    void offsets(int[] inBatch, int[] target) {
        target[0] = 0;
        for (int i = 0; i < count; i++) {
            int event = event(i);
            target[i + 1] = target[i] + inBatch[event + 1] - inBatch[event];
        }
    }
}
