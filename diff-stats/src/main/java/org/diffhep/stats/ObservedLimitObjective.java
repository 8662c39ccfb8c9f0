package org.diffhep.stats;

import org.diffhep.stats.internal.CompiledModel;
import org.diffhep.stats.internal.Evaluator;
import org.diffhep.stats.internal.NewtonSystem;
import org.diffhep.stats.internal.TemplateSums;

/**
 * Observed upper limit with CLs and q̃, as a function of the templates with the counts held: dμ/dT = −(∂CLs/∂T)/(∂CLs/∂μ).
 * The Asimov data that CLs is calibrated with are those of the background-only fit to the data; that fit follows the
 * templates by the implicit function theorem.
 */
final class ObservedLimitObjective implements Objective {
    private final double[] counts;
    private final double level;

    ObservedLimitObjective(double[] counts, double level) {
        if (!(level > 0.5 && level < 1)) {
            throw new IllegalArgumentException("confidence level " + level + ", expected a number in (0.5, 1)");
        }
        this.counts = counts.clone();
        this.level = level;
    }

    @Override
    public String name() {
        return "limit";
    }

    @Override
    public boolean maximise() {
        return false;
    }

    @Override
    public ObjectiveResult evaluate(HistFactoryModel histFactory) {
        CompiledModel model = histFactory.compiled();
        int poi = histFactory.requirePoi();
        Data data = new Data(counts, model.nominalAuxiliary());
        HypothesisTester tester = new HypothesisTester(histFactory, data);
        double mu = UpperLimit.observed(tester, level, TestStatistic.Q_TILDE, 1);
        ClsResult cls = tester.cls(mu, TestStatistic.Q_TILDE);
        double qAsimov = tester.background().q(mu);
        Slopes slopes = Slopes.of(cls.observedStatistic(), qAsimov);

        Evaluator observed = new Evaluator(model);
        histFactory.load(observed, data);
        TemplateSums sums = new TemplateSums(model);
        TemplateDerivative derivative = TemplateDerivative.ofObserved(model);
        double[] denominator = tester.denominatorValues(TestStatistic.Q_TILDE);
        observed.valueAndGradient(denominator);
        derivative.addValue(sums, observed, denominator, -2 * slopes.onQ());
        double[] conditional = tester.conditionalValues(mu);
        observed.valueAndGradient(conditional);
        derivative.addValue(sums, observed, conditional, 2 * slopes.onQ());
        double onMu = slopes.onQ() * 2 * observed.gradient[poi];

        double[] truth = tester.conditionalValues(0);
        Evaluator asimov = new Evaluator(model);
        histFactory.load(asimov, histFactory.asimov(truth));
        double[] point = tester.background().values(mu);
        asimov.valueAndGradient(point);
        TemplateDerivative.ofAsimov(model).addValue(sums, asimov, point, 2 * slopes.onQAsimov());
        onMu += slopes.onQAsimov() * 2 * asimov.gradient[poi];
        addAsimovData(sums, derivative, model, observed, asimov, truth, point, poi, slopes.onQAsimov());

        sums.scale(-1 / onMu);
        return new ObjectiveResult(name(), mu, new TemplateGradient(sums));
    }

    /** What q on the Asimov data gets through these data: directly, and through the fit that they are made at. */
    private static void addAsimovData(
            TemplateSums sums,
            TemplateDerivative derivative,
            CompiledModel model,
            Evaluator observed,
            Evaluator asimov,
            double[] truth,
            double[] point,
            int poi,
            double factor) {
        int bins = model.bins();
        double[] onData = new double[bins];
        for (int b = 0; b < bins; b++) {
            onData[b] = factor * 2 * Math.log(asimov.data(b) / asimov.yieldOf(b));
        }
        observed.valueGradientHessian(truth);
        double[] onTruth = new double[truth.length];
        observed.jacobian.addTransposed(onData, onTruth);
        boolean[] free = model.free(poi);
        for (int p = 0; p < truth.length; p++) {
            free[p] &= truth[p] > model.lower[p] && truth[p] < model.upper[p];
            if (model.isConstrained(p)) {
                double width = model.width[p];
                onTruth[p] -= factor
                        * 2
                        * (model.isNormal(p)
                                ? (point[p] - truth[p]) / (width * width)
                                : width * Math.log(point[p] / truth[p]));
            }
        }
        NewtonSystem system = new NewtonSystem(observed);
        if (!system.factor(free, new double[free.length], 0)) {
            throw new ObjectiveUndefinedException("the data do not constrain parameter '"
                    + model.parameterNames[system.failedParameter()]
                    + "' without a signal: fix it, or add a region that measures it");
        }
        double[] direction = new double[truth.length];
        system.solve(onTruth, direction);
        derivative.pullBack().add(sums, observed, truth, onData);
        derivative.addSlope(sums, observed, truth, direction, -1);
    }

    /**
     * Derivatives of CLs = Φ(−t−r)/Φ(−t), with r = √q_A and t = √q − r, or (q − q_A)/2r where q &gt; q_A.
     *
     * @param onQ in the observed q
     * @param onQAsimov in q_A
     */
    private record Slopes(double onQ, double onQAsimov) {
        static Slopes of(double q, double qAsimov) {
            double root = Math.sqrt(q);
            double r = Math.sqrt(qAsimov);
            boolean tail = root > r;
            double t = tail ? (q - qAsimov) / (2 * r) : root - r;
            double clb = Asymptotics.cumulative(-t);
            double onT = (Asymptotics.cumulative(-(t + r)) * density(t) / clb - density(t + r)) / clb;
            double onR = -density(t + r) / clb;
            double tInQ = tail ? 1 / (2 * r) : 1 / (2 * root);
            double tInR = tail ? -(q + qAsimov) / (2 * qAsimov) : -1;
            return new Slopes(onT * tInQ, (onR + onT * tInR) / (2 * r));
        }

        private static double density(double x) {
            return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
        }
    }
}
