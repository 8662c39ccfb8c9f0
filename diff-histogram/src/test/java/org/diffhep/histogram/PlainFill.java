package org.diffhep.histogram;

import org.apache.commons.math3.special.Erf;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.EventBatch;
import org.diffhep.autodiff.engine.NumberColumn;

/**
 * A fill as anybody would write it: observable a·v, probability of the cut v &gt; b, weights w and c·w, where v is the met of
 * an event or the pt of a jet; Gaussian shares from Commons Math, all slots for each value.
 */
record PlainFill(EventBatch batch, Axis axis, double bandwidth, boolean perObject, Relaxation relaxation) {

    static final double CUT_WIDTH = 0.25;

    /** The sums of a {@link HistogramFill}; what carries no gradient is taken at {@code at}. */
    double[] sums(double[] parameters, double[] at) {
        int slots = axis.slots();
        double[] sums = new double[4 * slots];
        for (int event = 0; event < batch.events(); event++) {
            double w = read(batch.column("weight"), event);
            double scaled = w * parameters[2];
            int from = perObject ? batch.offsets("Jet")[event] : event;
            int to = perObject ? batch.offsets("Jet")[event + 1] : event + 1;
            for (int i = from; i < to; i++) {
                double v = read(perObject ? batch.column("Jet", "pt") : batch.column("met"), i);
                double p = probability(v - parameters[1], v - at[1]);
                for (int slot = 0; slot < slots; slot++) {
                    double share = p * share(slot, v * parameters[0], v * at[0]);
                    sums[slot] += w * share;
                    sums[slots + slot] += w * w * share;
                    sums[2 * slots + slot] += scaled * share;
                    sums[3 * slots + slot] += scaled * scaled * share;
                }
            }
        }
        return sums;
    }

    double sumOfWeights() {
        double total = 0;
        for (int event = 0; event < batch.events(); event++) {
            total += read(batch.column("weight"), event);
        }
        return total;
    }

    private double probability(double distance, double before) {
        double step = before > 0 ? 1 : 0;
        return switch (relaxation.mode()) {
            case HARD -> step;
            case SOFT -> sigmoid(distance);
            case STRAIGHT_THROUGH -> step + sigmoid(distance) - sigmoid(before);
        };
    }

    private double sigmoid(double distance) {
        return 1 / (1 + Math.exp(-distance / (CUT_WIDTH * relaxation.temperature())));
    }

    private double share(int slot, double x, double before) {
        double hard = axis.slot(before) == slot ? 1 : 0;
        if (bandwidth == 0) {
            return hard;
        }
        return switch (relaxation.mode()) {
            case HARD -> hard;
            case SOFT -> smooth(slot, x);
            case STRAIGHT_THROUGH -> hard + smooth(slot, x) - smooth(slot, before);
        };
    }

    private double smooth(int slot, double x) {
        int last = axis.overflow() == Flow.FOLDED ? axis.bins() : axis.bins() + 1;
        if (slot > last) {
            return 0;
        }
        double upper = slot == last ? 1 : cdf(axis.edge(slot) - x);
        double lower = slot == 0 ? 0 : cdf(axis.edge(slot - 1) - x);
        return upper - lower;
    }

    private double cdf(double distance) {
        return 0.5 * Erf.erfc(-distance / (bandwidth * relaxation.temperature()) * Math.sqrt(0.5));
    }

    private static double read(NumberColumn column, int at) {
        double[] value = new double[1];
        column.copyTo(at, 1, value, 0);
        return value[0];
    }

    @Override
    public String toString() {
        return axis + ", bandwidth " + bandwidth + (perObject ? ", objects, " : ", events, ") + relaxation;
    }
}
