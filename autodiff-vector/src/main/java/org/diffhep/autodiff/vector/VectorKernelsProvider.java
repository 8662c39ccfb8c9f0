package org.diffhep.autodiff.vector;

import org.diffhep.autodiff.kernels.Kernels;

/** What {@link java.util.ServiceLoader} finds. Loads nothing of the Vector API before it is known to be there. */
public final class VectorKernelsProvider implements Kernels.Provider {

    @Override
    public boolean isAvailable() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    @Override
    public Kernels kernels() {
        return new VectorKernels();
    }
}
