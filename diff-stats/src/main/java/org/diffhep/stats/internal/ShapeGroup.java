package org.diffhep.stats.internal;

/** The interpolation weights of a list of shapes at one point, for all blocks that have the same list. */
final class ShapeGroup {
    private final int[] parameters;
    final double[] plus;
    final double[] minus;
    /** First derivatives in the parameter. */
    final double[] plusSlope;

    final double[] minusSlope;
    /** Second derivatives. */
    final double[] plusCurve;

    final double[] minusCurve;

    ShapeGroup(int[] parameters) {
        this.parameters = parameters;
        int count = parameters.length;
        plus = new double[count];
        minus = new double[count];
        plusSlope = new double[count];
        minusSlope = new double[count];
        plusCurve = new double[count];
        minusCurve = new double[count];
    }

    /** Takes what {@link Interpolation#shapeWeights} wrote, six numbers for each parameter. */
    void read(double[] weights) {
        for (int h = 0; h < parameters.length; h++) {
            int at = 6 * parameters[h];
            plus[h] = weights[at];
            minus[h] = weights[at + 1];
            plusSlope[h] = weights[at + 2];
            minusSlope[h] = weights[at + 3];
            plusCurve[h] = weights[at + 4];
            minusCurve[h] = weights[at + 5];
        }
    }
}
