package org.diffhep.stats;

import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Median expected upper limit with CLs. For the median, CLs(μ) = 2 (1 − Φ(√q(μ))) on the background-only Asimov data
 * (arXiv:1007.1727), so the limit solves q(μ) = z² with z = Φ⁻¹(1 − (1 − level)/2), and dμ/dT = −(∂q/∂T)/(∂q/∂μ).
 */
final class LimitObjective implements RepeatedObjective {
    private static final int MAX_STEPS = 100;
    /** Where the search begins. */
    private static final double FIRST = 1;

    private final double z;

    LimitObjective(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("confidence level " + level + ", expected a number in (0, 1)");
        }
        z = new NormalDistribution(null, 0, 1).inverseCumulativeProbability(1 - (1 - level) / 2);
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
    public Evaluation on(HistFactoryModel model) {
        AsimovRatio ratio = new AsimovRatio(model, 0);
        Search search = new Search();
        return new Evaluation() {
            @Override
            public ObjectiveResult evaluate() {
                return LimitObjective.this.evaluate(model, ratio, search);
            }

            @Override
            public void forget() {
                ratio.forget();
                search.mu = FIRST;
            }
        };
    }

    /** Where the last limit was. */
    private static final class Search {
        double mu = FIRST;
    }

    private ObjectiveResult evaluate(HistFactoryModel model, AsimovRatio ratio, Search search) {
        ratio.generate();
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double mu = search.mu;
        double lastChange = Double.POSITIVE_INFINITY;
        // √q is close to linear in μ, so Newton's step on √q = z converges fast; the bracket keeps it safe.
        for (int i = 0; i < MAX_STEPS; i++) {
            double root = Math.sqrt(Math.max(0, ratio.q(mu)));
            double slope = ratio.slope() / (2 * root);
            double next = mu + (z - root) / slope;
            double change = Math.abs(next - mu);
            // Where rounding of large counts stops the convergence, the change no longer shrinks.
            boolean stalled = change <= 1e-9 * mu && change > 0.25 * lastChange;
            lastChange = change;
            if (root > 0 && (stalled || change <= 1e-13 * mu)) {
                search.mu = mu;
                return new ObjectiveResult(name(), mu, ratio.gradient(-1 / ratio.slope()));
            }
            if (root < z) {
                low = mu;
            } else {
                high = mu;
            }
            if (!(next > low && next < high)) {
                next = Double.isInfinite(high) ? 4 * Math.max(mu, 1e-3) : 0.5 * (low + high);
            }
            if (next > 1e12 || high - low < 1e-15 * high) {
                break;
            }
            mu = next;
        }
        throw new ObjectiveUndefinedException("no value of '"
                + model.parameterNames().get(ratio.poi()) + "' up to " + mu
                + " is excluded by the background-only expectation: the signal is empty, or a free parameter can take"
                + " its place");
    }
}
