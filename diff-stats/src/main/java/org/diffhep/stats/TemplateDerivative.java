package org.diffhep.stats;

import java.util.Arrays;
import org.diffhep.stats.internal.CompiledModel;
import org.diffhep.stats.internal.Evaluator;
import org.diffhep.stats.internal.TemplatePullBack;
import org.diffhep.stats.internal.TemplateSums;

/**
 * Derivatives of −ln L with respect to the templates. Main data and the auxiliary data of Normal constraints are held;
 * those of Poisson constraints, which the templates set, keep their ratio to τ. Where the measurement sets them, they are
 * held too, but in Asimov data, which are made of templates. Owns its work arrays, so it must not be shared between
 * threads.
 */
final class TemplateDerivative {
    private final CompiledModel model;
    private final boolean observed;
    private final TemplatePullBack pullBack;
    private final double[] onYield;
    private final double[] onSlope;
    private final double[] onWidth;

    private TemplateDerivative(CompiledModel model, boolean observed) {
        this.model = model;
        this.observed = observed;
        pullBack = new TemplatePullBack(model);
        onYield = new double[model.bins()];
        onSlope = new double[model.bins()];
        onWidth = new double[model.parameters()];
    }

    /** With auxiliary data as they are configured. */
    static TemplateDerivative ofObserved(CompiledModel model) {
        return new TemplateDerivative(model, true);
    }

    /** With auxiliary data that are expected somewhere. */
    static TemplateDerivative ofAsimov(CompiledModel model) {
        return new TemplateDerivative(model, false);
    }

    /** The chain rule through the modifiers. */
    TemplatePullBack pullBack() {
        return pullBack;
    }

    /**
     * Adds factor · ∂(−ln L)/∂T at fixed parameters, without what depends on data and widths alone.
     *
     * @param e holds the derivatives at the point
     * @param theta the point
     * @throws ObjectiveUndefinedException if a yield is not positive
     */
    void addValue(TemplateSums sums, Evaluator e, double[] theta, double factor) {
        for (int b = 0; b < onYield.length; b++) {
            onYield[b] = factor * (1 - e.data(b) / positiveYield(e, b));
        }
        pullBack.add(sums, e, theta, onYield);
        Arrays.fill(onWidth, 0);
        for (int p = 0; p < theta.length; p++) {
            if (!model.isConstrained(p)) {
                continue;
            }
            double x = theta[p];
            double width = model.width[p];
            boolean held = model.heldWithoutUncertainty(p);
            if (held || model.isNormal(p)) {
                // (x−a)²/2σ² with (x−a)/σ² = −g of the yields, which also holds as σ → 0; a Poisson constraint becomes
                // this one as τ = 1/σ² → ∞
                double pull = held ? e.gradient[p] : (x - e.auxiliary(p)) / (width * width);
                onWidth[p] = -0.5 * factor * pull * pull;
            } else {
                // τ [(x−x₀) − x₀ ln(x/x₀)] with x₀ = a/τ, or τx − a ln(τx) with a held
                double x0 = e.auxiliary(p) / width;
                double u = (x - x0) / x0;
                onWidth[p] = factor * (holdsAuxiliary(p) ? x - x0 : x0 * (u - Math.log1p(u)));
            }
        }
        pullBack.addWidths(sums, onWidth);
    }

    /**
     * Adds factor · ∂/∂T of the derivative of −ln L along a direction at fixed parameters. Leaves the evaluator with the
     * derivatives of the point.
     *
     * @param direction per parameter
     * @throws ObjectiveUndefinedException if a yield is not positive
     */
    void addSlope(TemplateSums sums, Evaluator e, double[] theta, double[] direction, double factor) {
        e.valueGradientJacobian(theta);
        int bins = model.bins();
        e.jacobian.multiply(direction, onSlope);
        for (int b = 0; b < bins; b++) {
            double yield = positiveYield(e, b);
            onYield[b] = factor * e.data(b) / (yield * yield) * onSlope[b];
            onSlope[b] = factor * (1 - e.data(b) / yield);
        }
        pullBack.add(sums, e, theta, onYield, direction, onSlope);
        Arrays.fill(onWidth, 0);
        for (int p = 0; p < theta.length; p++) {
            if (!model.isConstrained(p) || direction[p] == 0) {
                continue;
            }
            double x = theta[p];
            double width = model.width[p];
            double slope = model.isNormal(p)
                    ? -(x - e.auxiliary(p)) / (width * width * width * width)
                    : holdsAuxiliary(p) ? 1 : 1 - e.auxiliary(p) / (width * x);
            onWidth[p] = factor * direction[p] * slope;
        }
        pullBack.addWidths(sums, onWidth);
    }

    private boolean holdsAuxiliary(int p) {
        return observed && model.holdsAuxiliary(p);
    }

    private double positiveYield(Evaluator e, int bin) {
        double yield = e.yieldOf(bin);
        if (!(yield > 0)) {
            throw new ObjectiveUndefinedException("the yield of " + model.describeBin(bin) + " is " + yield
                    + " at the fit (samples: " + model.describeSamples(bin)
                    + "): merge the bin with a neighbour, or keep a floor under its background");
        }
        return yield;
    }
}
