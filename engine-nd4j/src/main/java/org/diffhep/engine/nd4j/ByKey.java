package org.diffhep.engine.nd4j;

import java.util.Arrays;
import java.util.Comparator;
import org.diffhep.autodiff.Op;

/** The objects of one event in descending order of a key, and what needs that order. Arrays are in stored order. */
final class ByKey {

    private final double[] keys;
    /** Which object stands at each position; those without a place come last. */
    private final Integer[] order;

    ByKey(double[] keys) {
        this.keys = keys;
        order = new Integer[keys.length];
        Arrays.setAll(order, k -> k);
        // adding 0 makes one of the two zeros; the sort is stable
        Arrays.sort(
                order,
                Comparator.comparingDouble(
                        (Integer k) -> Double.isNaN(keys[k]) ? Double.POSITIVE_INFINITY : 0 - keys[k]));
    }

    /** The position of each object; NaN where it has none. */
    double[] positions() {
        double[] positions = new double[keys.length];
        for (int at = 0; at < order.length; at++) {
            positions[order[at]] = Double.isNaN(keys[order[at]]) ? Double.NaN : at;
        }
        return positions;
    }

    /** Whether an object that can be taken has no place. */
    private boolean isSpoilt(double[] flags) {
        for (int k = 0; k < keys.length; k++) {
            if (Double.isNaN(keys[k]) && flags[k] != 0) {
                return true;
            }
        }
        return false;
    }

    private double[] sorted(double[] stored) {
        double[] sorted = new double[order.length];
        Arrays.setAll(sorted, at -> stored[order[at]]);
        return sorted;
    }

    private double[] stored(double[] sorted) {
        double[] stored = new double[order.length];
        for (int at = 0; at < sorted.length; at++) {
            stored[order[at]] = sorted[at];
        }
        return stored;
    }

    private double[] spoilt() {
        double[] nothing = new double[order.length];
        Arrays.fill(nothing, Double.NaN);
        return nothing;
    }

    /** See {@link Op.Leading}. */
    double[] leading(Op.Leading op, double[] flags) {
        if (isSpoilt(flags)) {
            return spoilt();
        }
        double[] sorted = sorted(flags);
        FlagChain chain = chain(op, sorted);
        double[] leading = new double[sorted.length];
        Arrays.setAll(leading, at -> sorted[at] * chain.probability(at, op.from(), op.to()));
        return stored(leading);
    }

    /** The adjoints of the flags. */
    double[] pullLeading(Op.Leading op, double[] flags, double[] adjoints) {
        double[] ofSorted = sorted(adjoints);
        FlagChain chain = chain(op, sorted(flags));
        int states = states(op);
        return stored(chain.slopes(
                (at, state) -> state >= op.from() && state < op.to() ? ofSorted[at] : 0, new double[states]));
    }

    private FlagChain chain(Op.Leading op, double[] sorted) {
        return new FlagChain(sorted, states(op));
    }

    /** Up to the last that is leading, and one for all that follow. */
    private int states(Op.Leading op) {
        return Math.min(op.to(), order.length) + 1;
    }

    /** See {@link Op.Choice}. */
    double[] choice(double[] flags) {
        if (isSpoilt(flags)) {
            return spoilt();
        }
        double[] sorted = sorted(flags);
        double[] taken = new double[sorted.length];
        double none = 1;
        double any = 0;
        for (int at = 0; at < sorted.length; at++) {
            taken[at] = none * sorted[at];
            any += taken[at];
            none *= 1 - sorted[at];
        }
        double possible = any;
        Arrays.setAll(taken, at -> possible < Op.LEAST_PROBABILITY ? 0 : taken[at] / possible);
        return stored(taken);
    }

    /** The adjoints of the flags: through the normalisation first, then through the products. */
    double[] pullChoice(double[] flags, double[] adjoints) {
        double[] sorted = sorted(flags);
        double[] above = sorted(adjoints);
        int n = sorted.length;
        double[] before = new double[n + 1];
        before[0] = 1;
        double any = 0;
        double mean = 0;
        for (int at = 0; at < n; at++) {
            any += before[at] * sorted[at];
            mean += before[at] * sorted[at] * above[at];
            before[at + 1] = before[at] * (1 - sorted[at]);
        }
        double[] pulled = new double[n];
        if (any < Op.LEAST_PROBABILITY) {
            return pulled;
        }
        mean /= any;
        double later = 0; // what is expected of those behind, given that none before was taken
        for (int at = n - 1; at >= 0; at--) {
            double own = (above[at] - mean) / any;
            pulled[at] = before[at] * (own - later);
            later = sorted[at] * own + (1 - sorted[at]) * later;
        }
        return stored(pulled);
    }
}
