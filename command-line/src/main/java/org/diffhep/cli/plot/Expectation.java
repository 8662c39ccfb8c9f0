package org.diffhep.cli.plot;

import java.util.Arrays;
import java.util.Map;
import org.diffhep.stats.FitResult;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Parameter;

/**
 * Expected yields of a model and their uncertainty.
 *
 * @param samples channel → sample → bins
 * @param totals channel → bins
 * @param errors channel → uncertainty of each total
 */
record Expectation(
        Map<String, Map<String, double[]>> samples, Map<String, double[]> totals, Map<String, double[]> errors) {

    /** At the inits: constrained parameters have the widths of their constraints, without correlation; free ones none. */
    static Expectation beforeFit(HistFactoryModel model) {
        double[] sigmas = new double[model.parameterCount()];
        for (int p = 0; p < sigmas.length; p++) {
            Parameter parameter = model.parameters().get(p);
            sigmas[p] = parameter.fixed()
                    ? 0
                    : Prefit.of(parameter).map(Prefit::sigma).orElse(0.0);
        }
        return of(model, model.inits(), sigmas, (p, q) -> p == q ? 1 : 0);
    }

    /** At the best values, with their uncertainties and correlations. */
    static Expectation afterFit(FitResult fit) {
        double[] sigmas = new double[fit.values().length];
        for (int p = 0; p < sigmas.length; p++) {
            sigmas[p] = fit.uncertainty(p).orElse(0);
        }
        return of(fit.model(), fit.values(), sigmas, (p, q) -> fit.correlation(p, q)
                .orElse(0));
    }

    @FunctionalInterface
    private interface Correlation {
        double of(int p, int q);
    }

    /**
     * σ_b² = Σ_pq ρ_pq d_pb d_qb, where d_p is half the difference of the yields with parameter p one uncertainty up and down: what
     * cabinetry draws (its {@code model_utils.yield_stdev}).
     */
    private static Expectation of(HistFactoryModel model, double[] values, double[] sigmas, Correlation correlation) {
        double[][] shifts = new double[sigmas.length][];
        for (int p = 0; p < sigmas.length; p++) {
            shifts[p] = sigmas[p] > 0 ? shift(model, values, p, sigmas[p]) : new double[0];
        }
        double[] variances = new double[model.bins()];
        for (int p = 0; p < sigmas.length; p++) {
            for (int q = 0; q <= p; q++) {
                double rho = shifts[p].length == 0 || shifts[q].length == 0 ? 0 : correlation.of(p, q);
                if (rho == 0) {
                    continue;
                }
                double weight = p == q ? rho : 2 * rho;
                for (int b = 0; b < variances.length; b++) {
                    variances[b] += weight * shifts[p][b] * shifts[q][b];
                }
            }
        }
        double[] errors =
                Arrays.stream(variances).map(v -> Math.sqrt(Math.max(0, v))).toArray();
        return new Expectation(
                model.expectedBySample(values), model.expectedByChannel(values), model.byChannel(errors));
    }

    private static double[] shift(HistFactoryModel model, double[] values, int parameter, double by) {
        double[] moved = values.clone();
        moved[parameter] = values[parameter] + by;
        double[] up = model.expected(moved);
        moved[parameter] = values[parameter] - by;
        double[] down = model.expected(moved);
        for (int b = 0; b < up.length; b++) {
            up[b] = (up[b] - down[b]) / 2;
        }
        return up;
    }
}
