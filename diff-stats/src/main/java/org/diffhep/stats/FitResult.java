package org.diffhep.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.diffhep.stats.internal.NewtonSystem;

/**
 * The outcome of a fit. Where no minimum was found, {@link #converged} is false, {@link #message} says why, and every
 * question for a number is answered by an exception.
 */
public final class FitResult {
    private final HistFactoryModel model;
    private final boolean converged;
    private final String message;
    private final double twiceNll;
    private final double deviance;
    private final double edm;
    private final double projectedGradient;
    private final int iterations;
    private final double[] values;
    private final boolean[] varied;
    private final boolean[] atBound;
    private final boolean[] flat;
    /** Covariance of the parameters that have one, in their order. */
    private final double[][] covariance;

    private final int[] covarianceIndex;

    private FitResult(FitEngine engine, int held) {
        model = engine.histFactory;
        converged = engine.converged();
        message = converged ? "converged" : engine.failure();
        values = engine.point();
        deviance = 2 * engine.value();
        twiceNll = deviance + 2 * engine.evaluator.constant();
        edm = engine.edm();
        projectedGradient = 2 * engine.projectedGradient();
        iterations = engine.iterations();
        varied = engine.model.free(held);
        engine.evaluate(values);
        int count = values.length;
        atBound = new boolean[count];
        flat = new boolean[count];
        covarianceIndex = new int[count];
        boolean[] free = varied.clone();
        for (int p = 0; p < count; p++) {
            double lower = engine.model.lower[p];
            double upper = engine.model.upper[p];
            atBound[p] = varied[p] && (values[p] <= lower || values[p] >= upper);
            free[p] &= !atBound[p];
        }
        covariance = converged ? covariance(engine, free) : new double[0][];
    }

    static FitResult of(FitEngine engine, int held) {
        return new FitResult(engine, held);
    }

    private double[][] covariance(FitEngine engine, boolean[] free) {
        NewtonSystem system = engine.system();
        int count = values.length;
        if (!system.factor(free, new double[count], 0)) {
            findFlat(system, free);
            double[] scale = new double[count];
            Arrays.fill(scale, 1e-12);
            if (!system.factor(free, scale, 1)) {
                Arrays.fill(free, false);
            }
        }
        List<Integer> indices = new ArrayList<>();
        for (int p = 0; p < count; p++) {
            covarianceIndex[p] = -1;
            if (free[p] && !flat[p]) {
                covarianceIndex[p] = indices.size();
                indices.add(p);
            }
        }
        double[][] result = new double[indices.size()][indices.size()];
        double[] unit = new double[count];
        double[] column = new double[count];
        for (int i = 0; i < indices.size(); i++) {
            unit[indices.get(i)] = 1;
            system.solve(unit, column);
            unit[indices.get(i)] = 0;
            for (int j = 0; j < indices.size(); j++) {
                result[i][j] = column[indices.get(j)];
            }
        }
        return result;
    }

    /** Finds the parameters whose variance grows without limit as the regularisation goes to zero. */
    private void findFlat(NewtonSystem system, boolean[] free) {
        int count = values.length;
        double[] diagonal = new double[count];
        system.diagonal(diagonal);
        double[] unit = new double[count];
        double[] column = new double[count];
        double[][] variances = new double[2][count];
        double[] scale = new double[count];
        for (int p = 0; p < count; p++) {
            scale[p] = Math.max(Math.abs(diagonal[p]), 1e-10);
        }
        for (int k = 0; k < 2; k++) {
            if (!system.factor(free, scale, k == 0 ? 1e-8 : 1e-9)) {
                // Not a flat valley but a saddle: nothing has an uncertainty there.
                Arrays.fill(flat, true);
                return;
            }
            for (int p = 0; p < count; p++) {
                if (free[p]) {
                    unit[p] = 1;
                    system.solve(unit, column);
                    unit[p] = 0;
                    variances[k][p] = column[p];
                }
            }
        }
        for (int p = 0; p < count; p++) {
            flat[p] = free[p] && variances[1][p] > 1.5 * variances[0][p];
        }
    }

    /** The model that was fitted. */
    public HistFactoryModel model() {
        return model;
    }

    /** Whether a minimum was found. */
    public boolean converged() {
        return converged;
    }

    /** "converged", or why not. */
    public String message() {
        return message;
    }

    /**
     * This result, if it converged.
     *
     * @throws FitFailedException otherwise
     */
    public FitResult orThrow() {
        if (!converged) {
            throw new FitFailedException(message);
        }
        return this;
    }

    /** −2 ln L at the minimum, normalisation included. */
    public double twiceNll() {
        orThrow();
        return twiceNll;
    }

    /** −2 ln of the ratio to the saturated model: the sum of deviances of data and auxiliary data. */
    public double deviance() {
        orThrow();
        return deviance;
    }

    /** Estimated distance to the minimum, in units of −2 ln L. */
    public double edm() {
        return 2 * edm;
    }

    /** Largest component of the gradient of −2 ln L over parameters not held by a bound. */
    public double projectedGradient() {
        return projectedGradient;
    }

    /** Newton iterations, over all starts. */
    public int iterations() {
        return iterations;
    }

    /** Best values of all parameters, in order. */
    public double[] values() {
        orThrow();
        return values.clone();
    }

    /** Best value of one parameter. */
    public double value(String name) {
        return values()[index(name)];
    }

    private int index(String name) {
        return model.indexOf(name)
                .orElseThrow(() -> new IllegalArgumentException("the model has no parameter '" + name + "'"));
    }

    /** Whether a parameter was varied and ended on one of its bounds. */
    public boolean atBound(int parameter) {
        orThrow();
        return atBound[parameter];
    }

    /** Names of parameters that the data do not constrain, alone or in combination. */
    public List<String> flatParameters() {
        orThrow();
        List<String> names = new ArrayList<>();
        for (int p = 0; p < flat.length; p++) {
            if (flat[p]) {
                names.add(model.parameterNames().get(p));
            }
        }
        return names;
    }

    /**
     * Uncertainty from the inverse Hessian of −ln L over the parameters that are neither fixed nor on a bound; empty
     * for a parameter that is fixed, on a bound, or not constrained by the data.
     *
     * @param parameter index
     */
    public OptionalDouble uncertainty(int parameter) {
        orThrow();
        int i = covarianceIndex[parameter];
        return i < 0 || !(covariance[i][i] >= 0)
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.sqrt(covariance[i][i]));
    }

    /** As {@link #uncertainty(int)}, by name. */
    public OptionalDouble uncertainty(String name) {
        return uncertainty(index(name));
    }

    /** Covariance of two parameters; empty where one has no uncertainty. */
    public OptionalDouble covariance(int first, int second) {
        orThrow();
        int i = covarianceIndex[first];
        int j = covarianceIndex[second];
        return i < 0 || j < 0 ? OptionalDouble.empty() : OptionalDouble.of(covariance[i][j]);
    }

    /** Correlation of two parameters; empty where one has no uncertainty. */
    public OptionalDouble correlation(int first, int second) {
        OptionalDouble joint = covariance(first, second);
        if (joint.isEmpty()) {
            return joint;
        }
        double norm = covariance[covarianceIndex[first]][covarianceIndex[first]]
                * covariance[covarianceIndex[second]][covarianceIndex[second]];
        return OptionalDouble.of(first == second ? 1 : joint.getAsDouble() / Math.sqrt(norm));
    }

    /** The parameter of interest's best value, if the model has one. */
    public Optional<Double> poi() {
        return model.poiIndex().isPresent()
                ? Optional.of(values()[model.poiIndex().getAsInt()])
                : Optional.empty();
    }

    /** Expected yields at the best values. */
    public double[] expected() {
        return model.expected(values());
    }
}
