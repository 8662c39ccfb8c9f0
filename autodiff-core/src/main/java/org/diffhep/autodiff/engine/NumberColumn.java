package org.diffhep.autodiff.engine;

/** A column of numbers in whatever type it is stored; read as double, in pieces. */
public interface NumberColumn {

    /** Number of values. */
    int size();

    /** Copies values {@code from … from + count} to {@code target}, from position {@code at}. */
    void copyTo(int from, int count, double[] target, int at);

    /** Copies the values at {@code positions[first … first + count]} to the beginning of {@code target}. */
    default void gather(int[] positions, int first, int count, double[] target) {
        for (int i = 0; i < count; i++) {
            copyTo(positions[first + i], 1, target, i);
        }
    }

    /** A view of an array; the array must not change. */
    static NumberColumn of(double... values) {
        return new NumberColumn() {
            @Override
            public int size() {
                return values.length;
            }

            @Override
            public void copyTo(int from, int count, double[] target, int at) {
                System.arraycopy(values, from, target, at, count);
            }
        };
    }

    /** A view of an array; the array must not change. */
    static NumberColumn of(float[] values) {
        return new NumberColumn() {
            @Override
            public int size() {
                return values.length;
            }

            @Override
            public void copyTo(int from, int count, double[] target, int at) {
                for (int i = 0; i < count; i++) {
                    target[at + i] = values[from + i];
                }
            }
        };
    }
}
