package org.diffhep.stats;

import java.util.Arrays;
import org.diffhep.stats.internal.CompiledModel;
import org.diffhep.stats.internal.Evaluator;
import org.diffhep.stats.internal.NewtonSystem;
import org.diffhep.stats.internal.TemplatePullBack;
import org.diffhep.stats.internal.TemplateSums;

/** Expected uncertainty of the parameter of interest, from the information at the initial values. */
final class PrecisionObjective implements RepeatedObjective {
    @Override
    public String name() {
        return "precision";
    }

    @Override
    public boolean maximise() {
        return false;
    }

    @Override
    public Evaluation on(HistFactoryModel model) {
        return new Information(model.compiled(), model.requirePoi());
    }

    /** The information of a model at its initial values. */
    private final class Information implements Evaluation {
        private final CompiledModel model;
        private final int poi;
        private final double[] inits;
        private final Evaluator evaluator;
        private final NewtonSystem system;
        private final TemplatePullBack pullBack;
        private final double[] data;
        private final double[] auxiliary;
        private final boolean[] free;
        private final double[] unit;
        private final double[] none;
        /** Column of the inverse information. */
        private final double[] v;
        /** Derivatives of the yields along it. */
        private final double[] slopes;

        private final double[] onYield;
        private final double[] onSlope;
        private final double[] onWidth;
        private final double[] projected;

        Information(CompiledModel model, int poi) {
            this.model = model;
            this.poi = poi;
            inits = model.init;
            evaluator = new Evaluator(model);
            system = new NewtonSystem(evaluator);
            pullBack = new TemplatePullBack(model);
            data = new double[model.bins()];
            auxiliary = new double[model.auxiliaryCount];
            free = new boolean[inits.length];
            unit = new double[inits.length];
            unit[poi] = 1;
            none = new double[inits.length];
            v = new double[inits.length];
            slopes = new double[data.length];
            onYield = new double[data.length];
            onSlope = new double[data.length];
            onWidth = new double[inits.length];
            projected = new double[inits.length];
        }

        @Override
        public ObjectiveResult evaluate() {
            evaluator.computeYields(inits);
            for (int b = 0; b < data.length; b++) {
                data[b] = evaluator.yieldOf(b);
                if (!(data[b] > 0)) {
                    throw new ObjectiveUndefinedException("the expected yield of " + model.describeBin(b)
                            + " at the initial values is " + data[b] + " (samples: " + model.describeSamples(b)
                            + "): merge the bin with a neighbour, or keep a floor under its yield");
                }
            }
            model.writeExpectedAuxiliary(inits, auxiliary);
            evaluator.setData(data, auxiliary);
            // For Asimov data at its own point the residuals vanish, and the Hessian is the information.
            evaluator.valueGradientHessian(inits);
            model.writeFree(-1, free);
            if (!free[poi]) {
                throw new ObjectiveUndefinedException("the parameter of interest '" + model.parameterNames[poi]
                        + "' is fixed: let it float to have an uncertainty");
            }
            if (!system.factor(free, none, 0)) {
                throw new ObjectiveUndefinedException(
                        "the expected data do not constrain parameter '"
                                + model.parameterNames[system.failedParameter()]
                                + "', alone or against others: the information is singular; fix it or add a region that measures it");
            }
            system.solve(unit, v);
            double sigma = Math.sqrt(v[poi]);
            TemplateSums sums = new TemplateSums(model);
            evaluator.jacobian.multiply(v, slopes);
            // d(σ²) = −vᵀ dI v, with vᵀ I v = Σ_b u_b²/ν_b + constraints, u = ∂ν along v
            for (int b = 0; b < data.length; b++) {
                double u = slopes[b] / data[b];
                onYield[b] = u * u;
                onSlope[b] = -2 * u;
            }
            pullBack.add(sums, evaluator, inits, onYield, v, onSlope);
            computeOnWidths();
            pullBack.addWidths(sums, onWidth);
            sums.scale(0.5 / sigma);
            return new ObjectiveResult(name(), sigma, new TemplateGradient(sums));
        }

        private void computeOnWidths() {
            for (int b = 0; b < data.length; b++) {
                onYield[b] = slopes[b] / data[b];
            }
            Arrays.fill(projected, 0);
            evaluator.jacobian.addTransposed(onYield, projected);
            for (int p = 0; p < v.length; p++) {
                if (!model.isConstrained(p)) {
                    onWidth[p] = 0;
                } else if (model.heldWithoutUncertainty(p)) {
                    // v/δ² = −Σ_b J_b u_b/ν_b by its row of I v = e_μ, which also holds as δ → 0
                    onWidth[p] = projected[p] * projected[p];
                } else if (!model.isNormal(p)) {
                    onWidth[p] = -v[p] * v[p] / inits[p];
                } else {
                    double ratio = v[p] / (model.width[p] * model.width[p]);
                    onWidth[p] = ratio * ratio;
                }
            }
        }
    }
}
