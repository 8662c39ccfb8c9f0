package org.diffhep.cli.ttbar;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.diffhep.cli.ColumnOptions;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.TextTable;
import org.diffhep.events.ColumnNaming;
import org.diffhep.events.EventLocation;
import org.diffhep.ttbar.TtbarSelection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ttbar select}: which events of a file pass, and what is measured in them. */
@Command(name = "select", description = "List the events of a file that pass the selection, with their observable.")
public final class SelectCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(paramLabel = "FILE", description = "A NanoAOD file or its address (https://…).")
    private String file = "";

    @Mixin
    private ColumnOptions columns = new ColumnOptions();

    @Option(
            names = "--version",
            paramLabel = "V",
            defaultValue = "v2",
            description = "The selection: v1 or v2 of AGC. Default: ${DEFAULT-VALUE}.")
    private String version = "";

    @Option(
            names = "--variation",
            paramLabel = "NAME",
            defaultValue = "nominal",
            description = "nominal, pt_scale_up, pt_res_up, … Default: ${DEFAULT-VALUE}.")
    private String variation = "";

    @Option(names = "--cut", paramLabel = "NAME=VALUE", description = "Another threshold than AGC's.")
    private Map<String, Double> cuts = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /** Prints to this console. */
    public SelectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ColumnNaming naming = columns.naming();
        TtbarSelection selection = ColumnOptions.suggesting(
                () -> TtbarSelection.select(EventLocation.of(file), naming, version, variation, cuts));
        if (json) {
            printJson(selection);
        } else {
            printText(selection);
        }
        return ExitCodes.DONE;
    }

    private void printJson(TtbarSelection selection) {
        JsonDocument document = new JsonDocument();
        ArrayNode events = document.root().putArray("events");
        for (TtbarSelection.SelectedEvent event : selection.events()) {
            ObjectNode node = events.addObject();
            node.put("entry", event.entry());
            label(node, "run", event.run());
            label(node, "luminosityBlock", event.luminosityBlock());
            label(node, "event", event.event());
            node.put("region", event.region());
            document.number(node, "observable", "entry " + event.entry() + ".observable", event.observable());
            if (event.trijet().isPresent()) {
                ArrayNode jets = node.putArray("trijet");
                event.trijet().get().forEach(jets::add);
            } else {
                node.putNull("trijet");
            }
        }
        ObjectNode cutflow = document.root().putObject("cutflow");
        selection.cutflow().forEach(cutflow::put);
        document.print(console);
    }

    /** Event numbers are unsigned: the largest do not fit a Java long. */
    private static void label(ObjectNode node, String field, OptionalLong value) {
        if (value.isEmpty()) {
            node.putNull(field);
        } else if (value.getAsLong() >= 0) {
            node.put(field, value.getAsLong());
        } else {
            node.put(field, new BigInteger(Long.toUnsignedString(value.getAsLong())));
        }
    }

    private void printText(TtbarSelection selection) {
        TextTable events = new TextTable("rrlrl").row("entry", "event", "region", "observable", "trijet");
        for (TtbarSelection.SelectedEvent event : selection.events()) {
            events.row(
                    Long.toString(event.entry()),
                    event.event().isPresent()
                            ? Long.toUnsignedString(event.event().getAsLong())
                            : "–",
                    event.region(),
                    String.format(java.util.Locale.ROOT, "%.3f GeV", event.observable()),
                    event.trijet().map(Object::toString).orElse(""));
        }
        events.print(console);
        console.print("");
        TextTable cutflow = new TextTable("lr").row("cut", "events");
        selection.cutflow().forEach((cut, count) -> cutflow.row(cut, Long.toString(count)));
        cutflow.print(console);
    }
}
