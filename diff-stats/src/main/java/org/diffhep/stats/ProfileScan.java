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
        return along(fit, data, parameter, at, Progress.NONE);
    }

    /** As above; progress hears of each value. */
    public static double[] along(FitResult fit, Data data, int parameter, double[] at, Progress progress) {
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
            } else {
                start = engine.point();
                rise[i] = 2 * (engine.value() - minimum);
            }
            progress.done(i + 1L, at.length);
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
        return grid(fit, data, first, atFirst, second, atSecond, Progress.NONE);
    }

    /** As above; progress hears of each point of the grid. */
    public static double[][] grid(
            FitResult fit, Data data, int first, double[] atFirst, int second, double[] atSecond, Progress progress) {
        String name = fit.model().parameterNames().get(first);
        double minimum = fit.twiceNll();
        double[][] rise = new double[atFirst.length][];
        for (int i = 0; i < atFirst.length; i++) {
            HistFactoryModel held = fit.model().withFixed(name, atFirst[i]);
            FitResult row = Fitter.fit(held, data);
            long before = (long) i * atSecond.length;
            long all = (long) atFirst.length * atSecond.length;
            rise[i] = along(row, data, second, atSecond, (done, of) -> progress.done(before + done, all));
            for (int j = 0; j < rise[i].length; j++) {
                rise[i][j] += row.twiceNll() - minimum;
            }
        }
        return rise;
    }
}
