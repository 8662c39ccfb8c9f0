package org.diffhep.histogram;

import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.jvm.DerivativeMode;
import org.diffhep.autodiff.jvm.JvmEngine;
import org.junit.jupiter.api.Nested;

class JvmAxesTest {

    @Nested
    class Forward extends AxesContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(2, DerivativeMode.FORWARD);
        }
    }

    @Nested
    class Reverse extends AxesContract {
        @Override
        protected Engine engine() {
            return new JvmEngine(2, DerivativeMode.REVERSE);
        }
    }
}
