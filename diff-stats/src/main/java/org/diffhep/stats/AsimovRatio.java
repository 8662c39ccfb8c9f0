package org.diffhep.stats;

import java.util.Arrays;
import org.diffhep.stats.internal.CompiledModel;
import org.diffhep.stats.internal.Evaluator;
import org.diffhep.stats.internal.Minimiser;
import org.diffhep.stats.internal.TemplateSums;

/**
 * q(μ) = −2 ln [L(μ, θ̂̂) / L(μ₀, θ₀)] on the Asimov data of (μ₀, θ₀), θ₀ the initial values. The denominator is its own
 * maximum, so one fit gives the value; and because both points are stationary in θ, the derivative in the templates
 * needs no derivative of the fit (envelope theorem).
 */
final class AsimovRatio {
    private final CompiledModel model;
    private final int poi;
    private final double[] truth;
    private final double[] data;
    private final Evaluator evaluator;
    private final Minimiser minimiser;
    private double[] point;

    /**
     * Generates the data.
     *
     * @param model model with a POI that is not fixed
     * @param generated μ₀
     */
    AsimovRatio(HistFactoryModel model, double generated) {
        this.model = model.compiled();
        poi = model.requirePoi();
        truth = model.inits();
        truth[poi] = generated;
        evaluator = new Evaluator(this.model);
        evaluator.computeYields(truth);
        data = new double[this.model.bins()];
        for (int b = 0; b < data.length; b++) {
            data[b] = evaluator.yieldOf(b);
            requirePositive(b, data[b], generated);
        }
        evaluator.setData(data, this.model.expectedAuxiliary(truth));
        minimiser = new Minimiser(evaluator);
        point = truth.clone();
    }

    private void requirePositive(int bin, double yield, double mu) {
        if (!(yield > 0)) {
            throw new ObjectiveUndefinedException("the expected yield of " + model.describeBin(bin) + " at "
                    + model.parameterNames[poi] + " = " + mu + " is " + yield + " (samples: "
                    + model.describeSamples(bin)
                    + "): merge the bin with a neighbour, or keep a floor under its background");
        }
    }

    /** Fits with the POI held at μ, starting where the last fit ended. */
    double q(double mu) {
        point[poi] = mu;
        if (!minimiser.minimise(point, model.free(poi))) {
            // From the last point or from the truth a Newton fit fails only where the likelihood is zero or flat.
            double[] start = truth.clone();
            start[poi] = mu;
            if (!minimiser.minimise(start, model.free(poi))) {
                throw undefinedFit(mu);
            }
        }
        point = minimiser.point();
        return 2 * evaluator.valueAndGradient(point);
    }

    private ObjectiveUndefinedException undefinedFit(double mu) {
        evaluator.computeYields(minimiser.point());
        for (int b = 0; b < data.length; b++) {
            requirePositive(b, evaluator.yieldOf(b), mu);
        }
        return new ObjectiveUndefinedException("the fit with " + model.parameterNames[poi] + " = " + mu
                + " did not converge (estimated distance to the minimum " + minimiser.edm() + " after "
                + minimiser.iterations() + " iterations)");
    }

    /** ∂q/∂μ at the last fit. */
    double slope() {
        return 2 * evaluator.gradient[poi];
    }

    /** Factor · ∂q/∂T at the last fit. Uses the evaluator up: once per fit. */
    TemplateGradient gradient(double factor) {
        TemplateSums sums = new TemplateSums(model);
        double[] onData = new double[data.length];
        for (int b = 0; b < data.length; b++) {
            double yield = evaluator.yieldOf(b);
            requirePositive(b, yield, point[poi]);
            onData[b] = 2 * Math.log(data[b] / yield);
        }
        TemplateDerivative.addValue(sums, model, evaluator, point, 2);
        evaluator.computeYields(truth);
        sums.add(evaluator, truth, onData, new double[0], new double[0]);
        sums.scale(factor);
        return new TemplateGradient(sums);
    }

    /** The POI's index. */
    int poi() {
        return poi;
    }

    /** The last fit's point; a copy. */
    double[] point() {
        return Arrays.copyOf(point, point.length);
    }
}
