package org.diffhep.stats;

import java.util.Arrays;
import org.diffhep.stats.internal.CompiledModel;
import org.diffhep.stats.internal.Evaluator;
import org.diffhep.stats.internal.Minimiser;

/**
 * Fits of one model, one after another, on the same work arrays. Not for use by several threads.
 *
 * <p>With strongly asymmetric variations −ln L can have several minima, so that a careful fit begins at several points
 * (the initial values, and where there is reason those α at +1 and at −1) and keeps the lowest minimum.
 */
final class FitEngine {
    /** No parameter is held. */
    static final int NONE = -1;

    /** Improvement of −ln L that counts as another minimum. */
    private static final double LOWER = 1e-9;

    final HistFactoryModel histFactory;
    final CompiledModel model;
    final Evaluator evaluator;
    private final Minimiser minimiser;
    /** Where a careful fit begins, the initial values first. */
    private final double[][] starts;

    private int heldParameter = NONE;
    private int attempts;
    private double[] point;
    private double value;
    private double edm;
    private double projectedGradient;
    private boolean[] heldByBound;
    private int iterations;
    private boolean converged;

    FitEngine(HistFactoryModel histFactory) {
        this.histFactory = histFactory;
        model = histFactory.compiled();
        evaluator = new Evaluator(model);
        minimiser = new Minimiser(evaluator);
        starts = model.startingPoints();
        point = model.init;
        heldByBound = new boolean[model.parameters()];
    }

    void data(Data data) {
        histFactory.load(evaluator, data);
    }

    void data(double[] main, double[] auxiliary) {
        evaluator.setData(main, auxiliary);
    }

    /** Fits from one point only. */
    boolean fitFrom(double[] start, int held, double at) {
        begin(held, at);
        attempt(start, held, at);
        return converged;
    }

    /** Fits from the usual points, and from those given first. */
    boolean fit(int held, double at, double[]... first) {
        begin(held, at);
        for (int i = 0; i < first.length; i++) {
            // the free and the last conditional fit begin as one point
            if (i == 0 || !Arrays.equals(first[i], first[i - 1])) {
                attempt(first[i], held, at);
            }
        }
        for (double[] start : starts) {
            attempt(start, held, at);
        }
        if (!converged) {
            // A start where the likelihood vanishes: other factors may give every bin some yield.
            for (double factor : new double[] {1, 0.1, 5}) {
                double[] start = model.init.clone();
                for (int p = 0; p < start.length; p++) {
                    if (!model.fixed[p] && !model.isConstrained(p)) {
                        start[p] = Math.max(model.lower[p], Math.min(model.upper[p], factor));
                    }
                }
                attempt(start, held, at);
            }
        }
        return converged;
    }

    private void begin(int parameter, double at) {
        heldParameter = parameter;
        // what failure() looks at where the likelihood is zero from every start
        point = holding(model.init, parameter, at);
        value = Double.POSITIVE_INFINITY;
        edm = Double.POSITIVE_INFINITY;
        converged = false;
        iterations = 0;
        attempts = 0;
    }

    private static double[] holding(double[] values, int held, double at) {
        double[] result = values.clone();
        if (held >= 0) {
            result[held] = at;
        }
        return result;
    }

    private void attempt(double[] start, int held, double at) {
        attempts++;
        boolean[] free = model.free(held);
        double[] from = holding(start, held, at);
        for (int p = 0; p < from.length; p++) {
            if (model.fixed[p] && p != held) {
                from[p] = model.init[p];
            }
        }
        descend(from, free);
        int[] idle = minimiser.joined() ? new int[0] : minimiser.idleOnBound(free);
        double[] found = minimiser.point();
        for (int p : idle) {
            // one at a time: two factors of one sample that are both 0 may go back there together
            double[] moved = found.clone();
            moved[p] = model.init[p];
            descend(moved, free);
        }
    }

    private void descend(double[] from, boolean[] free) {
        boolean success = minimiser.minimise(from, free, converged ? point : Minimiser.NONE_KNOWN, value);
        iterations += minimiser.iterations();
        if (minimiser.joined()) {
            return;
        }
        double found = minimiser.value();
        boolean first = success && !converged;
        boolean better = success == converged && found < value - LOWER;
        if (first || better) {
            converged = success;
            value = found;
            point = minimiser.point();
            edm = minimiser.edm();
            projectedGradient = minimiser.projectedGradient(free);
            heldByBound = minimiser.heldByBound(free);
        }
    }

    boolean converged() {
        return converged;
    }

    /** −ln L at the minimum without the constant of the data. */
    double value() {
        return value;
    }

    double[] point() {
        return point.clone();
    }

    double edm() {
        return edm;
    }

    double projectedGradient() {
        return projectedGradient;
    }

    /** Whether a bound holds a parameter at the minimum. */
    boolean heldByBound(int parameter) {
        return heldByBound[parameter];
    }

    int iterations() {
        return iterations;
    }

    /** Why the last fit failed, with what the user can look at. */
    String failure() {
        return FitFailure.describe(
                evaluator,
                model,
                point,
                model.free(heldParameter),
                edm,
                iterations + " iterations from " + attempts + (attempts == 1 ? " start" : " starts"));
    }
}
