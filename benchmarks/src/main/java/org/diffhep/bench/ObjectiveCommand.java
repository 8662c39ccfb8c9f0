package org.diffhep.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Objective;
import org.diffhep.stats.ObjectiveEvaluator;
import org.diffhep.stats.Objectives;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Times an objective of a likelihood with its gradient with respect to every number of the workspace: on the model alone
 * ({@code value_gradient}), and step by step as in an optimisation, where each step multiplies all yields by other factors
 * within a per cent ({@code step}): templates in, value and gradient out.
 */
@Command(
        name = "objective",
        description = "An objective of a workspace and its gradient with respect to all templates.")
final class ObjectiveCommand implements Callable<Integer> {

    @Parameters(paramLabel = "WS", description = "a pyhf workspace")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--objective", required = true, paramLabel = "NAME", description = "discovery, precision or limit")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String objective;

    @Mixin
    private final MeasureOptions options = new MeasureOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Objective function = Objectives.named(objective);
        Workspace workspace = Workspace.read(file);
        HistFactoryModel model = workspace.model();
        Repetitions repetitions = Repetitions.of(options.seconds, Meters::threadCpu, () -> function.evaluate(model));
        TemplateSteps templates = new TemplateSteps(workspace.channels());
        ObjectiveEvaluator evaluator =
                function.evaluator(workspace.measurements().get(0));
        Repetitions steps =
                Repetitions.of(options.seconds, Meters::threadCpu, () -> evaluator.evaluate(templates.next()));
        new Figures()
                .median("value_gradient_us", repetitions.wallNanos().times(1e-3))
                .median("value_gradient_cpu_us", repetitions.cpuNanos().times(1e-3))
                .median("step_us", steps.wallNanos().times(1e-3))
                .median("step_cpu_us", steps.cpuNanos().times(1e-3))
                .number("value", function.evaluate(model).value())
                .number("repetitions", repetitions.count())
                .number("parameters", model.parameterCount())
                .number("bins", model.bins())
                .print(spec.commandLine().getOut(), options.json);
        return 0;
    }
}
