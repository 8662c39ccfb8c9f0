package org.diffhep.stats;

/** Profiles of −2 ln L along one or two parameters. */
public final class ProfileScan {
    private ProfileScan() {}

    /**
     * Along one parameter.
     *
     * @param fit a converged fit
     * @param data the data fitted
     * @param parameter index of the parameter
     * @param at values, in order along the axis
     * @return rise of −2 ln L above the fit's minimum at each value; infinite where the data are impossible
     * @throws FitFailedException if a fit fails
     */
    public static double[] along(FitResult fit, Data data, int parameter, double... at) {
        FitEngine engine = new FitEngine(fit.model());
        engine.data(data);
        double minimum = engine.evaluator.value(fit.values());
        double[] start = fit.values();
        double[] rise = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            if (!engine.fit(parameter, at[i], start, fit.values())) {
                if (!Double.isInfinite(engine.value())) {
                    throw new FitFailedException("profile at " + at[i] + ": " + engine.failure());
                }
                rise[i] = Double.POSITIVE_INFINITY;
                continue;
            }
            start = engine.point();
            rise[i] = 2 * (engine.value() - minimum);
        }
        return rise;
    }

    /**
     * Over a grid of two parameters, for contours: 2.30 is 68.3 %, 5.99 is 95 %.
     *
     * @param fit a converged fit
     * @param data the data fitted
     * @param first index of the first parameter
     * @param atFirst its values
     * @param second index of the second parameter
     * @param atSecond its values
     * @return rise of −2 ln L, [first][second]
     * @throws FitFailedException if a fit fails
     */
    public static double[][] grid(
            FitResult fit, Data data, int first, double[] atFirst, int second, double[] atSecond) {
        String name = fit.model().parameterNames().get(first);
        double minimum = fit.twiceNll();
        double[][] rise = new double[atFirst.length][];
        for (int i = 0; i < atFirst.length; i++) {
            HistFactoryModel held = fit.model().withFixed(name, atFirst[i]);
            FitResult row = Fitter.fit(held, data);
            rise[i] = along(row, data, second, atSecond);
            for (int j = 0; j < rise[i].length; j++) {
                rise[i][j] += row.twiceNll() - minimum;
            }
        }
        return rise;
    }
}
