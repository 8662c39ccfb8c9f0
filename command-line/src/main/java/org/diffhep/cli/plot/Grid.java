package org.diffhep.cli.plot;

/** Values at equal distances. */
final class Grid {

    private Grid() {}

    /** From low to high, both included. */
    static double[] of(double low, double high, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = low + (high - low) * i / (count - 1);
        }
        return values;
    }
}
