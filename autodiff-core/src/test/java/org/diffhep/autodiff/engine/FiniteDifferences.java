package org.diffhep.autodiff.engine;

import java.util.function.ToDoubleFunction;

/** Derivatives from values alone: central differences, extrapolated to step 0 (Richardson), with an estimate of the error. */
public final class FiniteDifferences {

    private static final int LEVELS = 5;

    private FiniteDifferences() {}

    /** A derivative and how far it may be off. */
    public record Derivative(double value, double error) {}

    /** The derivative with respect to one argument. */
    public static Derivative partial(ToDoubleFunction<double[]> function, double[] at, int argument, double step) {
        double[][] table = new double[LEVELS][LEVELS];
        double h = step;
        double best = Double.NaN;
        double error = Double.POSITIVE_INFINITY;
        for (int i = 0; i < LEVELS; i++) {
            double[] up = at.clone();
            double[] down = at.clone();
            up[argument] += h;
            down[argument] -= h;
            table[i][0] = (function.applyAsDouble(up) - function.applyAsDouble(down)) / (up[argument] - down[argument]);
            double factor = 1;
            for (int k = 1; k <= i; k++) {
                factor *= 4;
                table[i][k] = table[i][k - 1] + (table[i][k - 1] - table[i - 1][k - 1]) / (factor - 1);
                double change =
                        Math.max(Math.abs(table[i][k] - table[i][k - 1]), Math.abs(table[i][k] - table[i - 1][k - 1]));
                if (change < error) {
                    error = change;
                    best = table[i][k];
                }
            }
            h /= 2;
        }
        return new Derivative(best, error);
    }
}
