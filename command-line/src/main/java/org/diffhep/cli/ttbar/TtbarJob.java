package org.diffhep.cli.ttbar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.diffhep.pipeline.AnalysisOptimiser;
import org.diffhep.pipeline.OptimisationListener;
import org.diffhep.ttbar.TtbarOptimisation;
import org.diffhep.ttbar.TtbarOptions;

/** The optimisation of the demonstrator. */
public final class TtbarJob implements OptimisationJob {

    private final TtbarOptimisation optimisation;

    /** Checks the options and reads the events; throws what {@link TtbarOptimisation#prepare} throws. */
    public TtbarJob(TtbarOptions options) {
        optimisation = TtbarOptimisation.prepare(options);
    }

    @Override
    public String description() {
        return optimisation.description();
    }

    @Override
    public List<Cut> cuts() {
        return optimisation.parameters().stream()
                .map(parameter -> new Cut(parameter.name(), parameter.unit()))
                .toList();
    }

    @Override
    public Outcome run(OptimisationListener listener, BooleanSupplier stop) {
        AnalysisOptimiser.Outcome outcome = optimisation.run(listener, stop);
        return new Outcome(outcome.result(), file -> {
            try {
                outcome.workspace().write(file);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
            }
        });
    }
}
