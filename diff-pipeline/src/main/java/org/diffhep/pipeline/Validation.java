package org.diffhep.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.diffhep.autodiff.Relaxation;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.stats.FitFailedException;
import org.diffhep.stats.ObjectiveUndefinedException;

/**
 * Events that the optimiser never sees, in groups, so that an objective comes with its Monte-Carlo error.
 *
 * <p>The error is that of the delete-one-group jackknife (Efron, SIAM CBMS 38, 1982): with G groups and Z₍₋g₎ the objective
 * without group g, weights scaled up to the full luminosity, σ² = (G − 1)/G · Σ_g (Z₍₋g₎ − mean)². It holds everything
 * that comes from the finite sample, correlations between variations included, and is itself known to about 1/√(2(G − 1)).
 */
final class Validation implements AutoCloseable {

    static final int GROUPS = 20;

    private final List<BoundSamples> groups = new ArrayList<>();

    /**
     * @param samples the validation events of each sample
     * @param scale factor that makes all of them stand for the full sample
     */
    Validation(
            Engine engine,
            Map<String, TemplatePlan> plans,
            Map<String, EventSample> samples,
            Map<String, Double> scale,
            long seed) {
        List<Map<String, EventSample>> parts = new ArrayList<>();
        for (int g = 0; g < GROUPS; g++) {
            parts.add(new LinkedHashMap<>());
        }
        samples.forEach((name, sample) -> {
            List<EventSample> dealt = sample.deal(GROUPS, seed);
            for (int g = 0; g < GROUPS; g++) {
                parts.get(g).put(name, dealt.get(g));
            }
        });
        parts.forEach(part -> groups.add(new BoundSamples(engine, plans, part, scale)));
    }

    /** What validation finds at one set of parameters, with hard cuts. */
    record Outcome(Templates templates, OptionalDouble value, OptionalDouble error, String problem) {}

    Outcome evaluate(AnalysisObjective objective, double[] at) {
        List<Templates> parts = new ArrayList<>();
        groups.forEach(group -> parts.add(group.templates(at, Relaxation.HARD)));
        Templates total = parts.get(0);
        for (int g = 1; g < GROUPS; g++) {
            total = total.plus(parts.get(g), 1);
        }
        try {
            double value = objective.value(total);
            return new Outcome(total, OptionalDouble.of(value), OptionalDouble.of(error(objective, total, parts)), "");
        } catch (ObjectiveUndefinedException | NoAnswerException | FitFailedException e) {
            return new Outcome(total, OptionalDouble.empty(), OptionalDouble.empty(), String.valueOf(e.getMessage()));
        }
    }

    private static double error(AnalysisObjective objective, Templates total, List<Templates> parts) {
        double[] without = new double[GROUPS];
        double mean = 0;
        for (int g = 0; g < GROUPS; g++) {
            without[g] = objective.value(total.plus(parts.get(g), -1).scaled((double) GROUPS / (GROUPS - 1)));
            mean += without[g] / GROUPS;
        }
        double squares = 0;
        for (double value : without) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares * (GROUPS - 1) / GROUPS);
    }

    @Override
    public void close() {
        groups.forEach(BoundSamples::close);
    }
}
