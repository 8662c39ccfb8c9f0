package org.diffhep.stats;

import org.diffhep.stats.internal.CompiledModel;
import org.diffhep.stats.internal.Evaluator;
import org.diffhep.stats.internal.NewtonSystem;
import org.diffhep.stats.internal.TemplateSums;

/**
 * Uncertainty of the parameter of interest from the Hessian at the fit to counts: σ² = (H⁻¹)_μμ, with the counts held.
 *
 * <p>With v = H⁻¹e_μ, dσ²/dT = −∂_T(vᵀHv) + ∂_T(uᵀg), where u = H⁻¹ ∂_θ(vᵀHv) lets the fit follow the templates. vᵀHv is the
 * second derivative of −ln L along v; those of its gradients in θ and T are central differences of the exact
 * gradients, extrapolated twice, so that the result is good to about eight digits.
 */
final class ObservedPrecisionObjective implements Objective {
    /** Steps of the differences, in standard deviations, and their weights: together exact to the seventh power. */
    private static final double[] STEPS = {0.04, 0.02, 0.01};

    private static final double[] WEIGHTS = {1.0 / 45, -20.0 / 45, 64.0 / 45};

    private final double[] counts;

    ObservedPrecisionObjective(double[] counts) {
        this.counts = counts.clone();
    }

    @Override
    public String name() {
        return "precision";
    }

    @Override
    public boolean maximise() {
        return false;
    }

    @Override
    public ObjectiveResult evaluate(HistFactoryModel histFactory) {
        CompiledModel model = histFactory.compiled();
        int poi = histFactory.requirePoi();
        Data data = new Data(counts, model.nominalAuxiliary());
        FitResult fit = Fitter.fit(histFactory, data).orThrow();
        double[] best = fit.values();
        boolean[] free = model.free(-1);
        for (int p = 0; p < free.length; p++) {
            free[p] &= !fit.atBound(p);
        }
        if (!free[poi]) {
            throw new ObjectiveUndefinedException("the parameter of interest '" + model.parameterNames[poi]
                    + "' is fixed, or its best value " + best[poi] + " is on a bound: it has no uncertainty there");
        }
        Evaluator evaluator = new Evaluator(model);
        histFactory.load(evaluator, data);
        evaluator.valueGradientHessian(best);
        NewtonSystem system = new NewtonSystem(evaluator);
        if (!system.factor(free, new double[free.length], 0)) {
            throw new ObjectiveUndefinedException("the data do not constrain parameter '"
                    + model.parameterNames[system.failedParameter()]
                    + "', alone or against others: fix it, or add a region that measures it");
        }
        double[] direction = new double[best.length];
        direction[poi] = 1;
        double[] along = new double[best.length];
        system.solve(direction, along);
        double variance = along[poi];
        double sigma = Math.sqrt(variance);
        for (int p = 0; p < along.length; p++) {
            along[p] /= sigma;
        }
        TemplateSums sums = new TemplateSums(model);
        TemplateDerivative derivative = TemplateDerivative.ofObserved(model);
        double[] onFit = new double[best.length];
        double[] point = new double[best.length];
        for (int k = 0; k < STEPS.length; k++) {
            double weight = WEIGHTS[k] / (STEPS[k] * STEPS[k]);
            for (int side = -1; side <= 1; side++) {
                double factor = variance * (side == 0 ? -2 * weight : weight);
                for (int p = 0; p < point.length; p++) {
                    point[p] = best[p] + side * STEPS[k] * along[p];
                }
                evaluator.valueAndGradient(point);
                derivative.addValue(sums, evaluator, point, -factor);
                for (int p = 0; p < point.length; p++) {
                    onFit[p] += factor * evaluator.gradient[p];
                }
            }
        }
        system.solve(onFit, direction);
        derivative.addSlope(sums, evaluator, best, direction, 1);
        sums.scale(0.5 / sigma);
        return new ObjectiveResult(name(), sigma, new TemplateGradient(sums));
    }
}
