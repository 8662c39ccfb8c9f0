package org.diffhep.stats;

import java.util.Optional;
import org.diffhep.stats.internal.CompiledModel;

/**
 * Tests values of the parameter of interest against one data set. The free fit and the Asimov data sets are made once
 * and kept. Asimov data are generated, as in pyhf, at the conditional fit to the data (main and auxiliary).
 *
 * <p>Not for use by several threads.
 */
public final class HypothesisTester {
    private final HistFactoryModel model;
    private final Data data;
    private final int poi;
    private final FitEngine engine;
    private final CompiledModel compiled;
    private double[] freePoint = {};
    private double freeValue;
    private double[] zeroPoint = {};
    private double zeroValue;
    private double[] conditionalPoint = {};
    private Optional<Asimov> background = Optional.empty();

    /**
     * For a model and its data.
     *
     * @param model model with a parameter of interest
     * @param data data set
     * @throws InvalidModelException if the model has no parameter of interest
     */
    public HypothesisTester(HistFactoryModel model, Data data) {
        this.model = model;
        this.data = data;
        poi = model.requirePoi();
        compiled = model.compiled();
        engine = new FitEngine(model);
        engine.data(data);
    }

    /**
     * A test statistic on the data.
     *
     * @param statistic which
     * @param mu tested value; must be 0 for {@link TestStatistic#Q0}
     * @return its value, infinite where the data are impossible under μ
     * @throws FitFailedException if a fit does not converge
     */
    public double statistic(TestStatistic statistic, double mu) {
        if (statistic == TestStatistic.Q0 && mu != 0) {
            throw new IllegalArgumentException("q0 tests the value 0, not " + mu);
        }
        fitFree();
        double conditional = conditional(mu);
        if (conditional < freeValue - 1e-9) {
            // The free fit missed this minimum: begin again from it.
            engine.fit(FitEngine.NONE, 0, conditionalPoint);
            takeFree();
        }
        double muHat = freePoint[poi];
        double best = freeValue;
        if (statistic.boundedBelow() && muHat < 0) {
            best = zeroValue();
            muHat = 0;
        }
        boolean otherSide =
                switch (statistic) {
                    case T, T_TILDE -> false;
                    case Q, Q_TILDE -> muHat > mu;
                    case Q0 -> muHat < 0;
                };
        return otherSide ? 0 : Math.max(0, 2 * (conditional - best));
    }

    private void fitFree() {
        if (freePoint.length > 0) {
            return;
        }
        if (!engine.fit(FitEngine.NONE, 0)) {
            throw new FitFailedException(engine.failure());
        }
        takeFree();
    }

    private void takeFree() {
        freePoint = engine.point();
        freeValue = engine.value();
    }

    private double zeroValue() {
        if (zeroPoint.length == 0) {
            zeroValue = conditional(0);
            zeroPoint = conditionalPoint;
        }
        return zeroValue;
    }

    /** Fits at μ, and keeps the point. */
    private double conditional(double mu) {
        double[] near = conditionalPoint.length == 0 ? freePoint : conditionalPoint;
        if (!engine.fit(poi, mu, near, freePoint)) {
            if (impossible()) {
                return Double.POSITIVE_INFINITY;
            }
            throw new FitFailedException(engine.failure());
        }
        conditionalPoint = engine.point();
        return engine.value();
    }

    private boolean impossible() {
        engine.evaluator.computeYields(engine.point());
        for (int b = 0; b < compiled.bins(); b++) {
            if (engine.evaluator.data(b) > 0 && !(engine.evaluator.yieldOf(b) > 0)) {
                return true;
            }
        }
        return false;
    }

    /** The best value of the parameter of interest. */
    public double bestPoi() {
        fitFree();
        return freePoint[poi];
    }

    /** The best values of all parameters; a copy. */
    double[] bestValues() {
        fitFree();
        return freePoint.clone();
    }

    /** Where the likelihood in the denominator of a test statistic is taken. */
    double[] denominatorValues(TestStatistic statistic) {
        fitFree();
        if (statistic.boundedBelow() && freePoint[poi] < 0) {
            zeroValue();
            return zeroPoint.clone();
        }
        return freePoint.clone();
    }

    /** The conditional best values of all parameters at μ. */
    public double[] conditionalValues(double mu) {
        fitFree();
        if (Double.isInfinite(conditional(mu))) {
            throw new FitFailedException("at " + model.parameterNames().get(poi) + " = " + mu + " " + engine.failure());
        }
        return conditionalPoint.clone();
    }

    /** Observed discovery significance √q₀; infinite where the data are impossible without the signal. */
    public double significance() {
        return Math.sqrt(statistic(TestStatistic.Q0, 0));
    }

    /**
     * Expected discovery significance on Asimov data at μ = 1 with the other parameters fitted to the data.
     */
    public double expectedSignificanceProfiled() {
        return Math.sqrt(new Asimov(model, conditionalValues(1)).q(0));
    }

    /** Expected discovery significance on Asimov data at μ = 1 with the other parameters at their initial values. */
    public double expectedSignificance() {
        double[] point = model.inits();
        point[poi] = 1;
        return Math.sqrt(new Asimov(model, point).q(0));
    }

    /**
     * CLs at μ, observed and expected, with the asymptotic distributions.
     *
     * @param mu tested value
     * @param statistic {@link TestStatistic#Q} or {@link TestStatistic#Q_TILDE}
     * @throws FitFailedException if a fit does not converge
     */
    public ClsResult cls(double mu, TestStatistic statistic) {
        if (statistic != TestStatistic.Q && statistic != TestStatistic.Q_TILDE) {
            throw new IllegalArgumentException("CLs takes the statistics Q and Q_TILDE, not " + statistic);
        }
        return Asymptotics.cls(
                mu, statistic, statistic(statistic, mu), background().q(mu));
    }

    /** Background-only Asimov data, at the conditional fit of μ = 0 to the data. */
    Asimov background() {
        if (background.isEmpty()) {
            background = Optional.of(new Asimov(model, conditionalValues(0)));
        }
        return background.get();
    }

    HistFactoryModel model() {
        return model;
    }

    Data data() {
        return data;
    }

    /** Asimov data of a point; the free fit is the point itself, so that one fit gives a likelihood ratio. */
    static final class Asimov {
        private final HistFactoryModel model;
        private final int poi;
        private final double[] truth;
        private final FitEngine engine;
        private double[] last;

        Asimov(HistFactoryModel model, double[] point) {
            this.model = model;
            poi = model.requirePoi();
            truth = point.clone();
            last = truth;
            engine = new FitEngine(model);
            engine.data(model.asimov(point));
        }

        /** −2 ln λ(μ); infinite where the data are impossible under μ. */
        double q(double mu) {
            if (mu == truth[poi]) {
                return 0;
            }
            if (!engine.fit(poi, mu, last, truth)) {
                engine.evaluator.computeYields(engine.point());
                for (int b = 0; b < engine.model.bins(); b++) {
                    if (engine.evaluator.data(b) > 0 && !(engine.evaluator.yieldOf(b) > 0)) {
                        return Double.POSITIVE_INFINITY;
                    }
                }
                throw new FitFailedException(engine.failure());
            }
            last = engine.point();
            return 2 * engine.value();
        }

        /** The fit at μ, all parameters. */
        double[] values(double mu) {
            q(mu);
            return last.clone();
        }

        /** ∂q/∂μ at the last fit. */
        double slope() {
            engine.evaluator.valueAndGradient(last);
            return 2 * engine.evaluator.gradient[poi];
        }

        String poiName() {
            return model.parameterNames().get(poi);
        }
    }
}
