package org.diffhep.cli.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import org.diffhep.cli.Console;
import org.diffhep.cli.ExitCodes;
import org.diffhep.cli.JsonDocument;
import org.diffhep.cli.TextTable;
import org.diffhep.events.ColumnInfo;
import org.diffhep.events.EventFile;
import org.diffhep.events.EventLocation;
import org.diffhep.events.EventTableSource;
import org.diffhep.events.FriendTable;
import org.diffhep.events.StoredText;
import org.diffhep.events.UnsupportedColumn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code events inspect}: the tables of a file, their columns, and its texts. */
@Command(name = "inspect", description = "List the tables of a file and their columns, and the texts beside them.")
public final class InspectEventsCommand implements Callable<Integer> {

    private static final int LONGEST_TEXT = 100;

    private final Console console;

    @Parameters(
            paramLabel = "FILE",
            description = "A file of events or its address (https://…); its format is recognised by content.")
    private String file = "";

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /** Prints to this console. */
    public InspectEventsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (EventFile events = EventLocation.of(file).open()) {
            if (json) {
                printJson(events);
            } else {
                printText(events);
            }
        }
        return ExitCodes.DONE;
    }

    private void printJson(EventFile events) {
        JsonDocument document = new JsonDocument();
        document.root().put("format", events.format());
        ArrayNode tables = document.root().putArray("tables");
        for (String name : events.tables()) {
            EventTableSource table = events.table(name);
            ObjectNode node = tables.addObject();
            node.put("name", name).put("entries", table.entries());
            ArrayNode columns = node.putArray("columns");
            for (ColumnInfo column : table.columns()) {
                ObjectNode entry = columns.addObject()
                        .put("name", column.name())
                        .put("type", column.type().toString())
                        .put("collection", column.collection().orElse(null))
                        .put("depth", column.depth());
                column.dimensions().forEach(entry.putArray("dimensions")::add);
            }
            ArrayNode friends = node.putArray("friends");
            for (FriendTable friend : table.friends()) {
                friends.addObject()
                        .put("name", friend.name())
                        .put("file", friend.file())
                        .put("table", friend.table());
            }
            ArrayNode unreadable = node.putArray("unsupported");
            for (UnsupportedColumn column : table.unsupportedColumns()) {
                unreadable.addObject().put("name", column.name()).put("reason", column.reason());
            }
        }
        ArrayNode texts = document.root().putArray("texts");
        for (String path : events.texts()) {
            StoredText text = events.text(path);
            texts.addObject().put("path", path).put("name", text.name()).put("text", text.text());
        }
        document.print(console);
    }

    private void printText(EventFile events) {
        console.print(file + ": " + events.format() + ", " + events.tables().size() + " tables");
        for (String name : events.tables()) {
            EventTableSource table = events.table(name);
            console.print("");
            console.print(name + ": " + table.entries() + " entries, "
                    + table.columns().size() + " columns");
            for (FriendTable friend : table.friends()) {
                console.print("  friend " + friend.name() + ": table " + friend.table()
                        + (friend.file().isEmpty() ? "" : " of " + friend.file()));
            }
            TextTable text = new TextTable("lll");
            for (ColumnInfo column : table.columns()) {
                text.row(
                        "  " + column.name(),
                        column.typeName(),
                        column.collection()
                                .filter(c -> !c.equals(column.name()))
                                .map(c -> "for each " + c)
                                .orElse(""));
            }
            for (UnsupportedColumn column : table.unsupportedColumns()) {
                text.row("  " + column.name(), "–", "cannot be read: " + column.reason());
            }
            text.print(console);
        }
        if (!events.texts().isEmpty()) {
            console.print("");
            console.print("texts");
            TextTable texts = new TextTable("ll");
            events.texts()
                    .forEach(path ->
                            texts.row("  " + path, oneLine(events.text(path).text())));
            texts.print(console);
        }
    }

    private static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
    }
}
