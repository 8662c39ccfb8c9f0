package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.diffhep.autodiff.Reduction;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.BoundGraph;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Linearisation;
import org.diffhep.histogram.HistogramFill;

/** An analysis bound to events: templates as a function of the parameters, and gradients the other way. */
final class BoundSamples implements AutoCloseable {

    private final List<Bound> bound = new ArrayList<>();
    private final Map<String, TemplatePlan> plans;
    private final int parameters;

    private record Bound(String sample, TemplatePlan plan, BoundGraph graph, double scale) {}

    /**
     * Binds some of the events of each sample.
     *
     * @param plans one for each sample
     * @param samples events for each sample
     * @param scale factor on all weights, so that a part of the events stands for all of them
     */
    BoundSamples(
            Engine engine,
            Map<String, TemplatePlan> plans,
            Map<String, EventSample> samples,
            Map<String, Double> scale) {
        this.plans = plans;
        plans.forEach((name, plan) -> bound.add(new Bound(
                name,
                plan,
                engine.bind(
                        plan.graph(), Objects.requireNonNull(samples.get(name)).source()),
                Objects.requireNonNull(scale.get(name)))));
        this.parameters = bound.get(0).plan().graph().parameters().size();
    }

    /** The plans of all samples of an analysis. */
    static Map<String, TemplatePlan> plans(Analysis analysis) {
        Map<String, TemplatePlan> plans = new LinkedHashMap<>();
        analysis.samples().forEach(sample -> plans.put(sample, TemplatePlan.of(analysis, sample)));
        return plans;
    }

    /** All templates. */
    Templates templates(double[] at, Relaxation relaxation) {
        Map<String, double[][]> sums = new LinkedHashMap<>();
        for (Bound one : bound) {
            double[][] mine = one.graph().forward(at, relaxation);
            scale(one, mine);
            sums.put(one.sample(), mine);
        }
        return new Templates(plans, bound.get(0).plan().axes(at), sums);
    }

    /** All templates, and the way back from them. */
    Linearised linearise(double[] at, Relaxation relaxation) {
        Map<String, double[][]> sums = new LinkedHashMap<>();
        List<Linearisation> here = new ArrayList<>();
        for (Bound one : bound) {
            Linearisation mine = one.graph().linearise(at, relaxation);
            scale(one, mine.sums());
            sums.put(one.sample(), mine.sums());
            here.add(mine);
        }
        return new Linearised(new Templates(plans, bound.get(0).plan().axes(at), sums), here);
    }

    /** Templates at one value of the parameters. */
    final class Linearised {

        private final Templates templates;
        /** In the order of the samples. */
        private final List<Linearisation> here;

        private Linearised(Templates templates, List<Linearisation> here) {
            this.templates = templates;
            this.here = here;
        }

        Templates templates() {
            return templates;
        }

        /** The gradient with respect to the parameters from the cotangents of all sums. */
        double[] pullBack(Map<String, double[][]> cotangents) {
            double[] gradient = new double[parameters];
            for (int k = 0; k < here.size(); k++) {
                Bound one = bound.get(k);
                double[][] mine = Objects.requireNonNull(cotangents.get(one.sample()));
                scale(one, mine);
                double[] part = here.get(k).pullBack(mine);
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] += part[i];
                }
            }
            return gradient;
        }
    }

    private static void scale(Bound one, double[][] sums) {
        List<Reduction> reductions = one.plan().graph().reductions();
        for (int r = 0; r < sums.length; r++) {
            Templates.scale((HistogramFill) reductions.get(r), sums[r], one.scale());
        }
    }

    @Override
    public void close() {
        bound.forEach(one -> one.graph().close());
    }
}
