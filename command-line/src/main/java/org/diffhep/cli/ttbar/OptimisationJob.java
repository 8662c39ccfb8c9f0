package org.diffhep.cli.ttbar;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.diffhep.pipeline.OptimisationListener;
import org.diffhep.pipeline.OptimisationResult;

/** An optimisation whose input was read and accepted, ready to run: all that the command needs to know of it. */
public interface OptimisationJob {

    /** One line about the input: samples, events, systematic variations. */
    String description();

    /** What the objective is about. */
    String parameterOfInterest();

    /** The cuts that move, the first parameters of the trajectory. */
    List<Cut> cuts();

    /**
     * Optimises until the last step, or until {@code stop} says true after a step; the best so far counts then.
     */
    Outcome run(OptimisationListener listener, BooleanSupplier stop);

    /** A parameter's name and unit, for the line of progress. */
    record Cut(String name, String unit) {}

    /** The result, and how to write the pyhf workspace of the optimum. */
    record Outcome(OptimisationResult result, Consumer<Path> workspace) {}
}
