package org.diffhep.cli.likelihood;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.TextTable;
import org.diffhep.cli.UsageException;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Objective;
import org.diffhep.stats.ObjectiveResult;
import org.diffhep.stats.Objectives;
import org.diffhep.stats.TemplateGradient;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gradient}: an objective and its derivative with respect to every number of the workspace. */
@Command(
        name = "gradient",
        description = "Evaluate an expected result and its exact derivative with respect to every template.")
public final class GradientCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private WorkspaceInput input = new WorkspaceInput();

    @Option(
            names = "--objective",
            required = true,
            paramLabel = "NAME",
            description = "discovery (Z), precision (σ of the parameter of interest) or limit (95 %% CLs).")
    private String objective = "";

    @Option(
            names = "--data",
            paramLabel = "NAME",
            defaultValue = "asimov",
            description = "asimov, or observed. Default: ${DEFAULT-VALUE}.")
    private String data = "";

    /** Prints to this console. */
    public GradientCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!List.of("discovery", "precision", "limit").contains(objective)) {
            throw new UsageException("--objective " + objective + ": expected discovery, precision or limit");
        }
        if (!List.of("asimov", "observed").contains(data)) {
            throw new UsageException("--data " + data + ": expected asimov or observed");
        }
        Workspace workspace = input.workspace();
        JsonDocument document = new JsonDocument();
        HistFactoryModel model = input.model(workspace, document);
        ObjectiveResult result = objective(workspace, model).evaluate(model);
        if (input.json()) {
            document.root().put("objective", objective);
            document.number(document.root(), "value", "value", result.value());
            channels(document, workspace, model, result.gradient());
            document.print(console);
        } else {
            console.print(objective + " = " + result.value());
            printNominal(workspace, model, result.gradient());
        }
        return ExitCodes.DONE;
    }

    private Objective objective(Workspace workspace, HistFactoryModel model) {
        if (data.equals("asimov")) {
            return Objectives.named(objective);
        }
        return Objectives.observed(objective, workspace.data(model).main());
    }

    private static List<String> samples(Workspace workspace, String channel) {
        return workspace.channels().stream()
                .filter(candidate -> candidate.name().equals(channel))
                .flatMap(candidate -> candidate.samples().stream())
                .map(sample -> sample.name())
                .sorted()
                .toList();
    }

    private static void channels(
            JsonDocument document, Workspace workspace, HistFactoryModel model, TemplateGradient gradient) {
        lumi(document, model, gradient);
        ObjectNode root = document.root().putObject("gradient");
        for (String channel : model.channelNames()) {
            ObjectNode channelNode = root.putObject(channel);
            for (String sample : samples(workspace, channel)) {
                ObjectNode node = channelNode.putObject(sample);
                String path = "gradient." + channel + "." + sample;
                document.numbers(node.putArray("nominal"), path + ".nominal", gradient.nominal(channel, sample));
                Optional<double[]> variance = gradient.variance(channel, sample);
                if (variance.isPresent()) {
                    document.numbers(node.putArray("variance"), path + ".variance", variance.get());
                } else {
                    node.putNull("variance");
                }
                ArrayNode modifiers = node.putArray("modifiers");
                for (TemplateGradient.ModifierGradient modifier : gradient.modifiers(channel, sample)) {
                    modifier(document, modifiers.addObject(), path + "." + modifier.name(), modifier);
                }
            }
        }
    }

    /** Beside the channels: the width of a luminosity belongs to the measurement. */
    private static void lumi(JsonDocument document, HistFactoryModel model, TemplateGradient gradient) {
        ObjectNode node = document.root().putObject("lumi_sigma");
        for (String name : model.parameterNames()) {
            gradient.lumi(name).ifPresent(derivative -> document.number(node, name, "lumi_sigma." + name, derivative));
        }
    }

    private static void modifier(
            JsonDocument document, ObjectNode node, String path, TemplateGradient.ModifierGradient modifier) {
        node.put("name", modifier.name()).put("type", modifier.type());
        if (modifier instanceof TemplateGradient.NormSys norm) {
            document.number(node, "lo", path + ".lo", norm.lo());
            document.number(node, "hi", path + ".hi", norm.hi());
        } else if (modifier instanceof TemplateGradient.HistoSys histo) {
            document.numbers(node.putArray("lo"), path + ".lo", histo.lo());
            document.numbers(node.putArray("hi"), path + ".hi", histo.hi());
        } else if (modifier instanceof TemplateGradient.ShapeSys shape) {
            document.numbers(node.putArray("data"), path + ".data", shape.data());
        }
    }

    private void printNominal(Workspace workspace, HistFactoryModel model, TemplateGradient gradient) {
        TextTable table = new TextTable("lll").row("channel", "sample", "derivative in the nominal yield of each bin");
        for (String channel : model.channelNames()) {
            for (String sample : samples(workspace, channel)) {
                StringBuilder numbers = new StringBuilder();
                for (double value : gradient.nominal(channel, sample)) {
                    numbers.append(String.format(Locale.ROOT, "%12.4g", value));
                }
                table.row(channel, sample, numbers.toString());
            }
        }
        table.print(console);
        console.message("All derivatives: --json");
    }
}
