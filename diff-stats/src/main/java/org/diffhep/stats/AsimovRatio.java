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
    private final double generated;
    private final double[] truth;
    private final double[] data;
    private final double[] auxiliary;
    private final double[] onData;
    private final Evaluator atTruth;
    private final Evaluator evaluator;
    private final Minimiser minimiser;
    private final TemplateDerivative derivative;
    private final boolean[] free;
    private final double[] point;
    private final double[] start;
    private boolean warm;

    /**
     * For a model; {@link #generate} comes next.
     *
     * @param model model with a POI
     * @param generated μ₀
     * @throws InvalidModelException if there is no POI
     */
    AsimovRatio(HistFactoryModel model, double generated) {
        this.model = model.compiled();
        this.generated = generated;
        poi = model.requirePoi();
        truth = model.inits();
        truth[poi] = generated;
        data = new double[this.model.bins()];
        auxiliary = new double[this.model.auxiliaryCount];
        onData = new double[data.length];
        atTruth = new Evaluator(this.model);
        evaluator = new Evaluator(this.model);
        minimiser = new Minimiser(evaluator);
        derivative = TemplateDerivative.ofAsimov(this.model);
        free = new boolean[truth.length];
        point = truth.clone();
        start = truth.clone();
    }

    /**
     * Generates the data from the templates that the model has now.
     *
     * @throws ObjectiveUndefinedException if a bin has no yield
     */
    void generate() {
        atTruth.computeYields(truth);
        for (int b = 0; b < data.length; b++) {
            data[b] = atTruth.yieldOf(b);
            requirePositive(b, data[b], generated);
        }
        model.writeExpectedAuxiliary(truth, auxiliary);
        evaluator.setData(data, auxiliary);
        model.writeFree(poi, free);
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
        for (int p = 0; p < start.length; p++) {
            // other templates may hold what was free before
            start[p] = free[p] ? point[p] : truth[p];
        }
        start[poi] = mu;
        if (!minimiser.minimise(start, free, warm)) {
            // From the last point or from the truth a Newton fit fails only where the likelihood is zero or flat.
            System.arraycopy(truth, 0, start, 0, start.length);
            start[poi] = mu;
            if (!minimiser.minimise(start, free, false)) {
                throw undefinedFit(mu);
            }
        }
        minimiser.writePoint(point);
        warm = true;
        return 2 * evaluator.valueAndGradient(point);
    }

    private ObjectiveUndefinedException undefinedFit(double mu) {
        evaluator.computeYields(minimiser.point());
        for (int b = 0; b < data.length; b++) {
            requirePositive(b, evaluator.yieldOf(b), mu);
        }
        return new ObjectiveUndefinedException("the fit with " + model.parameterNames[poi] + " = " + mu
                + ": "
                + FitFailure.describe(
                        evaluator,
                        model,
                        minimiser.point(),
                        free,
                        minimiser.edm(),
                        minimiser.iterations() + " iterations"));
    }

    /** The next fit begins at the truth, as the first did. */
    void forget() {
        System.arraycopy(truth, 0, point, 0, truth.length);
        warm = false;
    }

    /** ∂q/∂μ at the last fit. */
    double slope() {
        return 2 * evaluator.gradient[poi];
    }

    /** Factor · ∂q/∂T at the last fit. */
    TemplateGradient gradient(double factor) {
        TemplateSums sums = new TemplateSums(model);
        for (int b = 0; b < data.length; b++) {
            double yield = evaluator.yieldOf(b);
            requirePositive(b, yield, point[poi]);
            onData[b] = 2 * factor * Math.log(data[b] / yield);
        }
        derivative.addValue(sums, evaluator, point, 2 * factor);
        derivative.pullBack().add(sums, atTruth, truth, onData);
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
