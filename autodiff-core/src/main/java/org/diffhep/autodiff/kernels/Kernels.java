package org.diffhep.autodiff.kernels;

import java.util.ServiceLoader;

/**
 * Loops over arrays in which an analysis spends its time, and which profit from the wide registers of a processor.
 *
 * <p>Implementations are thread-safe and give the same bits for an element wherever in the array it lies. They may differ from one
 * another within the errors stated here, in units in the last place (ulp) of the exact result.
 */
public interface Kernels {

    /** What benchmarks call them. */
    String name();

    /**
     * y = 1/(1 + exp(−steepness·x)), within 3 ulp of the exact result for the product as rounded; results below 1e−307 may be 0. NaN
     * for NaN.
     *
     * @param y not x
     */
    void sigmoid(double[] x, double steepness, double[] y, int n);

    /**
     * y = exp(x), within 2 ulp; results below 1e−307 may be 0. NaN for NaN, ∞ where it overflows.
     *
     * @param y not x
     */
    void exp(double[] x, double[] y, int n);

    /** How many numbers a row of {@link #addPowers} has: eight for a, eight for b. */
    int POWERS_ROW = 16;

    /**
     * Adds a[i]·u[i]^k, k = 0 … 7, to the row of each i, and eight numbers further the same of b, i after i; each
     * product is within 8 ulp.
     *
     * @param row for each i the number of its row of {@link #POWERS_ROW} numbers
     * @param target rows one after another from {@code from}
     */
    void addPowers(int[] row, double[] u, double[] a, double[] b, int n, double[] target, int from);

    /**
     * y[i] = Σ_k c_k·u[i]^k, k = 0 … 7, with the coefficients of the row of i; within 16 ulp of Σ_k |c_k·u^k|.
     *
     * @param row for each i the number of its row of eight coefficients
     * @param y not u
     */
    void polynomials(double[] coefficients, int[] row, double[] u, double[] y, int n);

    /** Offers kernels that need something of the machine; registered as a service. */
    interface Provider {

        /** Whether they run here. */
        boolean isAvailable();

        /** The kernels; called only where they are available. */
        Kernels kernels();
    }

    /** Those of the first provider on the class path that runs here, else scalar loops. */
    static Kernels fastest() {
        for (Provider provider : ServiceLoader.load(Provider.class)) {
            if (provider.isAvailable()) {
                return provider.kernels();
            }
        }
        return new ScalarKernels();
    }
}
