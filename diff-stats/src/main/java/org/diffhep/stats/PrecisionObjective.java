package org.diffhep.stats;

import org.diffhep.stats.internal.CompiledModel;
import org.diffhep.stats.internal.Evaluator;
import org.diffhep.stats.internal.NewtonSystem;
import org.diffhep.stats.internal.TemplateSums;

/** Expected uncertainty of the parameter of interest, from the information at the initial values. */
final class PrecisionObjective implements Objective {
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
        double[] inits = histFactory.inits();
        Evaluator evaluator = new Evaluator(model);
        evaluator.computeYields(inits);
        int bins = model.bins();
        double[] data = new double[bins];
        for (int b = 0; b < bins; b++) {
            data[b] = evaluator.yieldOf(b);
            if (!(data[b] > 0)) {
                throw new ObjectiveUndefinedException("the expected yield of " + model.describeBin(b)
                        + " at the initial values is " + data[b] + " (samples: " + model.describeSamples(b)
                        + "): merge the bin with a neighbour, or keep a floor under its yield");
            }
        }
        evaluator.setData(data, model.expectedAuxiliary(inits));
        // For Asimov data at its own point the residuals vanish, and the Hessian is the information.
        evaluator.valueGradientHessian(inits);
        boolean[] free = model.free(-1);
        if (!free[poi]) {
            throw new ObjectiveUndefinedException("the parameter of interest '" + model.parameterNames[poi]
                    + "' is fixed: let it float to have an uncertainty");
        }
        NewtonSystem system = new NewtonSystem(evaluator);
        if (!system.factor(free, new double[free.length], 0)) {
            throw new ObjectiveUndefinedException(
                    "the expected data do not constrain parameter '"
                            + model.parameterNames[system.failedParameter()]
                            + "', alone or against others: the information is singular; fix it or add a region that measures it");
        }
        double[] unit = new double[free.length];
        unit[poi] = 1;
        double[] v = new double[free.length];
        system.solve(unit, v);
        double sigma = Math.sqrt(v[poi]);
        TemplateSums sums = new TemplateSums(model);
        double[] onYield = new double[bins];
        double[] onSlope = new double[bins];
        double[] slopes = new double[bins];
        evaluator.jacobian.multiply(v, slopes);
        // d(σ²) = −vᵀ dI v, with vᵀ I v = Σ_b u_b²/ν_b + constraints, u = ∂ν along v
        for (int b = 0; b < bins; b++) {
            double u = slopes[b] / data[b];
            onYield[b] = u * u;
            onSlope[b] = -2 * u;
        }
        sums.add(evaluator, inits, onYield, v, onSlope);
        sums.addWidths(onWidths(model, evaluator, inits, v, slopes));
        sums.scale(0.5 / sigma);
        return new ObjectiveResult(name(), sigma, new TemplateGradient(sums));
    }

    private static double[] onWidths(
            CompiledModel model, Evaluator evaluator, double[] inits, double[] v, double[] slopes) {
        double[] onWidth = new double[v.length];
        double[] perYield = new double[slopes.length];
        for (int b = 0; b < slopes.length; b++) {
            perYield[b] = slopes[b] / evaluator.yieldOf(b);
        }
        double[] projected = new double[v.length];
        evaluator.jacobian.addTransposed(perYield, projected);
        for (int p = 0; p < v.length; p++) {
            if (!model.isConstrained(p)) {
                continue;
            }
            if (!model.isNormal(p)) {
                onWidth[p] = -v[p] * v[p] / inits[p];
            } else if (model.heldWithoutUncertainty(p)) {
                // v/δ² = −Σ_b J_b u_b/ν_b by its row of I v = e_μ, which also holds as δ → 0
                onWidth[p] = projected[p] * projected[p];
            } else {
                double ratio = v[p] / (model.width[p] * model.width[p]);
                onWidth[p] = ratio * ratio;
            }
        }
        return onWidth;
    }
}
