package org.diffhep.histogram;

import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.jvm.JvmEngine;

class JvmAxesTest extends AxesContract {

    @Override
    protected Engine engine() {
        return new JvmEngine(2);
    }
}
