package org.diffhep.cli.likelihood;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.TextTable;
import org.diffhep.stats.Channel;
import org.diffhep.stats.Constraint;
import org.diffhep.stats.HistFactoryModel;
import org.diffhep.stats.Measurement;
import org.diffhep.stats.Modifier;
import org.diffhep.stats.Parameter;
import org.diffhep.stats.Sample;
import org.diffhep.stats.Workspace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code inspect}: what a workspace holds. */
@Command(name = "inspect", description = "Show the channels, samples, modifiers and parameters of a workspace.")
public final class InspectCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private WorkspaceInput input = new WorkspaceInput();

    /** Prints to this console. */
    public InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Workspace workspace = input.workspace();
        JsonDocument document = new JsonDocument();
        HistFactoryModel model = input.model(workspace, document);
        if (input.json()) {
            fill(document, workspace, model);
            document.print(console);
        } else {
            printText(workspace, model);
            document.messages().forEach(console::message);
        }
        return ExitCodes.DONE;
    }

    private static SortedSet<String> samples(Workspace workspace) {
        SortedSet<String> names = new TreeSet<>();
        workspace.channels().forEach(channel -> channel.samples().forEach(sample -> names.add(sample.name())));
        return names;
    }

    private record NamedType(String name, String type) implements Comparable<NamedType> {
        @Override
        public int compareTo(NamedType other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : type.compareTo(other.type);
        }
    }

    private static SortedSet<NamedType> modifiers(Workspace workspace) {
        SortedSet<NamedType> found = new TreeSet<>();
        for (Channel channel : workspace.channels()) {
            for (Sample sample : channel.samples()) {
                for (Modifier modifier : sample.modifiers()) {
                    found.add(new NamedType(modifier.name(), modifier.type()));
                }
            }
        }
        return found;
    }

    private static String constraint(Parameter parameter) {
        Constraint constraint = parameter.constraint();
        return constraint instanceof Constraint.Normal
                ? "normal"
                : constraint instanceof Constraint.Poisson ? "poisson" : "none";
    }

    private static String poi(HistFactoryModel model) {
        return model.poiIndex().isPresent()
                ? model.parameterNames().get(model.poiIndex().getAsInt())
                : "";
    }

    private void fill(JsonDocument document, Workspace workspace, HistFactoryModel model) {
        ObjectNode root = document.root();
        ArrayNode channels = root.putArray("channels");
        for (int c = 0; c < model.channelNames().size(); c++) {
            channels.addObject().put("name", model.channelNames().get(c)).put("bins", model.channelBins(c));
        }
        ArrayNode samples = root.putArray("samples");
        samples(workspace).forEach(samples::add);
        ArrayNode modifiers = root.putArray("modifiers");
        modifiers(workspace)
                .forEach(modifier ->
                        modifiers.addObject().put("name", modifier.name()).put("type", modifier.type()));
        ArrayNode parameters = root.putArray("parameters");
        for (Parameter parameter : model.parameters()) {
            ObjectNode node = parameters.addObject();
            String path = "parameters." + parameter.name();
            node.put("name", parameter.name());
            document.number(node, "init", path + ".init", parameter.init());
            document.numbers(node.putArray("bounds"), path + ".bounds", parameter.lower(), parameter.upper());
            node.put("fixed", parameter.fixed());
            node.put("constraint", constraint(parameter));
        }
        root.put("poi", model.poiIndex().isPresent() ? poi(model) : null);
        ArrayNode measurements = root.putArray("measurements");
        workspace.measurements().stream().map(Measurement::name).forEach(measurements::add);
    }

    private void printText(Workspace workspace, HistFactoryModel model) {
        TextTable channels = new TextTable("lr").row("channel", "bins");
        for (int c = 0; c < model.channelNames().size(); c++) {
            channels.row(model.channelNames().get(c), Integer.toString(model.channelBins(c)));
        }
        channels.print(console);
        console.print("");
        console.print("samples: " + String.join(", ", samples(workspace)));
        console.print("");
        TextTable modifiers = new TextTable("ll").row("modifier", "type");
        modifiers(workspace).forEach(modifier -> modifiers.row(modifier.name(), modifier.type()));
        modifiers.print(console);
        console.print("");
        TextTable parameters = new TextTable("lrrll").row("parameter", "init", "bounds", "constraint", "");
        for (Parameter parameter : model.parameters()) {
            String mark = parameter.name().equals(poi(model)) ? "of interest" : parameter.fixed() ? "fixed" : "";
            parameters.row(
                    parameter.name(),
                    Double.toString(parameter.init()),
                    parameter.lower() + " … " + parameter.upper(),
                    constraint(parameter),
                    mark);
        }
        parameters.print(console);
    }
}
