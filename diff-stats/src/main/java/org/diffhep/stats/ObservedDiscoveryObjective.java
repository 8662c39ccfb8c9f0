package org.diffhep.stats;

import org.diffhep.stats.internal.CompiledModel;
import org.diffhep.stats.internal.Evaluator;
import org.diffhep.stats.internal.TemplateSums;

/**
 * Observed discovery significance √q₀, as a function of the templates with the counts held. Both fits are stationary, so
 * that the derivative needs no derivative of a fit (envelope theorem).
 */
final class ObservedDiscoveryObjective implements Objective {
    private final double[] counts;

    ObservedDiscoveryObjective(double[] counts) {
        this.counts = counts.clone();
    }

    @Override
    public String name() {
        return "discovery";
    }

    @Override
    public boolean maximise() {
        return true;
    }

    @Override
    public ObjectiveResult evaluate(HistFactoryModel histFactory) {
        CompiledModel model = histFactory.compiled();
        Data data = new Data(counts, model.nominalAuxiliary());
        HypothesisTester tester = new HypothesisTester(histFactory, data);
        double z = tester.significance();
        String poi = histFactory.parameterNames().get(histFactory.requirePoi());
        if (Double.isInfinite(z)) {
            throw new ObjectiveUndefinedException("the data are impossible at " + poi + " = 0: the significance is"
                    + " infinite; keep a floor under the background");
        }
        if (!(z > 1e-8)) {
            throw new ObjectiveUndefinedException("the data show no excess (best " + poi + " = " + tester.bestPoi()
                    + "): the significance is 0 and has no derivative");
        }
        Evaluator evaluator = new Evaluator(model);
        histFactory.load(evaluator, data);
        TemplateSums sums = new TemplateSums(model);
        TemplateDerivative derivative = TemplateDerivative.ofObserved(model);
        // q₀ = 2 (conditional − free), Z = √q₀
        double[] conditional = tester.conditionalValues(0);
        evaluator.valueAndGradient(conditional);
        derivative.addValue(sums, evaluator, conditional, 1 / z);
        double[] best = tester.bestValues();
        evaluator.valueAndGradient(best);
        derivative.addValue(sums, evaluator, best, -1 / z);
        return new ObjectiveResult(name(), z, new TemplateGradient(sums));
    }
}
