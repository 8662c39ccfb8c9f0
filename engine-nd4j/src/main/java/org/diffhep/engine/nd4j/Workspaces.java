package org.diffhep.engine.nd4j;

import java.util.function.Supplier;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native memory of the thread that asks: what arrays are made in between is one block, used again the next time, and grows to the largest need.
 * Without it arrays lie outside of the heap until the garbage collector happens to run.
 */
final class Workspaces {

    private static final WorkspaceConfiguration GROWING = WorkspaceConfiguration.builder()
            .policyAllocation(AllocationPolicy.STRICT)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policySpill(SpillPolicy.REALLOCATE)
            .policyReset(ResetPolicy.BLOCK_LEFT)
            .build();

    private Workspaces() {}

    /** Computes something of a chunk; what is returned must not be an array of ND4J. */
    static <T> T ofChunk(Supplier<T> task) {
        return within("diffhep chunk", task);
    }

    /** Computes one histogram fill, within the memory of its chunk; what is returned must not be an array of ND4J. */
    static <T> T ofFill(Supplier<T> task) {
        return within("diffhep fill", task);
    }

    @SuppressWarnings("try") // nothing is asked of the workspace but to be there
    private static <T> T within(String name, Supplier<T> task) {
        try (MemoryWorkspace memory = Nd4j.getWorkspaceManager().getAndActivateWorkspace(GROWING, name)) {
            return task.get();
        }
    }

    /** Frees the memory of the calling thread. */
    static void free() {
        Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    }
}
