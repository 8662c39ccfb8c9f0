package org.diffhep.autodiff;

import org.diffhep.autodiff.kernels.Normal;

/**
 * The shape of a soft step: how the probability to pass grows with z, the signed distance from the threshold over the width.
 *
 * <p>The distribution function of a symmetric, smooth density with its median at 0: what is cut on is thought of as smeared
 * by it, with the width as its scale. Finite and without NaN for every z, the infinite ones too.
 */
public enum CutKernel {
    /** The logistic distribution, 1/(1 + exp(−z)); standard deviation π/√3. Its tails reach far: e⁻⁵ = 0.7 % at z = −5. */
    SIGMOID {
        @Override
        public double integral(double z) {
            return 1 / (1 + Math.exp(-z));
        }

        @Override
        public double density(double z) {
            double p = integral(-Math.abs(z));
            return p * (1 - p);
        }
    },
    /** The standard normal distribution Φ(z): a resolution of one width. */
    GAUSSIAN {
        @Override
        public double integral(double z) {
            return Normal.cdf(z);
        }

        @Override
        public double density(double z) {
            return Normal.density(z);
        }
    },
    /**
     * The integrated triweight kernel 35/32·(1 − z²)³: exactly 0 for z ≤ −1 and exactly 1 for z ≥ 1, with two continuous
     * derivatives of its density; standard deviation 1/3. With t = (1 + z)/2 it is t⁴·(35 − 84t + 70t² − 20t³).
     */
    COMPACT {
        @Override
        public double integral(double z) {
            double t = Math.max(0, Math.min(1, 0.5 + 0.5 * z));
            double square = t * t;
            return Math.min(1, square * square * (35 - 84 * t + square * (70 - 20 * t)));
        }

        @Override
        public double density(double z) {
            double inside = Math.max(0, 1 - z * z);
            return 35.0 / 32 * inside * inside * inside;
        }
    };

    /** The probability to pass at z. */
    public abstract double integral(double z);

    /** The derivative of {@link #integral}. */
    public abstract double density(double z);

    /** Where |z| is this or more, the probability is exactly 0 or 1; ∞ for none. */
    public double support() {
        return this == COMPACT ? 1 : Double.POSITIVE_INFINITY;
    }
}
