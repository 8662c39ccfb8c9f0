package org.diffhep.cli.ttbar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.diffhep.pipeline.AnalysisOptimiser;
import org.diffhep.pipeline.OptimisationListener;
import org.diffhep.pipeline.report.CheckpointFile;
import org.diffhep.ttbar.TtbarOptimisation;
import org.diffhep.ttbar.TtbarOptions;

/** The optimisation of the demonstrator. */
public final class TtbarJob implements OptimisationJob {

    private final TtbarOptimisation optimisation;
    private final Optional<Path> checkpoint;

    /** Checks the options and reads the events; throws what {@link TtbarOptimisation#prepare} throws. */
    public TtbarJob(TtbarOptions options) {
        optimisation = TtbarOptimisation.prepare(options);
        checkpoint = options.checkpoint();
    }

    @Override
    public String description() {
        return optimisation.description();
    }

    @Override
    public String parameterOfInterest() {
        return optimisation.parameterOfInterest();
    }

    @Override
    public List<Cut> cuts() {
        return optimisation.cuts().stream()
                .map(parameter -> new Cut(parameter.name(), parameter.unit()))
                .toList();
    }

    @Override
    public Outcome run(OptimisationListener listener, BooleanSupplier stop) {
        AnalysisOptimiser.Outcome outcome = optimise(listener, stop);
        return new Outcome(outcome.result(), file -> {
            try {
                outcome.workspace().write(file);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
            }
        });
    }

    private AnalysisOptimiser.Outcome optimise(OptimisationListener listener, BooleanSupplier stop) {
        if (checkpoint.isEmpty()) {
            return optimisation.run(listener, stop);
        }
        try (CheckpointFile file = new CheckpointFile(checkpoint.get(), listener, System::nanoTime)) {
            return optimisation.run(file, stop);
        }
    }
}
