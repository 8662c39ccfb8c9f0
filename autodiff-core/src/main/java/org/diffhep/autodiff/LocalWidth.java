package org.diffhep.autodiff;

import java.util.Arrays;
import java.util.Comparator;

/**
 * A rule for the width of a cut: as wide as is needed for a number of expected events to lie within one width of the threshold, on
 * either side. Where events are dense the cut is sharp, where they are rare it is soft enough to see some.
 *
 * <p>Resolved from events before a graph is built, with {@link #at}; the width does not move with the threshold afterwards, and
 * carries no gradient. The same events give the same width, in whatever order they come.
 *
 * @param expectedEvents the sum of weights within one width, positive
 * @param smallest the width is not made smaller than this, in the unit of what is cut on, positive
 * @param largest nor larger than this
 */
public record LocalWidth(double expectedEvents, double smallest, double largest) {

    /** @throws IllegalArgumentException if the number of events is not positive, or the bounds are out of order */
    public LocalWidth {
        if (!(expectedEvents > 0 && expectedEvents < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("a width for " + expectedEvents + " expected events");
        }
        if (!(smallest > 0 && smallest <= largest && largest < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "bounds of a width [" + smallest + ", " + largest + "] are not positive or out of order");
        }
    }

    /**
     * The width for a threshold: the smallest distance within which the weights reach the expected number of events, within the
     * bounds; the largest width where all events together do not. Negative weights count as what they are.
     *
     * @param values what is cut on, one for each event or object; NaN for those without a value
     * @param weights their weights, as many
     * @throws IllegalArgumentException if the numbers of values and weights differ, or a weight or the threshold is not finite
     */
    public Width at(double threshold, double[] values, double[] weights) {
        if (values.length != weights.length) {
            throw new IllegalArgumentException("got " + values.length + " values and " + weights.length + " weights");
        }
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("threshold " + threshold + " is not finite");
        }
        double[][] near = new double[values.length][];
        int found = 0;
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(weights[i])) {
                throw new IllegalArgumentException("weight " + i + " is " + weights[i]);
            }
            double distance = Math.abs(values[i] - threshold);
            if (distance <= largest) {
                near[found++] = new double[] {distance, weights[i]};
            }
        }
        near = Arrays.copyOf(near, found);
        // by weight too, so that sums do not depend on the order of the events
        Arrays.sort(near, Comparator.comparingDouble((double[] one) -> one[0]).thenComparingDouble(one -> one[1]));
        double sum = 0;
        for (double[] one : near) {
            sum += one[1];
            if (sum >= expectedEvents) {
                return Width.width(Math.max(smallest, one[0]));
            }
        }
        return Width.width(largest);
    }
}
