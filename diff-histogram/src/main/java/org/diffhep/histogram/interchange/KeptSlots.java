package org.diffhep.histogram.interchange;

import java.util.List;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Flow;
import org.diffhep.histogram.Histogram;

/** The slots of a histogram without those of flows that are not kept: what files hold, in rows, the last axis fastest. */
final class KeptSlots {

    /** So that a lying size ends in a message, not in no memory. */
    private static final long MOST_SLOTS = 1 << 26;

    private final List<Axis> axes;
    private final int[] shape;

    /** @throws InvalidHistogramException if there are no axes or more slots than memory should be spent on */
    KeptSlots(List<Axis> axes) {
        if (axes.isEmpty()) {
            throw new InvalidHistogramException("the histogram has no axis");
        }
        this.axes = List.copyOf(axes);
        this.shape = new int[axes.size()];
        long all = 1;
        for (int d = 0; d < shape.length; d++) {
            Axis axis = axes.get(d);
            shape[d] = axis.bins() + kept(axis.underflow()) + kept(axis.overflow());
            all *= axis.slots();
            if (all > MOST_SLOTS) {
                throw new InvalidHistogramException(
                        "the histogram has more than " + MOST_SLOTS + " slots, up to axis " + d);
            }
        }
    }

    private static int kept(Flow flow) {
        return flow == Flow.KEPT ? 1 : 0;
    }

    /** Number of kept slots along each axis. */
    int[] shape() {
        return shape.clone();
    }

    /** Number of kept slots. */
    int size() {
        int size = 1;
        for (int n : shape) {
            size *= n;
        }
        return size;
    }

    /** For each axis the slot of the axis that a kept slot is in. */
    int[] slots(int kept) {
        int[] slots = new int[shape.length];
        int rest = kept;
        for (int d = shape.length - 1; d >= 0; d--) {
            slots[d] = rest % shape[d] + 1 - kept(axes.get(d).underflow());
            rest /= shape[d];
        }
        return slots;
    }

    private int number(int[] slots) {
        int number = 0;
        for (int d = 0; d < slots.length; d++) {
            number = number * axes.get(d).slots() + slots[d];
        }
        return number;
    }

    /** Takes the kept ones of all slots. */
    double[] of(double[] all) {
        double[] kept = new double[size()];
        for (int k = 0; k < kept.length; k++) {
            kept[k] = all[number(slots(k))];
        }
        return kept;
    }

    /** A histogram of kept slots. */
    Histogram histogram(double[] values, double[] variances) {
        int all = axes.stream().mapToInt(Axis::slots).reduce(1, (a, b) -> a * b);
        double[] allValues = new double[all];
        double[] allVariances = new double[all];
        for (int k = 0; k < values.length; k++) {
            int number = number(slots(k));
            allValues[number] = values[k];
            allVariances[number] = variances[k];
        }
        return new Histogram(axes, allValues, allVariances);
    }

    /**
     * Checks a number of bins before an axis is made of it.
     *
     * @throws InvalidHistogramException if it is more than memory should be spent on
     */
    static void requireRoom(String where, int bins) {
        if (bins > MOST_SLOTS) {
            throw new InvalidHistogramException(where + ": " + bins + " bins are more than " + MOST_SLOTS);
        }
    }

    /** @throws IllegalArgumentException if a number is not finite, for which the format has no word */
    static void requireFinite(Histogram histogram, String format) {
        List<double[]> both = List.of(histogram.slotValues(), histogram.slotVariances());
        for (double[] numbers : both) {
            for (int i = 0; i < numbers.length; i++) {
                if (!Double.isFinite(numbers[i])) {
                    throw new IllegalArgumentException(
                            "slot " + i + " of the histogram holds " + numbers[i] + ", which " + format + " cannot");
                }
            }
        }
    }

    /** Edges as an axis. */
    static Axis axis(String where, double[] edges, Flow underflow, Flow overflow) {
        try {
            return Axis.of(edges).flow(underflow, overflow);
        } catch (IllegalArgumentException e) {
            throw new InvalidHistogramException(where + ": " + e.getMessage(), e);
        }
    }
}
