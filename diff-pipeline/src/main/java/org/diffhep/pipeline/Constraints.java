package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diffhep.histogram.Histogram;

/**
 * The constraints of an analysis as inequalities g ≥ 0 in the templates, one for each constraint or bin: g = value/limit − 1
 * for a floor, 1 − value/limit for a ceiling, so that g = −0.1 is a violation by a tenth of the limit.
 */
final class Constraints {

    private final Analysis analysis;
    private final List<Inequality> inequalities = new ArrayList<>();

    /** @param bin −1 for the region as a whole */
    private record Inequality(Constraint constraint, int bin) {

        boolean holds(int candidate) {
            return bin < 0 || bin == candidate;
        }
    }

    /** Σw and Σw² of what an inequality is about. */
    private record Sums(double weights, double squares) {

        double effective() {
            return squares > 0 ? weights * weights / squares : 0;
        }
    }

    Constraints(Analysis analysis) {
        this.analysis = analysis;
        for (Constraint constraint : analysis.constraints()) {
            if (constraint instanceof Constraint.MinimumEffectiveEvents effective && effective.eachBin()) {
                for (int bin = 0;
                        bin < analysis.region(constraint.region()).axis().bins();
                        bin++) {
                    inequalities.add(new Inequality(constraint, bin));
                }
            } else {
                inequalities.add(new Inequality(constraint, -1));
            }
        }
    }

    int count() {
        return inequalities.size();
    }

    /** All g. */
    double[] values(Templates templates) {
        double[] g = new double[inequalities.size()];
        for (int j = 0; j < g.length; j++) {
            Constraint constraint = inequalities.get(j).constraint();
            double share = value(inequalities.get(j), templates) / constraint.limit();
            g[j] = constraint.isLower() ? share - 1 : 1 - share;
        }
        return g;
    }

    /** The value of one constraint, in events: for one on each bin that of the worst bin. */
    double value(Constraint constraint, Templates templates) {
        double worst = Double.POSITIVE_INFINITY;
        for (Inequality inequality : inequalities) {
            if (inequality.constraint().equals(constraint)) {
                worst = Math.min(worst, value(inequality, templates));
            }
        }
        return worst;
    }

    private double value(Inequality inequality, Templates templates) {
        Sums sums = sums(inequality, templates);
        return inequality.constraint() instanceof Constraint.MinimumEffectiveEvents ? sums.effective() : sums.weights();
    }

    private Sums sums(Inequality inequality, Templates templates) {
        double weights = 0;
        double squares = 0;
        for (String sample : samples(inequality.constraint())) {
            Histogram histogram =
                    templates.nominal(sample, inequality.constraint().region());
            double[] values = histogram.values();
            double[] variances = histogram.variances();
            for (int bin = 0; bin < values.length; bin++) {
                weights += inequality.holds(bin) ? values[bin] : 0;
                squares += inequality.holds(bin) ? variances[bin] : 0;
            }
        }
        return new Sums(weights, squares);
    }

    private List<String> samples(Constraint constraint) {
        return constraint.samples().isEmpty() ? analysis.samples() : constraint.samples();
    }

    /**
     * Adds the gradient of Σ slope·g to the cotangents of one sample.
     *
     * @param slopes one for each g
     */
    void pullBack(Templates templates, double[] slopes, String sample, TemplatePlan plan, double[][] cotangents) {
        for (int j = 0; j < slopes.length; j++) {
            Inequality inequality = inequalities.get(j);
            Constraint constraint = inequality.constraint();
            if (slopes[j] == 0 || !samples(constraint).contains(sample)) {
                continue;
            }
            double toShare = (constraint.isLower() ? slopes[j] : -slopes[j]) / constraint.limit();
            double toWeights = toShare;
            double toSquares = 0;
            if (constraint instanceof Constraint.MinimumEffectiveEvents) {
                // N = (Σw)²/Σw²
                Sums sums = sums(inequality, templates);
                boolean any = sums.squares() > 0;
                toWeights = any ? 2 * toShare * sums.weights() / sums.squares() : 0;
                toSquares = any ? -toShare * sums.effective() / sums.squares() : 0;
            }
            TemplatePlan.Place place = plan.place(constraint.region(), TemplatePlan.NOMINAL);
            for (int bin = 0; bin < analysis.region(constraint.region()).axis().bins(); bin++) {
                if (inequality.holds(bin)) {
                    place.addValue(cotangents, bin, toWeights);
                    place.addVariance(cotangents, bin, toSquares);
                }
            }
        }
    }

    /** The largest violation, as a share of its limit; 0 where all hold. */
    static double violation(double[] g) {
        return Arrays.stream(g).map(each -> Math.max(0, -each)).max().orElse(0);
    }
}
