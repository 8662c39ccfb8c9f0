package org.diffhep.autodiff.jvm;

class ScalarKernelsTest extends KernelsContract {

    @Override
    protected Kernels kernels() {
        return new ScalarKernels();
    }
}
