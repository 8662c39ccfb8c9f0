package org.diffhep.autodiff.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EngineContract;
import org.diffhep.autodiff.engine.EngineErrorsContract;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.diffhep.autodiff.kernels.Kernels;
import org.diffhep.autodiff.kernels.KernelsContract;
import org.diffhep.histogram.HistogramContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VectorKernelsTest {

    @Test
    void theyAreFoundWhereTheModuleIsThere() {
        assertThat(Kernels.fastest()).isInstanceOf(VectorKernels.class);
        assertThat(Kernels.fastest().name()).matches("vector, \\d+ bit");
    }

    @Nested
    class Errors extends KernelsContract {
        @Override
        protected Kernels kernels() {
            return new VectorKernels();
        }
    }

    @Nested
    class InTheEngine extends EngineContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(2, new VectorKernels());
        }
    }

    @Nested
    class InTheEngineAtTheEdges extends EngineErrorsContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(1, new VectorKernels());
        }
    }

    @Nested
    class InHistograms extends HistogramContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(1, new VectorKernels());
        }
    }
}
