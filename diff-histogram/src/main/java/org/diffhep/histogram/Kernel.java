package org.diffhep.histogram;

import org.diffhep.autodiff.kernels.Normal;

/**
 * What a bin edge is softened with: an entry at x counts below an edge e with F((e − x)/h), F a distribution function of mean 0 and
 * standard deviation 1. So a bandwidth h means the same width with each kernel.
 *
 * <p>Far tails are taken as nothing: an edge that is further away than {@link #reach()} does not see the entry.
 */
public enum Kernel {

    /** The normal distribution. */
    GAUSSIAN(TailPolynomials.REACH) {
        @Override
        double upper(double z) {
            return TailPolynomials.upper(z);
        }

        @Override
        double density(double z) {
            return Normal.density(z);
        }
    },

    /** The logistic distribution, F(z) = 1/(1 + exp(−πz/√3)). Its tails are long: an edge sees entries 20 bandwidths away. */
    SIGMOID(37 / Kernel.LOGISTIC) {
        @Override
        double upper(double z) {
            return 1 / (1 + Math.exp(LOGISTIC * z));
        }

        @Override
        double density(double z) {
            double tail = Math.exp(-LOGISTIC * Math.abs(z));
            return LOGISTIC * tail / ((1 + tail) * (1 + tail));
        }
    },

    /**
     * The triweight kernel, density 35/32·(1 − u²)³/3 with u = z/3 (Wand and Jones, Kernel Smoothing, 1995, table 2.1): exactly nothing beyond three
     * bandwidths, two continuous derivatives of the density.
     */
    TRIWEIGHT(3) {
        @Override
        double upper(double z) {
            // ∫_u^1 (1 − s²)³ ds with v = 1 − u: every term small where the whole is
            double v = Math.max(0, 1 - z / 3);
            double square = v * v;
            return 35.0 / 32 * square * square * (2 - 12.0 / 5 * v + square - square * v / 7);
        }

        @Override
        double density(double z) {
            double u = z / 3;
            double w = Math.max(0, 1 - u * u);
            return 35.0 / 96 * w * w * w;
        }
    };

    /** The standard deviation of 1/(1 + e⁻ᵗ), π/√3. */
    private static final double LOGISTIC = 1.8137993642342178;

    private final double reach;

    Kernel(double reach) {
        this.reach = reach;
    }

    /** How many bandwidths away an entry can be that an edge still sees. */
    public double reach() {
        return reach;
    }

    /** 1 − F(z) for 0 ≤ z ≤ reach. */
    abstract double upper(double z);

    /** F′(z). */
    abstract double density(double z);

    /** F(z) − [z &gt; 0], which decays on both sides; 0 out of reach. */
    final double tail(double z) {
        if (z > 0) {
            return z > reach ? 0 : -upper(z);
        }
        return z < -reach ? 0 : upper(-z);
    }

    /** F′(z); 0 out of reach. */
    final double slope(double z) {
        return Math.abs(z) > reach ? 0 : density(z);
    }
}
