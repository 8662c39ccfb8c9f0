package org.diffhep.engine.djl;

import ai.djl.Device;
import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.EngineMasksContract;

class DjlMasksTest extends EngineMasksContract {

    @Override
    protected Engine engine() {
        return new DjlEngine(Device.cpu(), 1);
    }
}
