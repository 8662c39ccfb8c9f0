package org.diffhep.cli.likelihood;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.TextTable;
import org.diffhep.cli.UsageException;
import org.diffhep.stats.Data;
import org.diffhep.stats.FitResult;
import org.diffhep.stats.Fitter;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Parameter;
import org.diffhep.stats.ProfileInterval;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fit}: the maximum-likelihood estimate of all parameters. */
@Command(name = "fit", description = "Fit all parameters; errors come from the exact inverse Hessian.")
public final class FitCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private WorkspaceInput input = new WorkspaceInput();

    @Option(
            names = "--data",
            paramLabel = "WHICH",
            defaultValue = "observed",
            description = "observed, or asimov: the expectation at the inits. Default: ${DEFAULT-VALUE}.")
    private String data = "";

    @Option(names = "--minos", paramLabel = "NAME", split = ",", description = "Profile intervals of these parameters.")
    private List<String> minos = List.of();

    @Option(names = "--correlation", description = "The correlations of all pairs of parameters.")
    private boolean correlation;

    /** Prints to this console. */
    public FitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!data.equals("observed") && !data.equals("asimov")) {
            throw new UsageException("--data " + data + ": expected observed or asimov");
        }
        Workspace workspace = input.workspace();
        JsonDocument document = new JsonDocument();
        HistFactoryModel model = input.model(workspace, document);
        for (String name : minos) {
            requireFree(model, name);
        }
        Data values = data.equals("asimov") ? model.asimov(model.inits()) : workspace.data(model);
        FitResult fit = Fitter.fit(model, values);
        if (!fit.converged()) {
            return failed(document, fit);
        }
        Map<String, ProfileInterval> intervals = new LinkedHashMap<>();
        for (String name : minos) {
            intervals.put(name, Fitter.minos(fit, values, model.indexOf(name).orElseThrow()));
        }
        if (input.json()) {
            fill(document, model, fit, intervals);
            document.print(console);
        } else {
            printText(document, model, fit, intervals);
        }
        return ExitCodes.DONE;
    }

    private static void requireFree(HistFactoryModel model, String name) {
        int index = model.indexOf(name)
                .orElseThrow(() -> new UsageException("--minos " + name + ": the model has no such parameter; it has "
                        + String.join(", ", model.parameterNames())));
        if (model.parameters().get(index).fixed()) {
            throw new UsageException("--minos " + name + ": the parameter is fixed");
        }
    }

    private int failed(JsonDocument document, FitResult fit) {
        if (input.json()) {
            document.root().put("converged", false);
            document.root().putNull("twice_nll");
            document.number(document.root(), "edm", "edm", fit.edm());
            document.root().put("iterations", fit.iterations());
            document.root().putObject("parameters");
            document.message("the fit did not converge: " + fit.message());
            document.print(console);
        }
        console.message("diffhep: the fit did not converge: " + fit.message());
        return ExitCodes.NO_ANSWER;
    }

    private void fill(
            JsonDocument document, HistFactoryModel model, FitResult fit, Map<String, ProfileInterval> intervals) {
        ObjectNode root = document.root();
        root.put("converged", true);
        document.number(root, "twice_nll", "twice_nll", fit.twiceNll());
        document.number(root, "edm", "edm", fit.edm());
        root.put("iterations", fit.iterations());
        ObjectNode parameters = root.putObject("parameters");
        double[] values = fit.values();
        for (int p = 0; p < values.length; p++) {
            Parameter parameter = model.parameters().get(p);
            String path = "parameters." + parameter.name();
            ObjectNode node = parameters.putObject(parameter.name());
            document.number(node, "value", path + ".value", values[p]);
            optional(document, node, "error", path, fit.uncertainty(p), noError(fit, parameter, p));
            ProfileInterval interval = intervals.get(parameter.name());
            if (interval == null) {
                node.putNull("minus").putNull("plus");
            } else {
                optional(document, node, "minus", path, interval.minus(), "the bound comes first");
                optional(document, node, "plus", path, interval.plus(), "the bound comes first");
            }
        }
        if (intervals.size() < values.length) {
            document.message("minus and plus are null for parameters that --minos does not name");
        }
        if (correlation) {
            correlations(document, root.putObject("correlation"), model, fit);
        }
    }

    private static String noError(FitResult fit, Parameter parameter, int index) {
        return parameter.fixed()
                ? "the parameter is fixed"
                : fit.atBound(index) ? "the parameter is on its bound" : "the data do not constrain it";
    }

    private static void optional(
            JsonDocument document, ObjectNode node, String field, String path, OptionalDouble value, String reason) {
        if (value.isPresent()) {
            document.number(node, field, path + "." + field, value.getAsDouble());
        } else {
            node.putNull(field);
            document.message(path + "." + field + ": " + reason);
        }
    }

    private static void correlations(JsonDocument document, ObjectNode node, HistFactoryModel model, FitResult fit) {
        List<String> names = model.parameterNames();
        for (int p = 0; p < names.size(); p++) {
            if (fit.uncertainty(p).isEmpty()) {
                continue;
            }
            ObjectNode row = node.putObject(names.get(p));
            for (int q = 0; q < names.size(); q++) {
                OptionalDouble value = fit.correlation(p, q);
                if (value.isPresent()) {
                    document.number(row, names.get(q), "correlation." + names.get(p), value.getAsDouble());
                }
            }
        }
    }

    private void printText(
            JsonDocument document, HistFactoryModel model, FitResult fit, Map<String, ProfileInterval> intervals) {
        TextTable table = new TextTable("lrrl").row("parameter", "value", "error", "");
        double[] values = fit.values();
        for (int p = 0; p < values.length; p++) {
            Parameter parameter = model.parameters().get(p);
            OptionalDouble error = fit.uncertainty(p);
            ProfileInterval interval = intervals.get(parameter.name());
            String remark = error.isEmpty() ? noError(fit, parameter, p) : "";
            if (interval != null) {
                remark = "profile −" + number(interval.minus()) + " +" + number(interval.plus());
            }
            table.row(parameter.name(), number(OptionalDouble.of(values[p])), number(error), remark);
        }
        table.print(console);
        console.print("");
        console.print(String.format(
                Locale.ROOT, "−2 ln L = %.9g   EDM %.1e   %d iterations", fit.twiceNll(), fit.edm(), fit.iterations()));
        if (correlation) {
            console.message("The correlations: --json");
        }
        document.messages().forEach(console::message);
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.6f", value.getAsDouble()) : "–";
    }
}
