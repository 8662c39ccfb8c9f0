package org.diffhep.stats.internal;

/** Solves (H + λS) x = b over some of the parameters, where H is the Hessian of −ln L or stands for it. */
interface StepSystem {
    /** Writes the diagonal of H. */
    void diagonal(double[] out);

    /** Writes H v, over all parameters, without any shift. */
    void multiply(double[] v, double[] out);

    /**
     * Factors the matrix.
     *
     * @param isFree parameters that take part
     * @param shift S, per parameter
     * @param lambda λ
     * @return whether the matrix is positive definite
     */
    boolean factor(boolean[] isFree, double[] shift, double lambda);

    /**
     * Solves with the last factor.
     *
     * @param b right-hand side, per parameter; entries of parameters that are not free are ignored
     * @param x solution, per parameter; zero where not free
     */
    void solve(double[] b, double[] x);
}
