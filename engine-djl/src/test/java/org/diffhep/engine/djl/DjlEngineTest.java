package org.diffhep.engine.djl;

import ai.djl.Device;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EngineContract;
import org.diffhep.autodiff.engine.EngineConventionsContract;
import org.diffhep.autodiff.engine.EngineErrorsContract;
import org.diffhep.histogram.AgreementContract;
import org.diffhep.histogram.AxesContract;
import org.diffhep.histogram.HistogramContract;
import org.junit.jupiter.api.Nested;

class DjlEngineTest {

    @Nested
    class WithOneThread extends EngineContract {
        @Override
        protected Engine engine() {
            return new DjlEngine(Device.cpu(), 1);
        }
    }

    @Nested
    class WhereConventionsAreNeeded extends EngineConventionsContract {
        @Override
        protected Engine engine() {
            return new DjlEngine(Device.cpu(), 2);
        }
    }

    @Nested
    class AtTheEdges extends EngineErrorsContract {
        @Override
        protected Engine engine() {
            return new DjlEngine(Device.cpu(), 2);
        }
    }

    @Nested
    class Histograms extends HistogramContract {
        @Override
        protected Engine engine() {
            return new DjlEngine(Device.cpu(), 2);
        }
    }

    @Nested
    class Axes extends AxesContract {
        @Override
        protected Engine engine() {
            return new DjlEngine(Device.cpu(), 2);
        }
    }

    @Nested
    class InAWholeAnalysis extends AgreementContract {
        @Override
        protected Engine engine() {
            return new DjlEngine(Device.cpu(), 2);
        }
    }
}
