package org.diffhep.pipeline;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.stats.Objective;
import org.diffhep.stats.ObjectiveResult;

/**
 * An objective of the likelihood as a function of the parameters of an analysis: events → templates → likelihood → number,
 * and the exact gradient the same way back.
 */
final class AnalysisObjective {

    private final Analysis analysis;
    private final Objective objective;
    private final BoundSamples events;
    private final Map<String, TemplatePlan> plans;

    AnalysisObjective(Analysis analysis, Objective objective, BoundSamples events, Map<String, TemplatePlan> plans) {
        this.analysis = analysis;
        this.objective = objective;
        this.events = events;
        this.plans = plans;
    }

    /** The objective of some templates. */
    double value(Templates templates) {
        return objective
                .evaluate(TemplateModel.of(analysis, templates).workspace().model())
                .value();
    }

    double value(double[] at, Relaxation relaxation) {
        return value(events.templates(at, relaxation));
    }

    ValueAndGradient valueAndGradient(double[] at, Relaxation relaxation) {
        Templates templates = events.templates(at, relaxation);
        TemplateModel model = TemplateModel.of(analysis, templates);
        ObjectiveResult result = objective.evaluate(model.workspace().model());
        Map<String, double[][]> cotangents = new LinkedHashMap<>();
        plans.forEach((sample, plan) -> cotangents.put(sample, model.pullBack(result.gradient(), sample, plan)));
        double[] gradient = events.pullBack(at, relaxation, cotangents);
        return new ValueAndGradient(
                result.value(), Arrays.stream(gradient).boxed().toList());
    }
}
