package org.diffhep.stats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Applies JSON patches (RFC 6902). Errors name the operation by its JSON path. A patch cannot make a document grow without
 * bound by copying it into itself.
 */
final class JsonPatch {
    private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");
    private static final Pattern BAD_ESCAPE = Pattern.compile("~(?![01])");
    /** As deep as a document that is read. */
    private static final int MAX_DEPTH = 100;
    /** What one patch may add; the largest published workspaces hold half a million values. */
    private static final long MAX_NODES = 5_000_000;

    /** Numbers are equal if their values are, as RFC 6902 has it. */
    private static final Comparator<JsonNode> BY_VALUE = (a, b) -> {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue());
        }
        return a.equals(b) ? 0 : 1;
    };

    private final JsonFields fields;
    private JsonNode tree;
    private String at = "";
    private long copied;

    private JsonPatch(JsonFields fields, JsonNode tree) {
        this.fields = fields;
        this.tree = tree;
    }

    /**
     * Applies a list of operations, within {@link JsonFields#collect}.
     *
     * @param fields where problems go: an operation is malformed or does not apply
     * @param patch list of operations
     * @param document left as it is
     * @param path JSON path of the list, for messages
     */
    static JsonNode apply(JsonFields fields, JsonNode patch, JsonNode document, String path) {
        JsonPatch application = new JsonPatch(fields, document.deepCopy());
        JsonNode list = requireList(fields, patch, path);
        for (int i = 0; i < list.size(); i++) {
            application.at = path + "/" + i;
            application.apply(list.get(i));
        }
        return application.tree;
    }

    /** Notes the operations that are malformed, whatever they would be applied to. */
    static void check(JsonFields fields, JsonNode patch, String path) {
        JsonPatch application = new JsonPatch(fields, patch);
        JsonNode list = requireList(fields, patch, path);
        for (int i = 0; i < list.size(); i++) {
            JsonNode operation = list.get(i);
            application.at = path + "/" + i;
            fields.collect(() -> application.operation(operation));
        }
    }

    private static JsonNode requireList(JsonFields fields, JsonNode patch, String path) {
        if (!patch.isArray()) {
            throw fields.error(path, patch.isMissingNode() ? "is missing" : "is not a list of operations");
        }
        return patch;
    }

    /** An operation as read: for add, replace and test a value; for move and copy, where from. */
    private record Operation(String op, List<String> path, List<String> from, JsonNode value) {}

    private Operation operation(JsonNode operation) {
        if (!operation.isObject()) {
            throw refused("", "is not an object with op and path");
        }
        String op = text(operation, "op");
        List<String> path = tokens(text(operation, "path"), "path");
        return switch (op) {
            case "add", "replace", "test" -> {
                if (!operation.has("value")) {
                    throw refused("/value", "is missing");
                }
                yield new Operation(op, path, List.of(), operation.get("value"));
            }
            case "remove" -> new Operation(op, path, List.of(), MissingNode.getInstance());
            case "copy", "move" -> {
                List<String> from = tokens(text(operation, "from"), "from");
                if (op.equals("move")
                        && path.size() > from.size()
                        && path.subList(0, from.size()).equals(from)) {
                    throw refused(
                            "/path",
                            "is '" + pointer(path) + "', inside of '" + pointer(from) + "', which cannot move there");
                }
                yield new Operation(op, path, from, MissingNode.getInstance());
            }
            default -> throw refused("/op", "is '" + op + "': expected add, remove, replace, move, copy or test");
        };
    }

    private void apply(JsonNode node) {
        Operation operation = operation(node);
        List<String> path = operation.path();
        JsonNode value = operation.value();
        switch (operation.op()) {
            case "add" -> add(path, copy(value, path));
            case "remove" -> remove(path);
            case "replace" -> {
                get(path, "path");
                set(path, copy(value, path));
            }
            case "copy" -> add(path, copy(get(operation.from(), "from"), path));
            case "move" -> {
                JsonNode moved = get(operation.from(), "from");
                if (!operation.from().equals(path)) {
                    remove(operation.from());
                    add(path, copy(moved, path));
                }
            }
            default -> {
                JsonNode actual = get(path, "path");
                if (!actual.equals(BY_VALUE, value)) {
                    throw refused(
                            "",
                            "is a test that fails: '" + pointer(path) + "' is " + brief(actual) + ", expected "
                                    + brief(value));
                }
            }
        }
    }

    private static String brief(JsonNode node) {
        String text = node.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }

    // ---- fields of an operation

    private String text(JsonNode operation, String key) {
        JsonNode node = operation.path(key);
        if (!node.isTextual()) {
            throw refused("/" + key, node.isMissingNode() ? "is missing" : "is not a string");
        }
        return node.textValue();
    }

    private List<String> tokens(String pointer, String key) {
        if (!pointer.isEmpty() && pointer.charAt(0) != '/') {
            throw refused("/" + key, "is '" + pointer + "': a JSON pointer starts with /");
        }
        if (BAD_ESCAPE.matcher(pointer).find()) {
            throw refused("/" + key, "is '" + pointer + "': in a JSON pointer ~ is followed by 0 or 1");
        }
        List<String> tokens = new ArrayList<>();
        if (!pointer.isEmpty()) {
            for (String token : pointer.substring(1).split("/", -1)) {
                tokens.add(token.replace("~1", "/").replace("~0", "~"));
            }
        }
        return tokens;
    }

    // ---- the document

    private JsonNode get(List<String> path, String key) {
        JsonNode node = tree;
        for (String token : path) {
            if (node.isArray()) {
                node = INDEX.matcher(token).matches() ? node.path(Integer.parseInt(token)) : node.path("");
            } else {
                node = node.path(token);
            }
        }
        if (node.isMissingNode()) {
            throw refused("/" + key, "is '" + pointer(path) + "', which is not in the workspace");
        }
        return node;
    }

    private JsonNode parent(List<String> path) {
        return get(path.subList(0, path.size() - 1), "path");
    }

    private void add(List<String> path, JsonNode value) {
        if (path.isEmpty()) {
            tree = value;
            return;
        }
        JsonNode parent = parent(path);
        String last = path.get(path.size() - 1);
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode array) {
            array.insert(last.equals("-") ? array.size() : index(path, array.size()), value);
        } else {
            throw refused("/path", "is '" + pointer(path) + "', but what is above it is neither object nor list");
        }
    }

    /** Replaces what is there. */
    private void set(List<String> path, JsonNode value) {
        if (path.isEmpty()) {
            tree = value;
            return;
        }
        JsonNode parent = parent(path);
        if (parent instanceof ObjectNode object) {
            object.set(path.get(path.size() - 1), value);
        } else if (parent instanceof ArrayNode array) {
            array.set(index(path, array.size() - 1), value);
        }
    }

    private void remove(List<String> path) {
        if (path.isEmpty()) {
            throw refused("/path", "is the whole workspace, which cannot be removed");
        }
        get(path, "path");
        JsonNode parent = parent(path);
        if (parent instanceof ObjectNode object) {
            object.remove(path.get(path.size() - 1));
        } else if (parent instanceof ArrayNode array) {
            array.remove(index(path, array.size() - 1));
        }
    }

    private int index(List<String> path, int last) {
        String token = path.get(path.size() - 1);
        if (!INDEX.matcher(token).matches()) {
            throw refused("/path", "is '" + pointer(path) + "': '" + token + "' is not an index of a list");
        }
        int index = Integer.parseInt(token);
        if (index > last) {
            throw refused("/path", "is '" + pointer(path) + "', beyond the end of the list, which is " + last);
        }
        return index;
    }

    private static String pointer(List<String> path) {
        StringBuilder text = new StringBuilder();
        path.forEach(token -> text.append('/').append(JsonFields.escaped(token)));
        return text.toString();
    }

    // ---- limits

    private JsonNode copy(JsonNode value, List<String> path) {
        count(value, path.size());
        return value.deepCopy();
    }

    private void count(JsonNode value, int depth) {
        if (depth > MAX_DEPTH) {
            throw refused("", "makes the workspace more than " + MAX_DEPTH + " levels deep");
        }
        if (++copied > MAX_NODES) {
            throw refused("", "makes the workspace grow by more than " + MAX_NODES + " values");
        }
        for (JsonNode child : value) {
            count(child, depth + 1);
        }
    }

    private RuntimeException refused(String path, String problem) {
        return fields.error(at + path, problem);
    }
}
