package org.diffhep.autodiff.kernels;

class ScalarKernelsTest extends KernelsContract {

    @Override
    protected Kernels kernels() {
        return new ScalarKernels();
    }
}
