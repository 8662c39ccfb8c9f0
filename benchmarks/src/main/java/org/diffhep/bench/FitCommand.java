package org.diffhep.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.diffhep.stats.Data;
import org.diffhep.stats.FitResult;
import org.diffhep.stats.Fitter;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Times the maximum-likelihood fit of a workspace to its data, and one evaluation of −2 ln L at the initial values: with its
 * gradient, and with gradient and Hessian. Through the public methods, which make their work arrays anew at each call.
 */
@Command(name = "fit", description = "The fit of a workspace; −2 ln L with gradient; with gradient and Hessian.")
final class FitCommand implements Callable<Integer> {

    @Parameters(paramLabel = "WS", description = "a pyhf workspace")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Mixin
    private final MeasureOptions options = new MeasureOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Workspace workspace = Workspace.read(file);
        HistFactoryModel model = workspace.model();
        Data data = workspace.data(model);
        double[] inits = model.inits();
        FitResult fit = Fitter.fit(model, data).orThrow();
        Repetitions fits = Repetitions.of(options.seconds, Meters::threadCpu, () -> Fitter.fit(model, data));
        Repetitions gradients = Repetitions.of(options.seconds, Meters::threadCpu, () -> model.gradient(inits, data));
        Repetitions hessians = Repetitions.of(options.seconds, Meters::threadCpu, () -> model.hessian(inits, data));
        new Figures()
                .median("fit_us", fits.wallNanos().times(1e-3))
                .median("nll_gradient_us", gradients.wallNanos().times(1e-3))
                .median("nll_gradient_hessian_us", hessians.wallNanos().times(1e-3))
                .median("fit_cpu_us", fits.cpuNanos().times(1e-3))
                .number("repetitions", Math.min(fits.count(), Math.min(gradients.count(), hessians.count())))
                .number("twice_nll", fit.twiceNll())
                .number("parameters", model.parameterCount())
                .number("bins", model.bins())
                .print(spec.commandLine().getOut(), options.json);
        return 0;
    }
}
