package org.diffhep.stats;

/** Checks shared by the records of the model. */
final class Numbers {
    private Numbers() {}

    static void requireFinite(double[] values, String where, String what) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new InvalidModelException(
                        where + ": " + what + " in bin " + i + " is " + values[i] + ", expected a finite number");
            }
        }
    }
}
