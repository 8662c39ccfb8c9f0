package org.diffhep.stats;

import java.util.OptionalDouble;

/** Maximum-likelihood fits. */
public final class Fitter {
    private Fitter() {}

    /**
     * Fits all parameters that are not fixed: from the initial values and, where the model has α that change yields the
     * same way up and down, with those at +1 and at −1 as well. Keeps the lowest minimum.
     *
     * @param model model
     * @param data data set
     * @return the minimum found, or a result that says why there is none
     */
    public static FitResult fit(HistFactoryModel model, Data data) {
        FitEngine engine = new FitEngine(model);
        engine.data(data);
        engine.fit(FitEngine.NONE, 0);
        return FitResult.of(engine, FitEngine.NONE);
    }

    /**
     * Fits all parameters that are not fixed from one starting point: the minimum in whose valley it lies.
     *
     * @param model model
     * @param data data set
     * @param start values of all parameters; fixed ones are ignored
     */
    public static FitResult fitFrom(HistFactoryModel model, Data data, double[] start) {
        FitEngine engine = new FitEngine(model);
        engine.data(data);
        engine.fitFrom(start, FitEngine.NONE, 0);
        return FitResult.of(engine, FitEngine.NONE);
    }

    /**
     * Fits with one parameter held, also beyond its bounds.
     *
     * @param model model
     * @param data data set
     * @param parameter index of the parameter held
     * @param value where
     */
    public static FitResult fit(HistFactoryModel model, Data data, int parameter, double value) {
        FitEngine engine = new FitEngine(model);
        engine.data(data);
        engine.fit(parameter, value);
        return FitResult.of(engine, parameter);
    }

    /**
     * Interval of a parameter in which the profile −2 ln L is less than 1 above its minimum ("MINOS"). A side that
     * meets the parameter's bound first is empty.
     *
     * @param fit a converged fit of the model to the data
     * @param data the data fitted
     * @param parameter index of a parameter that is not fixed
     * @throws FitFailedException if a fit fails, or finds a minimum below that of {@code fit}
     */
    public static ProfileInterval minos(FitResult fit, Data data, int parameter) {
        return minos(fit, data, parameter, 1);
    }

    /**
     * Interval of a parameter in which the profile −2 ln L is less than {@code rise} above its minimum.
     *
     * @param fit a converged fit of the model to the data
     * @param data the data fitted
     * @param parameter index of a parameter that is not fixed
     * @param rise 1 for 68.3 %, 3.84 for 95 %
     * @throws FitFailedException if a fit fails, or finds a minimum below that of {@code fit}
     */
    public static ProfileInterval minos(FitResult fit, Data data, int parameter, double rise) {
        Parameter p = fit.model().parameters().get(parameter);
        if (p.fixed()) {
            throw new IllegalArgumentException("parameter '" + p.name() + "' is fixed: it has no interval");
        }
        double best = fit.values()[parameter];
        double step = fit.uncertainty(parameter).orElse(0.1 * (p.upper() - p.lower()));
        ProfileCrossing crossing = new ProfileCrossing(fit, data, parameter);
        OptionalDouble down = crossing.find(-step, p.lower(), Math.sqrt(rise));
        OptionalDouble up = crossing.find(step, p.upper(), Math.sqrt(rise));
        return new ProfileInterval(best, down, up);
    }
}
