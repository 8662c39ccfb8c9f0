package org.diffhep.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What one nuisance parameter does to the parameter of interest μ: the change of μ̂ when the parameter is held at its
 * best value plus or minus its uncertainty and all others are fitted again.
 *
 * @param name parameter
 * @param pull (best value − nominal) / uncertainty before the fit; 0 for a parameter without constraint
 * @param constraint uncertainty after the fit / before the fit; empty for a parameter without constraint
 * @param up change of μ̂ for + the uncertainty after the fit
 * @param down change of μ̂ for − the uncertainty after the fit
 * @param upPrefit change of μ̂ for + the uncertainty before the fit; empty for a parameter without constraint
 * @param downPrefit change of μ̂ for − the uncertainty before the fit; empty for a parameter without constraint
 */
public record Impact(
        String name,
        double pull,
        OptionalDouble constraint,
        double up,
        double down,
        OptionalDouble upPrefit,
        OptionalDouble downPrefit) {
    /**
     * Impacts of all parameters that were varied and have an uncertainty, the largest first.
     *
     * @param fit a converged fit
     * @param data the data fitted
     * @throws FitFailedException if a fit fails
     * @throws InvalidModelException if the model has no parameter of interest
     */
    public static List<Impact> ranking(FitResult fit, Data data) {
        return ranking(fit, data, Progress.NONE);
    }

    /** As above; progress hears of each parameter. */
    public static List<Impact> ranking(FitResult fit, Data data, Progress progress) {
        HistFactoryModel model = fit.model();
        int poi = model.requirePoi();
        FitEngine engine = new FitEngine(model);
        engine.data(data);
        double[] best = fit.values();
        List<Impact> impacts = new ArrayList<>();
        List<Parameter> parameters = model.parameters();
        int[] varied = IntStream.range(0, best.length)
                .filter(p -> p != poi
                        && !parameters.get(p).fixed()
                        && fit.uncertainty(p).isPresent())
                .toArray();
        for (int p : varied) {
            impacts.add(impact(engine, fit, parameters.get(p), p, poi));
            progress.done(impacts.size(), varied.length);
        }
        impacts.sort(Comparator.comparingDouble((Impact i) -> -Math.max(Math.abs(i.up), Math.abs(i.down)))
                .thenComparing(Impact::name));
        return impacts;
    }

    private static Impact impact(FitEngine engine, FitResult fit, Parameter parameter, int p, int poi) {
        double[] best = fit.values();
        double after = fit.uncertainty(p).orElseThrow();
        double up = shift(engine, best, p, after, poi);
        double down = shift(engine, best, p, -after, poi);
        double before;
        double nominal;
        if (parameter.constraint() instanceof Constraint.Normal c) {
            before = c.sigma();
            nominal = c.auxdata();
        } else if (parameter.constraint() instanceof Constraint.Poisson c) {
            before = 1 / Math.sqrt(c.tau());
            nominal = c.auxdata() / c.tau();
        } else {
            OptionalDouble none = OptionalDouble.empty();
            return new Impact(parameter.name(), 0, none, up, down, none, none);
        }
        return new Impact(
                parameter.name(),
                (best[p] - nominal) / before,
                OptionalDouble.of(after / before),
                up,
                down,
                OptionalDouble.of(shift(engine, best, p, before, poi)),
                OptionalDouble.of(shift(engine, best, p, -before, poi)));
    }

    private static double shift(FitEngine engine, double[] best, int p, double by, int poi) {
        double at = best[p] + by;
        if (!engine.fitFrom(best, p, at) && !engine.fit(p, at)) {
            throw new FitFailedException(
                    "impact of '" + engine.model.parameterNames[p] + "' held at " + at + ": " + engine.failure());
        }
        return engine.point()[poi] - best[poi];
    }
}
