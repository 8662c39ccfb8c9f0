package org.diffhep.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.diffhep.histogram.Axis;
import org.diffhep.histogram.Histogram;
import org.diffhep.histogram.HistogramFill;

/**
 * The histograms of all samples, regions and variations at one value of the parameters, at the full luminosity.
 *
 * <p>Everything the likelihood needs to know of the events. Small, whatever their number.
 */
public final class Templates {

    private final Map<String, TemplatePlan> plans;
    private final Map<String, Axis> axes;
    private final Map<String, double[][]> sums;

    /** @param axes bins of each region */
    Templates(Map<String, TemplatePlan> plans, Map<String, Axis> axes, Map<String, double[][]> sums) {
        this.plans = plans;
        this.axes = axes;
        this.sums = sums;
    }

    /** The nominal histogram of a sample. */
    public Histogram nominal(String sample, String region) {
        return histogram(sample, region, TemplatePlan.NOMINAL);
    }

    /** The histogram at +1σ of a systematic that changes weights or events. */
    public Histogram up(String sample, String region, String systematic) {
        return histogram(sample, region, TemplatePlan.up(systematic));
    }

    /** The histogram at −1σ of a systematic that changes weights. */
    public Histogram down(String sample, String region, String systematic) {
        return histogram(sample, region, TemplatePlan.down(systematic));
    }

    private Histogram histogram(String sample, String region, String variation) {
        TemplatePlan plan = plans.get(sample);
        if (plan == null) {
            throw new IllegalArgumentException("no templates of sample " + sample);
        }
        return varied(sample, plan.place(region, variation));
    }

    /**
     * The bins of a region.
     *
     * @throws IllegalArgumentException if there is no such region
     */
    public Axis axis(String region) {
        Axis axis = axes.get(region);
        if (axis == null) {
            throw new IllegalArgumentException("no templates of region " + region);
        }
        return axis;
    }

    /** The histogram at a place of the sample's plan. */
    Histogram varied(String sample, TemplatePlan.Place place) {
        double[][] mine = sums.get(sample);
        if (mine == null) {
            throw new IllegalArgumentException("no templates of sample " + sample);
        }
        return place.histogram(mine, axis(place.region()));
    }

    /** {@code this + factor · other}, histogram by histogram, which must have the same bins; Σw² too. */
    Templates plus(Templates other, double factor) {
        Map<String, double[][]> result = new LinkedHashMap<>();
        sums.forEach((sample, mine) -> {
            double[][] theirs = Objects.requireNonNull(other.sums.get(sample));
            double[][] total = new double[mine.length][];
            for (int r = 0; r < mine.length; r++) {
                total[r] = mine[r].clone();
                for (int i = 0; i < total[r].length; i++) {
                    total[r][i] += factor * theirs[r][i];
                }
            }
            result.put(sample, total);
        });
        return new Templates(plans, axes, result);
    }

    /** Events with all weights multiplied by a number. */
    Templates scaled(double factor) {
        Map<String, double[][]> result = new LinkedHashMap<>();
        sums.forEach((sample, mine) -> {
            TemplatePlan plan = Objects.requireNonNull(plans.get(sample));
            result.put(sample, scaled(plan, mine, factor));
        });
        return new Templates(plans, axes, result);
    }

    private static double[][] scaled(TemplatePlan plan, double[][] sums, double factor) {
        double[][] result = new double[sums.length][];
        for (int r = 0; r < sums.length; r++) {
            result[r] = sums[r].clone();
            scale((HistogramFill) plan.graph().reductions().get(r), result[r], factor);
        }
        return result;
    }

    /** Multiplies Σw by a factor and Σw² by its square; cotangents are scaled in the same way. */
    static void scale(HistogramFill fill, double[] sums, double factor) {
        int slots = fill.slots();
        for (int weight = 0; weight < fill.weights(); weight++) {
            for (int slot = 0; slot < slots; slot++) {
                sums[fill.position(weight, slot)] *= factor;
                sums[fill.position(weight, slot) + slots] *= factor * factor;
            }
        }
    }
}
