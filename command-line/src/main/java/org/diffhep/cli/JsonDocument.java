package org.diffhep.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The one JSON document that a command prints under {@code --json}. A number that is not finite becomes {@code null}, and its
 * reason goes to {@code messages}.
 */
public final class JsonDocument {

    private static final ObjectWriter WRITER = new ObjectMapper().writerWithDefaultPrettyPrinter();

    private final ObjectNode root = JsonNodeFactory.instance.objectNode();
    private final Set<String> messages = new LinkedHashSet<>();

    /** The document itself. */
    public ObjectNode root() {
        return root;
    }

    /** Adds a remark; the same remark stands once. */
    public void message(String text) {
        messages.add(text);
    }

    /** The remarks so far. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /**
     * Puts a number into a node of this document.
     *
     * @param path where that is, for the message if the number is not finite
     */
    public void number(ObjectNode node, String field, String path, double value) {
        if (Double.isFinite(value)) {
            node.put(field, value);
        } else {
            node.putNull(field);
            messages.add(path + " is " + name(value));
        }
    }

    /** Puts numbers into an array of this document, in order. */
    public void numbers(ArrayNode node, String path, double... values) {
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                node.add(values[i]);
            } else {
                node.addNull();
                messages.add(path + "[" + i + "] is " + name(values[i]));
            }
        }
    }

    /** The document as text; {@code messages} stands in it if there are any. */
    public String text() {
        if (!messages.isEmpty()) {
            ArrayNode list = root.putArray("messages");
            messages.forEach(list::add);
        }
        try {
            return WRITER.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values could not be written", e);
        }
    }

    /** Prints the document to standard output. */
    public void print(Console console) {
        console.print(text());
    }

    private static String name(double value) {
        return Double.isNaN(value) ? "not a number" : value > 0 ? "infinite" : "minus infinite";
    }
}
