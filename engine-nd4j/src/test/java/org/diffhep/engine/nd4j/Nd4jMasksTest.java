package org.diffhep.engine.nd4j;

import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EngineMasksContract;

class Nd4jMasksTest extends EngineMasksContract {

    @Override
    protected Engine engine() {
        return new Nd4jEngine();
    }
}
