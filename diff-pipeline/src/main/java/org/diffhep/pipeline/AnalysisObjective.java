package org.diffhep.pipeline;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.optimise.Inequalities;
import org.diffhep.stats.Measurement;
import org.diffhep.stats.Objective;
import org.diffhep.stats.ObjectiveEvaluator;
import org.diffhep.stats.ObjectiveResult;

/**
 * An objective of the likelihood as a function of the parameters of an analysis: events → templates → likelihood → number,
 * and the exact gradient the same way back. The likelihood is compiled again only where its structure changes. Fits begin
 * afresh, so that an optimisation that is resumed goes on bit for bit. Not thread-safe.
 */
final class AnalysisObjective {

    private final Analysis analysis;
    private final Objective objective;
    private final BoundSamples events;
    private final Map<String, TemplatePlan> plans;
    private final Constraints constraints;
    /** For gradients. Values have their own: hard templates often lack a bin that soft ones have. */
    private final ObjectiveEvaluator gradients;

    private final ObjectiveEvaluator values;

    AnalysisObjective(Analysis analysis, Objective objective, BoundSamples events, Map<String, TemplatePlan> plans) {
        this.analysis = analysis;
        this.objective = objective;
        this.events = events;
        this.plans = plans;
        this.constraints = new Constraints(analysis);
        Measurement measurement = TemplateModel.measurement(analysis);
        gradients = objective.evaluator(measurement);
        values = objective.evaluator(measurement);
    }

    /**
     * The objective with the constraints folded in: what is minimised.
     *
     * @param objective the objective alone
     * @param constraints the inequalities, see {@link Constraints}
     * @param value ± objective + unit · {@link Inequalities#value}
     * @param gradient of the value
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Lagrangian(double objective, double[] constraints, double value, double[] gradient) {}

    Templates templates(double[] at, Relaxation relaxation) {
        return events.templates(at, relaxation);
    }

    /** The objective of some templates. */
    double value(Templates templates) {
        return values.evaluateAfresh(TemplateModel.of(analysis, templates).channels())
                .value();
    }

    double value(double[] at, Relaxation relaxation) {
        return value(templates(at, relaxation));
    }

    Constraints constraints() {
        return constraints;
    }

    ValueAndGradient valueAndGradient(double[] at, Relaxation relaxation) {
        BoundSamples.Linearised here = events.linearise(at, relaxation);
        TemplateModel model = TemplateModel.of(analysis, here.templates());
        ObjectiveResult result = gradients.evaluateAfresh(model.channels());
        Map<String, double[][]> cotangents = new LinkedHashMap<>();
        plans.forEach((sample, plan) -> cotangents.put(sample, model.pullBack(result.gradient(), sample, plan)));
        double[] gradient = here.pullBack(cotangents);
        return new ValueAndGradient(
                result.value(), Arrays.stream(gradient).boxed().toList());
    }

    /** {@link Lagrangian#value} without the gradient, from templates. */
    double lagrangianValue(double value, double[] g, Inequalities inequalities, double unit) {
        return sign() * value + unit * inequalities.value(g);
    }

    /** Both in one pull-back. */
    Lagrangian lagrangian(double[] at, Relaxation relaxation, Inequalities inequalities, double unit) {
        BoundSamples.Linearised here = events.linearise(at, relaxation);
        Templates templates = here.templates();
        TemplateModel model = TemplateModel.of(analysis, templates);
        ObjectiveResult result = gradients.evaluateAfresh(model.channels());
        double[] g = constraints.values(templates);
        double[] slopes = inequalities.slopes(g);
        for (int j = 0; j < slopes.length; j++) {
            slopes[j] *= unit;
        }
        Map<String, double[][]> cotangents = new LinkedHashMap<>();
        plans.forEach((sample, plan) -> {
            double[][] mine = model.pullBack(result.gradient(), sample, plan);
            for (double[] each : mine) {
                for (int i = 0; i < each.length; i++) {
                    each[i] *= sign();
                }
            }
            constraints.pullBack(templates, slopes, sample, plan, mine);
            cotangents.put(sample, mine);
        });
        return new Lagrangian(
                result.value(), g, lagrangianValue(result.value(), g, inequalities, unit), here.pullBack(cotangents));
    }

    private double sign() {
        return objective.maximise() ? -1 : 1;
    }
}
