package org.diffhep.autodiff.jvm;

import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EngineMasksContract;

class JvmMasksTest extends EngineMasksContract {

    @Override
    protected Engine engine() {
        return new JvmEngine(2);
    }
}
