package org.diffhep.autodiff;

import java.util.IdentityHashMap;
import java.util.function.Supplier;

/** Memory of one thread that is used again for every block, so that no block leaves garbage. Belongs to who asked last. */
public final class Scratch {

    private static final int ARRAYS = 4;

    private final double[][] numbers = new double[ARRAYS][0];
    private int[] integers = new int[0];
    private final IdentityHashMap<Object, Object> kept = new IdentityHashMap<>();

    /**
     * An array with room for some numbers, whatever they were.
     *
     * @param array which one, from 0 to 3
     */
    public double[] numbers(int array, int count) {
        if (numbers[array].length < count) {
            numbers[array] = new double[count];
        }
        return numbers[array];
    }

    /** An array with room for some whole numbers, whatever they were. */
    public int[] integers(int count) {
        if (integers.length < count) {
            integers = new int[count];
        }
        return integers;
    }

    /**
     * What an owner keeps from block to block, the same for as long as the thread computes the same graph.
     *
     * @param owner by identity; best something that lives as long as the graph
     * @param make called when the owner asks first
     */
    public <T> T kept(Object owner, Class<T> type, Supplier<T> make) {
        Object known = kept.get(owner);
        if (known == null) {
            known = make.get();
            kept.put(owner, known);
        }
        return type.cast(known);
    }
}
