package org.diffhep.histogram;

/** Numbers for the few of many slots that one event touches. Mutable: belongs to one block. */
final class SlotSums {

    private final int[] touched;
    /** The event in which a slot was touched last, plus one. */
    private final int[] when;

    private final double[] shares;
    private int count;
    private int now;

    SlotSums(int slots) {
        touched = new int[slots];
        when = new int[slots];
        shares = new double[slots];
    }

    /** Forgets all. */
    void clear() {
        count = 0;
        now++;
    }

    /** Makes a slot known; whether it was not before. */
    boolean touch(int slot) {
        if (when[slot] == now) {
            return false;
        }
        when[slot] = now;
        touched[count++] = slot;
        shares[slot] = 0;
        return true;
    }

    /** Adds to the share of a slot that was touched. */
    void add(int slot, double share) {
        shares[slot] += share;
    }

    double share(int slot) {
        return shares[slot];
    }

    /** How many slots were touched. */
    int count() {
        return count;
    }

    /** One of the slots touched. */
    int slot(int i) {
        return touched[i];
    }
}
