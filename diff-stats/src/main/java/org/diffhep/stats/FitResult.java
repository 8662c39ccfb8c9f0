package org.diffhep.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.diffhep.stats.internal.Evaluator;
import org.diffhep.stats.internal.TemplateSums;

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
    private final double[] main;
    private final double[] auxiliary;
    /** Made when first asked for, under this object's lock: many fits are for their minimum only. */
    private Optional<ParameterCovariance> covariance = Optional.empty();

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
        main = engine.evaluator.data();
        auxiliary = engine.evaluator.auxiliaryData();
        int count = values.length;
        atBound = new boolean[count];
        for (int p = 0; p < count; p++) {
            atBound[p] = engine.heldByBound(p);
        }
    }

    static FitResult of(FitEngine engine, int held) {
        return new FitResult(engine, held);
    }

    private synchronized ParameterCovariance covariance() {
        orThrow();
        if (covariance.isEmpty()) {
            boolean[] inside = varied.clone();
            for (int p = 0; p < inside.length; p++) {
                inside[p] &= !atBound[p];
            }
            covariance = Optional.of(new ParameterCovariance(model.compiled(), evaluator(), values, inside));
        }
        return covariance.get();
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

    /**
     * Whether a parameter was varied and one of its bounds holds it. False where the last step of the fit, of the size of
     * rounding, ends on the bound by itself.
     */
    public boolean atBound(int parameter) {
        orThrow();
        return atBound[parameter];
    }

    /** Names of parameters that the data do not constrain, alone or in combination. */
    public synchronized List<String> flatParameters() {
        ParameterCovariance matrix = covariance();
        List<String> names = new ArrayList<>();
        for (int p = 0; p < values.length; p++) {
            if (matrix.flat(p)) {
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
        OptionalDouble variance = covariance(parameter, parameter);
        return variance.isEmpty() ? variance : OptionalDouble.of(Math.sqrt(variance.getAsDouble()));
    }

    /** As {@link #uncertainty(int)}, by name. */
    public OptionalDouble uncertainty(String name) {
        return uncertainty(index(name));
    }

    /** Covariance of two parameters; empty where one has no uncertainty. */
    public synchronized OptionalDouble covariance(int first, int second) {
        ParameterCovariance matrix = covariance();
        return matrix.has(first) && matrix.has(second)
                ? OptionalDouble.of(matrix.entry(first, second))
                : OptionalDouble.empty();
    }

    /** Correlation of two parameters; empty where one has no uncertainty. */
    public OptionalDouble correlation(int first, int second) {
        OptionalDouble joint = covariance(first, second);
        if (joint.isEmpty()) {
            return joint;
        }
        double norm = covariance(first, first).orElseThrow()
                * covariance(second, second).orElseThrow();
        return OptionalDouble.of(first == second ? 1 : joint.getAsDouble() / Math.sqrt(norm));
    }

    /**
     * Derivative of a parameter's best value with respect to every template, the main data held: −H⁻¹ ∂²(−ln L)/∂θ∂T
     * (implicit function theorem). Zero for a parameter that is fixed or on a bound; parameters on a bound are held.
     *
     * @param parameter index
     * @throws ObjectiveUndefinedException if the data do not constrain the parameter
     */
    public synchronized TemplateGradient gradient(int parameter) {
        ParameterCovariance matrix = covariance();
        TemplateSums sums = new TemplateSums(model.compiled());
        if (varied[parameter] && !atBound[parameter]) {
            if (!matrix.has(parameter)) {
                throw new ObjectiveUndefinedException("the data do not constrain parameter '"
                        + model.parameterNames().get(parameter) + "': its best value is arbitrary");
            }
            TemplateDerivative.ofObserved(model.compiled())
                    .addSlope(sums, evaluator(), values, matrix.column(parameter), -1);
        }
        return new TemplateGradient(sums);
    }

    private Evaluator evaluator() {
        Evaluator evaluator = new Evaluator(model.compiled());
        evaluator.setData(main, auxiliary);
        return evaluator;
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
