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

    /** One past the last of those events, from {@code i} on, that lie in a row in the batch. */
    private int endOfRow(int i) {
        if (chosen == IN_A_ROW) {
            return count;
        }
        int end = i + 1;
        while (end < count && chosen[first + end] == chosen[first + end - 1] + 1) {
            end++;
        }
        return end;
    }

    /** Copies values that came with the events. */
    void copyGiven(int number, double[] target) {
        if (count > 0) {
            System.arraycopy(given[number], first, target, 0, count);
        }
    }

    /** Copies the values of an event column. */
    void copy(NumberColumn column, double[] target) {
        for (int i = 0; i < count; ) {
            int end = endOfRow(i);
            column.copyTo(event(i), end - i, target, i);
            i = end;
        }
    }

    /** Copies the values of a column of objects that begin in the batch where {@code offsets} says. */
    void copy(NumberColumn column, int[] offsets, double[] target) {
        int at = 0;
        for (int i = 0; i < count; ) {
            int end = endOfRow(i);
            int from = offsets[event(i)];
            int objects = offsets[event(end - 1) + 1] - from;
            if (objects > 0) {
                column.copyTo(from, objects, target, at);
            }
            at += objects;
            i = end;
        }
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
