package org.diffhep.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diffhep.autodiff.engine.Engine;
import org.diffhep.autodiff.engine.Engines;
import org.diffhep.histogram.NativeEngineContract;
import org.junit.jupiter.api.Test;

/** What is special to this engine: native memory, its thread, and how it is found. */
class Nd4jResourcesTest extends NativeEngineContract {

    /** However many threads may compute, one does. */
    @Override
    protected Engine engine(int threads) {
        return new Nd4jEngine();
    }

    @Test
    void engineIsFoundByNameWithoutDjl() {
        try (Engine engine = Engines.create("nd4j", 4)) {
            assertThat(engine).isInstanceOf(Nd4jEngine.class);
            assertThat(engine.name()).isEqualTo("nd4j");
        }
        assertThatThrownBy(() -> Engines.create("djl", 1)).hasMessageEndingWith("there is jvm, nd4j");
        assertThatThrownBy(() -> Class.forName("ai.djl.Device")).isInstanceOf(ClassNotFoundException.class);
    }
}
