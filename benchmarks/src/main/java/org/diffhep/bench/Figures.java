package org.diffhep.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Named figures, in order, for a program (JSON) or a person (one a line). */
final class Figures {

    private final ObjectNode figures = JsonNodeFactory.instance.objectNode();
    private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();

    Figures number(String name, double value) {
        figures.put(name, value);
        return this;
    }

    Figures number(String name, long value) {
        figures.put(name, value);
        return this;
    }

    Figures numbers(String name, List<Double> values) {
        ArrayNode array = figures.putArray(name);
        values.forEach(array::add);
        return this;
    }

    /** Named figures below one name. */
    Figures numbers(String name, Map<String, Double> values) {
        ObjectNode object = figures.putObject(name);
        values.forEach(object::put);
        return this;
    }

    Figures text(String name, String value) {
        figures.put(name, value);
        return this;
    }

    /** The median, and beside it {@code name_spread}: the distance between the quartiles. */
    Figures median(String name, Spread spread) {
        return number(name, spread.median()).number(name + "_spread", spread.interquartile());
    }

    /** A figure that there is none of, and why. */
    Figures missing(String name, String why) {
        figures.putNull(name);
        messages.add(name + ": " + why);
        return this;
    }

    /** Prints all figures, and what a reader needs to judge them: the machine's load, processors and Java. */
    void print(PrintWriter out, boolean json) {
        number("load_average", Meters.loadAverage());
        number("processors", Runtime.getRuntime().availableProcessors());
        text("java", Runtime.version().toString());
        figures.set("messages", messages);
        if (json) {
            out.println(figures);
        } else {
            figures.properties().forEach(figure -> out.printf("%-34s %s%n", figure.getKey(), figure.getValue()));
        }
        out.flush();
    }
}
