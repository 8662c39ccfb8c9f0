package org.diffhep.autodiff.jvm;

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
