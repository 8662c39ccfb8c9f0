package org.diffhep.engine.nd4j;

import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EngineContract;
import org.diffhep.autodiff.engine.EngineConventionsContract;
import org.diffhep.autodiff.engine.EngineErrorsContract;
import org.diffhep.histogram.AgreementContract;
import org.diffhep.histogram.AxesContract;
import org.diffhep.histogram.HistogramContract;
import org.junit.jupiter.api.Nested;

/** The compatibility kit. */
class Nd4jEngineTest {

    @Nested
    class WhatIsComputed extends EngineContract {
        @Override
        protected Engine engine() {
            return new Nd4jEngine();
        }
    }

    @Nested
    class WhereConventionsAreNeeded extends EngineConventionsContract {
        @Override
        protected Engine engine() {
            return new Nd4jEngine();
        }
    }

    @Nested
    class AtTheEdges extends EngineErrorsContract {
        @Override
        protected Engine engine() {
            return new Nd4jEngine();
        }
    }

    @Nested
    class Histograms extends HistogramContract {
        @Override
        protected Engine engine() {
            return new Nd4jEngine();
        }

        /** A batch of one event takes as long as one of hundreds, a millisecond; these are around the size of a chunk, 1024. */
        @Override
        protected int[] batchSizes() {
            return new int[] {100, 511, 1023, 1024, 1025, 2048, 2049, 8191, 8192, 8193};
        }
    }

    @Nested
    class Axes extends AxesContract {
        @Override
        protected Engine engine() {
            return new Nd4jEngine();
        }
    }

    @Nested
    class InAWholeAnalysis extends AgreementContract {
        @Override
        protected Engine engine() {
            return new Nd4jEngine();
        }

        @Override
        protected int events() {
            return 1_500;
        }
    }
}
